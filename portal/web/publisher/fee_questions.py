"""The few questions on which the fees of a procedure hang, as one small form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from forms.spec import Page
from procedures.definition import Procedure

FACTS = "facts"


@dataclass(frozen=True, slots=True, eq=False)
class _ByDigest:
    """A procedure by the digest of its pack: comparing whole procedures would cost more than the work itself."""

    procedure: Procedure

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and other.procedure.digest == self.procedure.digest

    def __hash__(self) -> int:
        return hash(self.procedure.digest)


def fee_page(procedure: Procedure) -> Page:
    """Return a page with every question that some fee, reduction or fact behind them reads, in the form's order."""
    return _page(_ByDigest(procedure))


@lru_cache(maxsize=64)
def _page(pack: _ByDigest) -> Page:
    procedure = pack.procedure
    read = _read(procedure)
    # Asked by themselves: neither required nor conditional, so that any combination can be tried.
    fields = tuple(replace(one, when=None, required=False) for one in procedure.form.fields() if one.name in read)
    return Page(name="phi", title={"vi": "Phí thử", "en": "Trial fees"}, fields=fields)


def _read(procedure: Procedure) -> frozenset[str]:
    names: set[str] = set()
    for fee in procedure.fees:
        names |= fee.amount.reads
        for reduction in fee.reductions:
            names |= reduction.when.reads
    if FACTS in names:
        for fact in procedure.facts.values():
            names |= fact.reads
    return frozenset(names)
