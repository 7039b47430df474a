"""What a page knows beside its form: what is required now, what hangs together, what the state knows already."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from dataclasses import field as default

from portal.web.fields.uploads import Upload


@dataclass(frozen=True, slots=True)
class Objection:
    """What a person may say against a known answer, where the law lets them."""

    law: str
    """The legal basis in words."""
    made: bool
    """Whether another answer stands now."""
    why: str
    """The reason, as far as it was given."""


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that the state has already: shown, not asked."""

    words: str
    source: str
    """Where it comes from and when it was asked, in words: "Cơ sở dữ liệu quốc gia về dân cư"."""
    objection: Objection | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What ``draw`` is told beside the form itself."""

    asks: AbstractSet[str] = frozenset()
    """Names of the fields on whose answer other parts hang."""
    required: AbstractSet[str] | None = None
    """Names of the fields that have to be answered now; without it the specification says it."""
    why: Mapping[str, str] = default(default_factory=dict)
    """For a conditional field: which answer called it, in words."""
    offered: Mapping[str, AbstractSet[str]] = default(default_factory=dict)
    """For a choice with conditional options: the codes that the other answers leave."""
    values: Mapping[str, object] = default(default_factory=dict)
    """The answers and the situation, by which the rows of a table ask their cells."""
    known: Mapping[str, Known] = default(default_factory=dict)
    """By field, or by block and box: ``nguoi_nop.full_name``."""
    uploads: Mapping[str, Iterable[Upload]] = default(default_factory=dict)
    files_at: str = ""
    """Where the script sends the files of a field: this, and the field's name."""
    store: bool = False
    """Whether whoever fills the form in has files to pick from."""
