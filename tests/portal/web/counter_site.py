"""An officer's browser at the counter of a portal with one published procedure, and what a scanner types."""

from __future__ import annotations

import re

from sqlalchemy import select

from portal.db import unit_of_work
from portal.models import Confirmation, Draft, Officer
from portal.services import web_sessions
from portal.services.confirmation_keys import ConfirmationKeys
from tests.portal.web.citizen_site import Site, Visitor
from tests.portal.web.test_citizen_filing import a_pdf

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


def fill(visitor: Visitor, page: str, so_ban: str = "3") -> str:
    """Fill in the form and send the document; return the address of the last look."""
    answer = visitor.send(page, ho_ten=NAME, so_ban=so_ban)
    assert answer.status_code == 302, answer.text
    answer = visitor.send(answer.headers["Location"], **{"tep-giay_to": (a_pdf(), "giay.pdf"), "_next": "1"})
    assert answer.status_code == 302, answer.text
    visitor.check_files()
    return str(answer.headers["Location"])


def ask(visitor: Visitor, check: str) -> str:
    """Ask the person present to confirm, and return the address of the page that is turned to them."""
    answer = visitor.send(check, _ask="1", delivery="counter")
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def code_on(page: str) -> str:
    """The digits on the page that is turned to the person."""
    found = re.search(r'turned__code">([\d ]+)<', page)
    assert found is not None, page
    return found[1]


def open_by_code(phone: Visitor, code: str) -> str:
    """Enter the digits on a phone, and return the address that they lead to."""
    answer = phone.send("/xac-nhan", code=code)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def link_of(site: Site, page: str, party: str) -> str:
    """The address behind the QR code for the draft of an address."""
    asked = (Confirmation.draft_id == draft_of(site, page).id, Confirmation.state == "asked")
    query = select(Confirmation).where(*asked, Confirmation.party == party)
    with unit_of_work(site.database.sessions()) as session:
        salt = session.scalars(query).one().salt
    return f"/xac-nhan/{ConfirmationKeys(site.database.settings.secret_key.reveal()).token(salt)}"


def confirm(site: Site, phone: Visitor, page: str, party: str = "applicant") -> None:
    """Read what the QR code leads to, and confirm it."""
    link = link_of(site, page, party)
    shown = phone.get(link).text
    digest = re.search(r'name="_digest" value="([0-9a-f]{64})"', shown)
    assert digest is not None, shown
    answer = phone.again(shown, link, _digest=digest[1], declared="1", _confirm="1")
    assert answer.status_code == 302, answer.text


def ready(site: Site, so_ban: str = "3") -> tuple[Visitor, str, str]:
    """A filing that the person has been asked to confirm: the officer, the last look, and the page turned to them."""
    visitor = officer(site)
    check = fill(visitor, begin(site, visitor), so_ban)
    return visitor, check, ask(visitor, check)
