"""Looking a dossier up: whole for its own applicant, code and progress for anyone who knows the code.

TT 01/2018/TT-VPCP Điều 16.2d: without signing in, only the code and how far it is may be shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from portal.models import Agency, Dossier, DossierEvent, EventPayload, Officer, Paper, Task
from portal.services.issuing import INTERNAL
from portal.services.refusals import NotFoundError
from workflows.status import CLOSED, DossierStatus
from workflows.vocabulary import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

PAGE = 20
PARTS = re.compile(r"([A-Z]\d+(?:\.\d+)?)[\W_]*(\d{8})[\W_]*(\d{7})", re.ASCII)
"""The parts of a code, however a person set them apart: agency, day, number."""


@dataclass(frozen=True, slots=True)
class Progress:
    """All that a stranger who knows the code may learn."""

    code: str
    status: DossierStatus
    promised_date: date | None


def progress(session: Session, code: str) -> Progress | None:
    """Return code and progress of a dossier, or ``None``."""
    row = session.execute(
        select(Dossier.code, Dossier.status, Dossier.promised_date).where(Dossier.code == _written(code))
    ).one_or_none()
    return Progress(row.code, DossierStatus(row.status), row.promised_date) if row else None


def _written(code: str) -> str:
    """Return a typed code as codes are written: capital letters, and a dash between its parts."""
    typed = code.strip().upper()
    parts = PARTS.fullmatch(typed)
    return "-".join(parts.groups()) if parts else typed


def own_dossier(session: Session, code: str, person_id: UUID, *, lock: bool = False) -> Dossier:
    """Return a dossier that this person filed; anyone else's is not found."""
    query = select(Dossier).where(Dossier.code == code, Dossier.applicant_id == person_id)
    dossier = session.scalar(query.with_for_update() if lock else query)
    if dossier is None:
        raise NotFoundError("dossier")
    return dossier


def readable_dossier(session: Session, code: str, person_id: UUID) -> Dossier:
    """Return a dossier that this person filed, or that was filed for them by their own e-ID; any other is not found."""
    query = select(Dossier).where(Dossier.code == code, _concerns(person_id))
    dossier = session.scalar(query)
    if dossier is None:
        raise NotFoundError("dossier")
    return dossier


def _concerns(person_id: UUID) -> ColumnElement[bool]:
    return or_(Dossier.applicant_id == person_id, Dossier.owner_id == person_id)


def filed_from(session: Session, draft_id: UUID, person_id: UUID) -> Dossier | None:
    """Return the dossier that a draft of this person became, if it was filed."""
    query = select(Dossier).where(Dossier.id == draft_id, Dossier.applicant_id == person_id)
    return session.scalar(query)


def dossiers_of(
    session: Session, person_id: UUID, *, before: datetime | None = None, open_only: bool = False
) -> Sequence[Dossier]:
    """Return a page (+1) of the person's dossiers, those filed for them among them, newest first.

    ``before`` is the keyset.
    """
    query = select(Dossier).where(_concerns(person_id))
    if before is not None:
        query = query.where(Dossier.submitted_at < before)
    if open_only:
        query = query.where(Dossier.status.not_in([int(status) for status in CLOSED]))
    return session.scalars(query.order_by(Dossier.submitted_at.desc()).limit(PAGE + 1)).all()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event as it is shown: what, when, by whom, and the hash that proves it."""

    seq: int
    kind: str
    at: datetime
    actor_kind: str
    actor_name: str | None
    actor_title: str | None
    payload: bytes | None
    hash: str
    agency_name: str
    """The agency that had the dossier then."""
    agency_name_en: str | None = None


def timeline(session: Session, dossier: Dossier) -> Sequence[TimelineEntry]:
    """Return every event of the dossier with the officer's name and title, the oldest first."""
    rows = session.execute(
        select(DossierEvent, EventPayload.payload, Officer.full_name, Officer.title, Agency.name, Agency.name_en)
        .outerjoin(EventPayload, EventPayload.event_id == DossierEvent.id)
        .outerjoin(Officer, Officer.id == DossierEvent.actor_id)
        .join(Agency, Agency.id == DossierEvent.agency_id)
        .where(DossierEvent.dossier_id == dossier.id)
        .order_by(DossierEvent.seq)
    )
    return [
        TimelineEntry(
            seq=event.seq,
            kind=event.kind,
            at=event.at,
            actor_kind=event.actor_kind,
            actor_name=name,
            actor_title=title,
            payload=payload,
            hash=event.hash.hex(),
            agency_name=place,
            agency_name_en=place_en,
        )
        for event, payload, name, title, place, place_en in rows
    ]


def current_holders(session: Session, dossier: Dossier) -> Sequence[tuple[Task, Officer | None]]:
    """Return the open tasks with the officer who holds each, if one does; a fork is nobody's and left out."""
    query = (
        select(Task, Officer)
        .outerjoin(Officer, Officer.id == Task.officer_id)
        .where(Task.dossier_id == dossier.id, Task.closed_at.is_(None), Task.role != SYSTEM)
        .order_by(Task.opened_at, Task.id)
    )
    return session.execute(query).all()


def own_paper(session: Session, paper_id: UUID, person_id: UUID) -> Paper:
    """Return an issued paper of a dossier that the person filed, or that was filed for them; none that is internal."""
    query = (
        select(Paper)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .where(Paper.id == paper_id, _concerns(person_id), Paper.state == "issued", Paper.kind.not_in(INTERNAL))
    )
    paper = session.scalar(query)
    if paper is None:
        raise NotFoundError("paper")
    return paper
