"""The lines of a fee sheet or of a fee order, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.spec import say
from portal.web.formats import show_money
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.law_words import law_words
from procedures.definition import FeeDue, Procedure
from procedures.fees import FeeSheet


@dataclass(frozen=True, slots=True)
class ShownFee:
    """One line as ``components/facts.html`` draws it."""

    title: str
    amount: int | None
    """``None`` while nobody knows what it comes to."""
    reason: str | None
    law: str | None
    due: str | None = None
    """When it has to be paid, where that is not before acceptance."""


def shown_fees(procedure: Procedure, lines: Sequence[Mapping[str, Any]]) -> list[ShownFee]:
    """Return the lines (as ``FeeLine.as_json`` gives them) with the reason of each reduction and the law."""
    language = current_language()
    return [
        ShownFee(
            say(line["title"], language), line["amount"], _reason(line, language), law_words(procedure, line["law"])
        )
        for line in lines
    ]


def shown_sheet(procedure: Procedure, sheet: FeeSheet) -> list[ShownFee]:
    """Return every fee of a sheet with when it is due; what is not known yet has no amount."""
    known = zip(sheet.lines, shown_fees(procedure, [line.as_json() for line in sheet.lines]), strict=True)
    told = [replace(shown, due=due_words(procedure, line.due, line.step)) for line, shown in known]
    language = current_language()
    later = [
        ShownFee(
            say(fee.title, language), None, None, law_words(procedure, fee.law), due_words(procedure, fee.due, fee.step)
        )
        for fee in sheet.later
    ]
    return [*told, *later]


def due_words(procedure: Procedure, due: FeeDue, step: str | None) -> str | None:
    """Say when a fee has to be paid; ``None`` where that is before acceptance, as usual."""
    if due is FeeDue.AT_STEP and step is not None and step in procedure.workflow.steps:
        title = say(procedure.workflow.steps[step].title, current_language())
        return _("Nộp khi hồ sơ đến bước “%(step)s”; cổng sẽ báo cho bạn.", step=title)
    return _("Nộp trước khi nhận kết quả; cổng sẽ báo cho bạn.") if due is FeeDue.BEFORE_HANDOVER else None


def _reason(line: Mapping[str, Any], language: str) -> str | None:
    if not line["reduced_by"]:
        return None
    reduced = _("Giảm %(percent)s%%, từ %(full)s", percent=line["percent"], full=show_money(line["full"], language))
    return f"{reduced}: {say(line['reason'], language)}" if line["reason"] else reduced
