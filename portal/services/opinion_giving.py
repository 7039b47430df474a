"""Opinions are given: each slip once, by whoever is asked and in office, with text and files, as a signed paper."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from sqlalchemy import select

from portal.errors import DomainError
from portal.models import Attachment, Dossier, OpinionRound, OpinionSlip
from portal.queue import defer
from portal.services import evidence, file_checks, issuing, opinion_counting, opinion_rounds, processing
from portal.services.attachments import MEGABYTE, Came, Sent, arrived
from portal.services.evidence import EventKind
from portal.services.file_content import inspect
from portal.services.refusals import NotFoundError, UploadRefusedError
from portal.storage.base import TooLarge
from workflows.asking import Answer

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor
    from portal.storage.base import Storage

ACCEPT: Final = ("pdf", "image", "office")
MOST_MB: Final = 20
MOST_FILES: Final = 5
LONGEST: Final = 5_000
DOCUMENT: Final = "opinion"


class OpinionRefusedError(DomainError):
    """The opinion cannot be taken; ``why`` is a word that the page knows.

    ``answered``, ``withdrawn``, ``no_text``, ``too_long``, ``answer``, or ``own_voice``: nobody answers for another
    member of a council who answers for themself.
    """

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(f"the opinion is refused: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered, why, and the files that go with it."""

    answer: str
    text: str
    files: Sequence[Sent] = ()


def own_slip(session: Session, slip_id: UUID, actor: Actor) -> OpinionSlip:
    """Return a slip that asks this very officer, or a role that they hold now; any other is not found."""
    slip = session.get(OpinionSlip, slip_id)
    if slip is None or not is_asked(slip, actor):
        raise NotFoundError("opinion slip")
    return slip


def is_asked(slip: OpinionSlip, actor: Actor) -> bool:
    """Say whether a slip asks an officer by a role held now: a member of a council, or whoever stands in for them."""
    return actor.has(slip.asked_agency_id, slip.role, slip.officer_id)


def speaks_already(slips: Sequence[OpinionSlip], slip: OpinionSlip, actor: Actor) -> bool:
    """Tell whether whoever would stand in for a member has a voice in the same round: nobody has two."""
    if slip.officer_id in (None, actor.id):
        return False
    others = (one for one in slips if one.id != slip.id and one.officer_id is not None)
    return any(actor.id in (one.officer_id, one.answered_by) for one in others)


def give(session: Session, slip_id: UUID, reply: Reply, *, storage: Storage, actor: Actor, at: datetime) -> OpinionSlip:
    """Take an opinion down; the last one of a round is counted at once, and what comes late is kept beside the count.

    Raises ``OpinionRefusedError``, ``UploadRefusedError``, and ``NotFoundError`` for whoever is not asked.
    """
    own = own_slip(session, slip_id, actor)
    if len(reply.files) > MOST_FILES:
        raise UploadRefusedError("too_many", limit=MOST_FILES)
    came = [_came(one, storage) for one in reply.files]
    dossier, row = _locked(session, own)
    slip = session.get_one(OpinionSlip, slip_id, populate_existing=True)
    _demand(dossier, row, slip, reply, actor)
    if slip.officer_id is not None and speaks_already(opinion_rounds.slips_of(session, [row.id]), slip, actor):
        raise OpinionRefusedError("own_voice")
    actor = actor.under(slip.asked_agency_id, slip.role, slip.officer_id)
    slip.answer, slip.text = reply.answer, reply.text.strip()
    slip.answered_at, slip.answered_by, slip.answered_by_name = at, actor.id, actor.name
    slip.late = row.closed_at is not None or at > row.due_at
    files = [_keep(session, slip, one, actor, at) for one in came]
    session.flush()
    _record(session, dossier, row, slip, files, actor, at)
    if row.decision_id is None:
        _paper(session, dossier, row, slip, files, actor, at)
        opinion_counting.count_if_ready(session, dossier, row, at=at)
    elif row.closed_at is None:
        # Each dossier of an agenda is counted in a transaction of its own.
        defer(session, opinion_counting.COUNT_JOB, round_id=str(row.id))
    return slip


def files_of(session: Session, slips: Sequence[UUID]) -> Sequence[Attachment]:
    """Return the files that came with the answers of some slips."""
    query = select(Attachment).where(Attachment.slip_id.in_(slips))
    return session.scalars(query.order_by(Attachment.uploaded_at, Attachment.id)).all() if slips else ()


def _locked(session: Session, slip: OpinionSlip) -> tuple[Dossier, OpinionRound]:
    dossier = processing.locked_dossier(session, slip.dossier_id)
    return dossier, session.get_one(OpinionRound, slip.round_id, populate_existing=True)


def _demand(dossier: Dossier, row: OpinionRound, slip: OpinionSlip, reply: Reply, actor: Actor) -> None:
    if not is_asked(slip, actor):
        raise NotFoundError("opinion slip")
    if slip.answered_at is not None:
        raise OpinionRefusedError("answered")
    if slip.withdrawn_at is not None or dossier.closed_at is not None:
        raise OpinionRefusedError("withdrawn")
    if reply.answer not in row.answers:
        raise OpinionRefusedError("answer")
    if reply.answer != Answer.AGREE and not reply.text.strip():
        raise OpinionRefusedError("no_text")
    if len(reply.text) > LONGEST:
        raise OpinionRefusedError("too_long")


def _came(sent: Sent, storage: Storage) -> Came:
    """Judge a file at first sight and store it, before anybody waits for the dossier."""
    if sent.stream.seek(0, os.SEEK_END) > MOST_MB * MEGABYTE:
        raise UploadRefusedError("too_large", limit=MOST_MB)
    content = inspect(sent.stream, ACCEPT)
    sent.stream.seek(0)
    try:
        stored = storage.put(cast("BinaryIO", sent.stream), MOST_MB * MEGABYTE)
    except TooLarge:
        raise UploadRefusedError("too_large", limit=MOST_MB) from None
    return Came(stored, content, sent.name)


def _keep(session: Session, slip: OpinionSlip, came: Came, actor: Actor, at: datetime) -> Attachment:
    """Keep a stored file with the slip; a worker looks into it and scans it as any other."""
    attachment = arrived(came, DOCUMENT, actor, at, agency_id=slip.asked_agency_id, slip_id=slip.id)
    session.add(attachment)
    session.flush()
    file_checks.ask(session, attachment, ACCEPT)
    return attachment


def _record(
    session: Session,
    dossier: Dossier,
    row: OpinionRound,
    slip: OpinionSlip,
    files: Sequence[Attachment],
    actor: Actor,
    at: datetime,
) -> None:
    payload = {
        "round": row.number,
        "from": slip.title,
        "answer": slip.answer,
        "text": slip.text,
        "late": slip.late,
        "files": [one.sent_sha256 for one in files],
    }
    evidence.record(session, dossier, EventKind.OPINION_GIVEN, actor=actor, at=at, payload=payload)


def _paper(
    session: Session,
    dossier: Dossier,
    row: OpinionRound,
    slip: OpinionSlip,
    files: Sequence[Attachment],
    actor: Actor,
    at: datetime,
) -> None:
    details = {
        "issuer": str(slip.asked_agency_id),
        "slip": str(slip.id),
        "files": [[one.filename, one.sent_sha256] for one in files],
        # A member of a council speaks for themself, and a department for its agency: neither has its seal.
        "personal": slip.asked_agency_id == row.agency_id,
    }
    paper = issuing.make_slip(session, dossier, issuing.OPINION, actor=actor, at=at, details=details)
    slip.paper_id = paper.id
    session.flush()
