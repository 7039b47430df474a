"""What the worker keeps of a paper once it was rendered, signed or issued: each in one short transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.models import Dossier, Paper
from portal.services import evidence, notices, processing
from portal.services.actors import Actor
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.issuing import RESULT
from portal.services.refusals import NotFoundError


@dataclass(frozen=True, slots=True)
class Pressed:
    """The bytes of a paper as the storage knows them."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature that was put on a paper: ``kind`` is ``personal`` or ``agency``."""

    kind: str
    name: str
    title: str
    at: datetime

    def as_json(self) -> dict[str, str]:
        """Return the signature as the row keeps it."""
        return {"as": self.kind, "name": self.name, "title": self.title, "at": self.at.isoformat()}


def paper(session: Session, paper_id: UUID) -> Paper:
    """Return the paper; raise ``NotFoundError`` when it is gone."""
    found = session.get(Paper, paper_id)
    if found is None:
        raise NotFoundError("paper")
    return found


def keep_draft(session: Session, paper_id: UUID, pressed: Pressed) -> None:
    """Keep what was rendered to be read before it is signed; what is signed or numbered since is left alone."""
    if session.get(Paper, paper_id) is None:
        return
    _dossier, row = _locked(session, paper_id)
    waits = row.kind == RESULT or row.number is None
    if row.state == "draft" and not row.signers and waits:
        row.sha256, row.size = pressed.sha256, pressed.size
        session.flush()


def keep_signed(session: Session, paper_id: UUID, pressed: Pressed, signed: Signed, *, actor: Actor) -> None:
    """Keep the result with the leader's signature; a second run of the job changes nothing."""
    dossier, row = _locked(session, paper_id)
    if row.state != "draft":
        return
    row.state, row.signers = "signed", [signed.as_json()]
    row.sha256, row.size = pressed.sha256, pressed.size
    session.flush()
    payload = {"paper": str(row.id), "as": signed.kind, "sha256": pressed.sha256}
    evidence.record(session, dossier, EventKind.PAPER_SIGNED, actor=actor, at=signed.at, payload=payload)
    dossier.lock_version += 1


def keep_issued(
    session: Session, paper_id: UUID, pressed: Pressed, signatures: list[Signed], *, actor: Actor, at: datetime
) -> None:
    """Keep the paper with all its signatures and issue it; a second run of the job changes nothing."""
    dossier, row = _locked(session, paper_id)
    if row.state in ("issued", "revoked"):
        return
    row.state, row.issued_at = "issued", at
    row.signers = [*row.signers, *(one.as_json() for one in signatures)]
    row.sha256, row.size = pressed.sha256, pressed.size
    session.flush()
    payload = {"paper": str(row.id), "kind": row.kind, "number": row.number, "sha256": pressed.sha256}
    evidence.record(session, dossier, EventKind.PAPER_ISSUED, actor=actor, at=at, payload=payload)
    # A slip changes nothing that an officer decides on, so a page that is open meanwhile does not become stale.
    if row.kind == RESULT:
        dossier.lock_version += 1
        notices.tell(session, dossier, "result_issued", at=at)
        processing.go_on(session, dossier, procedure_of(session, dossier.version_id), at=at)


def _locked(session: Session, paper_id: UUID) -> tuple[Dossier, Paper]:
    row = paper(session, paper_id)
    dossier = processing.locked_dossier(session, row.dossier_id)
    session.refresh(row)
    return dossier, row
