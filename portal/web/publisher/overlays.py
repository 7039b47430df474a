"""The local values of an offer as a page asks for them: amounts, reductions, a time limit, who is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.spec import say
from portal.web.formats import show_money
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from procedures.definition import FeeSpec, Procedure, Reduction
from procedures.overlay import asked_agencies, local_agencies, named_agencies
from workflows.duration import in_words, parse_duration
from workflows.undoing import LONGEST, USUAL, parse_minutes

UNITS = {"working days": N_("ngày làm việc"), "working hours": N_("giờ làm việc"), "days": N_("ngày")}
"""The units of a local time limit, by the words of the grammar of packs."""


@dataclass(frozen=True, slots=True)
class Question:
    """One local value: the name of its input, what it is, what holds without it, and in what it is counted."""

    name: str
    label: str
    hint: str
    unit: str = ""
    units: tuple[tuple[str, str], ...] = ()


def questions(procedure: Procedure) -> list[Question]:
    """Return what an agency may set otherwise."""
    asked = [question for fee in procedure.fees for question in _of_fee(fee)]
    usual = in_words(procedure.time_limit.within, current_language())
    units = tuple((unit, _(words)) for unit, words in UNITS.items())
    hint = _("Theo gói: %(usual)s.", usual=usual)
    asked.append(Question("time_limit", _("Thời hạn giải quyết"), hint, units=units))
    asked.append(_undo(procedure))
    return asked + [
        Question(f"asked-{name}", say(title, current_language()), _hint_of(procedure, name))
        for name, title in named_agencies(procedure).items()
    ]


def _hint_of(procedure: Procedure, name: str) -> str:
    if name in asked_agencies(procedure):
        return _("Mã định danh của cơ quan được lấy ý kiến.")
    return _("Mã định danh của cơ quan phối hợp, ví dụ H26.12. Phải ghi.")


def read(procedure: Procedure, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the overlay that was typed, and what is wrong by the name of the input."""
    overlay: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for fee in procedure.fees:
        values = _fee_values(fee, typed, wrong)
        if values:
            overlay.setdefault("fees", {})[fee.id] = values
    count, unit = _whole(typed, "time_limit", wrong), typed.get("time_limit-unit", "")
    if count is not None:
        overlay["time_limit"] = f"{count} {unit if unit in UNITS else next(iter(UNITS))}"
    agencies = {name: typed.get(f"asked-{name}", "").strip().upper() for name in named_agencies(procedure)}
    if any(agencies.values()):
        overlay["agencies"] = {name: code for name, code in agencies.items() if code}
    minutes = _whole(typed, "undo", wrong)
    if minutes is not None:
        overlay["undo"] = f"{minutes} minutes" if minutes else "none"
        if minutes > LONGEST:
            wrong["undo"] = _("Thời gian hoàn tác không quá %(most)s phút.", most=LONGEST)
    return overlay, wrong


def _undo(procedure: Procedure) -> Question:
    said = procedure.workflow.undo
    usual = (
        _("Theo gói: %(n)s phút.", n=said)
        if said
        else _("Theo gói: không hoàn tác.")
        if said == 0
        else _("Theo gói: %(n)s phút, chỉ với thao tác nội bộ.", n=USUAL)
    )
    hint = _("Thông báo và phiếu gửi người nộp đợi hết thời gian này. Ghi 0 để không hoàn tác.")
    return Question("undo", _("Thời gian hoàn tác thao tác"), f"{usual} {hint}", unit=_("phút"))


def in_sentences(procedure: Procedure, overlay: Mapping[str, Any]) -> list[str]:
    """Return what an overlay sets, one sentence each."""
    language = current_language()
    said = [words for fee in procedure.fees for words in _told_of_fee(fee, overlay, language)]
    if overlay.get("time_limit"):
        limit = in_words(parse_duration(overlay["time_limit"]), language)
        said.append(_("Thời hạn giải quyết: %(limit)s", limit=limit))
    if overlay.get("undo"):
        minutes = parse_minutes(overlay["undo"])
        said.append(_("Hoàn tác trong %(n)s phút", n=minutes) if minutes else _("Không hoàn tác"))
    named = local_agencies(overlay)
    titles = named_agencies(procedure)
    return said + [f"{say(titles[name], language)}: {code}" for name, code in named.items() if name in titles]


def unnamed(procedure: Procedure, overlay: Mapping[str, Any]) -> list[str]:
    """Return the agencies that the procedure asks and the offer does not name."""
    named = local_agencies(overlay)
    titles = named_agencies(procedure)
    return [say(title, current_language()) for name, title in titles.items() if not named.get(name)]


def _told_of_fee(fee: FeeSpec, overlay: Mapping[str, Any], language: str) -> list[str]:
    local: Mapping[str, Any] = (overlay.get("fees") or {}).get(fee.id) or {}
    said = []
    if "amount" in local:
        said.append(f"{say(fee.title, language)}: {show_money(local['amount'], language)}")
    percents: Mapping[str, int] = local.get("reductions") or {}
    cuts = [(one, percents[one.id]) for one in fee.reductions if one.id is not None and one.id in percents]
    return said + [f"{_cut_label(fee, one, language)}: {percent}%" for one, percent in cuts]


def _cut_label(fee: FeeSpec, reduction: Reduction, language: str) -> str:
    name = say(reduction.say, language) if reduction.say else reduction.id
    return _("%(fee)s: mức giảm “%(name)s”", fee=say(fee.title, language), name=name)


def _of_fee(fee: FeeSpec) -> list[Question]:
    language = current_language()
    usual = (
        _("Theo gói: %(rate)s mỗi đơn vị tính.", rate=show_money(fee.rate, language)) if fee.rate is not None else ""
    )
    asked = [Question(f"fee-{fee.id}", say(fee.title, language), usual, unit=_("đồng"))]
    for one in fee.reductions:
        if one.id is not None:
            hint = _("Theo gói: %(percent)s%%.", percent=one.percent)
            asked.append(Question(f"cut-{fee.id}-{one.id}", _cut_label(fee, one, language), hint, unit="%"))
    return asked


def _fee_values(fee: FeeSpec, typed: Mapping[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    amount = _whole(typed, f"fee-{fee.id}", wrong)
    if amount is not None:
        values["amount"] = amount
    for one in fee.reductions:
        percent = _whole(typed, f"cut-{fee.id}-{one.id}", wrong) if one.id else None
        if percent is not None:
            values.setdefault("reductions", {})[one.id] = percent
    return values


def _whole(typed: Mapping[str, str], name: str, wrong: dict[str, str]) -> int | None:
    """Return a whole number as people write it: 5000, 5.000 or 5 000."""
    text = typed.get(name, "").strip()
    if not text:
        return None
    digits = text.replace(".", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:  # noqa: PLR2004 - a thousand billion đồng
        wrong[name] = _("“%(text)s” không phải số nguyên. Viết như: 5000.", text=text[:40])
        return None
    return int(digits)
