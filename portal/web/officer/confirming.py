"""The person at the counter confirms: QR code and digits turned to them, or a printed form signed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from forms.spec import say
from portal.models import Attachment, Draft
from portal.services import attachments, confirmations, counter, forms_to_sign, people
from portal.services.attachments import SIGNED_FORM, Sent
from portal.services.confirmation_needs import APPLICANT, Content, Needed, content_of, needed_of
from portal.services.confirmations import Stand
from portal.services.counter import RECEPTIONIST
from portal.services.file_content import PDF
from portal.services.refusals import (
    ConfirmationChangedError,
    ConfirmationMissingError,
    NotFoundError,
    UploadRefusedError,
)
from portal.web import access, work
from portal.web.access import actor
from portal.web.confirmation_words import panel_of
from portal.web.incoming import takes_files
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer
from portal.web.officer.files import send

BAD_REQUEST: Final = 400
SHORTEST_REASON: Final = 5


@dataclass(frozen=True, slots=True)
class AtCounter:
    """A draft of this officer, with what its person has to confirm and how that stands."""

    draft: Draft
    content: Content
    need: Needed
    stand: Stand

    @property
    def printed(self) -> str:
        """Say how far the form to sign is: ``none``, ``waiting``, ``ready`` or ``old`` (of other answers)."""
        row = self.stand.row
        if row is None or row.printed_digest is None:
            return "none"
        if row.printed_digest != self.content.digest(self.need):
            return "old"
        return "ready" if row.printed_sha256 else "waiting"

    @property
    def now(self) -> str:
        """Return what the page waits to see changed."""
        return f"{self.stand.state}-{self.printed}"


@officer.get("/can-bo/tai-quay/<uuid:draft_id>", endpoint="counter_confirming")
@access.officer(RECEPTIONIST)
def confirming(draft_id: UUID) -> str:
    """Show the person how to confirm, and the officer what became of it."""
    return _page(_open(draft_id))


@officer.get("/can-bo/tai-quay/<uuid:draft_id>/da-doi", endpoint="counter_changed")
@access.officer(RECEPTIONIST)
def changed(draft_id: UUID) -> Response:
    """Tell the script of the page above whether to load it anew."""
    return jsonify(done=_open(draft_id).now != request.args.get("cho"))


@officer.post("/can-bo/tai-quay/<uuid:draft_id>/in", endpoint="counter_print")
@access.officer(RECEPTIONIST)
def print_out(draft_id: UUID) -> AnyResponse:
    """Have the form made that is signed by hand."""
    here = _open(draft_id, lock=True)
    if here.stand.state != "asked" or here.stand.row is None:
        raise NotFoundError("confirmation")
    forms_to_sign.print_out(work.db(), here.stand.row, here.content, here.need)
    return _back(draft_id)


@officer.get("/can-bo/tai-quay/<uuid:draft_id>/ban-ky", endpoint="counter_form")
@access.officer(RECEPTIONIST)
def form(draft_id: UUID) -> Response:
    """Send the form to be signed by hand, as it stands now."""
    here = _open(draft_id)
    row = here.stand.row
    if here.printed != "ready" or row is None or row.printed_sha256 is None:
        raise NotFoundError("form")
    return send(row.printed_sha256, PDF, "to-khai-de-ky.pdf")


@officer.post("/can-bo/tai-quay/<uuid:draft_id>/ban-ky")
@access.officer(RECEPTIONIST)
@takes_files
def signed(draft_id: UUID) -> AnyResponse | tuple[str, int]:
    """Take the scan of the form that was signed by hand, and why it was done so."""
    here = _open(draft_id, lock=True)
    reason = " ".join(request.form.get("reason", "").split())
    errors = _take(here)
    if len(reason) < SHORTEST_REASON:
        errors["reason"] = _("Bạn cần ghi vì sao người nộp ký bản in.")
    if errors:
        return _page(here, errors, reason), BAD_REQUEST
    try:
        forms_to_sign.record(
            work.db(), here.draft, here.content, here.need, reason=reason, actor=actor(), at=work.now()
        )
    except (ConfirmationChangedError, ConfirmationMissingError, NotFoundError):
        words = _("Bản đã in không còn đúng với nội dung hiện nay. Bạn cần in lại để người nộp ký.")
        return _page(here, {"scan": words}, reason), BAD_REQUEST
    flash(_("Đã ghi nhận bản in có chữ ký."), "success")
    return _back(draft_id)


def _take(here: AtCounter) -> dict[str, str]:
    """Keep the scans that came; one that came before and lies there is enough."""
    parts = work.parts()
    for upload in request.files.getlist("scan"):
        if not upload.filename:
            continue
        sent = Sent(upload.stream, upload.filename)
        try:
            attachments.add(
                work.db(),
                here.draft,
                SIGNED_FORM,
                sent,
                rule=forms_to_sign.SCANS,
                storage=parts.storage,
                actor=actor(),
                at=work.now(),
            )
        except UploadRefusedError:
            return {
                "scan": _("Tệp phải là PDF, JPG hoặc PNG, không quá %(limit)s MB.", limit=forms_to_sign.SCANS.max_mb)
            }
    if not forms_to_sign.scans_of(work.db(), here.draft):
        return {"scan": _("Bạn cần tải lên bản quét có chữ ký.")}
    return {}


def _open(draft_id: UUID, *, lock: bool = False) -> AtCounter:
    session, at = work.db(), work.now()
    draft = counter.draft_of(session, actor(), draft_id, lock=lock)
    content = content_of(session, draft, people.applicant_of(session, draft), at)
    need = next(one for one in needed_of(draft, content) if one.party == APPLICANT)
    (stand,) = confirmations.stands(session, draft, [need], content, at)
    return AtCounter(draft, content, need, stand)


def _page(here: AtCounter, errors: dict[str, str] | None = None, reason: str = "") -> str:
    return render_template(
        "officer/counter_confirming.html",
        draft=here.draft,
        title=say(here.content.procedure.title, current_language()),
        panel=panel_of(here.content.procedure, here.stand),
        by_hand=here.stand.row is not None and here.stand.row.recorded_by is not None,
        printed=here.printed,
        now=here.now,
        scans=_scans(here),
        errors=errors or {},
        reason=reason,
        form_errors=bool(errors),
    )


def _scans(here: AtCounter) -> list[Attachment]:
    return forms_to_sign.scans_of(work.db(), here.draft)


def _back(draft_id: UUID) -> AnyResponse:
    return redirect(url_for("officer.counter_confirming", draft_id=draft_id))
