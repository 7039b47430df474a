"""Where a procedure is offered: opening, closing, and the local values of an agency.

An offer never changes: other local values close it and open another, and dossiers keep the one they were filed under.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from forms.alphabet import alphabetical
from portal.models import Agency, Appointment, Offer, Officer, ProcedureVersion, VersionState
from portal.services import linked_procedures
from portal.services.actors import Actor
from portal.services.definitions import procedure_of
from portal.services.officers import agencies_named
from portal.services.publishing import APPROVER, make_offer
from portal.services.publishing_acts import ActKind, record
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError
from portal.services.result_previews import TIERS
from procedures.definition import Competence, Procedure
from procedures.overlay import asked_roles, check_overlay, local_agencies

MOST_AGENCIES = 500
CENTRAL = "ministry"


class WrongOverlayError(ActionNotAllowedError):
    """The local values do not fit the procedure; ``wrong`` says it, one sentence each."""

    def __init__(self, version: ProcedureVersion, wrong: Sequence[str]) -> None:
        """Keep the sentences."""
        super().__init__(version.code, str(version.version), "offer", "overlay")
        self.wrong = tuple(wrong)


def fitting_agencies(session: Session, actor: Actor, competence: Competence) -> Sequence[Agency]:
    """Return the agencies of the fitting tier for which the actor approves: the own ones and those below them.

    Who approves at a ministry does so for the whole country.
    """
    query = select(Agency).where(Agency.tier.in_(TIERS[competence]))
    own = _approves_for(actor)
    central = session.scalar(select(Agency.id).where(Agency.id.in_(own), Agency.tier == CENTRAL).limit(1))
    if central is None:
        query = query.where(Agency.id.in_(_below(own)))
    found = session.scalars(query.order_by(Agency.code).limit(MOST_AGENCIES))
    return sorted(found, key=lambda one: (alphabetical(one.name), one.code))


def open_offers(session: Session, version: ProcedureVersion) -> dict[UUID, Offer]:
    """Return the open offers of a version by their agency."""
    query = select(Offer).where(Offer.version_id == version.id, Offer.closed_at.is_(None))
    return {offer.agency_id: offer for offer in session.scalars(query)}


def missing_roles(
    session: Session, procedure: Procedure, agencies: Sequence[Agency], at: datetime
) -> dict[UUID, set[str]]:
    """Return, for each agency, the roles that nobody holds there now: those who act, and those who are asked there."""
    needed = procedure.workflow.roles_at(None) | asked_roles(procedure)
    rows = session.execute(
        select(Appointment.agency_id, Appointment.role)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(Appointment.agency_id.in_([agency.id for agency in agencies]), Appointment.role.in_(needed))
        .where(Officer.active, Appointment.started_at <= at)
        .where(Appointment.ended_at.is_(None) | (Appointment.ended_at > at))
        .distinct()
    )
    held: dict[UUID, set[str]] = {}
    for agency_id, role in rows:
        held.setdefault(agency_id, set()).add(role)
    return {agency.id: set(needed) - held.get(agency.id, set()) for agency in agencies}


def open_at(
    session: Session,
    version: ProcedureVersion,
    agencies: Sequence[UUID],
    *,
    overlay: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> int:
    """Offer a live version at agencies with these local values, and return at how many something changed.

    Raises ``WrongOverlayError`` when the values do not fit, ``NotAllowedError`` for an agency that is not the actor's.
    """
    if version.state is not VersionState.PUBLISHED:
        raise ActionNotAllowedError(version.code, str(version.version), "offer", version.state)
    procedure = procedure_of(session, version.id)
    wrong = check_overlay(procedure, overlay) + _unknown_agencies(session, overlay)
    wrong += linked_procedures.wrong_at(session, procedure, overlay)
    if wrong:
        raise WrongOverlayError(version, wrong)
    allowed = {agency.id: agency for agency in fitting_agencies(session, actor, procedure.competence)}
    known = open_offers(session, version)
    changed = 0
    for key in agencies:
        if key not in allowed:
            raise NotAllowedError(APPROVER)
        changed += _renew(session, version, allowed[key], known.get(key), overlay, actor, at)
    return changed


def _unknown_agencies(session: Session, overlay: Mapping[str, Any]) -> list[str]:
    named = local_agencies(overlay)
    known = {one.code: one for one in agencies_named(session, named.values())}
    return [f"no agency has the code '{code}' ({name})" for name, code in named.items() if code and code not in known]


def _renew(
    session: Session,
    version: ProcedureVersion,
    agency: Agency,
    before: Offer | None,
    overlay: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> bool:
    if before is not None and before.overlay == dict(overlay):
        return False
    receiving = agency
    if before is not None:
        receiving = session.get_one(Agency, before.receiving_agency_id)
        before.closed_at = at
        session.flush()
    make_offer(session, version, agency, receiving, overlay=overlay, at=at)
    record(session, version, ActKind.OFFERED, actor=actor, at=at, note=agency.name)
    return True


def close(session: Session, version: ProcedureVersion, offer_id: UUID, *, actor: Actor, at: datetime) -> Agency:
    """Close an offer: nobody files there any more, running dossiers go on. Return the agency."""
    offer = session.scalar(select(Offer).where(Offer.id == offer_id, Offer.version_id == version.id).with_for_update())
    if offer is None or offer.closed_at is not None:
        raise NotFoundError("offer")
    competence = procedure_of(session, version.id).competence
    agency = session.get_one(Agency, offer.agency_id)
    if agency.id not in {one.id for one in fitting_agencies(session, actor, competence)}:
        raise NotAllowedError(APPROVER)
    offer.closed_at = at
    session.flush()
    record(session, version, ActKind.OFFER_CLOSED, actor=actor, at=at, note=agency.name)
    return agency


def _approves_for(actor: Actor) -> list[UUID]:
    return [agency for agency, roles in actor.roles.items() if APPROVER in roles]


def _below(own: Sequence[UUID]) -> Any:
    """Return the keys of agencies and of everything below them, as a query."""
    top = select(Agency.id).where(Agency.id.in_(own)).cte("below", recursive=True)
    child = aliased(Agency)
    tree = top.union(select(child.id).join(top, child.parent_id == top.c.id))
    return select(tree.c.id)
