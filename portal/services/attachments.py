"""Files that applicants send: judged by their content, kept under their digest, shown to nobody else.

What a browser says about a file (its name, its type) is never believed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO, Final, Protocol, cast
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.models import Attachment, Dossier, Draft
from portal.prepared import PreparedEntity
from portal.services import file_checks
from portal.services.actors import Actor
from portal.services.attachment_names import safe_name
from portal.services.file_content import Content, inspect
from portal.services.refusals import NotFoundError, UploadRefusedError
from portal.storage.base import Storage, StoredFile, TooLarge

MEGABYTE: Final = 1024 * 1024
SIGNED_FORM: Final = "signed-form"
"""Under which name the scan of a form that was signed by hand lies; no document or field of a pack is called so."""
FROM_ELSEWHERE: Final = "from-elsewhere:"
"""Before the name of an opening: the result of a dossier that was opened elsewhere, kept among the files."""
AT_STEP: Final = "at-step:"
"""Before the name of a step and of its field: a file of an officer's form, which is none of the applicant's."""
_OF_DRAFT = PreparedEntity(
    Attachment,
    select(Attachment)
    .where(Attachment.draft_id == bindparam("draft_id"))
    .order_by(Attachment.uploaded_at, Attachment.id),
)


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


@dataclass(frozen=True, slots=True)
class Came:
    """A file that is stored: where, what it is at first sight, and the name that the browser gave it."""

    stored: StoredFile
    content: Content
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
    """Judge a file at first sight and keep it with a locked draft; the same bytes sent twice are one attachment.

    Raises ``UploadRefusedError``; then nothing was kept.
    """
    demand_room(session, draft, document, rule)
    came = receive(sent, rule, storage)
    return keep(session, draft, document, came, rule=rule, actor=actor, at=at)


def receive(sent: Sent, rule: Rule, storage: Storage) -> Came:
    """Judge a file at first sight and store its bytes; raises ``UploadRefusedError``."""
    limit = rule.max_mb * MEGABYTE
    if sent.stream.seek(0, os.SEEK_END) > limit:
        raise UploadRefusedError("too_large", limit=rule.max_mb)
    content = inspect(sent.stream, rule.accept)
    sent.stream.seek(0)
    try:
        stored = storage.put(cast("BinaryIO", sent.stream), limit)
    except TooLarge:
        raise UploadRefusedError("too_large", limit=rule.max_mb) from None
    return Came(stored, content, sent.name)


def demand_room(session: Session, draft: Draft, document: str, rule: Rule) -> None:
    """Raise ``UploadRefusedError`` when a document of a draft has as many files as it may have."""
    if len(of_document(session, draft, document)) >= rule.max:
        raise UploadRefusedError("too_many", limit=rule.max)


def arrived(came: Came, document: str, actor: Actor, at: datetime, **whose: UUID) -> Attachment:
    """Return the row of a stored file into which nobody has looked yet; ``whose`` names what it belongs to."""
    return Attachment(
        **whose,
        document=document,
        filename=safe_name(came.name, came.content.endings),
        media_type=came.content.media_type,
        size=came.stored.size,
        sha256=came.stored.sha256,
        sent_sha256=came.stored.sha256,
        state="arrived",
        scan="waiting",
        uploaded_by=actor.id,
        uploaded_at=at,
    )


def keep(
    session: Session, draft: Draft, document: str, came: Came, *, rule: Rule, actor: Actor, at: datetime
) -> Attachment:
    """Give a stored file its row, and have a worker look into it; what is there already is there once."""
    sent = came.stored.sha256
    known = next((one for one in of_document(session, draft, document) if one.sent_sha256 == sent), None)
    if known is not None:
        return known
    attachment = arrived(came, document, actor, at, agency_id=draft.agency_id, draft_id=draft.id)
    session.add(attachment)
    session.flush()
    file_checks.ask(session, attachment, rule.accept)
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
    """Return the files of a dossier that count now, the oldest first; those of officers' forms stand apart."""
    query = select(Attachment).where(Attachment.dossier_id == dossier.id, Attachment.superseded_at.is_(None))
    query = query.where(~Attachment.document.startswith(AT_STEP))
    return session.scalars(query.order_by(Attachment.uploaded_at, Attachment.id)).all()


def signed_forms(session: Session, dossier: Dossier) -> Sequence[Attachment]:
    """Return the scans of the form that was signed by hand at the counter; none for most dossiers, and unasked."""
    if dossier.channel != "counter":
        return ()
    return [one for one in of_dossier(session, dossier) if one.document == SIGNED_FORM]


def own(session: Session, attachment_id: UUID, person_id: UUID) -> Attachment:
    """Return a file of a draft or dossier of this very person; anyone else's is not found."""
    query = (
        select(Attachment)
        .outerjoin(Draft, Draft.id == Attachment.draft_id)
        .outerjoin(Dossier, Dossier.id == Attachment.dossier_id)
        .where(Attachment.id == attachment_id, or_(Draft.person_id == person_id, Dossier.applicant_id == person_id))
        .where(~Attachment.document.startswith(AT_STEP))
    )
    attachment = session.scalar(query)
    if attachment is None:
        raise NotFoundError("attachment")
    return attachment
