"""The register over HTTP: what it shows to whom, what it says to bad input, and how a file of it is fetched."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import Agency
from portal.parts import Parts
from portal.services import register_exports, registers, web_sessions
from portal.services.register_exports import MOST, SHEET
from tests.factories import MORNING, make_agency, make_officer, make_person, submit
from tests.portal.web.citizen_site import Site, open_site
from tests.portal.worker import work

PAGE = "/can-bo/so-theo-doi"
DAY = f"{PAGE}?tu=2026-11-23&den=2026-11-23"


@pytest.fixture
def site(server: Place, tmp_path: Path) -> Iterator[Site]:
    with open_site(server, tmp_path) as site:
        with unit_of_work(site.database.sessions()) as session:
            person = make_person(session)
            for turn in range(3):
                submit(session, site.world, person, MORNING + turn * timedelta(minutes=1))
        yield site


def browser(site: Site, role: str) -> FlaskClient:
    with unit_of_work(site.database.sessions()) as session:
        officer = site.world.officers[role].id
        token, _ = web_sessions.create(session, at=MORNING, data={}, officer_id=officer)
    client = site.app.test_client()
    client.set_cookie("portal", token)
    return client


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_names_are_for_those_who_keep_the_register(site: Site) -> None:
    seen = {role: browser(site, role).get(DAY) for role in ("receptionist", "leader", "clerk", "case_officer")}
    assert {role: page.status_code for role, page in seen.items()} == {
        "receptionist": 200,
        "leader": 200,
        "clerk": 200,
        "case_officer": 403,
    }
    for role in ("receptionist", "leader"):
        assert "Nguyễn Thị Thử" in seen[role].text
        assert "0912345678" in seen[role].text
    assert "H26.101-20261123-0000003" in seen["clerk"].text
    assert "Nguyễn Thị Thử" not in seen["clerk"].text
    assert "không xem được thông tin cá nhân" in seen["clerk"].text
    assert PAGE in browser(site, "clerk").get("/can-bo").text
    assert PAGE not in browser(site, "case_officer").get("/can-bo?xem=tat-ca").text
    with unit_of_work(site.database.sessions()) as session:
        session.get_one(Agency, site.world.agency.id).name_en = "Committee of the Ward"
    english = browser(site, "leader").get(f"/en{DAY}").text
    row = r"H26\.101-20261123-0000003</a>[^\n]*>Test confirmation<.*>Committee of the Ward</td>"
    assert re.search(row, english, re.DOTALL)
    assert "Xác nhận thử" not in english


def test_the_register_of_another_agency_is_not_found(site: Site) -> None:
    with unit_of_work(site.database.sessions()) as session:
        other = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
        make_officer(session, other, "receptionist")
    assert browser(site, "receptionist").get(f"{DAY}&co-quan=H26.102").status_code == 404
    assert browser(site, "receptionist").get(f"{DAY}&co-quan=H26.101").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("tu=2026-02-30&den=2026-11-23", "ngày có thật"),
        ("tu=hôm qua", "ngày có thật"),
        ("tu=9999-12-31&den=9999-12-31", "ngày có thật"),
        ("tu=0001-01-01", "ngày có thật"),
        ("tu=2026-11-24&den=2026-11-23", "không quá một năm"),
        ("tu=2024-11-23&den=2026-11-23", "không quá một năm"),
    ],
)
def test_bad_dates_are_told_and_stay_in_their_places(site: Site, query: str, words: str) -> None:
    answer = browser(site, "receptionist").get(f"{PAGE}?{query}")
    assert answer.status_code == 400
    assert words in answer.text
    assert "H26.101-2026" not in answer.text
    assert f'value="{query.split("=")[1].split("&", maxsplit=1)[0]}"' in answer.text


@pytest.mark.parametrize(
    "query", ["trang-thai=99", "trang-thai=x", "sau=x", f"sau={'0' * 32}", "linh-vuc=' OR 1=1", "thu-tuc=" + "9" * 5000]
)
def test_filters_that_mean_nothing_break_nothing(site: Site, query: str) -> None:
    assert browser(site, "receptionist").get(f"{DAY}&{query}").status_code == 200


def test_the_page_goes_on_by_key_and_costs_the_same_on_every_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(site, "receptionist")
    client.get(DAY)
    with site.statements() as whole:
        client.get(DAY)
    monkeypatch.setattr(registers.page, "__kwdefaults__", {"after": None, "size": 2})
    with site.statements() as first:
        page = client.get(DAY).text
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    with site.statements() as second:
        rest = client.get(following.group(1).replace("&amp;", "&")).text
    assert "0000003" in rest
    assert "0000002" not in rest
    assert len(whole) == len(first) == len(second) <= 12


def test_a_part_is_exported_fetched_and_shown_in_the_log(site: Site) -> None:
    client = browser(site, "receptionist")
    page = client.get(DAY).text
    sent = {"csrf_token": token_of(page), "tu": "23/11/2026", "den": "2026-11-23", "dang": "xlsx"}
    answer = client.post(f"{PAGE}/xuat", data=sent)
    assert answer.status_code == 302
    assert "Đang lập" in client.get(answer.location).text
    with closing(Parts(site.database.settings, Role.WORKER)) as worker:
        work(site.database.settings, worker)
    page = client.get(answer.location).text
    link = re.search(rf'href="({PAGE}/xuat/[^"]+)"', page)
    assert link is not None
    assert "3 hồ sơ" in page
    with closing(client.get(link.group(1))) as file:
        assert file.headers["Content-Disposition"].startswith("attachment")
        sheet = openpyxl.load_workbook(BytesIO(file.data)).active
    assert sheet is not None
    assert sheet.max_row == 8
    assert "3 dossiers" in client.get("/en" + answer.location).text
    assert browser(site, "leader").get(link.group(1)).status_code == 404
    assert "Cán bộ receptionist.h26.101" in browser(site, "leader").get(DAY).text
    assert "Cán bộ receptionist.h26.101" not in browser(site, "clerk").get(DAY).text.split("da-xuat")[-1]


def test_what_cannot_be_exported_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(site, "receptionist")
    sent = {"csrf_token": token_of(client.get(DAY).text), "tu": "2026-11-23", "den": "2026-11-23"}
    assert client.post(f"{PAGE}/xuat", data=sent | {"dang": "exe"}).status_code == 400
    bad = client.post(f"{PAGE}/xuat", data=sent | {"dang": "pdf", "tu": "x"})
    assert (bad.status_code, "ngày có thật" in bad.text) == (400, True)
    monkeypatch.setitem(MOST, SHEET, 2)
    long = client.post(f"{PAGE}/xuat", data=sent | {"dang": "xlsx"})
    assert (long.status_code, "hơn 2 hồ sơ" in long.text) == (400, True)
    with unit_of_work(site.database.sessions()) as session:
        leader = site.world.actor(session, "leader")
        assert register_exports.recent(session, site.world.agency.id, actor=leader, at=MORNING) == []
