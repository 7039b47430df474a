"""A portal with one published procedure, and a browser for each citizen who is signed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from forms.fields.attachment import KINDS
from portal.app import create_app
from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.jobs import files
from portal.models import Attachment, Person
from portal.parts import Parts
from portal.scanning.base import Scanner
from portal.services import web_sessions
from tests.conftest import Database, clone, settings_for
from tests.factories import CONFIRMATION, MORNING, World, make_person, make_world
from tests.statements import noted

OURS = frozenset({"csrf_token", "_revision", "_total", "_files", "_digest"})


@dataclass
class Visitor:
    """One browser."""

    client: FlaskClient
    check_files: Callable[[], None] = lambda: None
    """Have a worker look into every file that came."""

    def get(self, url: str, **options: Any) -> TestResponse:
        """Ask for a page."""
        return self.client.get(url, **options)

    def send(self, url: str, **typed: Any) -> TestResponse:
        """Send the form of the page at ``url``: its hidden values as they stand there, and over them what is typed."""
        return self.again(self.client.get(url).text, url, **typed)

    def again(self, page: str, url: str, **typed: Any) -> TestResponse:
        """Send the form of a page that was shown before."""
        hidden = {name: value for name, value in hidden_values(page).items() if name in OURS}
        return self.client.post(url, data=hidden | typed, headers={"Sec-Fetch-Site": "same-origin"})


def hidden_values(page: str) -> dict[str, str]:
    """Return the hidden inputs of a page."""
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}


@dataclass
class Site:
    """The application, its database and its clock."""

    database: Database
    parts: Parts
    world: World
    app: Flask
    time: list[datetime] = field(default_factory=lambda: [MORNING])

    def visitor(self) -> Visitor:
        """A browser that nobody signed in with."""
        return Visitor(self.app.test_client(), self.check_files)

    def citizen(self, number: str = "001190000001", name: str = "Nguyễn Thị Thử", assurance: int = 2) -> Visitor:
        """The browser of a citizen, known before or not."""
        with unit_of_work(self.database.sessions()) as session:
            found = session.query(Person).filter_by(citizen_id=number).one_or_none()
            person = found or make_person(session, number, name)
            token, _ = web_sessions.create(session, at=self.time[0], data={}, person_id=person.id, assurance=assurance)
        visitor = self.visitor()
        visitor.client.set_cookie("portal", token)
        return visitor

    def officer(self, role: str) -> Visitor:
        """The browser of the officer who holds a role."""
        with unit_of_work(self.database.sessions()) as session:
            who = self.world.officers[role].id
            token, _ = web_sessions.create(session, at=self.time[0], data={}, officer_id=who)
        visitor = self.visitor()
        visitor.client.set_cookie("portal", token)
        return visitor

    def check_files(self, scanner: Scanner | None = None) -> None:
        """Do what a worker does with every file that came."""
        with unit_of_work(self.database.sessions()) as session:
            arrived = session.scalars(select(Attachment.id).where(Attachment.state == "arrived")).all()
        with self.worker(scanner) as worker:
            for key in arrived:
                files.check_attachment(worker, str(key), KINDS)

    @contextmanager
    def worker(self, scanner: Scanner | None = None) -> Iterator[Parts]:
        """The parts of a worker, with another scanner than its own."""
        worker = Parts(self.database.settings, Role.WORKER)
        if scanner is not None:
            worker.__dict__["scanner"] = scanner
        yield worker
        worker.close()

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Count what is asked of the database, at the driver: not everything passes through the ORM."""
        with noted() as said:
            yield said

    def person_of(self, number: str = "001190000001") -> Person:
        """The citizen behind a number."""
        with unit_of_work(self.database.sessions()) as session:
            return session.query(Person).filter_by(citizen_id=number).one()


@contextmanager
def open_site(server: Place, data: Path, pack: Path = CONFIRMATION) -> Iterator[Site]:
    """Publish a procedure, staff an agency, and serve from a database of its own."""
    name = f"portal_{uuid4().hex[:12]}"
    clone(server, name)
    database = Database(settings_for(server, name, data))
    with unit_of_work(database.sessions()) as session:
        world = make_world(session, pack)
    parts = Parts(database.settings, Role.WEB)
    time = [MORNING]
    yield Site(database, parts, world, create_app(database.settings, parts=parts, now=lambda: time[0]), time)
    parts.close()
    for engine in database.engines.values():
        engine.dispose()
