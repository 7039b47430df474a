"""A hundred agencies with their officers; the first gets a tenth of all dossiers, and is the one that is measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Agency, Offer, Officer, ProcedureVersion
from portal.services import publishing, staffing, web_sessions
from portal.services.importing import import_pack

AGENCIES = 100
PACK = Path(__file__).resolve().parent.parent / "packs" / "filing"
CREW = {"receptionist": 8, "leader": 6, "clerk": 4, "department_head": 1}
"""Officers of the first agency, by role; every other one has one of each."""


@dataclass(frozen=True, slots=True)
class Town:
    """What the dossiers refer to, and the sessions of three officers of the first agency."""

    offer: Offer
    version: ProcedureVersion
    agencies: tuple[UUID, ...]
    crew: tuple[tuple[int, str, int, UUID], ...]
    """Number of the agency, role, number among those of the role, officer."""
    cookies: dict[str, str]
    officers: dict[str, UUID]


def found(session: Session) -> Town:
    """Publish the pack, and make the agencies and their officers."""
    at = clock.now()
    imported = import_pack(session, PACK, at=at)
    assert imported.sound, imported.findings
    version = session.scalars(select(ProcedureVersion).order_by(ProcedureVersion.drafted_at.desc()).limit(1)).one()
    agencies, crew = [], []
    offer: Offer | None = None
    for number in range(1, AGENCIES + 1):
        place = f"Phường {number}"
        values = {"code": f"H26.{100 + number}", "name": f"Ủy ban nhân dân {place}", "abbr": "UBND", "place": place}
        agency = staffing.ensure_agency(session, {**values, "tier": "commune"}, at=at)
        agencies.append(agency.id)
        if offer is None:
            offer = publishing.make_offer(session, version, agency, agency, overlay={}, at=at)
        for role, count in CREW.items():
            for one in range(1, (count if number == 1 else 1) + 1):
                officer = _officer(f"{role}.{number}.{one}", at)
                session.add(officer)
                session.flush()
                staffing.appoint(session, officer, agency, role, at=at)
                crew.append((number, role, one, officer.id))
    assert offer is not None
    return _town(session, offer, agencies, crew)


def met_again(session: Session) -> Town:
    """Return the town that is there already, its officers signed in anew."""
    offer = session.scalars(select(Offer)).one()
    codes = [f"H26.{100 + number}" for number in range(1, AGENCIES + 1)]
    by_code = {agency.code: agency.id for agency in session.scalars(select(Agency).where(Agency.code.in_(codes)))}
    crew = []
    for officer in session.scalars(select(Officer).order_by(Officer.id)):
        role, number, one = officer.username.split(".")
        crew.append((int(number), role, int(one), officer.id))
    return _town(session, offer, [by_code[code] for code in codes], crew)


def _town(session: Session, offer: Offer, agencies: list[UUID], crew: list[tuple[int, str, int, UUID]]) -> Town:
    at = clock.now()
    first = {role: officer for number, role, one, officer in crew if number == one == 1}
    cookies = {
        role: web_sessions.create(session, at=at, data={}, officer_id=officer)[0] for role, officer in first.items()
    }
    version = session.get_one(ProcedureVersion, offer.version_id)
    return Town(offer, version, tuple(agencies), tuple(crew), cookies, first)


def _officer(name: str, at: datetime) -> Officer:
    """Return an officer whom no password lets in."""
    nobody = "-"
    return Officer(
        username=name, full_name=f"Cán bộ {name}", title="CÔNG CHỨC", password_hash=nobody, active=True, created_at=at
    )
