"""What stands on a paper, gathered from the rows: the values that its template may speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.answers import from_json
from forms.fields import REGISTRY
from forms.fields.attachment import AttachmentType
from forms.spec import FormSpec, one_page, say
from portal.models import Agency, AnswerSet, Dossier, FeeOrder, Officer, Paper, Person, Task
from portal.papers import slips, values
from portal.papers.words import in_place_of, office
from portal.services import confirmed, control_slips, deadlines, opinion_papers, representing
from portal.services.answer_sets import newest_answers
from portal.services.attachments import SIGNED_FORM, of_dossier
from portal.services.definitions import procedure_of
from portal.services.delegations import Authority
from portal.services.issuing import APOLOGY, CONTROL, OPINION, OPINION_REQUEST, RESULT, SIGNS, UNATTENDED, issuer_id
from portal.services.officers import LEADER
from procedures.definition import Procedure
from procedures.law_words import words_of_law
from procedures.numbering import render_number
from workflows.duration import in_words

DELIVERY = {
    "online": "Trực tuyến, trên Cổng dịch vụ công",
    "counter": "Trực tiếp tại Bộ phận Một cửa",
    "post": "Qua dịch vụ bưu chính công ích",
}
COPIES = {
    "original": "Bản chính",
    "certified": "Bản sao chứng thực",
    "copy": "Bản sao",
    "electronic": "Bản điện tử",
}
GATEWAYS = {"stripe": "Thanh toán trực tuyến", "counter": "Tiền mặt tại quầy"}
RECIPIENTS = {
    CONTROL: ("Lưu: hồ sơ",),
    OPINION_REQUEST: ("Như trên", "Lưu: hồ sơ"),
    OPINION: ("Như trên", "Lưu: hồ sơ"),
}
RECEIPT_FORM = "01BLP2-001"
"""Ký hiệu mẫu của biên lai in sẵn mệnh giá không áp dụng; mẫu điện tử do cơ quan đăng ký."""


def of_paper(session: Session, paper: Paper) -> values.PaperValues:
    """Return everything that the template of ``paper`` may show."""
    dossier = session.get_one(Dossier, paper.dossier_id)
    procedure = procedure_of(session, dossier.version_id)
    if paper.kind == RESULT:
        return _of_result(session, paper, dossier, procedure)
    agency = session.get_one(Agency, issuer_id(dossier, paper))
    return values.PaperValues(
        agency=agency_values(session, agency),
        result=values.Registration(paper.title, paper.number, paper.issued_date),
        dossier=dossier_values(session, dossier),
        officer=None if paper.kind == APOLOGY and paper.number is None else _maker(session, paper, agency),
        recipients=RECIPIENTS.get(paper.kind, ("Người nộp hồ sơ", "Lưu: hồ sơ")),
        slip=_slip(session, paper, dossier, procedure, agency),
    )


def _of_result(session: Session, paper: Paper, dossier: Dossier, procedure: Procedure) -> values.PaperValues:
    agency = session.get_one(Agency, dossier.agency_id)
    signer_id = paper.details.get("approved_by") or paper.details.get("leader_id")
    leader = session.get(Officer, UUID(signer_id)) if signer_id else None
    # What is rendered to be sealed by the portal itself has its number as a field, like any other.
    filled = UNATTENDED in paper.details
    return values.PaperValues(
        agency=agency_values(session, agency),
        result=values.Registration(
            say(procedure.result.title, "vi"),
            None if filled else paper.number,
            None if filled else paper.issued_date,
            number_sample=sample_number(procedure, agency),
        ),
        dossier=dossier_values(session, dossier),
        leader=signatory(leader, agency, paper.details.get(SIGNS)) if leader else None,
        answers=_answers(session, dossier, procedure),
        recipients=(dossier.owner_name, "Lưu: VT, hồ sơ"),
    )


def sample_number(procedure: Procedure, agency: Agency) -> str:
    """Return a number as long as the real one may become, to keep its place free."""
    return render_number(
        procedure.result.number, seq=999_999, day=date(2000, 12, 28), agency_code=agency.code, agency_abbr=agency.abbr
    )


def shown_answers(form: FormSpec, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers in words by field name; a table is a list of such mappings."""
    answers = from_json(form, data)
    return {
        one.name: REGISTRY[one.type].on_paper(one, answers[one.name]) for one in form.fields() if one.name in answers
    }


def _answers(session: Session, dossier: Dossier, procedure: Procedure) -> dict[str, Any]:
    """Return what the applicant answered and what officers filled in at their steps, the newest last."""
    shown = shown_answers(procedure.form, newest_answers(session, dossier).answers)
    filled = session.execute(
        select(Task.step, Task.form)
        .where(Task.dossier_id == dossier.id, Task.form.is_not(None))
        .order_by(Task.closed_at)
    )
    for step, form in filled:
        fields = procedure.task_forms.get(step, ())
        shown |= shown_answers(one_page(step, {"vi": step}, fields), form)
    return shown


def agency_values(session: Session, agency: Agency) -> values.Agency:
    """Return an agency as papers name it, with its direct superior."""
    parent = session.get(Agency, agency.parent_id) if agency.parent_id else None
    return values.Agency(
        name=agency.name,
        place=agency.place,
        superior=parent.name if parent else None,
        address=agency.address,
        phone=agency.phone,
        email=agency.email,
    )


def dossier_values(session: Session, dossier: Dossier) -> values.Dossier:
    """Return a dossier as papers speak of it."""
    person = session.get_one(Person, dossier.applicant_id)
    return values.Dossier(
        code=dossier.code,
        procedure=dossier.title,
        owner=dossier.owner_name,
        applicant=dossier.applicant_name,
        address=dossier.owner_address,
        phone=person.phone,
        email=person.email,
    )


def signatory(officer: Officer, agency: Agency, signs: Mapping[str, Any] | None = None) -> values.Signatory:
    """Return who signs as papers name them: ``signs`` says for whom, where they sign for somebody else."""
    kind = signs["authority"] if signs else None
    if signs and kind == Authority.AUTHORISED:
        return values.Signatory(officer.full_name, officer.title, (f"TUQ. {signs['post']}",))
    # A people's committee decides as a body, so its chair signs for it (NĐ 30/2020/NĐ-CP Điều 13).
    body = "TM. ỦY BAN NHÂN DÂN" if agency.abbr == "UBND" else None
    if signs and kind == Authority.ACTING:
        return values.Signatory(officer.full_name, f"Q. {signs['post']}", (body,) if body else ())
    instead = in_place_of(officer.title)
    title = office(officer.title) if instead else officer.title
    return values.Signatory(officer.full_name, title, tuple(line for line in (body, instead) if line))


def _maker(session: Session, paper: Paper, agency: Agency) -> values.Signatory:
    officer = session.get(Officer, paper.made_by) if paper.made_by else None
    if officer is None:
        # What the portal issues by itself bears the seal of the agency, and no person's name.
        return values.Signatory(agency.name, "Hệ thống thông tin giải\N{NO-BREAK SPACE}quyết thủ tục hành chính")
    signs = paper.details.get(SIGNS)
    if signs and signs["role"] == LEADER:
        return signatory(officer, agency, signs)
    return values.Signatory(officer.full_name, officer.title)


def _slip(session: Session, paper: Paper, dossier: Dossier, procedure: Procedure, agency: Agency) -> slips.Slip:
    if paper.kind == "receipt":
        return _receipt(session, dossier, procedure)
    if paper.kind in ("supplement", "clarification"):
        return _request(paper, procedure, agency)
    letters: dict[str, Callable[[], slips.Slip]] = {
        "refusal": lambda: slips.Refusal(tuple(paper.details.get("reasons", []))),
        APOLOGY: lambda: _apology(paper, dossier),
        "stop": lambda: slips.Stop(
            dossier.submitted_at, paper.made_at, _reason(paper), requested=dossier.ended_at_step is None
        ),
    }
    if paper.kind in letters:
        return letters[paper.kind]()
    if paper.kind == CONTROL:
        return control_slips.content(session, paper, dossier, procedure)
    if paper.kind in (OPINION_REQUEST, OPINION):
        return opinion_papers.content(session, paper, dossier, procedure)
    return _fee_receipt(session, paper, dossier)


def _reason(paper: Paper) -> str:
    given = [reason for reason in paper.details.get("reasons", []) if reason]
    return "; ".join(given) or "Người nộp hồ sơ đề nghị rút hồ sơ"


def _apology(paper: Paper, dossier: Dossier) -> slips.Apology:
    return slips.Apology(
        received_at=dossier.accepted_at or dossier.submitted_at,
        promised_at=datetime.fromisoformat(paper.details["promised_at"]),
        reason=paper.details.get("reason", ""),
        new_date=datetime.fromisoformat(paper.details["new_at"]),
    )


def _receipt(session: Session, dossier: Dossier, procedure: Procedure) -> slips.Receipt:
    found: dict[str, list[str]] = {}
    for one in of_dossier(session, dossier):
        found.setdefault(one.document, []).append(one.sha256)
    copies = {spec.id: COPIES[str(spec.copies)] for spec in procedure.documents}
    handed = [
        slips.HandedIn(title, copies.get(name, COPIES["electronic"]), len(found[name]), tuple(found[name]))
        for name, title in file_titles(procedure).items()
        if name in found
    ]
    return slips.Receipt(
        documents=(*_filed_forms(session, dossier), *handed),
        within=in_words(deadlines.time_limit(session, dossier, procedure), "vi"),
        received_at=dossier.accepted_at or dossier.submitted_at,
        promised_at=dossier.due_at or dossier.submitted_at,
        delivery=DELIVERY[dossier.delivery],
        represents=representing.words_of(dossier.represented),
        confirmed=confirmed.on_paper(session, dossier, procedure),
    )


def _filed_forms(session: Session, dossier: Dossier) -> Iterator[slips.HandedIn]:
    """Return the form of the filing and of each supplement, with the SHA-256 of what was answered."""
    query = select(AnswerSet.number, AnswerSet.sha256).where(AnswerSet.dossier_id == dossier.id)
    for number, sha256 in session.execute(query.order_by(AnswerSet.number)):
        title = "Tờ khai điện tử" if number == 1 else f"Tờ khai điện tử, bổ sung lần {number - 1}"
        yield slips.HandedIn(title, COPIES["electronic"], digests=(sha256,))


def file_titles(procedure: Procedure) -> dict[str, str]:
    """Return what files are handed in for, by the name that they are kept under: the documents, then the fields."""
    titles = {one.id: say(one.title, "vi") for one in procedure.documents}
    fields = [one for one in procedure.form.fields() if one.type == AttachmentType.name]
    titles |= {one.name: say(one.label, "vi") for one in fields if one.name not in titles}
    return titles | {SIGNED_FORM: "Tờ khai có chữ ký tay"}


def _request(paper: Paper, procedure: Procedure, agency: Agency) -> slips.Supplement | slips.Clarification:
    due = paper.details.get("due_date")
    contact = agency.name + (f", điện thoại {agency.phone}" if agency.phone else "")
    items = tuple(slips.Item(item["title"], item["reason"], item.get("law")) for item in paper.details.get("items", []))
    until, note = date.fromisoformat(due) if due else None, paper.details.get("note")
    if paper.kind == "supplement":
        return slips.Supplement(items, contact, until, note)
    law = paper.details.get("law")
    return slips.Clarification(
        items, contact, until, words_of_law(procedure.legal_basis, law, "vi") if law else None, note
    )


def _fee_receipt(session: Session, paper: Paper, dossier: Dossier) -> slips.FeeReceipt:
    paid = session.scalar(select(FeeOrder.settled_at).where(FeeOrder.id == UUID(paper.details["order"])))
    lines = tuple(
        slips.FeeLine(line["title"]["vi"], line["amount"], (line["reason"] or {}).get("vi", ""))
        for line in paper.details["lines"]
    )
    symbol, _, serial = (paper.number or "").partition("/")
    return slips.FeeReceipt(
        payer=dossier.applicant_name,
        lines=lines,
        paid_at=paid or paper.made_at,
        method=GATEWAYS.get(paper.details["gateway"], paper.details["gateway"]),
        form_symbol=RECEIPT_FORM,
        series_symbol=symbol,
        serial=serial,
    )


def pack_of(session: Session, paper: Paper) -> Mapping[str, bytes]:
    """Return the files of the pinned pack: its templates and images."""
    return procedure_of(session, session.get_one(Dossier, paper.dossier_id).version_id).files


def result_template(session: Session, paper: Paper) -> str:
    """Return the name of the result's template inside the pack."""
    return procedure_of(session, session.get_one(Dossier, paper.dossier_id).version_id).result.template
