"""Recomputing every chain from the stored bytes, and holding it against the current columns."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rfc8785
from sqlalchemy import select

from portal.models import AnswerSet, Dossier, DossierEvent, EventPayload
from portal.services.evidence import EventKind, Stamp, canonical_bytes, payload_digest
from portal.services.evidence_columns import Broken, current_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

BATCH = 500


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """How much was recomputed, and everything that did not agree."""

    dossiers: int
    events: int
    broken: tuple[Broken, ...]


def check(session: Session) -> EvidenceReport:
    """Recompute all chains; nothing is trusted but the bytes that were hashed."""
    dossiers = events = 0
    broken: list[Broken] = []
    for dossier in session.scalars(select(Dossier).order_by(Dossier.id).execution_options(yield_per=BATCH)):
        rows = _events(session, dossier)
        dossiers, events = dossiers + 1, events + len(rows)
        broken.extend(_chain(dossier, rows))
        broken.extend(_answer_sets(session, dossier, rows))
        broken.extend(current_columns(session, dossier, standing_kinds(rows)))
    broken.extend(_orphans(session))
    return EvidenceReport(dossiers, events, tuple(broken))


def standing_kinds(rows: list[tuple[DossierEvent, EventPayload | None]]) -> list[str]:
    """Return the kinds of the events that count: without those that were taken back."""
    undone: set[int] = set()
    for event, payload in rows:
        if event.kind == EventKind.ACTION_UNDONE and payload is not None and payload.payload:
            said = json.loads(payload.payload)
            undone |= set(range(said["from"], said["to"] + 1))
    return [event.kind for event, _payload in rows if event.seq not in undone]


def _events(session: Session, dossier: Dossier) -> list[tuple[DossierEvent, EventPayload | None]]:
    rows = session.execute(
        select(DossierEvent, EventPayload)
        .outerjoin(EventPayload, EventPayload.event_id == DossierEvent.id)
        .where(DossierEvent.dossier_id == dossier.id)
        .order_by(DossierEvent.seq)
    )
    return [(event, payload) for event, payload in rows]


def _chain(dossier: Dossier, rows: list[tuple[DossierEvent, EventPayload | None]]) -> Iterator[Broken]:
    previous: bytes | None = None
    for place, (event, payload) in enumerate(rows, start=1):
        if event.seq != place:
            yield Broken(dossier.code, place, "event is missing")
            return
        wrong = _event(event, payload, previous)
        if wrong:
            yield Broken(dossier.code, event.seq, wrong)
        previous = event.hash
    if len(rows) != dossier.event_count or previous != dossier.head_hash:
        yield Broken(dossier.code, dossier.event_count, "the last event is not the one the dossier names")


def _event(event: DossierEvent, payload: EventPayload | None, previous: bytes | None) -> str | None:
    if hashlib.sha256(event.canonical).digest() != event.hash:
        return "stored bytes do not give the stored hash"
    if event.previous != previous:
        return "previous hash is not that of the event before"
    if payload is None:
        return "payload row is missing"
    actor_id = str(event.actor_id) if event.actor_id else None
    stamp = Stamp(str(event.dossier_id), event.seq, event.kind, event.actor_kind, actor_id, event.at, previous)
    # An erased payload leaves only its digest, so the stored one is taken over.
    erased = payload.salt is None or payload.payload is None
    digest = _stored_digest(event) if erased else payload_digest(payload.salt, payload.payload)  # type: ignore[arg-type]
    if canonical_bytes(stamp, digest) != event.canonical:
        return "columns or payload differ from what was hashed"
    return None


def _stored_digest(event: DossierEvent) -> str:
    text = event.canonical.decode()
    start = text.index('"payload":"') + len('"payload":"')
    return text[start : start + 64]


def _answer_sets(
    session: Session, dossier: Dossier, rows: list[tuple[DossierEvent, EventPayload | None]]
) -> Iterator[Broken]:
    said = {event.seq for event, _ in rows}
    for filed in session.scalars(select(AnswerSet).where(AnswerSet.dossier_id == dossier.id)):
        if hashlib.sha256(filed.canonical).hexdigest() != filed.sha256:
            yield Broken(dossier.code, None, f"answer set {filed.number} was changed")
        elif rfc8785.dumps(filed.answers) not in filed.canonical:
            yield Broken(dossier.code, None, f"answer set {filed.number} differs from its JSON copy")
        elif filed.origins and rfc8785.dumps(filed.origins) not in filed.canonical:
            yield Broken(dossier.code, None, f"answer set {filed.number} has other origins than were filed")
    if not said:
        yield Broken(dossier.code, None, "no event at all")


def _orphans(session: Session) -> Iterator[Broken]:
    known = select(Dossier.id)
    for event in session.scalars(select(DossierEvent).where(DossierEvent.dossier_id.not_in(known)).limit(BATCH)):
        yield Broken(str(event.dossier_id), event.seq, "event of a dossier that is not there")
