"""Sessions: what was known before signing in is worth nothing after it, and an ended session stays ended."""

import re

from portal.db import unit_of_work
from portal.services import web_sessions
from portal.web.sessions import RowSession
from tests.portal.web.citizen_site import Site


def test_signing_in_changes_the_token_of_the_forms(site: Site) -> None:
    with site.app.test_request_context("/"):
        session = RowSession(None)
        session["csrf_token"] = "known to an attacker"
        session["come_back"] = "/ho-so"
        session.sign_in(person_id=site.world.officers["clerk"].id, assurance=2)
        assert dict(session) == {"come_back": "/ho-so"}


def test_a_request_under_way_does_not_undo_signing_out(site: Site) -> None:
    citizen = site.citizen()
    page = citizen.get("/tai-khoan")
    assert page.status_code == 200
    cookie = citizen.client.get_cookie("portal")
    assert cookie is not None
    with site.app.test_request_context("/", headers={"Cookie": f"portal={cookie.value}"}):
        slow = RowSession(cookie.value)
        assert slow.person_id is not None
        with unit_of_work(site.database.sessions()) as session:
            web_sessions.end(session, cookie.value)
        slow["note"] = "written after the end"
        answer = site.app.response_class()
        site.app.session_interface.save_session(site.app, slow, answer)
        assert not re.search("portal=", answer.headers.get("Set-Cookie", ""))
    assert citizen.get("/tai-khoan").status_code == 302
