"""The last look at the counter: before an officer files, the person present is asked, and sees what will be filed."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.services import confirmations
from portal.services.attachments import of_draft
from portal.services.completeness import asked_for
from portal.services.confirmation_needs import APPLICANT, Content, needed_of
from portal.web import work
from portal.web.access import actor
from portal.web.citizen.filing import Filing
from portal.web.confirmation_words import keys


def ask_applicant(filing: Filing) -> Response:
    """Ask the person present to confirm, unless they are asked already; lead to where the officer shows them how."""
    session, draft = work.db(), filing.draft
    files = of_draft(session, draft)
    asked = asked_for(files, filing.procedure, filing.answers, filing.situation, filing.visible)
    content = Content(filing.procedure, filing.situation, filing.visible, asked)
    need = next(one for one in needed_of(draft, content) if one.party == APPLICANT)
    (stand,) = confirmations.stands(session, draft, [need], content, work.now())
    if stand.state not in {"asked", "confirmed"}:
        title = say(filing.procedure.title, "vi")
        confirmations.ask(session, draft, need, by=actor(), keys=keys(), at=work.now(), title=title)
    return redirect(url_for("officer.counter_confirming", draft_id=draft.id))


def filed(code: str) -> Response:
    """Lead to what is to be done once a dossier was filed: the person's own page, or the counter's."""
    return redirect(url_for("officer.counter_filed" if work.at_counter() else "citizen.filed", code=code))
