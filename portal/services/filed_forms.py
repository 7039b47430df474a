"""The paper of a form as it was filed: one for each answer set, pressed by the worker after the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from forms.answers import Shown, from_json, to_words
from forms.fields.yes_no import DeclarationType
from forms.spec import FormSpec, say
from portal.clock import local_date
from portal.models import Agency, AnswerSet, Confirmation, Dossier, Paper, Person
from portal.papers import filed_forms, values
from portal.services import confirmed, evidence, issuing, paper_values, processing, representing
from portal.services.actors import SYSTEM
from portal.services.confirmation_needs import APPLICANT, title_of_party
from portal.services.counter import CHANNEL
from portal.services.definitions import procedure_of
from portal.services.evidence import EventKind
from portal.services.refusals import NotFoundError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.services.pressing import Pressed
    from procedures.definition import Procedure

TITLE: Final = "Tờ khai"
USUAL_DECLARATION: Final = (
    "Tôi cam đoan những nội dung kê khai và giấy tờ đã tải lên là đúng sự thật, và chịu trách nhiệm trước pháp luật."
)
"""What the last page of a filing has everybody declare whose form holds no declaration of its own."""


@dataclass(frozen=True, slots=True)
class Printing:
    """What the worker needs to render one form as filed, read in one short transaction."""

    template: str
    context: Mapping[str, Any]
    pack: Mapping[str, bytes]
    filed_at: datetime


def printing(session: Session, answer_set_id: UUID, assurance: int) -> Printing | None:
    """Return what to render for an answer set; ``None`` when it has its paper already."""
    filed = session.get(AnswerSet, answer_set_id)
    if filed is None:
        raise NotFoundError("answer set")
    dossier = session.get_one(Dossier, filed.dossier_id)
    if _paper_of(session, dossier, filed) is not None:
        return None
    procedure = procedure_of(session, dossier.version_id)
    context = _values(session, dossier, procedure, filed, assurance).context()
    return Printing(layout_of(procedure), context, procedure.files, filed.filed_at)


def keep(session: Session, answer_set_id: UUID, pressed: Pressed, *, at: datetime) -> None:
    """Keep the rendered form as a paper of its dossier; a second run of the job changes nothing."""
    filed = session.get_one(AnswerSet, answer_set_id)
    dossier = processing.locked_dossier(session, filed.dossier_id)
    if _paper_of(session, dossier, filed) is not None:
        return
    paper = issuing.filed_form(dossier, title_of(procedure_of(session, dossier.version_id)), filed)
    paper.sha256, paper.size = pressed.sha256, pressed.size
    paper.issued_at, paper.issued_date = at, local_date(filed.filed_at)
    session.add(paper)
    session.flush()
    payload = {"paper": str(paper.id), "kind": paper.kind, "number": None, "sha256": pressed.sha256}
    evidence.record(session, dossier, EventKind.PAPER_ISSUED, actor=SYSTEM, at=at, payload=payload)


def layout_of(procedure: Procedure) -> str:
    """Return the template of a procedure's form: its own, or the common one."""
    own = procedure.filed_form.template if procedure.filed_form else None
    return own or filed_forms.COMMON_LAYOUT


def title_of(procedure: Procedure) -> str:
    """Return the Vietnamese title of a procedure's form."""
    return say(procedure.filed_form.title, "vi") if procedure.filed_form else TITLE


def summary_of(procedure: Procedure, title: str) -> str | None:
    """Return what the form is about, where its own title does not say so by itself."""
    return None if procedure.filed_form else title


def _paper_of(session: Session, dossier: Dossier, filed: AnswerSet) -> Paper | None:
    query = select(Paper).where(Paper.dossier_id == dossier.id, Paper.kind == issuing.FILED_FORM)
    papers = session.scalars(query)
    return next((paper for paper in papers if paper.details["answer_set"] == str(filed.id)), None)


def _values(
    session: Session, dossier: Dossier, procedure: Procedure, filed: AnswerSet, assurance: int
) -> values.PaperValues:
    person = session.get_one(Person, dossier.applicant_id)
    answers = to_words(procedure.form, from_json(procedure.form, filed.answers), "vi")
    own = _own_confirmation(session, dossier, filed)
    return values.PaperValues(
        agency=paper_values.agency_values(session, session.get_one(Agency, dossier.receiving_agency_id)),
        result=values.Registration(
            title_of(procedure), date=local_date(filed.filed_at), summary=summary_of(procedure, dossier.title)
        ),
        dossier=paper_values.dossier_values(session, dossier),
        answers=paper_values.shown_answers(procedure.form, filed.answers),
        filed=filed_forms.FiledForm(
            to=session.get_one(Agency, dossier.agency_id).name,
            number=filed.number,
            filed_at=filed.filed_at,
            sections=sections(procedure.form, answers),
            declarations=declarations(answers),
            files=tuple(_files(procedure, filed)),
            sha256=filed.sha256,
            confirmed=_confirmed(session, dossier, procedure, filed),
            represents=representing.words_of(dossier.represented),
            person_number=number_of(person),
            assurance=(own.assurance or 0) if own else assurance,
            by_hand=own is not None and own.recorded_by is not None,
            confirmed_at=own.answered_at if own else None,
        ),
    )


def sections(form: FormSpec, answers: list[Shown]) -> tuple[filed_forms.Section, ...]:
    """Return the answers page by page; what was declared stands apart."""
    return tuple(_sections(form, answers))


def declarations(answers: list[Shown]) -> tuple[str, ...]:
    """Return what the person declared: in the words of the form, or what everybody declares at the end."""
    own = tuple(one.label for one in answers if one.type == DeclarationType.name and one.value)
    return own or (USUAL_DECLARATION,)


def _confirmed(
    session: Session, dossier: Dossier, procedure: Procedure, filed: AnswerSet
) -> tuple[filed_forms.Confirmed, ...]:
    """Return who else confirmed the filing; a supplement is answered by the applicant alone."""
    given = confirmed.given_of(session, dossier, procedure) if filed.number == 1 else ()
    return tuple(
        filed_forms.Confirmed(
            one.expected_name,
            one.expected_number,
            title_of_party(procedure, one.party),
            one.answered_at,
            one.assurance or 0,
            one.digest or "",
        )
        for one in given
        if one.answered_at
    )


def _own_confirmation(session: Session, dossier: Dossier, filed: AnswerSet) -> Confirmation | None:
    """Return how the person at a counter confirmed what an officer filled in; what they file themselves needs none."""
    if dossier.channel != CHANNEL or filed.number > 1:
        return None
    return next((one for one in confirmed.given(session, dossier.id) if one.party == APPLICANT), None)


def _sections(form: FormSpec, answers: list[Shown]) -> Iterator[filed_forms.Section]:
    for page in form.pages:
        there = [one for one in answers if one.page == page.name and one.type != DeclarationType.name]
        if there:
            yield filed_forms.Section(say(page.title, "vi"), tuple(there))


def _files(procedure: Procedure, filed: AnswerSet) -> Iterator[filed_forms.FiledFile]:
    """Return the files that were filed, as the very bytes say whose hash the receipt bears."""
    titles = paper_values.file_titles(procedure)
    for file in json.loads(filed.canonical)["attachments"]:
        yield filed_forms.FiledFile(titles.get(file["document"], ""), file["name"], file["sha256"])


def number_of(person: Person) -> str | None:
    """Return the official number of a person, as the form says it."""
    if person.citizen_id is not None:
        return f"Số định danh cá nhân: {person.citizen_id}"
    return f"Mã số thuế: {person.tax_code}" if person.tax_code else None
