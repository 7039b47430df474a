"""Starting a filing: which agency, for whom, and what to have at hand; or going on with one that was left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from forms.sourced import field_of
from forms.spec import say
from portal.clock import local_date
from portal.models import Agency, Draft, Offer
from portal.services import catalogue, drafts, look_ups
from portal.services.definitions import procedure_of
from portal.services.known_answers import known_answers
from portal.services.refusals import NotFoundError
from portal.web import access, work
from portal.web.access import actor, me
from portal.web.citizen import for_whom
from portal.web.citizen.area import citizen
from portal.web.citizen.document_items import listed
from portal.web.citizen.filing import filing_of
from portal.web.citizen.for_whom import Chosen
from portal.web.citizen.way import first_undone
from portal.web.citizen.words import agency_words
from portal.web.confirmation_words import parties_told
from portal.web.data_groups import GROUPS
from portal.web.form_tokens import form_token
from portal.web.kept_pages import render_kept
from portal.web.language import current_language
from portal.web.language import gettext as _
from procedures.definition import Procedure

TEMPLATE = "citizen/start.html"
Offers = Sequence[tuple[Offer, Agency]]


@citizen.get("/thu-tuc/<code>/nop")
@access.citizen
@work.alone
def start(code: str) -> str:
    """Show what to have at hand, what need not be told again, and ask for the agency."""
    procedure, offers = _offered(code)
    return _page(procedure, offers)


@citizen.post("/thu-tuc/<code>/nop")
@access.citizen
@work.alone
def begin(code: str) -> Response | tuple[str, int]:
    """Start a filing with the chosen agency; one that was started and never touched is gone on with."""
    procedure, offers = _offered(code)
    chosen = request.form.get("offer", "")
    offer = next((offer for offer, _agency in offers if str(offer.id) == chosen), None)
    if offer is None:
        return _page(procedure, offers, error=_("Bạn cần chọn cơ quan nhận hồ sơ.")), 400
    whom = for_whom.chosen(procedure)
    if whom.errors:
        return _page(procedure, offers, wrong=whom.errors), 400
    asks = "ask_register" in request.form and not whom.on_behalf and bool(_may_ask(procedure))
    return redirect(first_undone(filing_of(_draft(procedure, offer, whom, asks=asks))))


def _draft(procedure: Procedure, offer: Offer, whom: Chosen, *, asks: bool) -> Draft:
    """Return the draft to go on with; where the register is asked, draft and question are one transaction."""
    found = _untouched(procedure.code, offer.id, whom, asks=asks)
    asks = asks and not (found and look_ups.was_asked(found))
    if asks:
        work.begin()
        found = drafts.own_draft(work.db(), found.id, me().id, lock=True) if found else None
    draft = found or drafts.start(
        work.db(), me(), offer, at=work.now(), filed_on_behalf=whom.on_behalf, represented=whom.represented
    )
    if asks:
        look_ups.ask(work.db(), draft, procedure, me(), at=work.now())
    return draft


def _may_ask(procedure: Procedure) -> tuple[str, ...]:
    """Return what the register would be asked for, by groups, in the reader's language; nothing where there is none."""
    if work.parts().population is None:
        return ()
    return tuple(_(GROUPS[group]) for group in look_ups.can_ask(procedure, me(), local_date(work.now())))


def _offered(code: str) -> tuple[Procedure, Offers]:
    session = work.db()
    offers = catalogue.offers_of(session, code)
    if not offers:
        raise NotFoundError("offer")
    procedure = procedure_of(session, offers[0][0].version_id)
    if "online" not in procedure.description.channels:
        raise NotFoundError("offer")
    return procedure, offers


def _untouched(code: str, offer_id: UUID, whom: Chosen, *, asks: bool) -> Draft | None:
    """Return a draft that was begun and left at once; one that knows what the person now rather tells is not it."""
    found = drafts.drafts_of(work.db(), me().id, offer_code=code)
    wanted = (offer_id, whom.on_behalf, whom.represented or {})
    same = (draft for draft in found if (draft.offer_id, draft.filed_on_behalf, draft.represented) == wanted)
    return next((draft for draft in same if draft.revision == 1 and (asks or not look_ups.was_asked(draft))), None)


def _page(
    procedure: Procedure, offers: Offers, *, error: str | None = None, wrong: Mapping[str, str] | None = None
) -> str:
    session, person = work.db(), me()
    names = {offer.agency_id: agency_words(agency) for offer, agency in offers}
    unfinished = drafts.drafts_of(session, person.id, offer_code=procedure.code)
    touched = [draft for draft in unfinished if draft.revision > 1]
    known = tuple(known_answers(procedure.form, person, local_date(work.now()), {}, filed_on_behalf=False))
    register = _may_ask(procedure)
    low = actor().assurance < procedure.assurance
    whom = for_whom.choices(procedure, person)

    def context(_holes: Mapping[str, str]) -> dict[str, Any]:
        return {
            "procedure": procedure,
            "offers": [(offer, names[offer.agency_id]) for offer, _agency in offers],
            "chosen": request.form.get("offer", ""),
            "drafts": [(draft, names.get(draft.agency_id, "")) for draft in touched],
            "documents": listed(procedure),
            "parties": parties_told(procedure),
            "known": _labels(procedure, known),
            "register": register,
            "low": low,
            "error": error,
            "whom": whom,
            "wrong": wrong or {},
            "typed": request.form,
        }

    if touched or error or wrong or request.query_string:
        return render_template(TEMPLATE, **context({}))
    agencies = tuple((offer.id, names[offer.agency_id]) for offer, _agency in offers)
    key = (id(procedure), agencies, known, register, low, person.kind)
    return render_kept(TEMPLATE, key, owner=procedure, late={}, unique=(form_token(),), context=context)


def _labels(procedure: Procedure, names: Iterable[str]) -> list[str]:
    """Return what the fields of these names ask, each once; nothing that may not be asked at all."""
    told = set(map(field_of, names))
    asked = (one for page in procedure.form.pages if page.when is None for one in page.fields if one.when is None)
    return list(dict.fromkeys(say(one.label, current_language()) for one in asked if one.name in told))
