"""The local values of an offer as a page asks for them: amounts, reductions, a time limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.spec import say
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import FeeSpec, Procedure
from workflows.duration import in_words, parse_duration


@dataclass(frozen=True, slots=True)
class Question:
    """One local value: the name of its input, what it is, what holds without it."""

    name: str
    label: str
    hint: str
    value: str
    unit: str


def questions(procedure: Procedure, overlay: Mapping[str, Any]) -> list[Question]:
    """Return what an agency may set otherwise, filled with what ``overlay`` sets."""
    asked = [question for fee in procedure.fees for question in _of_fee(fee, overlay)]
    usual = in_words(procedure.time_limit.within, current_language())
    hint = _("Theo gói: %(usual)s. Ví dụ: 2 working days, 8 working hours.", usual=usual)
    return [*asked, Question("time_limit", _("Thời hạn giải quyết"), hint, str(overlay.get("time_limit", "")), "")]


def read(procedure: Procedure, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the overlay that was typed, and what is wrong by the name of the input."""
    overlay: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for fee in procedure.fees:
        values = _fee_values(fee, typed, wrong)
        if values:
            overlay.setdefault("fees", {})[fee.id] = values
    limit = typed.get("time_limit", "").strip()
    if limit:
        overlay["time_limit"] = limit
        if not _is_duration(limit):
            wrong["time_limit"] = _("“%(text)s” không phải thời hạn. Viết như: 2 working days.", text=limit[:60])
    return overlay, wrong


def in_sentences(procedure: Procedure, overlay: Mapping[str, Any]) -> list[str]:
    """Return what an overlay sets, one sentence each."""
    return [f"{one.label}: {one.value} {one.unit}".strip() for one in questions(procedure, overlay) if one.value]


def _of_fee(fee: FeeSpec, overlay: Mapping[str, Any]) -> list[Question]:
    language = current_language()
    local: Mapping[str, Any] = (overlay.get("fees") or {}).get(fee.id) or {}
    title = say(fee.title, language)
    usual = _("Theo gói: %(rate)s đồng mỗi đơn vị tính.", rate=fee.rate) if fee.rate is not None else ""
    asked = [Question(f"fee-{fee.id}", title, usual, str(local.get("amount", "")), _("đồng"))]
    reductions: Mapping[str, Any] = local.get("reductions") or {}
    for one in fee.reductions:
        if one.id is not None:
            label = _("%(fee)s: mức giảm “%(name)s”", fee=title, name=say(one.say, language) if one.say else one.id)
            hint = _("Theo gói: %(percent)s%%.", percent=one.percent)
            asked.append(Question(f"cut-{fee.id}-{one.id}", label, hint, str(reductions.get(one.id, "")), "%"))
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


def _is_duration(text: str) -> bool:
    try:
        parse_duration(text)
    except ValueError:
        return False
    return True
