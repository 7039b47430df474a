"""An officer's browser at the counter of a portal with one published procedure, and what a scanner types."""

from __future__ import annotations

import re

from sqlalchemy import select

from portal.db import unit_of_work
from portal.models import Draft, Officer
from portal.services import web_sessions
from tests.portal.web.citizen_site import Site, Visitor

COUNTER = "/can-bo/tai-quay"
NUMBER, NAME = "001190000777", "Phạm Thị Có Mặt"
CARD = f"{NUMBER}|012345678|{NAME}|06051990|Nữ|Số 1, Phường Thử, Hà Nội|01022022"
OFFICER = "receptionist.h26.101"


def officer(site: Site, username: str = OFFICER) -> Visitor:
    """The browser of an officer who is signed in."""
    with unit_of_work(site.database.sessions()) as session:
        found = session.scalars(select(Officer).where(Officer.username == username)).one()
        token, _ = web_sessions.create(session, at=site.time[0], data={}, officer_id=found.id)
    visitor = site.visitor()
    visitor.client.set_cookie("portal", token)
    return visitor


def begin(site: Site, visitor: Visitor, card: str = CARD, **typed: str) -> str:
    """Begin a filing for who shows this card, and return the address of its first page."""
    answer = visitor.send(COUNTER, offer=str(site.world.offer.id), the=card, **typed)
    assert answer.status_code == 302, answer.text
    first = visitor.get(answer.headers["Location"])
    assert first.status_code == 302, first.text
    return str(first.headers["Location"])


def draft_of(site: Site, page: str) -> Draft:
    """The draft of an address."""
    key = re.findall(r"[0-9a-f-]{36}", page)[0]
    with unit_of_work(site.database.sessions()) as session:
        return session.get_one(Draft, key)
