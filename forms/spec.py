"""A form definition as frozen values: form, pages, fields.

These are what ``forms.parsing`` makes out of a plain mapping; nothing edits them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.expressions import Expression

Text = Mapping[str, str]
"""What a person reads, by language: ``{"vi": …, "en": …}``; ``vi`` is always there."""


def say(text: Text, language: str) -> str:
    """Return ``text`` in ``language``, and in Vietnamese where the author gave no other."""
    return text.get(language) or text["vi"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question. ``options`` is the parsed value of its type's own keys (frozen, made by the type)."""

    name: str
    type: str
    label: Text
    hint: Text | None = None
    required: Expression | bool = True
    when: Expression | None = None
    """The field exists only while this holds; unknown counts as not shown."""
    law: str | None = None
    """Article of the legal form that asks for this, as the author wrote it."""
    uncertain: str | None = None
    """What the author does not know for sure, shown to publishers only."""
    sources: tuple[str, ...] = ()
    """Where the state already knows the answer (pack key ``from``), the best first: ``identity.full_name``."""
    correctable: str | None = None
    """The legal basis on which a person may say that what is known is wrong; without one it stands."""
    default: Expression | None = None
    """What stands in the field before anybody answers it; it counts only once a person has sent the page."""
    options: object | None = None
    fields: tuple[FieldSpec, ...] = ()
    """The columns of a table of rows; empty for every other type."""

    @property
    def is_own(self) -> bool:
        """Whether this is asked of whoever files about themselves, so that their browser may fill it in."""
        return any(source.startswith("identity.") for source in self.sources)


@dataclass(frozen=True, slots=True)
class Check:
    """What several answers must fulfil together (pack key ``checks``), and what is said when they do not."""

    that: Expression
    say: Text
    because: str | None = None
    at: str | None = None
    """The field that the error leads to."""
    law: Text | None = None
    """``because`` in words, put in by whoever knows the legal basis."""


@dataclass(frozen=True, slots=True)
class Page:
    """One theme, asked at once."""

    name: str
    title: Text
    fields: tuple[FieldSpec, ...]
    intro: Text | None = None
    when: Expression | None = None
    checks: tuple[Check, ...] = ()
    same: SamePage = field(init=False, repr=False, compare=False)
    """The page by identity."""

    def __post_init__(self) -> None:
        """Make what stands for this very page."""
        object.__setattr__(self, "same", SamePage(self))


class SamePage:
    """A page by identity, to keep things by it: comparing whole pages would cost more than making the things."""

    __slots__ = ("page",)

    def __init__(self, page: Page) -> None:
        """Stand for the page; it makes the only one."""
        self.page = page


@dataclass(frozen=True, slots=True)
class Instead:
    """Where to go instead of filing here: another procedure of the catalogue, or an address on the web."""

    text: Text
    procedure: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A rule that stops a filing early, and says why and where to go instead (pack key ``blocks``)."""

    page: str
    when: Expression
    say: Text
    because: str | None = None
    instead: Instead | None = None


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A whole form: its pages in order, and the rules that stop a filing."""

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...] = ()
    by_name: Mapping[str, FieldSpec] = field(default_factory=dict)
    """Every top-level field by its name (names are unique in the whole form)."""
    same: SameForm = field(init=False, repr=False, compare=False)
    """The form by identity."""

    def __post_init__(self) -> None:
        """Make what stands for this very form."""
        object.__setattr__(self, "same", SameForm(self))

    def page(self, name: str) -> Page:
        """Return the page called ``name``; raise ``KeyError`` when there is none."""
        for page in self.pages:
            if page.name == name:
                return page
        raise KeyError(name)

    def fields(self) -> Iterator[FieldSpec]:
        """Yield every top-level field in the order in which it is asked."""
        for page in self.pages:
            yield from page.fields


class SameForm:
    """A form by identity, to keep things by it."""

    __slots__ = ("spec",)

    def __init__(self, spec: FormSpec) -> None:
        """Stand for the form; it makes the only one."""
        self.spec = spec


def one_page(name: str, title: Text, fields: tuple[FieldSpec, ...]) -> FormSpec:
    """Return the form of a single page: what an officer fills in at a step."""
    page = Page(name=name, title=title, fields=fields)
    return FormSpec(pages=(page,), by_name={one.name: one for one in fields})
