"""An officer asks others of their own accord, at a step whose pack lets them (``asks_opinions``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select

from forms.alphabet import alphabetical
from forms.spec import say
from portal.clock import local_date
from portal.errors import DomainError
from portal.models import Agency, Attachment, Paper, Task
from portal.services import opinion_asking, processing, staleness
from portal.services.answer_sets import newest_answers
from portal.services.calendars import calendar_of
from portal.services.definitions import procedure_of
from portal.services.opinion_asking import MOST_ASKED, Asking, Whom
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError, StaleDossierError
from workflows.asking import FORM, RESULT
from workflows.vocabulary import ROLES

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Dossier, OpinionRound
    from portal.services.actors import Actor
    from procedures.definition import Procedure
    from workflows.asking import Rules

LEADER: Final = "leader"
MOST_AGENCIES: Final = 300
FURTHEST_DAYS: Final = 180
LONGEST: Final = 2_000


class FurtherRefusedError(DomainError):
    """Others cannot be asked so.

    ``why`` is ``nobody``, ``too_many``, ``no_question``, ``too_long``, ``day`` or ``about``.
    """

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"opinions cannot be asked for: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Further:
    """Whom an officer wants to ask, what about, and until which local day."""

    agencies: Sequence[UUID]
    roles: Sequence[str]
    question: str
    about: Sequence[str]
    until: date


def rules_at(procedure: Procedure, task: Task, actor: Actor) -> Rules | None:
    """Return the rules by which the actor may ask at an open task; ``None`` where they may not."""
    rules = procedure.workflow.steps[task.step].asks_opinions
    held = actor.has(task.agency_id, task.role, task.officer_id)
    return rules if held and task.closed_at is None else None


def agencies_near(session: Session, agency: Agency) -> Sequence[Agency]:
    """Return the agencies that can be asked: the superior, those beside and those below, in order of their names."""
    near = [Agency.parent_id == agency.id]
    if agency.parent_id is not None:
        near += [Agency.id == agency.parent_id, Agency.parent_id == agency.parent_id]
    query = select(Agency).where(or_(*near), Agency.id != agency.id).limit(MOST_AGENCIES)
    return sorted(session.scalars(query), key=lambda one: alphabetical(one.name))


def askable(session: Session, dossier: Dossier) -> Sequence[Agency]:
    """Return the agencies that can be asked about a dossier: first the communes that its answers name, then those near.

    Where somebody lived before may lie in another province, and only that commune knows what its registers say.
    """
    agency = session.get_one(Agency, dossier.agency_id)
    named = set(_communes(newest_answers(session, dossier).answers))
    query = select(Agency).where(Agency.commune_code.in_(named), Agency.tier == "commune", Agency.id != agency.id)
    told = sorted(session.scalars(query.limit(MOST_AGENCIES)), key=lambda one: alphabetical(one.name))
    return [*told, *(one for one in agencies_near(session, agency) if one not in told)]


def _communes(answer: object) -> Iterator[str]:
    """Yield the commune of each address in an answer, however deep it lies."""
    if isinstance(answer, Mapping):
        if isinstance(answer.get("commune"), str):
            yield answer["commune"]
        for part in answer.values():
            yield from _communes(part)
    elif isinstance(answer, list):
        for one in answer:
            yield from _communes(one)


def roles_near(procedure: Procedure, task: Task) -> dict[str, dict[str, str]]:
    """Return the roles of the agency in charge that can be asked, with their words."""
    words = {**ROLES, **procedure.workflow.own_roles}
    return {role: dict(words[role]) for role in sorted(procedure.workflow.roles()) if role != task.role}


def proposed(session: Session, dossier: Dossier, rules: Rules, at: datetime) -> date:
    """Return the day that the pack proposes for the answers."""
    return calendar_of(session, dossier.agency_id, at).promise(at, rules.within).local_date


def about_choices(procedure: Procedure) -> list[str]:
    """Return what can be sent along: the form, the draft of the result, and the documents."""
    return [FORM, RESULT, *(one.id for one in procedure.documents)]


def to_send_along(session: Session, dossier: Dossier, procedure: Procedure) -> list[str]:
    """Return what of it this dossier has, by two statements; the form is there, or the worker is making it."""
    sent = select(Attachment.document).where(Attachment.dossier_id == dossier.id, Attachment.superseded_at.is_(None))
    draft = select(Paper.kind).where(Paper.dossier_id == dossier.id, Paper.kind == RESULT, Paper.state != "revoked")
    there = {FORM, *session.scalars(sent), *session.scalars(draft)}
    return [word for word in about_choices(procedure) if word in there]


def ask(
    session: Session,
    dossier_id: UUID,
    task_id: UUID,
    further: Further,
    *,
    actor: Actor,
    at: datetime,
    seen_version: int,
) -> OpinionRound:
    """Ask whom the officer chose; the dossier stays where it is.

    Raises ``FurtherRefusedError``, ``StaleDossierError``, ``NotAllowedError``, and ``ActionNotAllowedError`` where the
    step lets nobody ask.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    task = session.get(Task, task_id, populate_existing=True)
    if task is None or task.closed_at is not None or staleness.is_stale(dossier, task, seen_version):
        raise StaleDossierError(dossier.code)
    if task.dossier_id != dossier.id:
        raise NotFoundError("task")
    procedure = procedure_of(session, dossier.version_id)
    rules = procedure.workflow.steps[task.step].asks_opinions
    if rules is None:
        raise ActionNotAllowedError(dossier.code, task.step, "ask", "not_offered")
    if rules_at(procedure, task, actor) is None:
        raise NotAllowedError(task.role)
    to = _whom(session, dossier, task, procedure, further)
    due_at = _due(session, dossier, further, at)
    _demand(further, procedure)
    asking = Asking(to, further.question.strip(), further.about, rules, due_at, own_accord=True)
    row = opinion_asking.ask(session, dossier, task, procedure, asking, actor=actor, at=at)
    staleness.go_on(session, dossier, task)
    session.flush()
    return row


def _whom(session: Session, dossier: Dossier, task: Task, procedure: Procedure, further: Further) -> list[Whom]:
    agency = session.get_one(Agency, dossier.agency_id)
    agencies = {one.id: one for one in askable(session, dossier)}
    roles = roles_near(procedure, task)
    if not set(further.agencies) <= set(agencies) or not set(further.roles) <= set(roles):
        raise NotFoundError("agency")
    found = [Whom(agencies[key].code, agencies[key].name, key, LEADER) for key in dict.fromkeys(further.agencies)]
    found += [Whom(role, say(roles[role], "vi"), agency.id, role) for role in dict.fromkeys(further.roles)]
    if not found:
        raise FurtherRefusedError("nobody")
    if len(found) > MOST_ASKED:
        raise FurtherRefusedError("too_many")
    return found


def _due(session: Session, dossier: Dossier, further: Further, at: datetime) -> datetime:
    calendar, today = calendar_of(session, dossier.agency_id, at), local_date(at)
    far = (further.until - today).days
    if not 0 < far <= FURTHEST_DAYS or not calendar.is_working_day(further.until):
        raise FurtherRefusedError("day")
    return calendar.end_of(further.until)


def _demand(further: Further, procedure: Procedure) -> None:
    if not further.question.strip():
        raise FurtherRefusedError("no_question")
    if len(further.question) > LONGEST:
        raise FurtherRefusedError("too_long")
    if not set(further.about) <= set(about_choices(procedure)):
        raise FurtherRefusedError("about")
