"""Where a procedure is offered: the approver opens it at agencies, with their own values, and closes it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.spec import say
from portal.models import Agency, Offer, ProcedureVersion
from portal.services import offering, versions
from portal.services.definitions import procedure_of
from portal.services.offering import WrongOverlayError
from portal.services.refusals import NotFoundError
from portal.web import access, work
from portal.web.access import actor
from portal.web.agency_names import agency_name
from portal.web.finding_words import in_vietnamese
from portal.web.language import current_language
from portal.web.language import gettext as _
from portal.web.publisher import overlays
from portal.web.publisher.area import log, publisher, title_of
from portal.web.publisher.lists import side
from procedures.definition import Procedure
from workflows.vocabulary import ROLES


@dataclass(slots=True)
class Asked:
    """What was chosen and typed, and what is wrong with it."""

    agencies: list[UUID] = field(default_factory=list)
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """One agency on the page."""

    agency: Agency
    offer: Offer | None
    local: list[str]
    """What is set otherwise there."""
    missing: list[str]
    """Roles of the workflow that nobody holds there."""
    unnamed: list[str]
    """Agencies that are asked for an opinion and that the offer does not name."""


@publisher.get("/cong-bo/thu-tuc/<code>/noi-ap-dung")
@access.officer("approver")
def offers(code: str) -> str:
    """Show the agencies of the fitting tier, where it is offered already, and who is missing there."""
    return _page(_live(code), Asked())


@publisher.post("/cong-bo/thu-tuc/<code>/noi-ap-dung")
@access.officer("approver")
def open_offers(code: str) -> Response | tuple[str, int]:
    """Offer the live version at the chosen agencies, with the local values that were typed."""
    version = _live(code)
    procedure = procedure_of(work.db(), version.id)
    asked = Asked(_chosen(), request.form)
    overlay, asked.errors = overlays.read(procedure, request.form)
    if not asked.agencies:
        asked.errors["co_quan"] = _("Bạn cần chọn ít nhất một cơ quan.")
    if not asked.errors:
        try:
            changed = offering.open_at(
                work.db(), version, asked.agencies, overlay=overlay, actor=actor(), at=work.now()
            )
        except WrongOverlayError as refused:
            asked.others = [in_vietnamese(one) if current_language() == "vi" else one for one in refused.wrong]
        else:
            log.info("publishing", act="offered", code=code, number=version.version, agencies=changed)
            flash(_("Đã mở tại %(n)s cơ quan.", n=changed) if changed else _("Không có gì thay đổi."), "success")
            return redirect(url_for("publisher.offers", code=code))
    return _page(version, asked), 400


@publisher.post("/cong-bo/thu-tuc/<code>/noi-ap-dung/dong")
@access.officer("approver")
def close_offer(code: str) -> Response:
    """Stop offering at one agency; running dossiers go on."""
    version = _live(code)
    key = _uuid(request.form.get("offer", ""))
    if key is None:
        raise NotFoundError("offer")
    agency = offering.close(work.db(), version, key, actor=actor(), at=work.now())
    log.info("publishing", act="offer_closed", code=code, number=version.version)
    flash(_("Đã ngừng nhận hồ sơ mới tại %(agency)s.", agency=agency_name(agency)), "success")
    return redirect(url_for("publisher.offers", code=code))


def _live(code: str) -> ProcedureVersion:
    live = versions.live_of(work.db(), code)
    if live is None:
        raise NotFoundError("procedure")
    return live


def _page(version: ProcedureVersion, asked: Asked) -> str:
    procedure = procedure_of(work.db(), version.id)
    agencies = offering.fitting_agencies(work.db(), actor(), procedure.competence)
    return render_template(
        "publisher/offers.html",
        version=version,
        pack_title=title_of(version, procedure),
        places=_places(version, procedure, agencies),
        questions=overlays.questions(procedure),
        asked=asked,
        views=side(None),
        form_errors=bool(asked.errors or asked.others),
    )


def _places(version: ProcedureVersion, procedure: Procedure, agencies: Sequence[Agency]) -> list[Place]:
    opened = offering.open_offers(work.db(), version)
    missing = offering.missing_roles(work.db(), procedure, agencies, work.now())
    return [
        Place(
            agency,
            opened.get(agency.id),
            overlays.in_sentences(procedure, _overlay(opened.get(agency.id))),
            sorted(_role(procedure, role) for role in missing[agency.id]),
            overlays.unnamed(procedure, _overlay(opened[agency.id])) if agency.id in opened else [],
        )
        for agency in agencies
    ]


def _overlay(offer: Offer | None) -> Mapping[str, Any]:
    return offer.overlay if offer is not None else {}


def _role(procedure: Procedure, role: str) -> str:
    words = procedure.workflow.own_roles.get(role) or ROLES.get(role)
    return say(words, current_language()) if words else role


def _chosen() -> list[UUID]:
    return [key for text in request.form.getlist("co_quan") if (key := _uuid(text)) is not None]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
