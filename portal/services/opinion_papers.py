"""What stands on the papers of opinions, gathered from their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

from forms.spec import say
from portal.clock import local_date
from portal.models import Agency, OpinionRound, OpinionSlip
from portal.papers import opinions
from portal.services.issuing import OPINION_REQUEST
from workflows.asking import ANSWER_WORDS, FORM, RESULT, Answer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.models import Dossier, Paper
    from procedures.definition import Procedure

SILENCE: Final[Mapping[str | None, str]] = {
    Answer.AGREE: "nếu không trả lời thì được coi là đồng ý",
    Answer.DISAGREE: "nếu không trả lời thì được coi là không đồng ý",
    Answer.OTHER: "nếu không trả lời thì được coi là có ý kiến khác",
    None: "nếu không trả lời thì được coi là không có ý kiến",
}


def content(
    session: Session, paper: Paper, dossier: Dossier, procedure: Procedure
) -> opinions.OpinionRequest | opinions.Opinion:
    """Return the content of a slip that asks, or of one that answers."""
    if paper.kind == OPINION_REQUEST:
        return _request(session.get_one(OpinionRound, UUID(paper.details["round"])), paper, procedure)
    slip = session.get_one(OpinionSlip, UUID(paper.details["slip"]))
    return _opinion(session, slip, paper, dossier)


def _request(row: OpinionRound, paper: Paper, procedure: Procedure) -> opinions.OpinionRequest:
    return opinions.OpinionRequest(
        to=tuple(paper.details["to"]),
        question=row.question,
        about=tuple(titles(row, procedure)),
        until=row.due_date,
        silence=SILENCE[row.silence],
        law=row.law,
    )


def titles(row: OpinionRound, procedure: Procedure) -> Iterator[str]:
    """Return what is to be remarked on, in Vietnamese."""
    for word in row.about:
        if word == FORM:
            yield say(procedure.filed_form.title, "vi") if procedure.filed_form else "Tờ khai"
        elif word == RESULT:
            yield f"Dự thảo {say(procedure.result.title, 'vi')}"
        else:
            yield say(procedure.document(word).title, "vi")


def _opinion(session: Session, slip: OpinionSlip, paper: Paper, dossier: Dossier) -> opinions.Opinion:
    row = session.get_one(OpinionRound, slip.round_id)
    return opinions.Opinion(
        asking=session.get_one(Agency, dossier.agency_id).name,
        asked_on=local_date(row.asked_at),
        opined_by=slip.title,
        question=row.question,
        answer=say(ANSWER_WORDS[Answer(slip.answer or "")], "vi"),
        paragraphs=tuple(line.strip() for line in (slip.text or "").splitlines() if line.strip()),
        files=tuple((name, sha256) for name, sha256 in paper.details["files"]),
        late=slip.late,
    )
