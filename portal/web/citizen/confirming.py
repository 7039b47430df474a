"""Confirming, with one's own electronic identity, what somebody else files: opened by link, QR or code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from forms.answers import to_words
from forms.spec import say
from portal.models import Agency, Draft
from portal.services import catalogue, confirmations
from portal.services.confirmation_needs import APPLICANT, Content
from portal.services.confirmations import Opened
from portal.services.definitions import procedure_of
from portal.services.refusals import (
    AssuranceTooLowError,
    ConfirmationChangedError,
    ConfirmationOverError,
    NotFoundError,
    WrongConfirmerError,
)
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen.area import citizen
from portal.web.citizen.sections import Section, sections_of
from portal.web.citizen.words import agency_words, delivery_words
from portal.web.confirmation_words import keys, party_words
from portal.web.fee_words import ShownFee, shown_sheet
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.limits import Tries, limit
from procedures.fees import FeeNotComputableError, fee_sheet

BAD_REQUEST: Final = 400
CONFLICT: Final = 409
LONGEST_CODE: Final = 40
CODES: Final = Tries("confirmation code", "20/hour")
"""Wrong codes of one person: of 100 million codes a few are open at a time."""


@dataclass(frozen=True, slots=True)
class Last:
    """How the result is handed over, and the fee."""

    delivery: str
    sheet: tuple[Sequence[ShownFee], int] | None
    """Lines and total in whole đồng; ``None`` while the answers do not tell."""


@citizen.get("/xac-nhan")
@access.citizen
def confirmations_asked() -> str:
    """Ask for the code, and list what waits for whoever is signed in."""
    return _ask()


@citizen.post("/xac-nhan")
@limit("10/minute")
@access.citizen
def confirmation_by_code() -> Response | tuple[str, int]:
    """Lead to the page that a code opens."""
    CODES.demand(str(me().id))
    typed = request.form.get("code", "")[:LONGEST_CODE]
    try:
        found = confirmations.by_code(work.db(), typed, person=me(), keys=keys(), at=work.now())
    except (NotFoundError, WrongConfirmerError):
        # Whose code it is, is nobody's business: for a stranger it is a code that there is not.
        CODES.failed(str(me().id))
        return _ask(
            _("Mã này không đúng, đã hết hạn, hoặc không dành cho bạn. Bạn cần xem lại mã, hoặc hỏi người gửi."), typed
        ), BAD_REQUEST
    return redirect(url_for("citizen.confirmation", token=keys().token(found.salt)))


@citizen.get("/xac-nhan/<token>")
@limit("60/minute")
@access.citizen
def confirmation(token: str) -> str:
    """Show what is to be confirmed, who asks, and what it means."""
    return _page(_open(token))


@citizen.post("/xac-nhan/<token>")
@limit("30/minute")
@access.citizen
def answer_confirmation(token: str) -> Response | tuple[str, int]:
    """Confirm or decline what was shown."""
    if "_higher" in request.form:
        level = _assurance(_open(token))
        session["come_back"] = url_for("citizen.confirmation", token=token)
        return redirect(url_for("auth.sign_in", level=level))
    try:
        if "_decline" in request.form:
            return _declined(token)
        return _confirmed(token)
    except ConfirmationChangedError:
        return _page(_open(token), changed=True), CONFLICT
    except (ConfirmationOverError, AssuranceTooLowError):
        return _page(_open(token)), CONFLICT


def _confirmed(token: str) -> Response | tuple[str, int]:
    seen = request.form.get("_digest", "")
    if not request.form.get("declared"):
        return _page(_open(token), undeclared=_("Bạn cần đánh dấu vào lời xác nhận.")), BAD_REQUEST
    confirmations.confirm(work.db(), token, person=me(), actor=actor(), at=work.now(), seen=seen)
    return redirect(url_for("citizen.confirmation", token=token))


def _declined(token: str) -> Response:
    reason = " ".join(request.form.get("reason", "").replace("\x00", "").split())
    confirmations.decline(work.db(), token, person=me(), actor=actor(), at=work.now(), reason=reason)
    return redirect(url_for("citizen.confirmation", token=token))


def _open(token: str) -> Opened:
    return confirmations.by_token(work.db(), token, person=me(), at=work.now())


def _ask(error: str | None = None, typed: str = "") -> str:
    waiting = [
        (
            one,
            say(procedure_of(work.db(), version).title, current_language()),
            url_for("citizen.confirmation", token=keys().token(one.salt)),
        )
        for one, version in confirmations.asked_of(work.db(), me(), work.now())
    ]
    return render_template("citizen/confirm_code.html", waiting=waiting, error=error, typed=typed)


def _page(opened: Opened, *, changed: bool = False, undeclared: str | None = None) -> str:
    content, draft = opened.content, opened.draft
    if content is None or draft is None:
        return render_template("citizen/confirmation.html", opened=opened, row=opened.confirmation, over=True)
    needed = _assurance(opened)
    return render_template(
        "citizen/confirmation.html",
        opened=opened,
        row=opened.confirmation,
        over=False,
        title=say(content.procedure.title, current_language()),
        party=party_words(content.procedure, opened.confirmation.party),
        agency=agency_words(work.db().get_one(Agency, draft.agency_id)),
        sections=_sections(opened),
        files=_files(opened),
        last=_last(opened),
        changed=changed,
        undeclared=undeclared,
        needed=needed,
        low=actor().assurance < needed,
    )


def _files(opened: Opened) -> list[tuple[str, str | None]]:
    """Return the files by name; who files at a counter opens them, as their own."""
    content, need = opened.content, opened.need
    if content is None or need is None or need.fields is not None:
        return []
    own = need.party == APPLICANT
    return [
        (one.filename, url_for("citizen.attachment", attachment_id=one.id) if own else None)
        for one in content.attachments
    ]


def _last(opened: Opened) -> Last | None:
    """Return what the last page of a filing says, for who files at a counter; nobody else is asked about it."""
    content, draft = opened.content, opened.draft
    if content is None or draft is None or opened.confirmation.party != APPLICANT:
        return None
    return Last(delivery_words(draft.delivery or content.procedure.delivery[0]), _sheet(content, draft))


def _sheet(content: Content, draft: Draft) -> tuple[Sequence[ShownFee], int] | None:
    offer, _agency = catalogue.receiving(work.db(), draft.offer_id)
    try:
        sheet = fee_sheet(content.procedure, content.answers, content.situation, offer.overlay, content.visible)
    except FeeNotComputableError:
        return None
    return shown_sheet(content.procedure, sheet), sheet.total


def _assurance(opened: Opened) -> int:
    draft = opened.draft
    return procedure_of(work.db(), draft.version_id).assurance if draft else 1


def _sections(opened: Opened) -> list[Section]:
    """Return what is confirmed, page by page, in words; nothing of it can be changed here."""
    content, need = opened.content, opened.need
    if content is None or need is None:
        return []
    form = content.procedure.form
    shown = to_words(form, content.answers, current_language(), visible=content.visible.required)
    mine = [one for one in shown if need.holds(one.name)]
    return sections_of(form, mine)
