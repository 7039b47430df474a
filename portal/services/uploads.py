"""Files that come in parts, so that a lost connection costs no more than the last part."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, Final

from sqlalchemy import func, select

from portal.models import Draft, Upload
from portal.services import attachments
from portal.services.attachments import MEGABYTE, Came, Rule
from portal.services.file_content import inspect
from portal.services.refusals import NotFoundError, UploadRefusedError

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models import Attachment, Person
    from portal.services.actors import Actor
    from portal.storage.base import Storage

KEPT_FOR: Final = timedelta(days=1)
"""How long an upload waits for its next part."""
MOST_AT_ONCE: Final = 20
"""So many unfinished uploads a person may have: what lies half done takes room, too."""
LONGEST_NAME: Final = 500


def begin(
    session: Session, draft: Draft, document: str, *, name: str, size: int, rule: Rule, person: Person, at: datetime
) -> Upload:
    """Make room for a file of ``size`` bytes. Raises ``UploadRefusedError``."""
    attachments.demand_room(session, draft, document, rule)
    if size <= 0:
        raise UploadRefusedError("empty")
    if size > rule.max_mb * MEGABYTE:
        raise UploadRefusedError("too_large", limit=rule.max_mb)
    if _open_ones(session, person, at) >= MOST_AT_ONCE:
        raise UploadRefusedError("too_many", limit=MOST_AT_ONCE)
    upload = Upload(
        agency_id=draft.agency_id,
        draft_id=draft.id,
        person_id=person.id,
        document=document,
        filename=name[:LONGEST_NAME],
        size=size,
        received=0,
        created_at=at,
        expires_at=at + KEPT_FOR,
    )
    session.add(upload)
    session.flush()
    return upload


def own(session: Session, upload_id: UUID, person: Person, *, at: datetime, lock: bool = False) -> Upload:
    """Return an upload of this very person; anyone else's, and one that waited for too long, is not found."""
    query = select(Upload).where(Upload.id == upload_id, Upload.person_id == person.id, Upload.expires_at > at)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFoundError("upload")
    return found


def receive(session: Session, upload: Upload, part: BinaryIO, *, storage: Storage, at: datetime) -> bool:
    """Add the next part to a locked upload; whether it is whole now."""
    remaining = upload.size - upload.received
    upload.received = storage.append(upload.id.hex, upload.received, part, remaining)
    upload.expires_at = at + KEPT_FOR
    session.flush()
    return upload.received == upload.size


def finish(
    session: Session, upload: Upload, draft: Draft, *, rule: Rule, storage: Storage, actor: Actor, at: datetime
) -> Attachment:
    """Make a whole upload a file of its draft; the upload is over, also when ``UploadRefusedError`` is raised."""
    session.delete(upload)
    session.flush()
    stored = storage.settle(upload.id.hex, rule.max_mb * MEGABYTE)
    attachments.demand_room(session, draft, upload.document, rule)
    with storage.open(stored.sha256) as stream:
        content = inspect(stream, rule.accept)
    came = Came(stored, content, upload.filename)
    return attachments.keep(session, draft, upload.document, came, rule=rule, actor=actor, at=at)


def abandon(session: Session, upload: Upload, storage: Storage) -> None:
    """Forget an upload that its owner does not want any more."""
    storage.discard(upload.id.hex)
    session.delete(upload)
    session.flush()


def _open_ones(session: Session, person: Person, at: datetime) -> int:
    query = select(func.count()).select_from(Upload)
    return session.scalar(query.where(Upload.person_id == person.id, Upload.expires_at > at)) or 0
