"""Taking tasks from the role's list, one or many, and giving them back."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.models import Task
from portal.services import assigning
from portal.services.processing import locked_dossier
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import gettext as _
from portal.web.language import ngettext
from portal.web.officer.area import officer, opened, task_of

MOST = 50


@officer.post("/can-bo/nhan-viec")
@access.officer()
def claim_many() -> Response:
    """Take the ticked tasks; what somebody else took meanwhile is told, and the rest is taken all the same."""
    taken = sum(_claim(text) for text in request.form.getlist("id")[:MOST])
    missed = min(len(request.form.getlist("id")), MOST) - taken
    if taken:
        flash(ngettext("Bạn đã nhận %(n)s hồ sơ.", "Bạn đã nhận %(n)s hồ sơ.", taken), "success")
    if missed:
        flash(
            ngettext(
                "%(n)s hồ sơ đã có người khác nhận hoặc không thuộc vai trò của bạn.",
                "%(n)s hồ sơ đã có người khác nhận hoặc không thuộc vai trò của bạn.",
                missed,
            ),
            "info",
        )
    if not taken and not missed:
        flash(_("Bạn cần chọn ít nhất một hồ sơ."), "info")
    return redirect(url_for("officer.lists", xem="cua-toi" if taken else "vai-tro"))


@officer.post("/can-bo/ho-so/<code>/viec/<uuid:task_id>/nhan")
@access.officer()
def claim(code: str, task_id: UUID) -> Response:
    """Take one task."""
    dossier, _procedure = opened(code, lock=True)
    assigning.claim(work.db(), dossier, task_of(dossier, task_id), actor=actor(), at=work.now())
    flash(_("Hồ sơ này do bạn thụ lý."), "success")
    return redirect(url_for("officer.dossier", code=code))


@officer.post("/can-bo/ho-so/<code>/viec/<uuid:task_id>/tra")
@access.officer()
def release(code: str, task_id: UUID) -> Response:
    """Give one task back to the role."""
    dossier, _procedure = opened(code, lock=True)
    assigning.release(work.db(), dossier, task_of(dossier, task_id), actor=actor(), at=work.now())
    flash(_("Bạn đã trả hồ sơ về danh sách chung."), "success")
    return redirect(url_for("officer.dossier", code=code))


def _claim(text: str) -> bool:
    """Take one task in a savepoint of its own, so that one refusal undoes nothing else."""
    try:
        with work.db().begin_nested():
            task = work.db().get(Task, UUID(text))
            if task is None or task.agency_id not in actor().roles:
                return False
            dossier = locked_dossier(work.db(), task.dossier_id)
            assigning.claim(work.db(), dossier, task, actor=actor(), at=work.now())
    except (ValueError, NotAllowedError, NotFoundError, StaleDossierError):
        return False
    return True
