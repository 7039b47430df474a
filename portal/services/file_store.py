"""A person's own store of papers (kho giấy tờ): what they filed before, and the results that were issued to them.

Nothing is copied: a file that is picked is another row that names the same stored bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select

from portal.models import Attachment, Dossier, Paper
from portal.services import attachments
from portal.services.attachments import MEGABYTE, Rule
from portal.services.file_content import PDF, is_taken
from portal.services.refusals import NotFoundError, UploadRefusedError

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portal.models import Draft, Person
    from portal.services.actors import Actor

MOST: Final = 200
"""So many files are listed, the newest."""
_CONTENT: Final = ("media_type", "size", "pages", "sha256", "sent_sha256", "safe_sha256", "scan")


@dataclass(frozen=True, slots=True)
class Held:
    """One file of the store."""

    key: UUID
    is_result: bool
    name: str
    title: str
    """Of the procedure for which it was filed or issued."""
    version_id: UUID
    """Of that procedure."""
    code: str
    """Of the dossier to which it belongs."""
    at: datetime
    media_type: str
    size: int
    pages: int | None
    sha256: str
    sent_sha256: str
    safe_sha256: str | None
    scan: str


def holds_any(session: Session, person: Person) -> bool:
    """Say whether there is anything in a person's store."""
    filed = exists().where(Attachment.dossier_id == Dossier.id, *_filed_by(person))
    issued = exists().where(Paper.dossier_id == Dossier.id, *_issued_to(person))
    return bool(session.scalar(select(filed)) or session.scalar(select(issued)))


def held(session: Session, person: Person) -> list[Held]:
    """Return what is in a person's store, the newest first, each content once."""
    found = sorted([*_results(session, person), *_files(session, person)], key=lambda one: one.at, reverse=True)
    once: dict[str, Held] = {}
    for one in found:
        once.setdefault(one.sha256, one)
    return list(once.values())[:MOST]


def fitting(session: Session, person: Person, rule: Rule) -> list[Held]:
    """Return what a document of this rule takes."""
    return [one for one in held(session, person) if _fits(one, rule)]


def pick(
    session: Session,
    draft: Draft,
    document: str,
    keys: Collection[UUID],
    *,
    rule: Rule,
    person: Person,
    actor: Actor,
    at: datetime,
) -> list[Attachment]:
    """Put files of the person's own store into a document of a locked draft; what is there already is left out.

    Raises ``NotFoundError`` for what is not theirs or does not fit, and ``UploadRefusedError`` when it is too many.
    """
    wanted = [one for one in fitting(session, person, rule) if one.key in keys]
    if len(wanted) != len(set(keys)):
        raise NotFoundError("file")
    there = {one.sha256 for one in attachments.of_document(session, draft, document)}
    fresh = [_row(one, draft, document, actor=actor, at=at) for one in wanted if one.sha256 not in there]
    if len(there) + len(fresh) > rule.max:
        raise UploadRefusedError("too_many", limit=rule.max)
    session.add_all(fresh)
    session.flush()
    return fresh


def _fits(one: Held, rule: Rule) -> bool:
    return is_taken(one.media_type, rule.accept) and one.size <= rule.max_mb * MEGABYTE


def _row(one: Held, draft: Draft, document: str, *, actor: Actor, at: datetime) -> Attachment:
    return Attachment(
        agency_id=draft.agency_id,
        draft_id=draft.id,
        document=document,
        filename=one.name,
        state="ready",
        picked_from=one.code,
        uploaded_by=actor.id,
        uploaded_at=at,
        **_content(one),
    )


def _content(one: Held | Attachment) -> dict[str, Any]:
    """Return what a file is, whatever row names it."""
    return {name: getattr(one, name) for name in _CONTENT}


def _files(session: Session, person: Person) -> Sequence[Held]:
    query = select(Attachment, Dossier).where(Attachment.dossier_id == Dossier.id, *_filed_by(person))
    rows = session.execute(query.order_by(Attachment.uploaded_at.desc()).limit(MOST))
    return [
        Held(
            key=one.id,
            is_result=False,
            name=one.filename,
            title=dossier.title,
            version_id=dossier.version_id,
            code=dossier.code,
            at=one.uploaded_at,
            **_content(one),
        )
        for one, dossier in rows
    ]


def _results(session: Session, person: Person) -> Sequence[Held]:
    query = select(Paper, Dossier).where(Paper.dossier_id == Dossier.id, *_issued_to(person))
    rows = session.execute(query.order_by(Paper.made_at.desc()).limit(MOST))
    return [
        Held(
            key=one.id,
            is_result=True,
            name=f"ket-qua-{dossier.code}.pdf",
            title=dossier.title,
            version_id=dossier.version_id,
            code=dossier.code,
            at=one.issued_at or one.made_at,
            media_type=PDF,
            size=one.size or 0,
            pages=None,
            sha256=str(one.sha256),
            sent_sha256=str(one.sha256),
            safe_sha256=None,
            # What the portal made itself needs no scanner.
            scan="none",
        )
        for one, dossier in rows
    ]


def _filed_by(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (Dossier.applicant_id == person.id, Attachment.state == "ready", Attachment.scan != "infected")


def _issued_to(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        Dossier.applicant_id == person.id,
        Paper.kind == "result",
        Paper.state == "issued",
        Paper.sha256.is_not(None),
    )
