"""Filing at the counter: the officer's own page, on which a filing for the person present is begun and found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Draft
from portal.services import counter, people
from portal.services.counter import RECEPTIONIST, Place
from portal.services.definitions import procedure_of
from portal.services.people import IdentityDiffersError
from portal.services.refusals import NotFoundError
from portal.web import access, work
from portal.web.access import actor
from portal.web.agency_names import agency_name
from portal.web.confirmation_words import STATES
from portal.web.fields.drawing import draw
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.limits import limit
from portal.web.officer.area import officer
from portal.web.officer.presenting import CARD, Presenting, presenting

BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One filing that the officer has begun: for whom, what, and until when it is kept."""

    draft: Draft
    name: str
    title: str
    href: str
    answered: tuple[str, str] | None
    """How the person answered, in words, and the tone of its tag; ``None`` before they were asked."""


@officer.get("/can-bo/tai-quay", endpoint="counter")
@access.officer(RECEPTIONIST)
def desk() -> str:
    """Ask for the procedure and for who is there; below it what this officer has not finished."""
    return _page(presenting(None))


@officer.post("/can-bo/tai-quay")
@limit("30/minute")
@access.officer(RECEPTIONIST)
def begin() -> Response | tuple[str, int]:
    """Begin a filing for the person present and lead to its first page."""
    asked = presenting(request.form)
    offer_id = _chosen()
    offer_error = "" if offer_id else _("Bạn cần chọn thủ tục.")
    if offer_id is None or asked.presented is None:
        return _page(asked, offer_error), BAD_REQUEST
    on_behalf = "on_behalf" in request.form
    try:
        draft = counter.begin(
            work.db(),
            offer_id,
            asked.presented,
            actor=actor(),
            at=work.now(),
            on_behalf=on_behalf,
        )
    except NotFoundError:
        return _page(asked, _("Thủ tục này không nhận trực tiếp tại quầy của bạn. Bạn cần chọn lại.")), BAD_REQUEST
    except IdentityDiffersError:
        asked.card_error = _(
            "Số định danh này đã được định danh điện tử với họ tên hoặc ngày sinh khác. Bạn cần kiểm tra lại giấy tờ."
        )
        return _page(asked), BAD_REQUEST
    asks = on_behalf and counter.asks_for_whom(work.db(), draft)
    return redirect(url_for("citizen.counter_for_whom" if asks else "citizen.go_on", draft_id=draft.id))


def _chosen() -> UUID | None:
    try:
        return UUID(request.form.get("offer", ""))
    except ValueError:
        return None


def _page(asked: Presenting, offer_error: str = "") -> str:
    found = counter.places(work.db(), actor(), current_language())
    return render_template(
        "officer/counter.html",
        places=[(place, _words(place, found)) for place in found],
        chosen=request.form.get("offer", ""),
        asked=asked,
        person=draw(asked.form),
        offer_error=offer_error,
        card=CARD,
        form_errors=bool(offer_error or asked.card_error or any(one.errors for one in asked.form)),
        unfinished=_unfinished(),
    )


def _words(place: Place, among: Sequence[Place]) -> str:
    """Return what a place is called: with its agency, where the officer receives at several."""
    title = place.name(current_language())
    several = len({one.agency.id for one in among}) > 1
    return f"{title} ({agency_name(place.agency)})" if several else title


def _unfinished() -> list[Unfinished]:
    found = counter.open_ones(work.db(), actor(), at=work.now())
    answers = counter.answers_of(work.db(), found)
    return [_one(draft, answers.get(draft.id, "missing")) for draft in found]


def _one(draft: Draft, state: str) -> Unfinished:
    """Return one filing with how its person answered; what was asked leads to the page that is turned to them."""
    asked = state in {"asked", "confirmed", "declined"}
    return Unfinished(
        draft,
        people.applicant_of(work.db(), draft).full_name,
        say(procedure_of(work.db(), draft.version_id).title, current_language()),
        url_for("officer.counter_confirming" if asked else "citizen.go_on", draft_id=draft.id),
        (_(STATES[state][0]), STATES[state][1]) if asked else None,
    )
