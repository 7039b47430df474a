"""An extension that is proposed to the leader: the head of the agency signs the apology (form 04), and nobody else.

Whoever has the dossier says why and until when; the drafted apology says it too, so that the leader reads what they
sign. Nothing moves, and the applicant learns nothing, before it is signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from portal.models import Dossier, Paper
from portal.queue import defer
from portal.services import evidence, extending, issuing, processing
from portal.services.calendars import calendar_of
from portal.services.climbing import DRAFT_JOB
from portal.services.evidence import EventKind
from portal.services.extending import PROPOSED, Extension
from portal.services.issuing import APOLOGY
from portal.services.officers import LEADER
from portal.services.refusals import NotAllowedError, StaleDossierError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portal.services.actors import Actor

PAGE: Final = 50


def propose(
    session: Session, dossier_id: UUID, wanted: Extension, *, actor: Actor, at: datetime, seen_version: int
) -> Paper:
    """Put an extension before the leader; a later proposal takes the place of an earlier one.

    Raises ``StaleDossierError``, ``NotAllowedError`` and ``ExtensionRefusedError``.
    """
    dossier = processing.locked_dossier(session, dossier_id)
    if dossier.lock_version != seen_version:
        raise StaleDossierError(dossier.code)
    if not extending.may_extend(session, dossier, actor):
        raise NotAllowedError(LEADER)
    actor = extending.as_holder(session, dossier, actor)
    before, _promised = extending.demand_possible(session, dossier, wanted, at)
    new_at = calendar_of(session, dossier.agency_id, at).end_of(wanted.until)
    said = {"until": wanted.until.isoformat(), "codes": list(wanted.codes), "words": wanted.words}
    proposed = said | {"by": str(actor.id), "name": actor.name, "at": at.isoformat()}
    details = {"promised_at": before.isoformat(), "new_at": new_at.isoformat(), "reason": wanted.reason}
    issuing.discard_drafts(session, dossier)
    paper = issuing.draft_apology(session, dossier, at=at, details=details | {PROPOSED: proposed})
    defer(session, DRAFT_JOB, dossier_ids=[str(dossier.id)])
    payload = {"until": wanted.until.isoformat(), "reason": wanted.reason}
    evidence.record(session, dossier, EventKind.EXTENSION_PROPOSED, actor=actor, at=at, payload=payload)
    dossier.lock_version += 1
    session.flush()
    return paper


def proposal_of(session: Session, dossier: Dossier) -> dict[str, Any] | None:
    """Return what was proposed and waits for the leader: ``until``, ``codes``, ``words``, ``name`` and ``at``."""
    paper = issuing.drafted_apology(session, dossier)
    found: dict[str, Any] | None = paper.details.get(PROPOSED) if paper is not None else None
    return found


def waiting(session: Session, actor: Actor, *, after: UUID | None = None) -> Sequence[tuple[Paper, Dossier]]:
    """Return the proposals that wait for the actor's signature, the oldest first, at most ``PAGE`` + 1."""
    query = select(Paper, Dossier).join(Dossier, Dossier.id == Paper.dossier_id)
    query = query.where(Paper.id.in_(awaited(actor))).order_by(Paper.id).limit(PAGE + 1)
    if after is not None:
        query = query.where(Paper.id > after)
    return [(paper, dossier) for paper, dossier in session.execute(query)]


def awaited(actor: Actor) -> Select[UUID]:
    """Return the keys of the apologies that wait for the actor's signature, to be counted."""
    led = [agency_id for agency_id in actor.roles if LEADER in actor.roles_at(agency_id)]
    drafted = select(Paper.id).where(Paper.kind == APOLOGY, Paper.number.is_(None), Paper.agency_id.in_(led))
    return drafted.where(Paper.details.has_key(PROPOSED))
