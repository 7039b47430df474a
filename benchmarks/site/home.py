"""A portal of its own for one measurement: an embedded database, one agency, the bench packs, people and sessions."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from portal import clock
from portal.cli.migrate import upgrade
from portal.config import Settings
from portal.db import Role, open_engine, sessions, unit_of_work
from portal.embedded_postgres import EmbeddedPostgres, Place
from portal.embedded_postgres.place import DATABASE
from portal.models import Offer, Person, ProcedureVersion
from portal.services import publishing, staffing, web_sessions
from portal.services.importing import import_pack

PACKS = Path(__file__).resolve().parent.parent / "packs"
COOKIE = "__Host-portal"
AGENCY = {"code": "H26.101", "name": "Ủy ban nhân dân phường Đo", "abbr": "UBND", "tier": "commune", "place": "Đo"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A citizen who is signed in: the key of the person, and the cookie of the session."""

    person_id: UUID
    cookie: str


@dataclass(frozen=True)
class Home:
    """The settings of the site, and a way into its database."""

    settings: Settings
    environment: dict[str, str]
    make_session: sessionmaker[Session]

    def offer(self, pack: str) -> Offer:
        """Publish the pack in ``packs/<pack>`` and offer it at the agency."""
        at = clock.now()
        with unit_of_work(self.make_session) as session:
            agency = staffing.ensure_agency(session, AGENCY, at=at)
            imported = import_pack(session, PACKS / pack, at=at)
            assert imported.sound, imported.findings
            newest = select(ProcedureVersion).order_by(ProcedureVersion.drafted_at.desc()).limit(1)
            return publishing.make_offer(session, session.scalars(newest).one(), agency, agency, overlay={}, at=at)

    def visitors(self, count: int) -> list[Visitor]:
        """Make citizens and sign each of them in."""
        at = clock.now()
        with unit_of_work(self.make_session) as session:
            people = [_person() for _ in range(count)]
            session.add_all(people)
            session.flush()
            return [
                Visitor(
                    one.id,
                    f"{COOKIE}={web_sessions.create(session, at=at, data={}, person_id=one.id, assurance=2)[0]}",
                )
                for one in people
            ]


def _person() -> Person:
    return Person(
        kind="citizen",
        full_name="Nguyễn Thị Đo",
        citizen_id=f"0{secrets.randbelow(10**11):011d}",
        birth_date=date(1990, 5, 6),
        phone="0912345678",
        created_at=clock.now(),
    )


@contextmanager
def home() -> Iterator[Home]:
    """Start the database, migrate it, and take everything away again at the end."""
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o711)
    place = Place.of(folder)
    try:
        with EmbeddedPostgres(place):
            environment = environment_of(place, folder)
            settings = Settings.from_environment(environment)
            owner = open_engine(settings, Role.OWNER)
            upgrade(owner, settings.schema)
            owner.dispose()
            web = open_engine(settings, Role.WEB)
            yield Home(settings, environment, sessions(web))
            web.dispose()
    finally:
        shutil.rmtree(folder)


def environment_of(place: Place, folder: Path, database: str = DATABASE) -> dict[str, str]:
    """Return the settings of production, on which the portal is measured."""
    return {
        "PORTAL_ENV": "production",
        "PORTAL_PUBLIC_URL": "https://portal.example",
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
        "PORTAL_DATA": str(folder),
        "PORTAL_CLAMD": "none",
        "DATABASE_URL": place.dsn(Role.OWNER, database),
        "PORTAL_DATABASE_WEB_URL": place.dsn(Role.WEB, database),
        "PORTAL_DATABASE_WORKER_URL": place.dsn(Role.WORKER, database),
    }
