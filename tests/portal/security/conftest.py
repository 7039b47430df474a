"""One portal for all attacks: a published procedure, its officers, and whoever comes."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.services import web_sessions
from tests.portal.web.citizen_site import Site, open_site


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.fixture
def receptionist(site: Site) -> FlaskClient:
    """The browser of the officer who receives."""
    return officer(site, "receptionist")


def officer(site: Site, role: str) -> FlaskClient:
    """The browser of the officer who holds ``role``."""
    with unit_of_work(site.database.sessions()) as session:
        officer_id = site.world.officers[role].id
        token, _ = web_sessions.create(session, at=site.time[0], data={}, officer_id=officer_id)
    client = site.app.test_client()
    client.set_cookie("portal", token)
    return client
