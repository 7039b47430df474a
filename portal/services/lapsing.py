"""Drafts that nobody goes on with: their owner is reminded some days before, and told when they are gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, delete, exists, select

from forms.spec import say
from portal.clock import local_date
from portal.models import Attachment, Confirmation, Draft, Message, Person, Upload
from portal.services import notices
from portal.services.definitions import procedure_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

REMINDED_BEFORE = timedelta(days=7)
"""How long before it lapses a draft is spoken of."""
_OF_SOMEBODY = (Draft.supplement_id.is_(None), Draft.officer_id.is_(None), Draft.revision > 1)
"""Only a filing in which something was typed is missed; what answers a supplement request has a date of its own, and
what an officer filled in at the counter was never theirs to go on with."""


def remind(session: Session, at: datetime) -> None:
    """Tell whoever has a draft that lapses soon, once for each time that it was left."""
    soon = (Draft.expires_at > at, Draft.expires_at <= at + REMINDED_BEFORE)
    told = exists().where(
        Message.person_id == Draft.person_id,
        Message.kind == notices.DRAFT_LAPSES,
        Message.params["draft"].astext == cast(Draft.id, String),
        Message.created_at >= Draft.updated_at,
    )
    _tell(session, notices.DRAFT_LAPSES, at, *soon, ~told)


def lapse(session: Session, at: datetime) -> None:
    """Remove the drafts that have lapsed by ``at`` and tell whose they were; a job of their own collects the files."""
    _tell(session, notices.DRAFT_LAPSED, at, Draft.expires_at <= at)
    lapsed = select(Draft.id).where(Draft.expires_at <= at)
    session.execute(delete(Upload).where(Upload.draft_id.in_(lapsed)))
    session.execute(delete(Attachment).where(Attachment.draft_id.in_(lapsed)))
    session.execute(delete(Confirmation).where(Confirmation.draft_id.in_(lapsed)))
    session.execute(delete(Draft).where(Draft.expires_at <= at))


def _tell(session: Session, kind: str, at: datetime, *which: ColumnElement[bool]) -> None:
    query = select(Draft, Person).join(Person, Person.id == Draft.person_id).where(*_OF_SOMEBODY, *which)
    for draft, person in session.execute(query).all():
        procedure = procedure_of(session, draft.version_id)
        day = local_date(draft.expires_at).strftime("%d/%m/%Y")
        title = say(procedure.title, person.language)
        notices.tell_of_draft(session, draft, kind, at=at, title=title, day=day, procedure=procedure.code)
