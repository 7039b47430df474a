"""Files that applicants send: judged by their content, kept under their digest, shown to nobody else.

What a browser says about a file (its name, its type) is never believed.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO, Final, Protocol, cast
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.models import Attachment, Dossier, Draft
from portal.prepared import PreparedEntity
from portal.services.actors import Actor
from portal.services.file_content import Content, inspect
from portal.services.refusals import NotFoundError, UploadRefusedError
from portal.storage.base import Storage, TooLarge

MEGABYTE: Final = 1024 * 1024
LONGEST_NAME: Final = 120
_OF_DRAFT = PreparedEntity(
    Attachment,
    select(Attachment)
    .where(Attachment.draft_id == bindparam("draft_id"))
    .order_by(Attachment.uploaded_at, Attachment.id),
)
_UNSEEN = frozenset({"Cf", "Co", "Cs", "Cn"})
"""Signs that show nothing, or mean what a program says they mean."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


class Rule(Protocol):
    """What a pack says of the files of one document or of one field."""

    @property
    def accept(self) -> tuple[str, ...]:
        """The kinds of file that are taken, such as ``pdf`` and ``image``."""
        ...

    @property
    def max_mb(self) -> int:
        """Most megabytes of one file."""
        ...

    @property
    def max(self) -> int:
        """How many files at most."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as it came: its bytes, and the name that the browser gave it."""

    stream: IO[bytes]
    name: str


def add(
    session: Session,
    draft: Draft,
    document: str,
    sent: Sent,
    *,
    rule: Rule,
    storage: Storage,
    actor: Actor,
    at: datetime,
) -> Attachment:
    """Judge a file and keep it with a locked draft; the same bytes sent twice are one attachment.

    Raises ``UploadRefusedError``; then nothing was kept.
    """
    there = of_document(session, draft, document)
    if len(there) >= rule.max:
        raise UploadRefusedError("too_many", limit=rule.max)
    if sent.stream.seek(0, os.SEEK_END) > rule.max_mb * MEGABYTE:
        raise UploadRefusedError("too_large", limit=rule.max_mb)
    content = inspect(sent.stream, rule.accept)
    sent.stream.seek(0)
    try:
        stored = storage.put(cast("BinaryIO", sent.stream), rule.max_mb * MEGABYTE)
    except TooLarge:
        raise UploadRefusedError("too_large", limit=rule.max_mb) from None
    known = next((one for one in there if one.sha256 == stored.sha256), None)
    if known is not None:
        return known
    attachment = Attachment(
        agency_id=draft.agency_id,
        draft_id=draft.id,
        document=document,
        filename=safe_name(sent.name, content),
        media_type=content.media_type,
        size=stored.size,
        sha256=stored.sha256,
        pages=content.pages,
        uploaded_by=actor.id,
        uploaded_at=at,
    )
    session.add(attachment)
    session.flush()
    return attachment


def remove(session: Session, draft: Draft, attachment_id: UUID) -> None:
    """Take a file out of a draft; its bytes are collected later, as another dossier may hold the same."""
    query = select(Attachment).where(Attachment.id == attachment_id, Attachment.draft_id == draft.id)
    attachment = session.scalar(query)
    if attachment is not None:
        session.delete(attachment)
        session.flush()


def of_draft(session: Session, draft: Draft) -> Sequence[Attachment]:
    """Return the files of a draft, the oldest first."""
    return _OF_DRAFT.all_of(session, draft_id=draft.id)


def of_document(session: Session, draft: Draft, document: str) -> Sequence[Attachment]:
    """Return the files of one document of a draft."""
    return [one for one in of_draft(session, draft) if one.document == document]


def of_dossier(session: Session, dossier: Dossier) -> Sequence[Attachment]:
    """Return the files of a dossier that count now, the oldest first."""
    query = select(Attachment).where(Attachment.dossier_id == dossier.id, Attachment.superseded_at.is_(None))
    return session.scalars(query.order_by(Attachment.uploaded_at, Attachment.id)).all()


def own(session: Session, attachment_id: UUID, person_id: UUID) -> Attachment:
    """Return a file of a draft or dossier of this very person; anyone else's is not found."""
    query = (
        select(Attachment)
        .outerjoin(Draft, Draft.id == Attachment.draft_id)
        .outerjoin(Dossier, Dossier.id == Attachment.dossier_id)
        .where(Attachment.id == attachment_id, or_(Draft.person_id == person_id, Dossier.applicant_id == person_id))
    )
    attachment = session.scalar(query)
    if attachment is None:
        raise NotFoundError("attachment")
    return attachment


def safe_name(name: str, content: Content) -> str:
    """Return a name that is safe to show and to save: no path, no hidden signs, and the ending of its true type."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in base if unicodedata.category(letter) not in _UNSEEN)
    clean = " ".join(_UNSAFE.sub(" ", shown).split()).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if not dot or f".{ending.lower()}" not in content.endings:
        stem, ending = clean, content.endings[0].lstrip(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip() or 'tep'}.{ending}"
