"""Whose signature a paper bears, and under which key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.models import Agency, Dossier, Officer, Paper
from portal.services.actors import SYSTEM, Actor, ActorKind, StandIn
from portal.services.delegations import Authority
from portal.services.issuing import SIGNS, issuer_id
from portal.services.officers import LEADER
from portal.services.pressing import Signed

TITLES = {Authority.AUTHORISED: "TUQ. {post}, {title}", Authority.ACTING: "Q. {post}"}
"""Under what title somebody signs who signs for a leader; a deputy's own title says it already."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: ``key`` is the name of the key in the keys folder."""

    key: str
    name: str
    title: str
    organisation: str
    place: str
    reason: str
    superior: str | None = None

    def signed(self, kind: str, at: datetime) -> Signed:
        """Return the signature as the paper's row keeps it."""
        return Signed(kind, self.name, self.title, at)


def maker(session: Session, paper: Paper) -> Signatory | None:
    """Return the officer who made a slip; ``None`` for what an applicant's act or the portal itself made."""
    officer = session.get(Officer, paper.made_by) if paper.made_by else None
    if officer is None:
        return None
    dossier = session.get_one(Dossier, paper.dossier_id)
    return of_officer(
        officer, session.get_one(Agency, issuer_id(dossier, paper)), paper.title, paper.details.get(SIGNS)
    )


def approver(session: Session, paper: Paper) -> tuple[Signatory, Actor]:
    """Return the leader who approved the result, as signatory and as actor."""
    officer = session.get_one(Officer, UUID(paper.details["approved_by"]))
    agency = session.get_one(Agency, paper.agency_id)
    signs = paper.details.get(SIGNS)
    actor = replace(_actor(officer), acting_for=StandIn.of_json(agency.id, signs) if signs else None)
    return of_officer(officer, agency, paper.title, signs), actor


def sealer(session: Session, paper: Paper) -> tuple[Signatory, Actor]:
    """Return the agency that seals the result, and the clerk who did it, or the portal by itself."""
    key = paper.details["sealed_by"]
    actor = _actor(session.get_one(Officer, UUID(key))) if key else SYSTEM
    return of_agency(session, session.get_one(Agency, paper.agency_id), paper.title), actor


def issuer(session: Session, paper: Paper) -> Signatory:
    """Return the agency that issues a slip."""
    dossier = session.get_one(Dossier, paper.dossier_id)
    return of_agency(session, session.get_one(Agency, issuer_id(dossier, paper)), paper.title)


def of_officer(officer: Officer, agency: Agency, title: str, signs: Mapping[str, Any] | None = None) -> Signatory:
    """Return an officer as the one who signs a paper of an agency; ``signs`` says for whom they stand in."""
    key, post = f"officer-{officer.id}", officer.title
    if signs and signs["role"] == LEADER:
        post = TITLES.get(signs["authority"], "{title}").format(post=signs["post"], title=officer.title)
    return Signatory(key, officer.full_name, post, agency.name, agency.place, title)


def of_agency(session: Session, agency: Agency, title: str) -> Signatory:
    """Return an agency as the one that seals a paper."""
    parent = session.get(Agency, agency.parent_id) if agency.parent_id else None
    superior = parent.name if parent else None
    return Signatory(f"agency-{agency.code.lower()}", agency.name, "", agency.name, agency.place, title, superior)


def _actor(officer: Officer) -> Actor:
    return Actor(ActorKind.OFFICER, officer.id, officer.full_name, officer.title)
