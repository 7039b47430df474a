"""What whoever is asked may look at: the papers and files that the round names, and nothing else of the dossier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models import Attachment, Dossier, OpinionRound, OpinionSlip, Paper
from portal.services import opinion_giving
from portal.services.issuing import FILED_FORM, OPINION_REQUEST
from portal.services.refusals import NotFoundError
from workflows.asking import FORM, RESULT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.actors import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to remark on, with its papers and files."""

    word: str
    papers: tuple[Paper, ...]
    files: tuple[Attachment, ...]


def slip_seen(session: Session, slip_id: UUID, actor: Actor) -> OpinionSlip:
    """Return a slip to whoever is asked by it, and to officers of the agency that has the dossier or asked."""
    slip = session.get(OpinionSlip, slip_id)
    if slip is None or not (opinion_giving.is_asked(slip, actor) or _is_told(session, slip, actor)):
        raise NotFoundError("opinion slip")
    return slip


def _is_told(session: Session, slip: OpinionSlip, actor: Actor) -> bool:
    if actor.roles_at(slip.agency_id):
        return True
    return bool(actor.roles_at(session.get_one(Dossier, slip.dossier_id).agency_id))


def round_and_dossier(session: Session, slip: OpinionSlip) -> tuple[OpinionRound, Dossier]:
    """Return the round of a slip and its dossier."""
    return session.get_one(OpinionRound, slip.round_id), session.get_one(Dossier, slip.dossier_id)


def subjects(session: Session, row: OpinionRound) -> list[Subject]:
    """Return what a round is about, in the order of the pack, by two statements."""
    papers = session.scalars(select(Paper).where(Paper.dossier_id == row.dossier_id).order_by(Paper.made_at)).all()
    files = session.scalars(
        select(Attachment)
        .where(Attachment.dossier_id == row.dossier_id, Attachment.superseded_at.is_(None))
        .order_by(Attachment.uploaded_at, Attachment.id)
    ).all()
    return [Subject(word, _papers(word, papers), _files(word, files)) for word in row.about]


def request_of(session: Session, row: OpinionRound) -> Paper | None:
    """Return the paper that asks, once the worker has issued it."""
    asked = select(Paper).where(Paper.dossier_id == row.dossier_id, Paper.kind == OPINION_REQUEST)
    found = session.scalars(asked.where(Paper.sha256.is_not(None)).order_by(Paper.made_at)).all()
    return next((one for one in found if one.details.get("round") == str(row.id)), None)


def paper_seen(session: Session, slip: OpinionSlip, paper_id: UUID) -> Paper:
    """Return a paper that goes with a slip: what it is about, what asks, what was answered."""
    row, _dossier = round_and_dossier(session, slip)
    allowed = [paper for one in subjects(session, row) for paper in one.papers]
    asks = request_of(session, row)
    own = session.get(Paper, slip.paper_id) if slip.paper_id else None
    for paper in (*allowed, asks, own):
        if paper is not None and paper.id == paper_id and paper.sha256 is not None:
            return paper
    raise NotFoundError("paper")


def file_seen(session: Session, slip: OpinionSlip, attachment_id: UUID) -> Attachment:
    """Return a file that goes with a slip: what it is about, or what came with its answer."""
    row, _dossier = round_and_dossier(session, slip)
    files = [file for one in subjects(session, row) for file in one.files]
    for file in (*files, *opinion_giving.files_of(session, [slip.id])):
        if file.id == attachment_id:
            return file
    raise NotFoundError("attachment")


def _papers(word: str, papers: Sequence[Paper]) -> tuple[Paper, ...]:
    kind = {FORM: FILED_FORM, RESULT: "result"}.get(word)
    found = [one for one in papers if one.kind == kind and one.state != "revoked" and one.sha256 is not None]
    return tuple(found[-1:])


def _files(word: str, files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    return tuple(one for one in files if one.document == word)
