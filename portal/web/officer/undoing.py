"""Taking one's newest act back: one press, for a few minutes."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.services import undoing
from portal.web import access, work
from portal.web.access import actor
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.officer.area import officer, opened
from procedures.definition import Procedure


@officer.post("/can-bo/ho-so/<code>/hoan-tac")
@access.officer()
def undo(code: str) -> Response:
    """Take the newest act back; what it told the applicant was held back and is not sent."""
    dossier, procedure = opened(code)
    seen = request.form.get("version", type=int) or 0
    found = undoing.undo(work.db(), dossier.id, actor=actor(), at=work.now(), seen_version=seen)
    flash(_("Đã hoàn tác: %(action)s.", action=action_words(procedure, found.step, found.action)), "success")
    return redirect(url_for("officer.dossier", code=code))


def action_words(procedure: Procedure, step: str, action: str) -> str:
    """Return what an action is called, in the reader's language."""
    here = procedure.workflow.steps.get(step)
    found = here.actions.get(action) if here else None
    return say(found.title, current_language()) if found else action
