"""A portal whose agency has a few dossiers open, and what its officers' pages are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path

from sqlalchemy import select

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Dossier, FeeOrder, Task
from tests.factories import MORNING, make_person, submit
from tests.portal.web.citizen_site import Site, Visitor, open_site


@contextmanager
def open_desk(server: Place, data: Path, dossiers: int = 3) -> Iterator[Site]:
    """Serve a portal where some dossiers wait for a receptionist; nothing is owed for them."""
    with open_site(server, data) as site:
        with unit_of_work(site.database.sessions()) as session:
            person = make_person(session)
            for turn in range(dossiers):
                submit(session, site.world, person, MORNING + turn * timedelta(minutes=1))
            for order in session.scalars(select(FeeOrder)):
                order.state = "cancelled"
        yield site


def press(visitor: Visitor, page: str, url: str, **typed: object) -> str:
    """Send one of the forms of a page, and return where it leads."""
    answer = visitor.again(visitor.get(page).text, url, **typed)
    assert answer.status_code == 302, answer.text
    return answer.location


def codes(page: str) -> list[str]:
    """Return the last digits of the codes of the dossiers that a list leads to."""
    return re.findall(r'desk-table__link" href="[^"]*-0*(\d+)"', page)


def link(page: str, pattern: str) -> str:
    """Return the first address on a page that matches."""
    found = re.search(rf'(?:href|action)="({pattern})"', page)
    assert found is not None, page
    return unescape(found.group(1))


def task_ids(site: Site) -> dict[str, str]:
    """Return the open task of each dossier, by the last digits of its code."""
    with unit_of_work(site.database.sessions()) as session:
        query = select(Dossier.code, Task.id).join(Task, Task.dossier_id == Dossier.id).where(Task.closed_at.is_(None))
        return {code.rpartition("-")[2].lstrip("0"): str(key) for code, key in session.execute(query)}
