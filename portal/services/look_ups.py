"""Questions to a register: asked with the citizen's knowledge, for one filing, and not waited for longer than is fair.

A question is a row and a job of the same commit as the draft; the answer is kept in the draft with its time. Once the
citizen has gone on without it, it comes too late: what they are asked does not change under their hands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from forms.spec import say
from portal import queue
from portal.clock import local_date
from portal.db import new_key
from portal.models import Agency, CatalogueEntry, Dossier, Draft, LookUp, Person
from portal.prepared import Prepared
from portal.services.definitions import procedure_of
from portal.services.known_answers import REGISTER, known_answers
from portal.services.register_answers import asked_of, groups_of
from procedures.definition import Procedure
from procedures.population import Group
from procedures.sources import POPULATION_REGISTER

PATIENCE: Final = timedelta(seconds=10)
"""How long a citizen may be let wait; afterwards the questions are asked."""
WAITING: Final = "waiting"
LATE: Final = "late"
MOST_SHOWN: Final = 50
JOB: Final = "look_up"

_STATE = Draft.known[REGISTER]["state"].astext
_SETTLE = Prepared(
    update(Draft)
    .where(Draft.id == bindparam("draft_id"), _STATE == WAITING)
    .values(known=Draft.known.concat(func.jsonb_build_object(literal(REGISTER), bindparam("register", type_=JSONB))))
)
_END = Prepared(
    update(LookUp)
    .where(LookUp.id == bindparam("look_up_id"), LookUp.outcome == WAITING)
    .values(outcome=bindparam("outcome"), answered_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Question:
    """What the worker asks."""

    citizen_id: str
    names: frozenset[str]
    groups: tuple[Group, ...]
    dossier: str
    reason: str


def can_ask(procedure: Procedure, person: Person, today: date) -> tuple[Group, ...]:
    """Return the groups that a filing of ``person`` for themselves would ask for: none that a better source tells.

    Nothing is asked about an organisation.
    """
    if person.kind != "citizen" or not person.citizen_id:
        return ()
    told = known_answers(procedure.form, person, today, {}, filed_on_behalf=False)
    return groups_of(asked_of(procedure.form, told))


def ask(session: Session, draft: Draft, procedure: Procedure, person: Person, *, at: datetime) -> None:
    """Put the question about ``person`` for a draft of theirs; it is asked once this is committed."""
    groups = can_ask(procedure, person, local_date(at))
    if not groups or draft.filed_on_behalf:
        return
    look_up = LookUp(
        id=new_key(),
        person_id=person.id,
        agency_id=draft.agency_id,
        dossier_id=draft.id,
        procedure_code=procedure.code,
        register=POPULATION_REGISTER,
        groups=[str(group) for group in groups],
        reason=say(procedure.title, "vi"),
        asked_at=at,
        outcome=WAITING,
    )
    session.add(look_up)
    draft.known = draft.known | {REGISTER: {"state": WAITING, "at": at.isoformat(), "look_up": str(look_up.id)}}
    session.flush()
    queue.defer(session, JOB, look_up_id=str(look_up.id))


def was_asked(draft: Draft) -> bool:
    """Say whether the register was asked for this draft, and has answered or may still answer."""
    return draft.known.get(REGISTER, {}).get("state") in (WAITING, "answered", "nothing")


def is_waiting(draft: Draft) -> bool:
    """Say whether the register was asked for this draft and neither answered nor was given up."""
    register = draft.known.get(REGISTER)
    return register is not None and register["state"] == WAITING


def is_patient(draft: Draft, at: datetime) -> bool:
    """Say whether it is still fair to wait for the register's answer."""
    return is_waiting(draft) and at < datetime.fromisoformat(draft.known[REGISTER]["at"]) + PATIENCE


def give_up(session: Session, draft: Draft, *, at: datetime) -> None:
    """Go on without the register: its answer is taken no more."""
    register = draft.known[REGISTER]
    if _SETTLE.run(session, draft_id=draft.id, register={**register, "state": LATE}):
        _END.run(session, look_up_id=UUID(register["look_up"]), outcome=LATE, at=at)


def question(session: Session, look_up_id: UUID, *, at: datetime) -> Question | None:
    """Return what is to be asked; nothing once it was answered, or when nobody waits for it any more."""
    found = session.execute(
        select(LookUp, Draft, Person.citizen_id)
        .join(Draft, Draft.id == LookUp.dossier_id)
        .join(Person, Person.id == LookUp.person_id)
        .where(LookUp.id == look_up_id, LookUp.outcome == WAITING)
    ).first()
    if found is None:
        return None
    look_up, draft, citizen_id = found
    if citizen_id is None or not is_patient(draft, at):
        give_up(session, draft, at=at)
        return None
    groups = tuple(Group(one) for one in look_up.groups)
    names = asked_of(procedure_of(session, draft.version_id).form)
    return Question(citizen_id, names, groups, str(draft.id), look_up.reason)


def keep(session: Session, look_up_id: UUID, outcome: str, told: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what a register answered, unless the citizen has gone on without it."""
    look_up = session.get_one(LookUp, look_up_id)
    answer = {"state": outcome, "at": at.isoformat(), "look_up": str(look_up_id), "told": dict(told)}
    if _SETTLE.run(session, draft_id=look_up.dossier_id, register=answer):
        _END.run(session, look_up_id=look_up_id, outcome=outcome, at=at)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a person, with what tells in another language for whose work and for what it was."""

    look_up: LookUp
    agency: Agency
    title_en: str | None
    """The English title of the procedure; the reason of the question has the Vietnamese one."""
    version_id: UUID | None
    """The version that the dossier is pinned to; ``None`` while it is a draft."""


def of_person(session: Session, person: Person) -> Sequence[Asked]:
    """Return what was asked about a person, the newest first.

    That is on their own filings, and on those of others in which they are named.
    """
    every = (
        select(LookUp, Agency, CatalogueEntry.title_en, Dossier.version_id)
        .join(Agency, Agency.id == LookUp.agency_id)
        .outerjoin(CatalogueEntry, CatalogueEntry.code == LookUp.procedure_code)
        .outerjoin(Dossier, Dossier.id == LookUp.dossier_id)
    )
    own = every.where(LookUp.person_id == person.id, LookUp.about.is_(None))
    found = [*session.execute(own.order_by(LookUp.id.desc()).limit(MOST_SHOWN))]
    if person.kind == "citizen" and person.citizen_id:
        of_others = every.where(LookUp.about == person.citizen_id)
        found += session.execute(of_others.order_by(LookUp.id.desc()).limit(MOST_SHOWN))
    newest = sorted(found, key=lambda row: row[0].id, reverse=True)[:MOST_SHOWN]
    return [Asked(*row) for row in newest]
