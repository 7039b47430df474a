"""One running portal and one Chromium for all journeys."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portal.cli.ports import free_port
from portal.embedded_postgres import Place
from tests.conftest import clone, settings_for
from tests.journeys.people import People
from tests.journeys.photograph import photograph
from tests.journeys.site import Site
from tests.journeys.stories import Told, files, told

FIRST_PORT, PORTS_OF_ONE = 24_000, 8
"""A run takes four ports; processes of a test run that start at the same time look at different ones."""
DATABASE = "portal_journeys"


@pytest.fixture(scope="session")
def site(server: Place) -> Iterator[Site]:
    """The whole portal with two web processes and two workers, on a database of the test server."""
    clone(server, DATABASE)
    data = Path(tempfile.mkdtemp(prefix="portal-journeys-"))
    settings = settings_for(server, DATABASE, data)
    urls = {
        "DATABASE_URL": settings.database_url,
        "PORTAL_DATABASE_WEB_URL": settings.database_web_url,
        "PORTAL_DATABASE_WORKER_URL": settings.database_worker_url,
    }
    given = {name: url.reveal() for name, url in urls.items() if url is not None}
    running = Site(
        data,
        free_port(FIRST_PORT + os.getpid() % 1_000 * PORTS_OF_ONE),
        {**given, "PORTAL_WEB_WORKERS": "2", "PORTAL_JOB_WORKERS": "2"},
    )
    running.start()
    yield running
    running.stop()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def people(browser: Browser, site: Site) -> People:
    """Everybody who takes part."""
    return People(browser, site)


@pytest.fixture(scope="session")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document as a phone takes it: a photograph of a page."""
    return photograph(tmp_path_factory.mktemp("giay-to"))


@pytest.fixture(scope="session")
def free() -> Told:
    """A filing for which nothing is to be paid."""
    return next(one for one in map(told, files()) if not one.total)


@pytest.fixture(scope="session")
def dear() -> Told:
    """A filing for which something is to be paid."""
    return next(one for one in map(told, files()) if one.total)
