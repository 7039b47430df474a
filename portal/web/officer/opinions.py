"""Opinion slips that ask this officer: the list, one slip with what it is about, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.models import Agency, OpinionSlip
from portal.services import opinion_giving, opinion_lists, opinion_subjects
from portal.services.attachments import Sent
from portal.services.definitions import procedure_of
from portal.services.file_checks import is_open
from portal.services.file_content import PDF
from portal.services.opinion_giving import LONGEST, MOST_FILES, MOST_MB, OpinionRefusedError, Reply
from portal.services.opinion_lists import Row
from portal.services.refusals import NotFoundError, UploadRefusedError
from portal.web import access, kept_typing, work
from portal.web.access import actor
from portal.web.formats import due, show_instant
from portal.web.incoming import takes_files
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.files import send
from portal.web.officer.side import side
from portal.web.opinion_words import SILENCE, TONES, answer_of, answer_words, question_words, subject
from portal.web.paper_words import paper_file
from workflows.asking import Answer

BAD_REQUEST = 400
REFUSED = {
    "answered": N_("Phiếu này đã có người trả lời. Ý kiến đã ký không sửa được."),
    "withdrawn": N_("Phiếu này đã được thu hồi hoặc hồ sơ đã kết thúc."),
    "answer": N_("Bạn cần chọn một ý kiến."),
    "no_text": N_("Bạn cần ghi nội dung ý kiến, vì không đồng ý hoặc có ý kiến khác thì phải nói rõ."),
    "own_voice": N_("Bạn có phiếu của mình trong lần lấy ý kiến này, mỗi người chỉ cho ý kiến một lần."),
    "too_long": N_("Nội dung ý kiến dài quá 5.000 chữ. Bạn cần rút gọn, hoặc gửi kèm tệp."),
}
FILE_REFUSED = N_("Tệp phải là PDF, ảnh, Word hoặc Excel, không quá %(mb)s MB; nhiều nhất %(n)s tệp.")


@dataclass
class Typed:
    """What was typed, kept to be shown again, and what is wrong with it."""

    answer: str = ""
    text: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One slip as the table shows it."""

    id: str
    href: str
    title: str
    note: str
    cells: list[Markup | str]
    late: bool


@officer.get("/can-bo/y-kien")
@access.officer()
def opinions() -> str:
    """List what waits for this officer's opinion, or with ``da-gui`` what was answered."""
    answered, after = "da-gui" in request.args, _key(request.args.get("sau"))
    found = opinion_lists.given if answered else opinion_lists.waiting
    page = found(work.db(), actor(), after)
    further: dict[str, Any] = {"da-gui": "1"} if answered else {}
    return render_template(
        "officer/opinions.html",
        views=side(),
        rows=[_line(row) for row in page.rows],
        answered=answered,
        next_href=url_for("officer.opinions", **further, sau=page.next_key) if page.next_key else None,
    )


@officer.get("/can-bo/y-kien/<uuid:slip_id>")
@access.officer()
def opinion(slip_id: UUID) -> str | Response:
    """Show one slip: what is asked, what it is about, and the form to answer it or what was answered.

    One of an agenda is answered beside the others, where votes are kept until they are counted.
    """
    slip = opinion_subjects.slip_seen(work.db(), slip_id, actor())
    row, _dossier = opinion_subjects.round_and_dossier(work.db(), slip)
    if row.decision_id is not None:
        return redirect(url_for("officer.decision", decision_id=row.decision_id))
    typed = kept_typing.typed_here()
    return _page(slip, _read(typed) if typed is not None else Typed(), returned=typed is not None)


@officer.post("/can-bo/y-kien/<uuid:slip_id>")
@access.officer()
@takes_files
def give_opinion(slip_id: UUID) -> str | Response | tuple[str, int]:
    """Take the answer down, signed; or show again what is wrong."""
    slip = opinion_giving.own_slip(work.db(), slip_id, actor())
    kept_typing.forget()
    typed = _read(request.form)
    files = [Sent(one.stream, one.filename) for one in request.files.getlist("tep") if one.filename]
    reply = Reply(typed.answer, typed.text, files)
    try:
        opinion_giving.give(work.db(), slip.id, reply, storage=work.parts().storage, actor=actor(), at=work.now())
    except OpinionRefusedError as refused:
        typed.errors["text" if refused.why in ("no_text", "too_long") else "answer"] = _(REFUSED[refused.why])
        return _page(slip, typed), BAD_REQUEST
    except UploadRefusedError:
        typed.errors["tep"] = _(FILE_REFUSED, mb=MOST_MB, n=MOST_FILES)
        return _page(slip, typed), BAD_REQUEST
    flash(_("Đã ký và gửi ý kiến."), "success")
    return redirect(url_for("officer.opinions"))


@officer.get("/can-bo/y-kien/<uuid:slip_id>/van-ban/<uuid:paper_id>")
@access.officer()
def opinion_paper(slip_id: UUID, paper_id: UUID) -> Response:
    """Send a paper that goes with the slip."""
    slip = opinion_subjects.slip_seen(work.db(), slip_id, actor())
    _row, dossier = opinion_subjects.round_and_dossier(work.db(), slip)
    paper = opinion_subjects.paper_seen(work.db(), slip, paper_id)
    return send(paper.sha256 or "", PDF, paper_file(dossier.code, paper))


@officer.get("/can-bo/y-kien/<uuid:slip_id>/tep/<uuid:attachment_id>")
@access.officer()
def opinion_file(slip_id: UUID, attachment_id: UUID) -> Response:
    """Send a file that goes with the slip, once the scanner has let it through."""
    slip = opinion_subjects.slip_seen(work.db(), slip_id, actor())
    file = opinion_subjects.file_seen(work.db(), slip, attachment_id)
    if not is_open(file):
        raise NotFoundError("attachment")
    return send(file.safe_sha256 or file.sha256, file.media_type, file.filename)


def _page(slip: OpinionSlip, typed: Typed, *, returned: bool = False) -> str:
    session = work.db()
    row, dossier = opinion_subjects.round_and_dossier(session, slip)
    procedure = procedure_of(session, dossier.version_id)
    waits = slip.answered_at is None and slip.withdrawn_at is None and dossier.closed_at is None
    words, tone = answer_of(slip)
    return render_template(
        "officer/opinion.html",
        slip=slip,
        round=row,
        question=question_words(row, procedure),
        dossier=dossier,
        asking=session.get_one(Agency, slip.agency_id),
        subjects=[(subject(one.word, procedure), one) for one in opinion_subjects.subjects(session, row)],
        asks=opinion_subjects.request_of(session, row),
        choices=[(answer, answer_words(answer)) for answer in row.answers],
        silence=_(SILENCE[row.silence]),
        over=work.now() > slip.due_at,
        may_answer=waits and opinion_giving.is_asked(slip, actor()),
        files=opinion_giving.files_of(session, [slip.id]),
        opens=is_open,
        stands=words,
        tone=tone,
        typed=typed,
        longest=LONGEST,
        most_mb=MOST_MB,
        most_files=MOST_FILES,
        returned=returned,
        form_errors=bool(typed.errors),
    )


def _read(form: MultiDict[str, str]) -> Typed:
    answer = form.get("answer") or ""
    return Typed(answer if answer in set(Answer) else "", (form.get("text") or "").strip()[: LONGEST + 1])


def _line(row: Row) -> Line:
    language = current_language()
    left = due(row.due_at, work.now(), language)
    mark = Markup('<strong class="mark mark--{}">{}</strong>')
    if row.answer is not None:
        stands = [mark.format(TONES[row.answer], answer_words(row.answer)), show_instant(row.answered_at, language)]
    else:
        chip = Markup('<span class="due due--{}">{}</span>').format(left.tone, left.words) if left else "-"
        stands = [mark.format("amber", _("Đã nhắc")) if row.reminded_at else "-", chip]
    return Line(
        id=str(row.slip_id),
        href=url_for("officer.opinion", slip_id=row.slip_id),
        title=row.question,
        note=f"{row.code} · {row.title}",
        cells=[row.asking, row.opined_by, *stands],
        late=row.answer is None and bool(left and left.tone == "late"),
    )


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
