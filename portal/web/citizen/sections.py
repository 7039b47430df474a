"""Answers in words, page by page, as summary lists show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from forms.answers import Shown
from forms.fields.yes_no import DeclarationType
from forms.spec import FormSpec, say
from portal.web.fields.skeletons import Skeleton, hole
from portal.web.language import current_language
from portal.web.language import gettext as _

_PICTURE = Markup('{}<img class="drawn" src="{}" alt="">')


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form: its title, and its rows (label, value, note, where it is changed, words of that link)."""

    title: str
    rows: list[tuple[str, str, str | None, str | None, str | None]]


def sections_of(
    spec: FormSpec,
    shown: Sequence[Shown],
    *,
    values: Sequence[str] | None = None,
    notes: Mapping[str, str] | None = None,
    change: Callable[[Shown], tuple[str, str]] | None = None,
) -> list[Section]:
    """Return the answers by page, in the order of asking; pages without a row are left out.

    ``values`` are what stands beside each label, where the caller has it already; ``notes`` say why a field was
    asked, or which source told it.
    """
    pairs = list(zip(shown, [value_of(one) for one in shown] if values is None else values, strict=True))
    sections = []
    for page in spec.pages:
        rows = [
            (label_of(one), value, (notes or {}).get(one.name), *(change(one) if change else (None, None)))
            for one, value in pairs
            if one.page == page.name
        ]
        if rows:
            sections.append(Section(say(page.title, current_language()), rows))
    return sections


def label_of(one: Shown) -> str:
    """Return what stands before an answer; a declaration that was made is its own answer."""
    return _("Bạn cam đoan") if _declared(one) else one.label


def value_of(one: Shown) -> str:
    """Return an answer as it is shown: a text, or a table."""
    if _declared(one):
        return one.label
    if one.picture:
        return _PICTURE.format(one.value, one.picture)
    if not one.lines:
        return one.value
    texts = [*one.heads]
    for line in one.lines:
        for head, words in zip(one.heads, line, strict=True):
            texts += [head.rstrip("?"), words or "—"]
    return _table(len(one.heads), len(one.lines)).fill(texts)


def _declared(one: Shown) -> bool:
    return one.type == DeclarationType.name and bool(one.value)


@lru_cache(maxsize=256)
def _table(columns: int, rows: int) -> Skeleton:
    """Return a table of so many columns and rows, with a hole for each head, and for label and words of each cell."""
    holes = [hole(number) for number in range(columns + 2 * columns * rows)]
    cells = iter(holes[columns:])
    head = "".join(f'<th scope="col">{one}</th>' for one in holes[:columns])
    each = [f'<td data-label="{label}">{words}</td>' for label, words in zip(cells, cells, strict=True)]
    body = "".join(f"<tr>{''.join(each[row * columns : (row + 1) * columns])}</tr>" for row in range(rows))
    return Skeleton.of(f'<table class="summary__table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
