"""A register is asked for a step by the worker: what is asked, and what becomes of the answer or of silence.

The dossier's lock comes first, then the question: whoever leaves the step and the worker never both go on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from forms.answers import from_json
from forms.spec import say
from portal.models import Dossier, LookUp, Person, StepLookUp
from portal.services import evidence, processing, step_look_ups
from portal.services.actors import SYSTEM
from portal.services.answer_sets import newest_answers
from portal.services.canonical import canonical_json
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.situations import situation_of_dossier
from procedures.facts import all_values
from procedures.registers import CITIZEN_ID
from workflows.looking_up import ANSWERED, NO_ANSWER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from procedures.definition import Procedure
    from procedures.population import Group

BATCH: Final = 200
GRACE: Final = timedelta(minutes=2)
"""How long the job of a question may wait for its turn before it is taken for lost."""
NO_KEY: Final = "no_key"
REFUSED: Final = "refused"
FOR_GOOD: Final = (NO_KEY, REFUSED)
"""Why a register is not asked again: another try would come to the same."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the worker asks."""

    register: str
    citizen_id: str | None
    """By whom it is asked; ``None`` where no answer of the dossier says so."""
    names: frozenset[str]
    groups: tuple[Group, ...]
    dossier: str
    reason: str


def question(session: Session, look_up_id: UUID, *, at: datetime) -> Question | None:
    """Return what is to be asked, traced; nothing once it is answered or asked no more."""
    row = session.get(StepLookUp, look_up_id)
    if row is None or row.closed_at is not None:
        return None
    dossier = session.get_one(Dossier, row.dossier_id)
    procedure = procedure_of(session, dossier.version_id)
    asked = procedure.look_ups[row.step]
    key = asked.key(CITIZEN_ID, _values(session, dossier, procedure))
    step = procedure.workflow.steps[row.step]
    reason = f"{say(procedure.title, 'vi')}: {say(step.title, 'vi')}"
    if key is not None:
        _trace(session, row, dossier, asked.groups, key, reason, at)
    return Question(row.register, key, asked.names, asked.groups, str(dossier.id), reason)


def _values(session: Session, dossier: Dossier, procedure: Procedure) -> Mapping[str, object]:
    person = session.get_one(Person, dossier.applicant_id)
    answers = from_json(procedure.form, newest_answers(session, dossier).answers)
    return all_values(procedure, answers, situation_of_dossier(dossier, person))


def _trace(
    session: Session, row: StepLookUp, dossier: Dossier, groups: Sequence[Group], key: str, reason: str, at: datetime
) -> None:
    """Leave the row by which whoever is asked about sees it; another try of the same question adds none."""
    if session.get(LookUp, row.id) is not None:
        return
    own = session.get_one(Person, dossier.applicant_id).citizen_id == key
    trace = LookUp(
        id=row.id,
        person_id=dossier.applicant_id,
        about=None if own else key,
        step=row.step,
        agency_id=dossier.agency_id,
        dossier_id=dossier.id,
        procedure_code=dossier.procedure_code,
        register=row.register,
        groups=[str(group) for group in groups],
        reason=reason,
        asked_at=at,
    )
    session.add(trace)
    session.flush()


def due(session: Session, at: datetime) -> Sequence[UUID]:
    """Return the questions that should have been asked well before now, the oldest first."""
    query = select(StepLookUp.id).where(StepLookUp.closed_at.is_(None), StepLookUp.next_at <= at - GRACE)
    return session.scalars(query.order_by(StepLookUp.next_at, StepLookUp.id).limit(BATCH)).all()


def keep(session: Session, look_up_id: UUID, told: Mapping[str, Any] | None, *, at: datetime) -> None:
    """Take an answer in and let the dossier go on; ``None`` is that the register knows nothing.

    Of the answer itself nothing is kept but its digest, and the facts that hold by it. An answer that comes when nobody
    waits for it any more changes nothing.
    """
    found = _locked(session, look_up_id)
    if found is None:
        return
    dossier, row, procedure = found
    asked = procedure.look_ups[row.step]
    row.facts = asked.holding(_values(session, dossier, procedure), told)
    payload = {
        "look_up": str(row.id),
        "step": row.step,
        "register": row.register,
        "found": told is not None,
        "facts": row.facts,
        "sha256": hashlib.sha256(canonical_json({"found": told is not None, **(told or {})})).hexdigest(),
        "tries": row.tries + 1,
    }
    evidence.record(session, dossier, EventKind.REGISTER_ANSWERED, actor=SYSTEM, at=at, payload=payload)
    step_look_ups.trace_end(session, row, "answered" if told is not None else "nothing", at=at)
    _go_on(session, dossier, procedure, row, ANSWERED, at)


def miss(session: Session, look_up_id: UUID, why: str, *, at: datetime) -> None:
    """Note that there was no answer: it is asked again later, or its time is over and a person takes over."""
    found = _locked(session, look_up_id)
    if found is None:
        return
    dossier, row, procedure = found
    row.tries, row.why = row.tries + 1, why
    if why not in FOR_GOOD and at < row.until:
        row.next_at = min(at + _wait(procedure, row), row.until)
        session.flush()
        step_look_ups.ask_at(session, row, row.next_at)
        return
    payload = {
        "look_up": str(row.id),
        "step": row.step,
        "register": row.register,
        "why": why,
        "tries": row.tries,
        "since": row.asked_at.isoformat(),
    }
    evidence.record(session, dossier, EventKind.REGISTER_SILENT, actor=SYSTEM, at=at, payload=payload)
    step_look_ups.trace_end(session, row, why if why in ("refused", "broken") else "unavailable", at=at)
    _go_on(session, dossier, procedure, row, NO_ANSWER, at)


def _wait(procedure: Procedure, row: StepLookUp) -> timedelta:
    asked = procedure.workflow.steps[row.step].looks_up
    return step_look_ups.wait_after(asked.again if asked is not None else 1, row.tries)


def _locked(session: Session, look_up_id: UUID) -> tuple[Dossier, StepLookUp, Procedure] | None:
    """Return a question that waits, with its dossier, the dossier's row locked."""
    dossier_id = session.scalar(select(StepLookUp.dossier_id).where(StepLookUp.id == look_up_id))
    if dossier_id is None:
        return None
    dossier = processing.locked_dossier(session, dossier_id)
    row = session.get_one(StepLookUp, look_up_id, populate_existing=True)
    return None if row.closed_at is not None else (dossier, row, procedure_of(session, dossier.version_id))


def _go_on(
    session: Session, dossier: Dossier, procedure: Procedure, row: StepLookUp, outcome: str, at: datetime
) -> None:
    step_look_ups.end(session, dossier, procedure, row, outcome, actor=SYSTEM, at=at)
    dossier.lock_version += 1
    session.flush()
    processing.go_on(session, dossier, procedure, at=at)
