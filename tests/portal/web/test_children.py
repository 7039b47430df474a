"""Parts at other agencies on the pages: under the one dossier, with links only where they may be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.app import create_app
from portal.db import Role, unit_of_work
from portal.models import Officer
from portal.parts import Parts
from portal.services import child_life, children, processing, tasks, web_sessions
from portal.services.processing import Request
from tests.conftest import Database
from tests.factories import CODE, MORNING
from tests.portal.services.linked import make_linked

LATE = MORNING + timedelta(days=20)


@dataclass
class Pages:
    """A dossier that waits for one elsewhere, and the browsers of those who read them."""

    mother: str
    child: str
    citizen: FlaskClient
    officer: FlaskClient
    elsewhere: FlaskClient


@pytest.fixture
def pages(database: Database, tmp_path: Path) -> Iterator[Pages]:
    parts = Parts(database.settings, Role.WEB)
    app = create_app(database.settings, parts=parts, now=lambda: LATE)
    with unit_of_work(database.sessions()) as session:
        linked = make_linked(session, tmp_path / "mother")
        for role, action in (("receptionist", "nhan"), ("case_officer", "hoi")):
            (task,) = tasks.open_tasks(session, linked.mother.id)
            processing.take_action(
                session,
                linked.mother.id,
                task.id,
                Request(action),
                actor=linked.world.actor(session, role),
                at=MORNING,
                seen_version=linked.mother.lock_version,
            )
        (row,) = children.children_of(session, linked.mother)
        child = child_life.open_child(session, row.id, at=MORNING, code_pattern=CODE)
        assert child is not None

        def browser(officer: Officer | None = None) -> FlaskClient:
            who = {"officer_id": officer.id} if officer else {"person_id": linked.person.id, "assurance": 2}
            token, _ = web_sessions.create(session, at=LATE, data={}, **who)
            client = app.test_client()
            client.set_cookie("portal", token)
            return client

        found = Pages(
            linked.mother.code,
            child.code,
            browser(),
            browser(linked.world.officers["case_officer"]),
            browser(linked.other.officers["receptionist"]),
        )
    yield found
    parts.close()


def test_the_applicant_reads_every_part_and_which_one_is_late(pages: Pages) -> None:
    page = pages.citizen.get(f"/ho-so/{pages.mother}").text
    assert f'href="/ho-so/{pages.child}"' in page
    assert "Phần đang chậm: Cơ quan thuế (Thuế thành phố Thử Nghiệm)." in page
    assert "Late part: Tax office" in pages.citizen.get(f"/en/ho-so/{pages.mother}").text
    assert f'href="/ho-so/{pages.mother}"' in pages.citizen.get(f"/ho-so/{pages.child}").text
    assert f"Thuộc hồ sơ {pages.mother}." in pages.citizen.get("/ho-so").text


def test_officers_see_that_the_other_is_there_and_open_only_their_own(pages: Pages) -> None:
    page = pages.officer.get(f"/can-bo/ho-so/{pages.mother}").text
    assert pages.child in page
    assert f"/can-bo/ho-so/{pages.child}" not in page
    assert pages.officer.get(f"/can-bo/ho-so/{pages.child}").status_code == 404
    there = pages.elsewhere.get(f"/can-bo/ho-so/{pages.child}").text
    assert pages.mother in there
    assert f"/can-bo/ho-so/{pages.mother}" not in there
    assert "Mở hồ sơ ở cơ quan khác" in pages.officer.get(f"/can-bo/ho-so/{pages.mother}?xem=qua-trinh").text


def test_nothing_is_proposed_while_a_dossier_elsewhere_is_waited_for(pages: Pages) -> None:
    page = pages.officer.get(f"/can-bo/ho-so/{pages.mother}").text
    assert "govuk-button--secondary acts__button" in page
    assert "govuk-button acts__button" not in page
