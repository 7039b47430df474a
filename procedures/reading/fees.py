"""The fees and charges of a pack, and its time limit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from forms.expressions import WHOLE, Expression, Kind, Known, Scope
from forms.parsing import form_scope
from forms.spec import FieldSpec, one_page
from procedures.definition import FeeDue, FeeKind, FeeSpec, LimitCase, Reduction, TimeLimit
from procedures.fees import RATE
from procedures.money import LARGEST_FEE, Rounding
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from workflows.reader import closest
from workflows.spec import Clock, Duration, Unit

KEYS: Final = (
    "id",
    "kind",
    "title",
    "rate",
    "amount",
    "reductions",
    "rounding",
    "due",
    "clock",
    "law",
    "uncertain",
)
LIMIT_KEYS: Final = ("within", "where", "law", "uncertain")
LIMIT_CASE_KEYS: Final = ("when", "within", "say", "law", "uncertain")
REDUCTION_KEYS: Final = ("id", "when", "percent", "say", "because", "proof")
DUE_AT: Final = re.compile(r"at step ([a-z][a-z0-9_]{0,63})")
"""How a pack says that a fee is due once a step is reached."""
MOMENTS: Final = (str(FeeDue.BEFORE_ACCEPTANCE), str(FeeDue.BEFORE_HANDOVER))
_ALL: Final = 100


def read_fees(reader: PackReader, names: Names, task_forms: Mapping[str, tuple[FieldSpec, ...]]) -> tuple[FeeSpec, ...]:
    """Read the fees, collecting every mistake; one that is due at a step may read what officers fill in."""
    found: dict[str, FeeSpec] = {}
    for item in reader.items("fees"):
        fee = _fee(item, names, task_forms)
        if fee is None:
            continue
        if fee.id in found:
            item.complain(("id",), f"'{fee.id}' is the name of another fee already", "give each fee a name of its own")
        found[fee.id] = fee
    return tuple(found.values())


def _fee(item: PackReader, names: Names, task_forms: Mapping[str, tuple[FieldSpec, ...]]) -> FeeSpec | None:
    item.only(KEYS)
    for key, example in (("kind", "charge"), ("title", "Lệ phí hộ tịch"), ("amount", "8000"), ("clock", "pause")):
        if not item.has(key):
            item.missing(key, example)
    rate = item.whole("rate", 0, LARGEST_FEE)
    due, step = _due(item)
    scope = with_task_forms(names.scope, task_forms) if due is FeeDue.AT_STEP else names.scope
    name, amount = item.name("id"), _amount(item, scope, has_rate=rate is not None)
    kind = item.one_of("kind", list(FeeKind), "kind of fee")
    clock = item.one_of("clock", list(Clock), "clock rule")
    rounding = item.one_of("rounding", list(Rounding), "rounding")
    reductions = tuple(found for inner in item.items("reductions") if (found := _reduction(inner, names)) is not None)
    if any(reduction.percent != _ALL for reduction in reductions) and not item.has("rounding"):
        item.missing("rounding", "down")
    if name is None or amount is None:
        return None
    return FeeSpec(
        id=name,
        kind=FeeKind(kind) if kind in list(FeeKind) else FeeKind.CHARGE,
        title=item.text("title") or {"vi": "?"},
        amount=amount,
        reductions=reductions,
        due=due,
        step=step,
        clock=Clock(clock) if clock in list(Clock) else Clock.PAUSE,
        law=item.citation("law", names.bases),
        uncertain=item.word("uncertain"),
        rate=rate,
        rounding=Rounding(rounding) if rounding in list(Rounding) else None,
    )


def _due(item: PackReader) -> tuple[FeeDue, str | None]:
    """Return when the fee is due, and at which step where it is due at one."""
    said = item.word("due")
    at_step = DUE_AT.fullmatch(said) if said else None
    if at_step:
        return FeeDue.AT_STEP, at_step[1]
    if said is not None and said not in MOMENTS:
        known = (*MOMENTS, "at step <name of a step>")
        item.complain(("due",), f"unknown moment '{said}'", closest(said, known))
        return FeeDue.BEFORE_ACCEPTANCE, None
    return FeeDue(said) if said else FeeDue.BEFORE_ACCEPTANCE, None


def with_task_forms(scope: Scope, task_forms: Mapping[str, tuple[FieldSpec, ...]]) -> Scope:
    """Return a scope that knows what officers fill in at their steps as well."""
    filled = tuple(field for fields in task_forms.values() for field in fields)
    own = form_scope(one_page("steps", {"vi": "steps"}, filled), {}).fields
    return Scope(scope.situation, {**own, **scope.fields}, scope.later)


def check_due_steps(reader: PackReader, fees: tuple[FeeSpec, ...], steps: tuple[str, ...], start: str) -> None:
    """Complain of each fee that is due at a step that the workflow does not have, or at its first one."""
    for item in reader.items("fees"):
        fee = next((one for one in fees if one.id == item.raw.get("id")), None)
        if fee is None or fee.step is None:
            continue
        if fee.step not in steps:
            item.complain(("due",), f"unknown step '{fee.step}'", closest(fee.step, steps))
        elif fee.step == start:
            cure = "write `due: before_acceptance`: what is due at the first step is ordered with the filing"
            item.complain(("due",), f"'{fee.step}' is the first step", cure)


def _amount(item: PackReader, scope: Scope, *, has_rate: bool) -> Expression | None:
    if has_rate:
        scope = Scope({**scope.situation, RATE: WHOLE}, scope.fields, scope.later)
    amount = item.expression("amount", scope, Kind.WHOLE)
    if amount is not None and has_rate and RATE not in amount.reads:
        item.complain(("rate",), "the amount does not use the rate", 'write for example `amount: "so_ban * rate"`')
    if amount is not None and not amount.reads:
        value = amount.evaluate({})
        if not isinstance(value, Known) or not isinstance(value.value, int) or not 0 <= value.value <= LARGEST_FEE:
            item.complain(("amount",), "this is no lawful amount", "whole đồng, from 0 on")
    return amount


def _reduction(item: PackReader, names: Names) -> Reduction | None:
    item.only(REDUCTION_KEYS)
    for key, example in (("when", "\"channel == 'online'\""), ("percent", "50")):
        if not item.has(key):
            item.missing(key, example)
    when, percent = item.expression("when", names.scope, Kind.TRUTH), item.whole("percent", 1, _ALL)
    reduction = Reduction(
        when=when,  # type: ignore[arg-type]
        percent=percent or 0,
        because=item.citation("because", names.bases),
        say=item.paragraph("say"),
        proof=item.one_of("proof", names.documents, "document"),
        id=item.name("id") if item.has("id") else None,
    )
    return reduction if when is not None and percent is not None else None


def read_time_limit(reader: PackReader, names: Names) -> TimeLimit:
    """Read the legal time limit, collecting every mistake."""
    inner = reader.inner("time_limit")
    if inner is None:
        reader.missing("time_limit", "{within: 3 working days}")
        return TimeLimit(Duration(1, Unit.WORKING_DAYS))
    inner.only(LIMIT_KEYS)
    if not inner.has("within"):
        inner.missing("within", "3 working days")
    where = tuple(found for item in inner.items("where") if (found := _limit_case(item, names)) is not None)
    law = inner.citation("law", names.bases)
    limit = TimeLimit(Duration(1, Unit.WORKING_DAYS), law, inner.word("uncertain"), where)
    within = inner.duration("within")
    return replace(limit, within=within) if within is not None else limit


def _limit_case(item: PackReader, names: Names) -> LimitCase | None:
    item.only(LIMIT_CASE_KEYS)
    for key, example in (("when", "facts.nha_o"), ("within", "15 working days"), ("say", "Nhà ở riêng lẻ")):
        if not item.has(key):
            item.missing(key, example)
    when, within = item.expression("when", names.scope, Kind.TRUTH), item.duration("within")
    say, law = item.text("say"), item.citation("law", names.bases)
    uncertain = item.word("uncertain")
    if when is None or within is None or say is None:
        return None
    return LimitCase(when, within, say, law, uncertain)
