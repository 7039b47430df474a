"""What a dossier owes: one line a fee, with the reduction that applies and why.

Of several reductions that hold the highest applies; they never add up (Nghị quyết 66.22/2026/NQ-CP).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forms.answers import Visible
from forms.expressions import Failed, Known
from forms.spec import Text
from procedures.definition import FeeDue, FeeKind, FeeSpec, Procedure, Reduction
from procedures.facts import all_values
from procedures.money import LARGEST_FEE, share
from procedures.overlay import Overlay, local_amount, local_percent
from procedures.situation import Situation
from workflows.spec import Clock

RATE = "rate"
"""The name under which the amount of a fee reads its own rate."""


class FeeNotComputableError(ValueError):
    """The expression of a fee gives no lawful amount for these answers; the fee must not be taken for nothing."""

    def __init__(self, fee: str, why: str) -> None:
        """Name the fee and why."""
        super().__init__(f"the fee '{fee}' cannot be computed: {why}")
        self.fee = fee


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee as it is owed, in whole đồng."""

    id: str
    kind: FeeKind
    title: Text
    full: int
    """Before reductions."""
    reduced_by: int
    amount: int
    """What is owed: ``full`` less ``reduced_by``."""
    percent: int
    reason: Text | None
    """Why it is reduced."""
    proof: str | None
    """The document that proves the reason."""
    law: str | None
    """The legal basis of the reduction where there is one, else of the fee."""
    due: FeeDue
    clock: Clock
    step: str | None = None
    """The step at which it is due, where it is due at one."""

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON can hold it."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "title": dict(self.title),
            "full": self.full,
            "reduced_by": self.reduced_by,
            "amount": self.amount,
            "percent": self.percent,
            "reason": dict(self.reason) if self.reason else None,
            "proof": self.proof,
            "law": self.law,
            "due": str(self.due),
            "clock": str(self.clock),
            **({"step": self.step} if self.step else {}),
        }


@dataclass(frozen=True, slots=True)
class FeeSheet:
    """All fees of a dossier. ``unknown`` names what must be answered before the rest can be computed."""

    lines: tuple[FeeLine, ...]
    unknown: frozenset[str] = frozenset()
    later: tuple[FeeSpec, ...] = ()
    """Fees due at a step whose amount is not known before somebody there has said it."""

    @property
    def total(self) -> int:
        """Return what is owed in all."""
        return sum(line.amount for line in self.lines)

    @property
    def complete(self) -> bool:
        """Say whether every fee could be computed."""
        return not self.unknown

    def of(self, fees: Collection[str]) -> FeeSheet:
        """Return the part of the sheet that is about some fees, by their ids."""
        lines = tuple(line for line in self.lines if line.id in fees)
        return FeeSheet(lines, self.unknown, tuple(fee for fee in self.later if fee.id in fees))


def fee_sheet(
    procedure: Procedure,
    answers: Mapping[str, Any],
    situation: Situation,
    overlay: Overlay | None = None,
    visible: Visible | None = None,
    filled: Mapping[str, Any] | None = None,
) -> FeeSheet:
    """Return what these answers cost; a fee that reads an unanswered field has no line yet.

    ``visible`` is what these answers ask, where the caller knows it already; ``filled`` what officers filled in.
    Raises ``FeeNotComputableError`` when an expression fails or gives an amount below zero.
    """
    if not procedure.fees:
        return FeeSheet(())
    values = all_values(procedure, answers, situation, visible)
    lines: list[FeeLine] = []
    later: list[FeeSpec] = []
    unknown: set[str] = set()
    for fee in procedure.fees:
        at_step = fee.due is FeeDue.AT_STEP
        read = {**values, **(filled or {})} if at_step else values
        open_here: set[str] = set()
        full = _full(fee, read, overlay)
        line = _line(fee, full, read, overlay, open_here) if isinstance(full, int) else None
        open_here |= full if isinstance(full, frozenset) else set()
        if at_step and open_here:
            later.append(fee)
        elif line is not None:
            lines.append(line)
        unknown |= set() if at_step else open_here
    return FeeSheet(tuple(lines), frozenset(unknown), tuple(later))


def _full(fee: FeeSpec, values: Mapping[str, object], overlay: Overlay | None) -> int | frozenset[str]:
    """Return the amount before reductions, or the names that are still unanswered."""
    local = local_amount(fee, overlay)
    if local is not None and fee.rate is None:
        return local
    rate = {RATE: fee.rate if local is None else local} if fee.rate is not None else {}
    value = fee.amount.evaluate({**values, **rate})
    if isinstance(value, Failed):
        raise FeeNotComputableError(fee.id, value.message)
    if not isinstance(value, Known):
        return value.names
    amount = value.value
    if not isinstance(amount, int) or not 0 <= amount <= LARGEST_FEE:
        raise FeeNotComputableError(fee.id, f"{amount} is no lawful amount")
    return amount


def _line(fee: FeeSpec, full: int, values: Mapping[str, object], overlay: Overlay | None, unknown: set[str]) -> FeeLine:
    reduction, percent = _best(fee, values, overlay, unknown)
    reduced_by = share(full, percent, fee.rounding)
    return FeeLine(
        id=fee.id,
        kind=fee.kind,
        title=fee.title,
        full=full,
        reduced_by=reduced_by,
        amount=full - reduced_by,
        percent=percent,
        reason=reduction.say if reduction else None,
        proof=reduction.proof if reduction else None,
        law=(reduction.because if reduction else None) or fee.law,
        due=fee.due,
        clock=fee.clock,
        step=fee.step,
    )


def _best(
    fee: FeeSpec, values: Mapping[str, object], overlay: Overlay | None, unknown: set[str]
) -> tuple[Reduction | None, int]:
    """Return the reduction that lowers the fee most, and its percentage; note what is still unanswered."""
    best: tuple[Reduction | None, int] = (None, 0)
    for reduction in fee.reductions:
        value = reduction.when.evaluate(values)
        if isinstance(value, Failed):
            raise FeeNotComputableError(fee.id, value.message)
        if not isinstance(value, Known):
            unknown |= value.names
        elif value.value is True:
            percent = local_percent(fee, reduction, overlay)
            best = (reduction, percent) if percent > best[1] else best
    return best
