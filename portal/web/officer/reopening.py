"""Opening an ended dossier again: step, reason and legal basis are asked, and what it brings is said first."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Dossier
from portal.services import reopening
from portal.services.refusals import ActionNotAllowedError, NotAllowedError
from portal.services.reopening import Reopening, ReopenRefusedError
from portal.services.transferring import SUPERIORS
from portal.web import access, kept_typing, kin_words, work
from portal.web.access import actor
from portal.web.language import N_, current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened, step_words
from portal.web.officer.deciding import Decided, read_decided
from procedures.definition import Procedure

BAD_REQUEST = 400
MISSING = N_("Bạn cần chọn bước mà hồ sơ đi tiếp.")
REFUSED = {
    "incomplete": N_("Bạn cần ghi lý do và căn cứ."),
    "open": N_("Hồ sơ này đang mở."),
    "withdrawn": N_("Người nộp đã rút hồ sơ này; họ cần nộp hồ sơ mới."),
    "step": MISSING,
    "unstaffed": N_("Cơ quan chưa có người cho bước này."),
}


@officer.get("/can-bo/ho-so/<code>/mo-lai")
@access.officer(*SUPERIORS)
def reopen_ask(code: str) -> str:
    """Show the steps at which it can go on; or what was typed before the session ended."""
    dossier, procedure = _mine(code)
    typed = kept_typing.typed_here()
    if typed is None:
        last = reopening.last_step(work.db(), dossier) or ""
        return _page(dossier, procedure, Decided(choice=last))
    return _page(dossier, procedure, read_decided(typed, choice="step", missing=_(MISSING)), returned=True)


@officer.post("/can-bo/ho-so/<code>/mo-lai")
@access.officer(*SUPERIORS)
def reopen(code: str) -> str | Response | tuple[str, int]:
    """Open the dossier again, or show again what is wrong."""
    dossier, procedure = _mine(code)
    kept_typing.forget()
    decided = read_decided(request.form, choice="step", missing=_(MISSING))
    if decided.errors:
        return _page(dossier, procedure, decided), BAD_REQUEST
    wanted = Reopening(decided.choice, decided.texts["reason"], decided.texts["legal_basis"])
    seen = request.form.get("version", type=int) or 0
    try:
        reopening.reopen(work.db(), dossier.id, wanted, actor=actor(), at=work.now(), seen_version=seen)
    except ReopenRefusedError as refused:
        work.db().rollback()
        dossier, procedure = _mine(code)
        decided.errors["step"] = _refused_words(refused)
        return _page(dossier, procedure, decided), BAD_REQUEST
    flash(_("Hồ sơ được mở lại ở bước “%(step)s”.", step=step_words(procedure, wanted.step)), "success")
    return redirect(url_for("officer.dossier", code=code))


def _refused_words(refused: ReopenRefusedError) -> str:
    """Return why it is not opened again there; the last are those of an action that would lead to a waiting step."""
    if refused.why in REFUSED:
        return _(REFUSED[refused.why])
    if refused.why == "nobody_to_ask":
        return _("Không có ai để lấy ý kiến ở bước này: %(names)s.", names=", ".join(refused.missing))
    return kin_words.not_opened_words(refused.why, refused.missing)


def _mine(code: str) -> tuple[Dossier, Procedure]:
    dossier, procedure = opened(code)
    if not actor().roles_at(dossier.agency_id) & SUPERIORS:
        raise NotAllowedError("leader")
    if not reopening.may_reopen(dossier, actor()):
        raise ActionNotAllowedError(dossier.code, "", "reopen", "not_offered")
    return dossier, procedure


def _step_words(procedure: Procedure, name: str) -> str:
    """Return what a step is called, with whom the portal asks anew when the dossier goes on from there."""
    step, words = procedure.workflow.steps[name], step_words(procedure, name)
    if step.opens:
        titles = ", ".join(say(one.title, current_language()) for one in step.opens)
        return _("%(step)s (mở lại từ đầu hồ sơ ở cơ quan khác: %(titles)s)", step=words, titles=titles)
    return _("%(step)s (lấy ý kiến lại từ đầu)", step=words) if step.opinions else words


def _page(dossier: Dossier, procedure: Procedure, decided: Decided, *, returned: bool = False) -> str:
    return render_template(
        "officer/reopen.html",
        dossier=dossier,
        end=step_words(procedure, dossier.ended_at_step or ""),
        steps=[(name, _step_words(procedure, name)) for name in reopening.steps(dossier, procedure)],
        decided=decided,
        returned=returned,
    )
