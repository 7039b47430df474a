"""What tests make: agencies, officers, people, published procedures, filed dossiers; all through the services."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Agency, Attachment, Dossier, Draft, Offer, Officer, Person, ProcedureVersion
from portal.services import drafts, filing, publishing, staffing
from portal.services.actors import Actor, ActorKind
from portal.services.importing import import_pack
from portal.services.officers import actor_of, hash_password

PACKS = Path(__file__).parent / "packs"
CONFIRMATION = PACKS / "confirmation"
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday 23/11/2026, nine o'clock in Vietnam."""
PASSWORD = "mat-khau-thu-nghiem"
ROLES = ("receptionist", "department_head", "case_officer", "leader", "clerk")
CODE = "{agency}-{date}-{seq:07d}"


@dataclass
class World:
    """An agency that is staffed and offers one procedure."""

    agency: Agency
    offer: Offer
    officers: dict[str, Officer]
    at: datetime = MORNING
    extra: dict[str, Any] = field(default_factory=dict)

    def actor(self, session: Session, role: str, at: datetime = MORNING) -> Actor:
        """The officer who holds ``role``, with the roles held at this instant."""
        found = actor_of(session, self.officers[role].id, at)
        assert found is not None
        return found


ON_BEHALF = """\
applicants: [citizen, organisation]
on_behalf:
  allowed: true
  for: [child, ward, person, organisation]
  mandate: uy_quyen
  by_identity: true
  proof: {child: khai_sinh}
"""
MANDATE = """\
  - {id: uy_quyen, title: Văn bản ủy quyền, when: filed_on_behalf, law: luat}
  - {id: khai_sinh, title: Giấy khai sinh của con, when: represents == 'child', law: luat}
"""


def pack_for_others(folder: Path, *pairs: tuple[str, str]) -> Path:
    """Write the small pack once more, as one that may be filed for others, with some texts replaced."""
    shutil.copytree(CONFIRMATION, folder)
    text = (folder / "procedure.yaml").read_text(encoding="utf-8")
    documents = "  - {id: giay_to, title: Giấy tờ chứng minh, required: true, law: luat}\n"
    pairs = (("applicants: [citizen, organisation]\n", ON_BEHALF), (documents, documents + MANDATE), *pairs)
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "procedure.yaml").write_text(text, encoding="utf-8")
    return folder


def make_agency(session: Session, code: str = "H26.101", name: str = "Ủy ban nhân dân phường Thử Nghiệm") -> Agency:
    values = {"code": code, "name": name, "abbr": "UBND", "tier": "commune", "place": "Thử Nghiệm", "phone": "024 1"}
    return staffing.ensure_agency(session, values, at=MORNING)


@cache
def hashed(password: str) -> str:
    """Return the hash of a password, worked out once: it is slow on purpose, and most tests want officers."""
    return hash_password(password)


def make_officer(session: Session, agency: Agency, *roles: str, username: str = "") -> Officer:
    name = username or f"{roles[0]}.{agency.code.lower()}"
    values = {"username": name, "full_name": f"Cán bộ {name}", "title": "CÔNG CHỨC"}
    officer = staffing.ensure_officer(session, values, password=PASSWORD, at=MORNING, hashed=hashed)
    for role in roles:
        staffing.appoint(session, officer, agency, role, at=MORNING)
    return officer


def publish(session: Session, pack: Path = CONFIRMATION) -> ProcedureVersion:
    imported = import_pack(session, pack, at=MORNING)
    assert imported.sound, imported.findings
    newest = select(ProcedureVersion).order_by(ProcedureVersion.drafted_at.desc(), ProcedureVersion.id.desc())
    return session.scalars(newest.limit(1)).one()


def make_world(session: Session, pack: Path = CONFIRMATION, code: str = "H26.101") -> World:
    agency = make_agency(session, code)
    officers = {role: make_officer(session, agency, role) for role in ROLES}
    offer = publishing.make_offer(session, publish(session, pack), agency, agency, overlay={}, at=MORNING)
    return World(agency, offer, officers)


def make_person(session: Session, number: str = "001190000001", name: str = "Nguyễn Thị Thử") -> Person:
    person = Person(
        kind="citizen",
        full_name=name,
        citizen_id=number,
        birth_date=date(1990, 5, 6),
        phone="0912345678",
        email="thu@example.vn",
        created_at=MORNING,
    )
    session.add(person)
    session.flush()
    return person


def as_actor(person: Person, assurance: int = 2) -> Actor:
    return Actor(ActorKind.PERSON, person.id, person.full_name, assurance=assurance)


def attach(session: Session, draft: Draft, document: str, at: datetime = MORNING) -> Attachment:
    attachment = Attachment(
        agency_id=draft.agency_id,
        draft_id=draft.id,
        document=document,
        filename="giay-to.pdf",
        media_type="application/pdf",
        size=5,
        sha256="0" * 64,
        sent_sha256="0" * 64,
        state="ready",
        scan="clean",
        uploaded_by=draft.person_id,
        uploaded_at=at,
    )
    session.add(attachment)
    session.flush()
    return attachment


def fill(session: Session, world: World, person: Person, at: datetime = MORNING, **answers: Any) -> Draft:
    draft = drafts.start(session, person, world.offer, at=at)
    values = {"ho_ten": person.full_name, "so_ban": 3} | answers
    drafts.save_page(session, draft, "nguoi_nop", values, person=person, at=at)
    draft.delivery = "online"
    attach(session, draft, "giay_to", at)
    return draft


def submit(session: Session, world: World, person: Person, at: datetime = MORNING, **answers: Any) -> Dossier:
    draft = fill(session, world, person, at, **answers)
    return filing.submit(session, draft, person=person, actor=as_actor(person), at=at, code_pattern=CODE)


def some_pdf() -> BytesIO:
    return BytesIO(b"%PDF-1.4\n%%EOF\n")
