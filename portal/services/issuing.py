"""Papers of a dossier: made, signed, numbered and issued.

Here stand the acts, each with its event; rendering and signing are slow and are done by the worker
afterwards (``services.pressing``), one job after the other for one paper.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, select

from forms.spec import say
from portal.clock import local_date
from portal.models import Agency, Paper
from portal.prepared import PreparedEntity
from portal.queue import defer
from portal.services import evidence
from portal.services.actors import SYSTEM
from portal.services.evidence import EventKind
from portal.services.numbering import next_number
from portal.services.officers import leader_of, leader_stand_in
from portal.services.refusals import ActionNotAllowedError
from procedures.numbering import render_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models import AnswerSet, Dossier
    from portal.services.actors import Actor
    from procedures.definition import Procedure

RESULT = "result"
CONTROL = "control"
"""The control slip: it goes with the dossier from officer to officer, and is not for its applicant."""
APOLOGY = "apology"
OPINION_REQUEST = "opinion_request"
"""The slip by which an agency asks others for their opinion."""
OPINION = "opinion"
"""What one of them answered, signed there."""
INTERNAL = frozenset({CONTROL, OPINION_REQUEST, OPINION})
"""Papers that go from officer to officer, and are not for the applicant."""
FILED_FORM = "filed_form"
"""The form as it was filed: the person's own paper, which the agency neither numbers nor signs."""
SIGNS = "signs"
"""Key of a paper's details: for whom and under what authority its maker or approver signs."""
UNATTENDED = "unattended"
"""Key of a result's details: nobody signs it but the agency."""
AS_READ = "as_read"
"""Key of a result's details: whether the draft that was read names who signed it."""
TOKEN_BYTES = 16
"""128 random bits: nobody guesses the address of a paper."""
SLIPS = "{seq}/{year}"
FEE_RECEIPTS = "DV-%yE/{seq:07d}"
"""Symbol and number of a fee receipt, as it prints them."""

SLIP_TITLES: Mapping[str, str] = {
    "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "supplement": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "clarification": "Phiếu yêu cầu giải trình, làm rõ hồ sơ",
    "refusal": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "apology": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "stop": "Thông báo dừng giải quyết hồ sơ",
    "control": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "fee_receipt": "Biên lai thu phí, lệ phí",
    "opinion_request": "Phiếu lấy ý kiến",
    "opinion": "Phiếu ý kiến",
}
"""The slips of TT 03/2025/TT-VPCP Phụ lục I, and the fee receipt, which belongs to finance."""
_RESULT_OF = PreparedEntity(
    Paper,
    select(Paper).where(Paper.dossier_id == bindparam("dossier_id"), Paper.kind == RESULT, Paper.state != "revoked"),
)


def make_slip(
    session: Session,
    dossier: Dossier,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    details: Mapping[str, Any],
) -> Paper:
    """Number a slip now and have the worker render, sign and issue it."""
    paper = new_paper(dossier, kind, SLIP_TITLES[kind], actor, at, details)
    number_slip(session, dossier, paper, at)
    add(session, dossier, paper, actor, at)
    press(session, "issue_slip", paper)
    return paper


def number_slip(session: Session, dossier: Dossier, paper: Paper, at: datetime) -> None:
    """Give a slip the next number of its kind at the agency that issues it, and its date."""
    agency = session.get_one(Agency, issuer_id(dossier, paper))
    day = local_date(at)
    sequence = next_number(session, agency.id, paper.kind, str(day.year))
    pattern = day.strftime(FEE_RECEIPTS) if paper.kind == "fee_receipt" else SLIPS
    paper.number = render_number(pattern, seq=sequence, day=day, agency_code=agency.code, agency_abbr=agency.abbr)
    paper.issued_date = day


def draft_apology(session: Session, dossier: Dossier, *, at: datetime, details: Mapping[str, Any]) -> Paper:
    """Add an apology that the portal drafts for an officer: it has no number, and nothing has happened yet."""
    paper = new_paper(dossier, APOLOGY, SLIP_TITLES[APOLOGY], SYSTEM, at, details)
    session.add(paper)
    session.flush()
    return paper


def drafted_apology(session: Session, dossier: Dossier) -> Paper | None:
    """Return the apology that waits for an officer, if one does."""
    query = select(Paper).where(Paper.dossier_id == dossier.id, Paper.kind == APOLOGY, Paper.number.is_(None))
    return session.scalars(query).one_or_none()


def discard_drafts(session: Session, dossier: Dossier) -> None:
    """Throw the drafted apology away: the dossier ended, or what was promised holds no more."""
    waiting = drafted_apology(session, dossier)
    if waiting is not None:
        session.delete(waiting)
        session.flush()


def issue_draft(
    session: Session, dossier: Dossier, paper: Paper, *, actor: Actor, at: datetime, details: Mapping[str, Any]
) -> None:
    """Have an officer make a drafted slip their own: numbered now, rendered, signed and issued by the worker."""
    paper.details, paper.made_by, paper.made_at = dict(details) | _signs(actor), actor.id, at
    paper.sha256 = paper.size = None
    number_slip(session, dossier, paper, at)
    add(session, dossier, paper, actor, at)
    press(session, "issue_slip", paper)


def issuer_id(dossier: Dossier, paper: Paper) -> UUID:
    """Return the agency that issues a slip.

    Who is late, appraises or asks for opinions speaks for itself, and so does whoever was asked; the desk for all else.
    """
    if paper.kind == OPINION:
        return UUID(paper.details["issuer"])
    own = paper.kind in (APOLOGY, "clarification", OPINION_REQUEST)
    return dossier.agency_id if own else dossier.receiving_agency_id


def draft_result(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> Paper:
    """Have the result rendered anew, so that it can be read before it is signed."""
    paper = result_of(session, dossier)
    if paper is None:
        paper = new_paper(dossier, RESULT, say(procedure.result.title, "vi"), actor, at, {})
        add(session, dossier, paper, actor, at)
    paper.details = _expected_signer(session, dossier, at)
    paper.state, paper.signers, paper.sha256 = "draft", [], None
    session.flush()
    press(session, "draft_result", paper)
    return paper


def approve_result(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """The leader approves: the worker puts the leader's own signature on the result."""
    paper = result_of(session, dossier) or draft_result(session, dossier, procedure, actor=actor, at=at)
    as_read = {key: value for key, value in paper.details.items() if key != SIGNS}
    approved = {"approved_by": str(actor.id), "approved_at": at.isoformat()}
    paper.details = as_read | approved | _signs(actor) | {AS_READ: _is_as_read(paper, actor)}
    session.flush()
    press(session, "sign_result", paper)


def begin_unattended(session: Session, dossier: Dossier, procedure: Procedure, *, at: datetime) -> Paper:
    """Have a result that nobody signs but the agency, where the pack lets the portal answer by itself."""
    paper = result_of(session, dossier)
    if paper is None:
        paper = new_paper(dossier, RESULT, say(procedure.result.title, "vi"), SYSTEM, at, {})
        add(session, dossier, paper, SYSTEM, at)
    if paper.state == "draft":
        paper.details = {UNATTENDED: True}
        session.flush()
    return paper


def number_result(session: Session, dossier: Dossier, procedure: Procedure, *, actor: Actor, at: datetime) -> None:
    """The clerk numbers and dates the result: a series per agency, kind and year."""
    paper = _signed_result(session, dossier)
    agency = session.get_one(Agency, dossier.agency_id)
    day = local_date(at)
    sequence = next_number(session, agency.id, procedure.result.series, str(day.year))
    paper.number = render_number(
        procedure.result.number, seq=sequence, day=day, agency_code=agency.code, agency_abbr=agency.abbr
    )
    paper.issued_date = day
    session.flush()
    payload = {"paper": str(paper.id), "number": paper.number, "date": day.isoformat()}
    evidence.record(session, dossier, EventKind.PAPER_NUMBERED, actor=actor, at=at, payload=payload)


def seal_result(session: Session, dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """The clerk seals: the worker fills number and date, signs for the agency, and issues."""
    paper = _signed_result(session, dossier)
    sealed_by = str(actor.id) if actor.id else None
    paper.details = paper.details | {"sealed_by": sealed_by, "sealed_at": at.isoformat()}
    session.flush()
    press(session, "seal_result", paper)


def filed_form(dossier: Dossier, title: str, filed: AnswerSet) -> Paper:
    """Return a new paper for one answer set, dated when that was filed."""
    details = {"answer_set": str(filed.id), "number": filed.number}
    paper = new_paper(dossier, FILED_FORM, title, SYSTEM, filed.filed_at, details)
    paper.state = "issued"
    return paper


def result_of(session: Session, dossier: Dossier) -> Paper | None:
    """Return the result of the dossier that counts, whatever its state."""
    return _RESULT_OF.one_or_none(session, dossier_id=dossier.id)


def papers_of(session: Session, dossier: Dossier) -> Sequence[Paper]:
    """Return every paper of the dossier, the oldest first."""
    query = select(Paper).where(Paper.dossier_id == dossier.id)
    return session.scalars(query.order_by(Paper.made_at, Paper.id)).all()


def in_press(session: Session, dossier: Dossier) -> bool:
    """Tell whether the worker still has the result: approved but not signed, or sealed but not issued."""
    paper = result_of(session, dossier)
    if paper is None:
        return False
    asked = {"draft": "sealed_by" if UNATTENDED in paper.details else "approved_by", "signed": "sealed_by"}
    return asked.get(paper.state) in paper.details


def _expected_signer(session: Session, dossier: Dossier, at: datetime) -> dict[str, Any]:
    """Return who is to sign, as the draft names them: the leader, or whoever stands in for them now."""
    leader, standing = leader_of(session, dossier.agency_id, at), leader_stand_in(session, dossier.agency_id, at)
    if standing is not None:
        return {"leader_id": str(standing[0]), SIGNS: standing[1].as_json()}
    return {"leader_id": str(leader.id)} if leader else {}


def _is_as_read(paper: Paper, actor: Actor) -> bool:
    """Tell whether the draft that was read names who signs now, and under the same authority."""
    return paper.details.get("leader_id") == str(actor.id) and paper.details.get(SIGNS) == _signs(actor).get(SIGNS)


def _signs(actor: Actor) -> dict[str, Any]:
    return {SIGNS: actor.acting_for.as_json()} if actor.acting_for else {}


def _signed_result(session: Session, dossier: Dossier) -> Paper:
    paper = result_of(session, dossier)
    if paper is not None and paper.state == "draft" and UNATTENDED in paper.details:
        return paper
    if paper is None or paper.state != "signed":
        raise ActionNotAllowedError(dossier.code, "", "number", "result_in_press")
    return paper


def new_paper(dossier: Dossier, kind: str, title: str, actor: Actor, at: datetime, details: Mapping[str, Any]) -> Paper:
    """Return a draft of a paper of the dossier, not yet kept."""
    return Paper(
        dossier_id=dossier.id,
        agency_id=dossier.agency_id,
        kind=kind,
        title=title,
        state="draft",
        verify_token=secrets.token_hex(TOKEN_BYTES),
        signers=[],
        details=dict(details) | _signs(actor),
        made_by=actor.id,
        made_at=at,
    )


def add(session: Session, dossier: Dossier, paper: Paper, actor: Actor, at: datetime) -> None:
    """Keep a new paper, with the event that it was made."""
    session.add(paper)
    session.flush()
    payload = {"paper": str(paper.id), "kind": paper.kind, "number": paper.number}
    evidence.record(session, dossier, EventKind.PAPER_MADE, actor=actor, at=at, payload=payload)


def press(session: Session, job: str, paper: Paper) -> None:
    """Have the worker render, sign or seal a paper."""
    # One lock a paper: what is to be signed second is never signed first.
    defer(session, job, lock=f"paper:{paper.id}", paper_id=str(paper.id))
