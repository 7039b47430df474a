"""Asking others to confirm what is about to be filed: who has to, how it stands, and how they get there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Attachment
from portal.services import attachments, confirmations
from portal.services.completeness import asked_for
from portal.services.confirmation_needs import Content, may_need, needed_of
from portal.services.confirmations import Stand
from portal.services.refusals import NotFoundError, OwnConfirmationError
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.document_items import items_of
from portal.web.citizen.filing import Filing, open_filing, own_draft
from portal.web.citizen.lacking import Links, change, lacking
from portal.web.confirmation_words import Panel, keys, panel_of, party_words
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.limits import limit
from procedures.parties import spec_of

PLACE = "xac-nhan"
"""Where on the page of the last look it stands who has to confirm."""


def stands(filing: Filing, files: Sequence[Attachment]) -> list[Stand]:
    """Return how it stands with everybody who has to confirm; what was confirmed of other answers is void from now."""
    if not may_need(filing.procedure, filing.draft):
        return []
    content = _content(filing, files)
    found = confirmations.stands(work.db(), filing.draft, needed_of(filing.draft, content), content, work.now())
    confirmations.void_changed(work.db(), found)
    return found


def panels(filing: Filing, found: Sequence[Stand]) -> list[Panel]:
    """Return the same as the page shows it."""
    return [panel_of(filing.procedure, stand) for stand in found]


def own_numbers(filing: Filing, found: Sequence[Stand]) -> Links:
    """Return who is named with the number of whoever files, each with the page where that is mended."""
    wrong: Links = []
    for stand in found:
        spec = spec_of(filing.procedure, stand.need.party)
        if me().kind != "citizen" or stand.need.number != me().citizen_id or spec is None:
            continue
        name = spec.citizen_id.partition(".")[0]
        page = next(page.name for page in filing.spec.pages if any(one.name == name for one in page.fields))
        title = party_words(filing.procedure, stand.need.party)
        words = _("%(title)s mang số định danh của chính bạn; người cùng xác nhận phải là người khác", title=title)
        wrong.append((words, f"{change(filing, page)}#{name}"))
    return wrong


def awaited(found: Sequence[Panel]) -> Links:
    """Return who has not confirmed yet, for a press on the button that comes too early."""
    return [
        (_("Cần %(name)s (%(title)s) xác nhận trước", name=one.name, title=one.title), f"#{PLACE}")
        for one in found
        if one.state != "confirmed"
    ]


@citizen.post("/nop/<uuid:draft_id>/xac-nhan")
@limit("60/hour")
@access.applicant
def ask_confirmation(draft_id: UUID) -> Response:
    """Send a request to one who has to confirm, send it anew, or take it back."""
    filing = open_filing(draft_id, lock=True)
    files = attachments.of_draft(work.db(), filing.draft) if filing.procedure.takes_files else ()
    party = request.form.get("party", "")
    back = redirect(url_for("citizen.check", draft_id=draft_id, _anchor=PLACE))
    if not may_need(filing.procedure, filing.draft):
        raise NotFoundError("party")
    need = next((one for one in needed_of(filing.draft, _content(filing, files)) if one.party == party), None)
    if need is None:
        raise NotFoundError("party")
    if "_take_back" in request.form:
        confirmations.take_back(work.db(), filing.draft, party)
        return back
    items = items_of(filing.procedure, filing.draft.id, filing.needed(), files, {})
    if lacking(filing, files, items):
        # Whoever confirms sees the whole: half a form would have to be confirmed again.
        flash(_("Bạn cần hoàn thiện hồ sơ trước khi gửi đề nghị xác nhận."), "error")
        return back
    title = say(filing.procedure.title, current_language())
    try:
        confirmations.ask(work.db(), filing.draft, need, by=actor(), keys=keys(), at=work.now(), title=title)
    except OwnConfirmationError:
        flash(_("Người cùng xác nhận phải là người khác bạn."), "error")
    return back


@citizen.get("/nop/<uuid:draft_id>/xac-nhan/xong")
@access.applicant
@work.alone
def confirmations_came(draft_id: UUID) -> Response:
    """Tell the script whether anybody who was waited for has answered."""
    draft = own_draft(draft_id, lock=False)
    return jsonify(done=confirmations.waiting_count(work.db(), draft) != request.args.get("cho", 0, type=int))


def _content(filing: Filing, files: Sequence[Attachment]) -> Content:
    asked = asked_for(files, filing.procedure, filing.answers, filing.situation, filing.visible) if files else ()
    return Content(filing.procedure, filing.situation, filing.visible, asked)
