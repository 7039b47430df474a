"""The hash chain of a dossier: every act becomes a past-tense event that cannot be changed unseen.

``hash`` = SHA-256 over the RFC 8785 bytes of {format, dossier, seq, kind, actor, at, payload, previous};
``payload`` there is SHA-256 over a random salt and the canonical payload. Salt and payload lie in a
table of their own, which a lawful erasure may empty without breaking the chain.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from portal.db import new_key
from portal.inserting import add_new
from portal.models import DossierEvent, EventPayload
from portal.services.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portal.models import Dossier
    from portal.services.actors import Actor

FORMAT = 1
SALT_BYTES = 32
NEXT = timedelta(microseconds=1)


class EventKind(StrEnum):
    """What can have happened to a dossier."""

    DOSSIER_SUBMITTED = "dossier_submitted"
    DOSSIER_ACCEPTED = "dossier_accepted"
    DOSSIER_REFUSED = "dossier_refused"
    DOSSIER_WITHDRAWN = "dossier_withdrawn"
    DOSSIER_CLOSED = "dossier_closed"
    DOSSIER_REOPENED = "dossier_reopened"
    DOSSIER_TRANSFERRED = "dossier_transferred"
    DOSSIER_STOPPED = "dossier_stopped"
    CHILD_OPENED = "child_opened"
    CHILD_ENDED = "child_ended"
    CHILD_STOPPED = "child_stopped"
    ACTION_TAKEN = "action_taken"
    ACTION_UNDONE = "action_undone"
    BRANCHES_OPENED = "branches_opened"
    BRANCH_CLOSED = "branch_closed"
    TASK_ASSIGNED = "task_assigned"
    DOCUMENT_CHECKED = "document_checked"
    FILE_INFECTED = "file_infected"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_ANSWERED = "supplement_answered"
    SUPPLEMENT_LAPSED = "supplement_lapsed"
    REQUEST_TAKEN_BACK = "request_taken_back"
    ALLOWANCE_ASKED = "allowance_asked"
    ALLOWANCE_DECIDED = "allowance_decided"
    CLARIFICATION_REQUESTED = "clarification_requested"
    CLARIFICATION_ANSWERED = "clarification_answered"
    REGISTER_ASKED = "register_asked"
    REGISTER_ANSWERED = "register_answered"
    REGISTER_SILENT = "register_silent"
    REGISTER_WITHDRAWN = "register_withdrawn"
    OPINIONS_ASKED = "opinions_asked"
    OPINIONS_REMINDED = "opinions_reminded"
    OPINION_GIVEN = "opinion_given"
    OPINION_MOVED = "opinion_moved"
    OPINIONS_COUNTED = "opinions_counted"
    OPINIONS_WITHDRAWN = "opinions_withdrawn"
    FEE_ORDERED = "fee_ordered"
    FEE_PAID = "fee_paid"
    FEE_CANCELLED = "fee_cancelled"
    FEE_OVERPAID = "fee_overpaid"
    FEE_REFUNDED = "fee_refunded"
    CLOCK_MOVED = "clock_moved"
    EXTENSION_PROPOSED = "extension_proposed"
    PAPER_MADE = "paper_made"
    PAPER_SIGNED = "paper_signed"
    PAPER_NUMBERED = "paper_numbered"
    PAPER_ISSUED = "paper_issued"
    PAPER_REVOKED = "paper_revoked"
    RESULT_HANDED_OVER = "result_handed_over"


class Stamp(NamedTuple):
    """What goes into the hash beside the payload: place in the chain, kind, actor, instant."""

    dossier: str
    seq: int
    kind: str
    actor_kind: str
    actor_id: str | None
    at: datetime
    previous: bytes | None


def record(
    session: Session,
    dossier: Dossier,
    kind: EventKind,
    *,
    actor: Actor,
    at: datetime,
    payload: Mapping[str, Any],
) -> DossierEvent:
    """Add one event to the chain of ``dossier`` and move its head; the caller holds the row lock.

    It never lies before the last one: when the clock was set back it lies right after it, and says by how much.
    """
    said, at = {**payload, **behind(dossier, at)}, instant(dossier, at)
    if actor.acting_for is not None:
        said["for"] = actor.acting_for.as_json()
    previous, seq, agency_id = dossier.head_hash, dossier.event_count + 1, dossier.agency_id
    actor_id = str(actor.id) if actor.id else None
    stamp = Stamp(str(dossier.id), seq, kind, actor.kind, actor_id, at, previous)
    salt, body = secrets.token_bytes(SALT_BYTES), canonical_json(said)
    canonical = canonical_bytes(stamp, payload_digest(salt, body))
    event = add_new(
        session,
        DossierEvent,
        id=new_key(),
        dossier_id=dossier.id,
        agency_id=agency_id,
        seq=seq,
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        at=at,
        canonical=canonical,
        previous=previous,
        hash=hashlib.sha256(canonical).digest(),
    )
    add_new(session, EventPayload, event_id=event.id, agency_id=agency_id, salt=salt, payload=body)
    dossier.head_hash, dossier.head_at, dossier.event_count = event.hash, at, seq
    return event


def instant(dossier: Dossier, at: datetime) -> datetime:
    """Return the instant of what is done at ``at``: right after the last event when the clock was set back since."""
    head = dossier.head_at
    return at if head is None or head <= at else head + NEXT


def behind(dossier: Dossier, at: datetime) -> dict[str, int]:
    """Return what an event says of a clock that was set back: by how many whole seconds, nothing below one.

    The clocks of several machines differ by less.
    """
    newest = instant(dossier, at)
    seconds = 0 if newest is at else int((newest - at).total_seconds())
    return {"clock_behind_seconds": seconds} if seconds else {}


def canonical_bytes(stamp: Stamp, digest: str) -> bytes:
    """Return the RFC 8785 bytes that are hashed."""
    kind, by = str(stamp.kind), str(stamp.actor_kind)
    previous = stamp.previous.hex() if stamp.previous else None
    if kind.isidentifier() and by.isidentifier():
        # Every event asks for them: written out they cost a tenth, and a name holds nothing that JSON would escape.
        return (
            f'{{"actor":{{"id":{_quoted(stamp.actor_id)},"kind":"{by}"}},"at":"{_instant(stamp.at)}",'
            f'"dossier":"{stamp.dossier}","format":{FORMAT},"kind":"{kind}","payload":"{digest}",'
            f'"previous":{_quoted(previous)},"seq":{stamp.seq}}}'
        ).encode()
    return canonical_json(
        {
            "format": FORMAT,
            "dossier": stamp.dossier,
            "seq": stamp.seq,
            "kind": kind,
            "actor": {"kind": by, "id": stamp.actor_id},
            "at": _instant(stamp.at),
            "payload": digest,
            "previous": previous,
        }
    )


def _quoted(digits: str | None) -> str:
    """Return a key or a hash as JSON writes it."""
    return "null" if digits is None else f'"{digits}"'


def payload_digest(salt: bytes, body: bytes) -> str:
    """Return the hex SHA-256 over salt and canonical payload."""
    return hashlib.sha256(salt + body).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
