"""Notices to the applicant: kept in the inbox at once, delivered by the worker over other channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update

from portal.db import new_key
from portal.inserting import add_new
from portal.models import Message
from portal.queue import defer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portal.models import Dossier, Draft

KINDS = frozenset(
    {
        "dossier_submitted",
        "dossier_accepted",
        "dossier_refused",
        "dossier_reopened",
        "dossier_closed",
        "dossier_withdrawn",
        "child_stopped",
        "dossier_transferred",
        "supplement_requested",
        "supplement_not_sent",
        "clarification_requested",
        "request_taken_back",
        "promise_extended",
        "fee_ordered",
        "fee_paid",
        "fee_changed",
        "fee_overpaid",
        "fee_refunded",
        "result_issued",
        "letter_received",
    }
)
"""Each has a template a channel in ``templates/messages``."""

DRAFT_LAPSES = "draft_lapses"
DRAFT_LAPSED = "draft_lapsed"
CONFIRMATION_GIVEN = "confirmation_given"
CONFIRMATION_DECLINED = "confirmation_declined"
OF_DRAFTS = frozenset({DRAFT_LAPSES, DRAFT_LAPSED})
"""Kinds of notices about a filing that was begun; they have a template a channel too."""
OF_ANSWERS = frozenset({CONFIRMATION_GIVEN, CONFIRMATION_DECLINED})
"""Kinds of notices about what others answered who were asked to confirm; they have a template a channel too."""
CONFIRMATION_ASKED = "confirmation_asked"
TO_OTHERS = frozenset({CONFIRMATION_ASKED})
"""Kinds of notices to somebody else than the one who files; they have a template a channel too."""


def tell(session: Session, dossier: Dossier, kind: str, *, at: datetime, **params: Any) -> Message:
    """Tell the applicant of ``dossier`` what happened; delivered after this transaction commits."""
    if kind not in KINDS:
        raise KeyError(kind)
    told = {"code": dossier.code, "title": dossier.title, **params}
    return _send(session, dossier.agency_id, dossier.applicant_id, kind, told, at, dossier.id)


def tell_of_draft(session: Session, draft: Draft, kind: str, *, at: datetime, **params: str) -> Message:
    """Tell the owner of a draft what becomes of it; delivered after this transaction commits."""
    if kind not in OF_DRAFTS | OF_ANSWERS:
        raise KeyError(kind)
    told = {"draft": str(draft.id), **params}
    return _send(session, draft.agency_id, draft.person_id, kind, told, at)


def tell_person(
    session: Session, agency_id: UUID, person_id: UUID, kind: str, *, at: datetime, **params: str
) -> Message:
    """Tell a person of something that others do and that concerns them; delivered after this transaction commits."""
    if kind not in TO_OTHERS:
        raise KeyError(kind)
    return _send(session, agency_id, person_id, kind, params, at)


def _send(
    session: Session,
    agency_id: UUID,
    person_id: UUID,
    kind: str,
    params: Mapping[str, Any],
    at: datetime,
    dossier_id: UUID | None = None,
) -> Message:
    message = add_new(
        session,
        Message,
        id=new_key(),
        agency_id=agency_id,
        person_id=person_id,
        dossier_id=dossier_id,
        kind=kind,
        params=dict(params),
        created_at=at,
        deliveries=[],
    )
    defer(session, "deliver_message", message_id=str(message.id))
    return message


def inbox(session: Session, person_id: UUID, *, at: datetime, limit: int = 50) -> Sequence[Message]:
    """Return the newest notices of a person that are not held back."""
    query = select(Message).where(Message.person_id == person_id, _is_out(at))
    return session.scalars(query.order_by(Message.created_at.desc()).limit(limit)).all()


def was_told(session: Session, dossier: Dossier, kind: str, *, at: datetime) -> bool:
    """Tell whether something was told about a dossier at this very instant."""
    query = select(Message.id).where(Message.dossier_id == dossier.id, Message.kind == kind, Message.created_at == at)
    return session.scalar(query.limit(1)) is not None


def about(session: Session, dossier: Dossier, *, at: datetime, limit: int = 20) -> Sequence[Message]:
    """Return the newest notices about one dossier to its applicant that are not held back."""
    mine = (Message.dossier_id == dossier.id, Message.person_id == dossier.applicant_id)
    query = select(Message).where(*mine, _is_out(at))
    return session.scalars(query.order_by(Message.created_at.desc()).limit(limit)).all()


def unread(session: Session, person_id: UUID, *, at: datetime) -> int:
    """Count the notices that the person has not opened yet."""
    query = select(func.count()).where(Message.person_id == person_id, Message.read_at.is_(None), _is_out(at))
    return session.scalar(query) or 0


def _is_out(at: datetime) -> ColumnElement[bool]:
    return or_(Message.held_until.is_(None), Message.held_until <= at)


def mark_read(session: Session, person_id: UUID, *, at: datetime) -> None:
    """Mark every notice of the person as read."""
    shown = (Message.person_id == person_id, Message.read_at.is_(None), _is_out(at))
    session.execute(update(Message).where(*shown).values(read_at=at))
