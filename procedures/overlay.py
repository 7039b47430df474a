"""What an agency's offer sets otherwise than the pack: values only, never a rule.

An overlay is a plain mapping::

    {"fees": {"le_phi": {"amount": 5000, "reductions": {"online": 100}}}, "time_limit": "2 working days",
     "agencies": {"pccc": "H26.05"}, "undo": "5 minutes"}

``amount`` replaces the fee's ``rate`` where the fee counts something, and the whole amount where it does not.
``reductions`` gives another percentage to a reduction that has an ``id``. ``agencies`` says by its code which agency is
meant by each that takes part or is asked for an opinion. Other keys belong to the portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from procedures.definition import FeeSpec, Procedure, Reduction
from procedures.money import LARGEST_FEE
from workflows.asking import Asked, AskedKind
from workflows.duration import parse_duration
from workflows.spec import Duration, Text
from workflows.undoing import parse_minutes

_FEE_KEYS: Final = {"amount", "reductions"}
_ALL: Final = 100

Overlay = Mapping[str, Any]


def local_amount(fee: FeeSpec, overlay: Overlay | None) -> int | None:
    """Return the amount that the offer sets for a fee, in đồng, or ``None`` where it sets none."""
    value: int | None = _of_fee(fee, overlay).get("amount")
    return value if _is_amount(value) else None


def local_percent(fee: FeeSpec, reduction: Reduction, overlay: Overlay | None) -> int:
    """Return by how many percent a reduction lowers the fee at this agency."""
    local: Mapping[str, int] = _of_fee(fee, overlay).get("reductions") or {}
    if reduction.id is None or not _is_percent(local.get(reduction.id)):
        return reduction.percent
    return local[reduction.id]


def local_time_limit(procedure: Procedure, overlay: Overlay | None) -> Duration:
    """Return the time limit at this agency; raise ``ValueError`` when the offer's is no duration."""
    text = (overlay or {}).get("time_limit")
    return parse_duration(text) if text else procedure.time_limit.within


def local_undo(procedure: Procedure, overlay: Overlay | None) -> int | None:
    """Return for how many minutes acts can be taken back at this agency; ``None`` where nobody says."""
    text = (overlay or {}).get("undo")
    return parse_minutes(text) if text else procedure.workflow.undo


def asked_agencies(procedure: Procedure) -> dict[str, Asked]:
    """Return the other agencies that the steps of a procedure ask for an opinion, by the pack's names for them."""
    rounds = [step.opinions for step in procedure.workflow.steps.values() if step.opinions is not None]
    return {one.name: one for asked in rounds for one in asked.to if one.kind is AskedKind.AGENCY}


def named_agencies(procedure: Procedure) -> dict[str, Text]:
    """Return the words of every other agency that an offer has to name: those that act, and those that are asked."""
    asked = {name: one.title for name, one in asked_agencies(procedure).items()}
    return {**procedure.workflow.agencies, **asked}


def asked_roles(procedure: Procedure) -> frozenset[str]:
    """Return the roles at the agency in charge that the steps of a procedure ask for an opinion."""
    rounds = [step.opinions for step in procedure.workflow.steps.values() if step.opinions is not None]
    return frozenset(one.role for asked in rounds for one in asked.to if one.kind is not AskedKind.AGENCY)


def local_agencies(overlay: Overlay | None) -> dict[str, str]:
    """Return the codes of the agencies that are meant here, by the pack's names for them."""
    named = (overlay or {}).get("agencies")
    return {str(name): str(code) for name, code in named.items()} if isinstance(named, Mapping) else {}


def check_overlay(procedure: Procedure, overlay: Overlay) -> list[str]:
    """Return what is wrong with the values of an offer, one sentence each."""
    wrong = []
    known = {fee.id: fee for fee in procedure.fees}
    fees = overlay.get("fees") or {}
    for name, values in fees.items() if isinstance(fees, Mapping) else [("fees", None)]:
        if name not in known:
            wrong.append(f"the procedure has no fee '{name}'; it has {', '.join(known) or 'none'}")
        else:
            wrong += _wrong_fee(known[name], values)
    try:
        local_time_limit(procedure, overlay)
        local_undo(procedure, overlay)
    except ValueError as problem:
        wrong.append(str(problem))
    return wrong + _wrong_agencies(procedure, overlay)


def _wrong_agencies(procedure: Procedure, overlay: Overlay) -> list[str]:
    asked, named = named_agencies(procedure), local_agencies(overlay)
    strange = [f"the procedure asks no agency '{name}'" for name in named if name not in asked]
    lacking = [name for name in asked if not named.get(name)]
    return strange + [f"it is not said which agency '{name}' is ({asked[name]['vi']})" for name in lacking]


def _wrong_fee(fee: FeeSpec, values: object) -> list[str]:
    if not isinstance(values, Mapping):
        return [f"the fee '{fee.id}' is given as {{amount: …}}"]
    wrong = [f"the fee '{fee.id}' has no '{key}' that an offer may set" for key in values if key not in _FEE_KEYS]
    if "amount" in values and not _is_amount(values["amount"]):
        wrong.append(f"the amount of '{fee.id}' is whole đồng from 0 on, not {values['amount']!r}")
    reductions = values.get("reductions") or {}
    named = {reduction.id for reduction in fee.reductions if reduction.id}
    for name, percent in reductions.items():
        if name not in named:
            wrong.append(f"the fee '{fee.id}' has no reduction '{name}'")
        elif not _is_percent(percent):
            wrong.append(f"the reduction '{name}' is a whole percentage from 0 to 100, not {percent!r}")
    return wrong


def _of_fee(fee: FeeSpec, overlay: Overlay | None) -> Mapping[str, Any]:
    values: Mapping[str, Any] = ((overlay or {}).get("fees") or {}).get(fee.id) or {}
    return values


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_FEE


def _is_percent(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _ALL
