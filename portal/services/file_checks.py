"""What becomes of a file after it came: looked into, cleaned, scanned, and only then anybody else's to open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Attachment, Dossier
from portal.queue import defer
from portal.services import evidence
from portal.services.actors import SYSTEM
from portal.services.attachment_names import fitting_name
from portal.services.evidence import EventKind
from portal.services.file_content import endings_of
from portal.storage.base import StoredFile

CHECK = "check_attachment"
_UNSETTLED = frozenset({"waiting", "clean"})
"""What the scanner may still say otherwise: it learns of new malware every day. What it found stays found."""
SCANS_AT_ONCE = 50
"""So many waiting files are scanned in one turn."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a worker found in a file that may be kept, and what it made of it."""

    media_type: str
    pages: int | None = None
    kept: StoredFile | None = None
    """The bytes that take the place of those that were sent: a picture that stands upright and is bare."""
    safe: StoredFile | None = None
    """A copy beside the file, without what acts by itself."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a worker needs to know of a file before it looks into it."""

    sha256: str
    media_type: str


def ask(session: Session, attachment: Attachment, accept: Sequence[str]) -> None:
    """Have a worker look into a file, which is to be of a kind in ``accept``, once this transaction is committed."""
    defer(session, CHECK, attachment_id=str(attachment.id), accept=list(accept))


def to_check(session: Session, attachment_id: UUID) -> Arrived | None:
    """Return what is to be looked into; ``None`` when it was done, or the file is gone."""
    found = session.get(Attachment, attachment_id)
    if found is None or found.state != "arrived":
        return None
    return Arrived(found.sha256, found.media_type)


def keep(session: Session, attachment_id: UUID, checked: Checked, *, scanned: bool) -> Attachment | None:
    """Write down that a file may be filed, and return it; ``scanned`` says whether there is a scanner, asked next."""
    found = _arrived(session, attachment_id)
    if found is None:
        return None
    found.media_type, found.pages = checked.media_type, checked.pages
    found.filename = fitting_name(found.filename, endings_of(checked.media_type))
    if checked.kept is not None:
        found.sha256, found.size = checked.kept.sha256, checked.kept.size
    found.safe_sha256 = checked.safe.sha256 if checked.safe else None
    found.state, found.scan = "ready", "waiting" if scanned else "none"
    session.flush()
    return found


def refuse(session: Session, attachment_id: UUID, problem: str) -> Attachment | None:
    """Write down why a file cannot be filed, and return it; its row stays until its owner has read that."""
    found = _arrived(session, attachment_id)
    if found is not None:
        found.state, found.problem = "refused", problem
        session.flush()
    return found


def to_scan(session: Session) -> Sequence[UUID]:
    """Return the files that wait for the scanner, the oldest first."""
    waiting = select(Attachment.id).where(Attachment.scan == "waiting", Attachment.state == "ready")
    return session.scalars(waiting.order_by(Attachment.uploaded_at).limit(SCANS_AT_ONCE)).all()


def to_scan_again(session: Session, since: datetime, after: UUID | None) -> Sequence[UUID]:
    """Return the next files that came since then and were found clean: the scanner may know more by now."""
    clean = select(Attachment.id).where(Attachment.scan == "clean", Attachment.uploaded_at >= since)
    if after is not None:
        clean = clean.where(Attachment.id > after)
    return session.scalars(clean.order_by(Attachment.id).limit(SCANS_AT_ONCE)).all()


def scannable(session: Session, attachment_id: UUID) -> str | None:
    """Return the digest of a file that the scanner is to be asked about; ``None`` when it is not."""
    found = session.get(Attachment, attachment_id)
    scans = found is not None and found.state == "ready" and found.scan in _UNSETTLED
    return found.sha256 if found is not None and scans else None


def scanned(session: Session, attachment_id: UUID, malware: str | None, *, at: datetime) -> None:
    """Write down what the scanner found, if anything; it cannot be filed, and once filed it is locked, as evidence."""
    dossier_id = session.scalar(select(Attachment.dossier_id).where(Attachment.id == attachment_id))
    dossier = None if dossier_id is None else session.get(Dossier, dossier_id, with_for_update=True)
    found = session.get(Attachment, attachment_id, with_for_update=True, populate_existing=True)
    if found is None or found.scan not in _UNSETTLED:
        return
    if found.dossier_id != dossier_id:
        # It was filed between the two looks.
        dossier = session.get_one(Dossier, found.dossier_id, with_for_update=True)
    found.scan = "clean" if malware is None else "infected"
    if malware is not None and dossier is None:
        found.state, found.problem = "refused", "infected"
    if malware is not None and dossier is not None:
        payload = {"document": found.document, "file": str(found.id), "sha256": found.sha256, "found": malware}
        evidence.record(session, dossier, EventKind.FILE_INFECTED, actor=SYSTEM, at=at, payload=payload)
    session.flush()


def is_open(attachment: Attachment) -> bool:
    """Say whether somebody else than its owner may open the file itself."""
    return attachment.state == "ready" and attachment.scan in {"clean", "none"}


def unready(attachments: Sequence[Attachment]) -> list[Attachment]:
    """Return the files that cannot be filed now: nobody has looked into them yet, or they are refused.

    A file that only waits for the scanner can: that the scanner is silent is not the applicant's to answer for, and
    the file stays closed until it has spoken.
    """
    return [one for one in attachments if one.state != "ready"]


def _arrived(session: Session, attachment_id: UUID) -> Attachment | None:
    found = session.get(Attachment, attachment_id, with_for_update=True)
    return found if found is not None and found.state == "arrived" else None
