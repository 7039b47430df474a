"""Opinions are asked for: who is meant here, the round with its slips, the paper that asks, and the legal clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from forms.spec import say
from portal.clock import local_date
from portal.models import Offer, OpinionRound, OpinionSlip
from portal.services import deadlines, evidence, issuing
from portal.services.calendars import calendar_of
from portal.services.deadlines import Hold
from portal.services.evidence import EventKind
from portal.services.officers import agencies_named, holders_of
from portal.services.refusals import ActionNotAllowedError
from portal.services.successors import heir_of
from procedures.law_words import words_of_law
from procedures.overlay import local_agencies
from workflows.asking import Asked, AskedKind, Rules
from workflows.reminding import beforehand
from workflows.spec import Clock

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Agency, Dossier, Task
    from portal.services.actors import Actor
    from procedures.definition import Procedure

REASON: Final = "opinions"
"""Why the clock stands still, as the ledger names it (``workflows.explaining``)."""
MOST_ASKED: Final = 100
"""Slips of one round: a council has fewer members."""


@dataclass(frozen=True, slots=True)
class Whom:
    """One who is asked: where, and as what."""

    name: str
    title: str
    agency_id: UUID
    role: str
    officer_id: UUID | None = None
    council: str = ""
    """What the council is called whose member it is: outside the agency its members are not named."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, of whom and by which rules; ``due_at`` is an instant."""

    to: Sequence[Whom]
    question: str
    about: Sequence[str]
    rules: Rules
    due_at: datetime
    own_accord: bool = False
    decision_id: UUID | None = None


def begin(
    session: Session, dossier: Dossier, task: Task, procedure: Procedure, *, actor: Actor, at: datetime
) -> OpinionRound | None:
    """Ask whom a step asks, now that its task is open; ``None`` where it asks nobody, or later, many at a time.

    Raises ``ActionNotAllowedError`` when it is not known who is meant here.
    """
    asked = procedure.workflow.steps[task.step].opinions
    if asked is None or asked.collective:
        return None
    calendar = calendar_of(session, dossier.agency_id, at)
    question = say(asked.question or procedure.workflow.steps[task.step].title, "vi")
    due_at = calendar.promise(at, asked.rules.within).at
    asking = Asking(whom(session, dossier, task.step, asked.to, at), question, asked.about, asked.rules, due_at)
    return ask(session, dossier, task, procedure, asking, actor=actor, at=at)


def whom(session: Session, dossier: Dossier, step: str, asked: Sequence[Asked], at: datetime) -> list[Whom]:
    """Return who is really meant at the agency of a dossier; a council is each of its members."""
    overlay = session.get_one(Offer, dossier.offer_id).overlay
    named = local_agencies(overlay)
    codes = [named[one.name] for one in asked if one.kind is AskedKind.AGENCY and one.name in named]
    known = {one.code: heir_of(session, one, at) or one for one in agencies_named(session, codes)}
    found: list[Whom] = []
    for one in asked:
        meant = _meant(session, dossier, one, known.get(named.get(one.name, "")), at)
        if not meant:
            raise ActionNotAllowedError(dossier.code, step, one.name, "nobody_to_ask", [say(one.title, "vi")])
        found += meant
    return found


def _meant(session: Session, dossier: Dossier, asked: Asked, agency: Agency | None, at: datetime) -> list[Whom]:
    title = say(asked.title, "vi")
    if asked.kind is AskedKind.AGENCY:
        return [Whom(asked.name, agency.name, agency.id, asked.role)] if agency else []
    if asked.kind is AskedKind.ROLE:
        return [Whom(asked.name, title, dossier.agency_id, asked.role)]
    members = holders_of(session, dossier.agency_id, asked.role, at)
    return [Whom(asked.name, one.full_name, dossier.agency_id, asked.role, one.id, title) for one in members]


def ask(
    session: Session,
    dossier: Dossier,
    task: Task,
    procedure: Procedure,
    asking: Asking,
    *,
    actor: Actor,
    at: datetime,
) -> OpinionRound:
    """Open a round with a slip for each who is asked; the caller holds the dossier's lock."""
    row = _round(session, dossier, task, procedure, asking, actor, at)
    session.add(row)
    session.flush()
    session.add_all(_slip(row, one) for one in asking.to)
    session.flush()
    payload = {
        "round": row.number,
        "to": [one.title for one in asking.to],
        "of": list(dict.fromkeys(one.council or one.title for one in asking.to)),
        "question": asking.question,
        "until": row.due_date.isoformat(),
        "clock": row.clock,
        "silence": row.silence,
    }
    evidence.record(session, dossier, EventKind.OPINIONS_ASKED, actor=actor, at=at, payload=payload)
    deadlines.stop(session, dossier, procedure, hold_of(row), actor=actor, at=at)
    if asking.decision_id is None:
        _paper(session, dossier, row, asking, actor, at)
    return row


def _round(
    session: Session,
    dossier: Dossier,
    task: Task,
    procedure: Procedure,
    asking: Asking,
    actor: Actor,
    at: datetime,
) -> OpinionRound:
    rules = asking.rules
    count = select(func.count()).select_from(OpinionRound).where(OpinionRound.dossier_id == dossier.id)
    calendar = calendar_of(session, dossier.agency_id, at)
    remind = beforehand(asking.due_at, rules.remind, calendar) if rules.remind else None
    return OpinionRound(
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        number=(session.scalar(count) or 0) + 1,
        task_id=task.id,
        step=task.step,
        own_accord=asking.own_accord,
        question=asking.question,
        about=list(asking.about),
        answers=[str(one) for one in rules.answers],
        silence=str(rules.silence) if rules.silence else None,
        clock=str(rules.clock),
        law=words_of_law(procedure.legal_basis, rules.law, "vi") if rules.law else None,
        asked_by=actor.id,
        asked_by_name=actor.name,
        asked_at=at,
        due_at=asking.due_at,
        due_date=local_date(asking.due_at),
        remind_at=remind if remind and remind > at else None,
        decision_id=asking.decision_id,
    )


def _slip(row: OpinionRound, one: Whom) -> OpinionSlip:
    return OpinionSlip(
        round_id=row.id,
        dossier_id=row.dossier_id,
        agency_id=row.agency_id,
        name=one.name,
        title=one.title,
        asked_agency_id=one.agency_id,
        role=one.role,
        officer_id=one.officer_id,
        due_at=row.due_at,
        late=False,
    )


def _paper(session: Session, dossier: Dossier, row: OpinionRound, asking: Asking, actor: Actor, at: datetime) -> None:
    details: Mapping[str, object] = {"round": str(row.id), "to": [one.title for one in asking.to]}
    issuing.make_slip(session, dossier, issuing.OPINION_REQUEST, actor=actor, at=at, details=details)


def hold_of(row: OpinionRound) -> Hold:
    """Return what waiting for a round does to the legal clock, beside whatever else is waited for."""
    return Hold(f"{REASON}:{row.number}", REASON, Clock(row.clock), row.law)
