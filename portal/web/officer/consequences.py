"""What an action would bring, said before it is taken, from where the dossier stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from forms.spec import say
from portal.models import Dossier, Task
from portal.services import deadlines, fees, own_days, step_fees, unanswered
from portal.services.definitions import procedure_of
from portal.web import work
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure
from workflows.effects import Effect
from workflows.foreseeing import Outlook, Owed, foresee, in_sentences
from workflows.ledger import Ledger
from workflows.machine import would_move
from workflows.spec import Action


def consequence_of(dossier: Dossier, procedure: Procedure, step: str, action: Action) -> str:
    """Return the consequences of an action in a few short sentences."""
    spec = procedure.workflow
    move = would_move(spec, step, action.name)
    owed, unknown = _owed(dossier, procedure, move.to)
    foreseen = foresee(spec, move, replace(_outlook(dossier, procedure), owed=owed))
    told = in_sentences(foreseen, spec, current_language())
    if unknown:
        told += " " + _("Người nộp nhận thông báo nộp phí, lệ phí theo số tiền ghi ở bước này.")
    return " ".join([told, *_elsewhere(procedure, action)])


def lapsing_words(dossier: Dossier, task: Task, action: Action) -> str:
    """Say that a request whose last day has passed ends with the action; nothing where there is none."""
    if not unanswered.lapses_with(work.db(), dossier, task, action, work.now()):
        return ""
    return _("Yêu cầu đã gửi người nộp được ghi là hết thời hạn mà chưa có trả lời.")


def _elsewhere(procedure: Procedure, action: Action) -> list[str]:
    """Say which dossiers are opened at other agencies, and which are not waited for any more."""
    told = []
    if Effect.STOP_CHILDREN in action.effects:
        told.append(_("Hồ sơ ở cơ quan khác mà bước này chờ sẽ dừng."))
    target = procedure.workflow.steps.get(action.to or "")
    opened = (*action.opens, *(target.opens if target is not None else ()))
    if opened:
        titles = ", ".join(say(one.title, current_language()) for one in opened)
        told.append(_("Mở hồ sơ ở cơ quan khác: %(titles)s.", titles=titles))
    return told


def _owed(dossier: Dossier, procedure: Procedure, step: str | None) -> tuple[Owed | None, bool]:
    """Return the fee order that a step sends, and whether its amount is only known from what is filled in here."""
    sheet = None if step is None else step_fees.expected(work.db(), dossier, procedure, step)
    if sheet is None or sheet.later or not sheet.total:
        return None, sheet is not None and bool(sheet.later)
    clock = max((line.clock for line in sheet.lines if line.amount), key=fees.STRENGTH.index)
    return Owed(sheet.total, clock), False


def consequences_for_many(session: Session, dossiers: Iterable[tuple[UUID, str, str]], at: datetime) -> list[str]:
    """Return what an action would bring to several dossiers, each text once: of dates only those that begin now.

    Each is the key of a dossier, its step and the action.
    """
    told = []
    for key, step, action in dossiers:
        dossier = session.get_one(Dossier, key)
        procedure = procedure_of(session, dossier.version_id)
        empty = Ledger(deadlines.time_limit(session, dossier, procedure))
        outlook = Outlook(empty, own_days.calendars(session, dossier.agency_id), at)
        foreseen = foresee(procedure.workflow, would_move(procedure.workflow, step, action), outlook)
        told.append(in_sentences(foreseen, procedure.workflow, current_language()))
    return list(dict.fromkeys(told))


def _outlook(dossier: Dossier, procedure: Procedure) -> Outlook:
    """Return where the dossier stands, read once for all actions of a page."""
    kept: dict[object, Outlook] = g.setdefault("outlooks", {})
    found = kept.get(dossier.id)
    if found is None:
        session = work.db()
        ledger = deadlines.ledger_of(session, dossier, procedure)
        found = kept[dossier.id] = Outlook(ledger, own_days.calendars(session, dossier.agency_id), work.now())
    return found
