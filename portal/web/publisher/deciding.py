"""Submitting, taking back, approving, sending back, discarding: two persons, each with one button."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.models import VersionState
from portal.services import pack_drafts, publishing, readiness
from portal.services.pack_drafts import PUBLISHER, NotADraftError
from portal.services.refusals import ActionNotAllowedError, NotAllowedError
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import gettext as _
from portal.web.publisher.area import Look, look, publisher, told
from portal.web.publisher.reading import check_page

BAD_REQUEST = 400
LONGEST_REASON = 2_000


@publisher.post("/cong-bo/ban/<uuid:version_id>/gui")
@access.officer("publisher")
def submit(version_id: UUID) -> Response:
    """Hand a complete draft to the second person."""
    seen = _as(PUBLISHER, version_id)
    if not seen.ready.complete or not seen.named:
        flash(_("Chưa gửi được: danh sách kiểm tra còn mục chưa xong."), "error")
        return _back(seen)
    try:
        readiness.submit(work.db(), seen.version, digest=request.form.get("digest", ""), actor=actor(), at=work.now())
    except ActionNotAllowedError as refused:
        if refused.why != "changed":
            raise
        flash(_("Bản nháp đã được sửa sau khi bạn mở trang này. Bạn cần xem lại rồi gửi."), "error")
        return _back(seen)
    told(seen, "submitted")
    flash(_("Đã gửi phê duyệt. Một người khác phải xem và phê duyệt thì thủ tục mới có hiệu lực."), "success")
    return _back(seen)


@publisher.post("/cong-bo/ban/<uuid:version_id>/rut")
@access.officer("publisher")
def take_back(version_id: UUID) -> Response:
    """Take back what nobody decided on yet, to change it."""
    seen = _as(PUBLISHER, version_id)
    publishing.take_back(work.db(), seen.version, actor=actor(), at=work.now())
    told(seen, "taken_back")
    flash(_("Đã rút về bản nháp."), "success")
    return _back(seen)


@publisher.post("/cong-bo/ban/<uuid:version_id>/duyet")
@access.officer("approver")
def approve(version_id: UUID) -> Response:
    """The second person approves: the version is live."""
    seen = _as(publishing.APPROVER, version_id)
    try:
        publishing.approve(work.db(), seen.version, digest=request.form.get("digest", ""), actor=actor(), at=work.now())
    except ActionNotAllowedError as refused:
        if refused.why != "changed":
            raise
        flash(_("Gói đã thay đổi sau khi bạn mở trang này. Bạn cần xem lại bản mới rồi phê duyệt."), "error")
        return _back(seen)
    told(seen, "published")
    flash(_("Phiên bản %(n)s đã có hiệu lực.", n=seen.version.version), "success")
    return redirect(url_for("publisher.procedure", code=seen.version.code))


@publisher.post("/cong-bo/ban/<uuid:version_id>/tra-lai")
@access.officer("approver")
def send_back(version_id: UUID) -> Response | tuple[str, int]:
    """The second person does not approve and says why."""
    seen = _as(publishing.APPROVER, version_id)
    reason = request.form.get("ly_do", "").replace("\0", "").strip()[:LONGEST_REASON]
    if not reason:
        return check_page(seen, unsaid=_("Bạn cần viết lý do trả lại, để người soạn biết phải sửa gì.")), BAD_REQUEST
    publishing.send_back(work.db(), seen.version, reason=reason, actor=actor(), at=work.now())
    told(seen, "sent_back")
    flash(_("Đã trả lại người soạn."), "success")
    return _back(seen)


@publisher.get("/cong-bo/ban/<uuid:version_id>/bo")
@access.officer("publisher")
def ask_to_discard(version_id: UUID) -> str | Response:
    """Ask once more before a draft is thrown away."""
    seen = look(version_id)
    if not seen.may_edit:
        return _back(seen)
    return render_template("publisher/discard.html", version=seen.version, pack_title=seen.title)


@publisher.post("/cong-bo/ban/<uuid:version_id>/bo")
@access.officer("publisher")
def discard(version_id: UUID) -> Response:
    """Throw a draft away."""
    seen = _as(PUBLISHER, version_id)
    if seen.version.state is not VersionState.DRAFT:
        raise NotADraftError(f"a {seen.version.state} version is not thrown away")
    pack_drafts.discard(work.db(), seen.version, actor=actor(), at=work.now())
    told(seen, "discarded")
    flash(_("Đã bỏ bản nháp."), "success")
    return redirect(url_for("publisher.lists", xem="nhap"))


def _as(role: str, version_id: UUID) -> Look:
    """Return the locked version, when the visitor holds ``role`` at the very agency that prepares it."""
    seen = look(version_id, lock=True)
    agency = seen.version.agency_id
    if agency is None or role not in actor().roles_at(agency):
        raise NotAllowedError(role)
    return seen


def _back(seen: Look) -> Response:
    return redirect(url_for("publisher.check", version_id=seen.version.id))
