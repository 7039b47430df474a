"""Dossiers that an agency has accepted, filed as a person files them, and its officers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from benchmarks.site.home import Home
from portal import clock
from portal.db import unit_of_work
from portal.models import Agency, Offer, Officer, Person
from portal.services import drafts, filing, processing, staffing
from portal.services.actors import Actor, ActorKind
from portal.services.officers import actor_of
from portal.services.processing import Request
from portal.services.tasks import open_tasks

ROLES = ("receptionist", "department_head", "case_officer")
CODE = "{agency}-{date}-{seq:07d}"
BATCH = 50
ANSWERS = {
    "ho_ten": "Nguyễn Thị Đo",
    "so_dinh_danh": "001190000001",
    "ngay_sinh": date(1990, 5, 6),
    "gioi_tinh": "nu",
    "dien_thoai": "0912345678",
    "thu": "do@example.vn",
    "nop_thay": False,
}


def staffed(home: Home, offer: Offer) -> dict[str, UUID]:
    """Return one officer of each role at the agency of the offer."""
    at = clock.now()
    with unit_of_work(home.make_session) as session:
        agency = session.get_one(Agency, offer.agency_id)
        return {role: _officer(session, agency, role, at) for role in ROLES}


def _officer(session: Session, agency: Agency, role: str, at: datetime) -> UUID:
    """Make an officer whom no password lets in."""
    nobody = "-"
    officer = Officer(
        username=f"{role}.do", full_name=f"Cán bộ {role}", title="", password_hash=nobody, active=True, created_at=at
    )
    session.add(officer)
    session.flush()
    staffing.appoint(session, officer, agency, role, at=at)
    return officer.id


def accepted(home: Home, offer: Offer, receptionist: UUID, count: int) -> list[UUID]:
    """File so many dossiers, and accept each."""
    (visitor,) = home.visitors(1)
    found: list[UUID] = []
    while len(found) < count:
        with unit_of_work(home.make_session) as session:
            person = session.get_one(Person, visitor.person_id)
            officer = actor_of(session, receptionist, clock.now())
            assert officer is not None
            here = session.get_one(Offer, offer.id)
            found += [_accepted(session, here, person, officer) for _ in range(min(BATCH, count - len(found)))]
    return found


def _accepted(session: Session, offer: Offer, person: Person, officer: Actor) -> UUID:
    at = clock.now()
    draft = drafts.start(session, person, offer, at=at)
    drafts.save_page(session, draft, "nguoi_nop", ANSWERS, person=person, at=at)
    filer = Actor(ActorKind.PERSON, person.id, person.full_name, assurance=2)
    draft.delivery = "online"
    dossier = filing.submit(session, draft, person=person, actor=filer, at=at, code_pattern=CODE)
    (task,) = open_tasks(session, dossier.id)
    processing.take_action(
        session, dossier.id, task.id, Request("nhan"), actor=officer, at=at, seen_version=dossier.lock_version
    )
    return dossier.id
