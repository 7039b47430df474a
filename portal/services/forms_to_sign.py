"""The second way to confirm at the counter: the form is printed as it stands, signed by hand, and its scan recorded.

For whoever has no electronic identity, or no telephone with them. What was printed is compared with what stands when
the scan is recorded, so nobody signs one thing and files another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.answers import to_json, to_words
from forms.spec import say
from portal.clock import local_date
from portal.models import Agency, Attachment, Confirmation, Draft, Offer
from portal.papers import filed_forms as paper
from portal.papers import values
from portal.queue import defer
from portal.services import catalogue, fees, paper_values, people
from portal.services.attachments import SIGNED_FORM, of_document
from portal.services.confirmation_needs import APPLICANT, Content, Needed, content_of, needed_of
from portal.services.filed_forms import Printing, declarations, layout_of, number_of, sections, summary_of, title_of
from portal.services.refusals import (
    ConfirmationChangedError,
    ConfirmationMissingError,
    IncompleteFilingError,
    NotFoundError,
)
from procedures.fees import FeeNotComputableError

if TYPE_CHECKING:
    from portal.services.actors import Actor

JOB: Final = "press_form_to_sign"
UNNUMBERED: Final = "bản in để ký, chưa nộp"
"""What stands in place of a dossier's code before there is one."""
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class ScanRule:
    """What is taken as the scan of a signed form."""

    accept: tuple[str, ...] = ("pdf", "image")
    max_mb: int = 20
    max: int = 5


SCANS: Final = ScanRule()


def waiting_for(session: Session, draft_id: UUID) -> Confirmation | None:
    """Return the request that the person at the counter has not answered yet."""
    query = select(Confirmation).where(
        Confirmation.draft_id == draft_id, Confirmation.party == APPLICANT, Confirmation.state == "asked"
    )
    return session.scalar(query.execution_options(populate_existing=True))


def print_out(session: Session, asked: Confirmation, content: Content, need: Needed) -> None:
    """Have the worker make the form to sign, unless it is made already of what stands now."""
    digest = content.digest(need)
    if asked.printed_digest == digest:
        return
    asked.printed_digest, asked.printed_sha256 = digest, None
    session.flush()
    defer(session, JOB, confirmation_id=str(asked.id), digest=digest)


def printing(session: Session, confirmation_id: UUID, digest: str, *, at: datetime) -> Printing | None:
    """Return what to render; ``None`` when it is made already, or when something else stands by now."""
    asked = session.get(Confirmation, confirmation_id)
    draft = session.get(Draft, asked.draft_id) if asked is not None else None
    if asked is None or draft is None or asked.printed_digest != digest or asked.printed_sha256 is not None:
        return None
    content = content_of(session, draft, people.applicant_of(session, draft), at)
    need = next((one for one in needed_of(draft, content) if one.party == asked.party), None)
    if need is None or content.digest(need) != digest:
        return None
    context = _values(session, draft, content, digest, at).context()
    return Printing(layout_of(content.procedure), context, content.procedure.files, at)


def keep(session: Session, confirmation_id: UUID, digest: str, sha256: str) -> None:
    """Keep the rendered form, as long as it is still the one that was asked for."""
    asked = session.get(Confirmation, confirmation_id, with_for_update=True)
    if asked is not None and asked.printed_digest == digest:
        asked.printed_sha256 = sha256
        session.flush()


def scans_of(session: Session, draft: Draft) -> list[Attachment]:
    """Return the scans of the signed form that lie with a draft."""
    return list(of_document(session, draft, SIGNED_FORM))


def record(
    session: Session, draft: Draft, content: Content, need: Needed, *, reason: str, actor: Actor, at: datetime
) -> Confirmation:
    """Record that the person signed the printed form by hand; the caller has locked the draft.

    Raises ``NotFoundError`` when nothing is asked or no scan lies there, ``ConfirmationMissingError`` when nothing was
    printed yet, and ``ConfirmationChangedError`` when the answers are no longer those that were printed.
    """
    asked = waiting_for(session, draft.id)
    if asked is None or not scans_of(session, draft):
        raise NotFoundError("signed form")
    if asked.printed_sha256 is None:
        raise ConfirmationMissingError([need.party])
    if asked.printed_digest != content.digest(need):
        raise ConfirmationChangedError(need.party)
    asked.state, asked.digest, asked.answered_at = "confirmed", asked.printed_digest, at
    asked.person_id, asked.recorded_by = draft.person_id, actor.id
    asked.reason = reason[:LONGEST_REASON]
    session.flush()
    return asked


def _values(session: Session, draft: Draft, content: Content, digest: str, at: datetime) -> values.PaperValues:
    offer, receiving = catalogue.receiving(session, draft.offer_id)
    person, procedure = people.applicant_of(session, draft), content.procedure
    answers = to_words(procedure.form, content.answers, "vi")
    titles = paper_values.file_titles(procedure)
    files = [paper.FiledFile(titles.get(one.document, ""), one.filename, one.sha256) for one in content.attachments]
    title = say(procedure.title, "vi")
    return values.PaperValues(
        agency=paper_values.agency_values(session, receiving),
        result=values.Registration(title_of(procedure), date=local_date(at), summary=summary_of(procedure, title)),
        dossier=values.Dossier(UNNUMBERED, title, person.full_name, person.full_name),
        answers=paper_values.shown_answers(procedure.form, to_json(procedure.form, content.answers)),
        filed=paper.FiledForm(
            to=session.get_one(Agency, draft.agency_id).name,
            number=1,
            filed_at=at,
            sections=sections(procedure.form, answers),
            declarations=declarations(answers),
            files=tuple(files),
            sha256=digest,
            person_number=number_of(person),
            to_sign=paper.ToSign(paper_values.DELIVERY[draft.delivery or procedure.delivery[0]], _fee(content, offer)),
        ),
    )


def _fee(content: Content, offer: Offer) -> int | None:
    try:
        return fees.sheet_for(content.procedure, content.visible, content.situation, overlay=offer.overlay).total
    except (FeeNotComputableError, IncompleteFilingError):
        return None
