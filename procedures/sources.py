"""Where the state already knows an answer, as a pack names it (``from:``).

identity.full_name              the electronic identity of whoever files
population.ethnicity            the population register
dossier.<code>.ten_ho           an answer of the newest dossier that the same person filed for that procedure
result.<code>.number            the newest result that they were issued: number, issued_on, issued_by …
result.<code>.ten_ho            … or an answer of the dossier that it decided
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

IDENTITY: Final = "identity"
POPULATION_REGISTER: Final = "population"
DOSSIER: Final = "dossier"
RESULT: Final = "result"
KINDS: Final = (IDENTITY, POPULATION_REGISTER, DOSSIER, RESULT)

IDENTITY_TYPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "full_name": ("person_name", "text"),
        "citizen_id": ("citizen_id", "text"),
        "tax_code": ("tax_code", "business_code", "text"),
        "organisation_code": ("tax_code", "business_code", "text"),
        "birth_date": ("date",),
        "sex": ("sex",),
        "phone": ("phone", "text"),
        "email": ("email", "text"),
        "residence": ("address",),
    }
)
"""What the electronic identity tells, and which types of fields can hold it."""

RESULT_TYPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"number": ("text",), "issued_on": ("date",), "issued_by": ("text",)}
)
"""What a result says of itself; any other name is an answer of its dossier."""

NOT_HELD: Final = frozenset({"attachment", "rows", "declaration", "signature"})
"""Types that no source fills in: files, promises and signatures are made anew each time; a table is many answers."""

_EARLIER: Final = re.compile(r"(?P<code>[0-9]\.[0-9]{6})\.(?P<name>[a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Source:
    """One place where an answer is known."""

    kind: str
    name: str
    procedure: str | None = None
    """The national code, for an earlier dossier and for a result."""


@lru_cache(maxsize=4_096)
def source_of(path: str) -> Source | None:
    """Return what a path names, ``None`` when it is none of the kinds or of another form."""
    kind, _, rest = path.partition(".")
    if kind in (DOSSIER, RESULT):
        match = _EARLIER.fullmatch(rest)
        return Source(kind, match["name"], match["code"]) if match else None
    return Source(kind, rest) if kind in KINDS and "." not in rest else None
