"""Deadlines on the desk: what was told, the extension with its apology, and the calendar that an agency keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.db import Role, unit_of_work
from portal.models import Dossier
from portal.parts import Parts
from portal.services import climbing, extending, web_sessions
from tests.conftest import Database
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_life import accept


class House:
    """A portal with one accepted dossier, promised for Friday 27/11, at an instant that moves."""

    def __init__(self, database: Database) -> None:
        self.database, self.time = database, hour(28, "09:00")
        with unit_of_work(database.sessions()) as session:
            self.world: World = make_world(session)
            self.person = make_person(session)
            dossier = submit(session, self.world, self.person)
            session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
            accept(session, self.world, dossier)
            self.id, self.code = dossier.id, dossier.code
        self._open()

    @classmethod
    def of(cls, database: Database, world: World, dossier: Dossier) -> House:
        """A portal with a dossier that is there already."""
        house = cls.__new__(cls)
        house.database, house.time, house.world = database, hour(28, "09:00"), world
        house.id, house.code = dossier.id, dossier.code
        house._open()
        return house

    def _open(self) -> None:
        self.parts = Parts(self.database.settings, Role.WEB)
        self.app = create_app(self.database.settings, parts=self.parts, now=lambda: self.time)

    def client(self, role: str) -> FlaskClient:
        """The browser of an officer, or of the citizen."""
        who = {"person_id": self.person.id, "assurance": 2} if role == "citizen" else {}
        found = who or {"officer_id": self.world.officers[role].id}
        with unit_of_work(self.database.sessions()) as session:
            token, _ = web_sessions.create(session, at=self.time, data={}, **found)  # type: ignore[arg-type]
        client = self.app.test_client()
        client.set_cookie("portal", token)
        return client

    def send(self, client: FlaskClient, url: str, **typed: str | list[str]) -> TestResponse:
        """Send the form of a page with what is typed over it."""
        page = client.get(url).text
        hidden = dict(re.findall(r'type="hidden" name="(version|seen|csrf_token)" value="([^"]*)"', page))
        hidden |= dict(re.findall(r'name="((?:until|on)-\w+)"[^>]* value="([^"]*)"', page))
        return client.post(url, data=hidden | typed, headers={"Sec-Fetch-Site": "same-origin"})

    def dossier(self) -> Dossier:
        """The dossier as it is now."""
        with unit_of_work(self.database.sessions()) as session:
            return session.get_one(Dossier, self.id)

    def late(self, at: datetime) -> None:
        """Let the worker tell and draft at an instant."""
        self.time = at
        with unit_of_work(self.database.sessions()) as session:
            climbing.tell(session, climbing.watch(session, at))
            extending.draft(session, self.id, at=at)


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    house = House(database)
    yield house
    house.parts.close()


def test_a_late_dossier_is_marked_told_proposed_and_extended(house: House) -> None:
    house.late(hour(32, "08:10"))
    url = f"/can-bo/ho-so/{house.code}"
    officer, leader = house.client("case_officer"), house.client("leader")
    assert "Đã báo lãnh đạo cơ quan" in officer.get("/can-bo?xem=vai-tro").text
    told = leader.get("/can-bo/nhac-han").text
    assert "Quá hạn, báo lãnh đạo cơ quan" in told
    assert house.code in told
    assert house.code not in house.client("clerk").get("/can-bo/nhac-han").text
    assert "Overdue, told to the head of agency" in leader.get("/en/can-bo/nhac-han").text
    page = officer.get(url).text
    assert "Xem và trình ký" in page
    # The suggested date stands in the form: three working days after today.
    assert house.send(officer, f"{url}/gia-han", reason="opinions").status_code == 302
    _waits_for_the_leader(house, url)
    assert house.send(leader, f"{url}/gia-han", reason="opinions").status_code == 302
    assert house.dossier().promised_date == date(2026, 12, 7)
    after = officer.get(f"{url}?xem=qua-trinh").text
    assert "Gia hạn thời gian giải quyết" in after
    assert "Lùi ngày hẹn trả từ 27/11/2026 đến 07/12/2026. Lý do: Chưa nhận đủ ý kiến" in after
    assert "Xem và gửi" not in after
    assert house.code not in leader.get("/can-bo/nhac-han").text
    citizen = house.client("citizen")
    mine = citizen.get(f"/ho-so/{house.code}").text
    assert "Ngày hẹn trả được lùi từ 27/11/2026 đến 07/12/2026." in mine
    assert "Ngày hẹn trả kết quả được lùi lại" in mine
    assert "Pháp luật chỉ cho phép một lần" in officer.get(f"{url}/gia-han").text


def _waits_for_the_leader(house: House, url: str) -> None:
    """Nothing moved, the applicant knows of nothing, and the leader finds what was proposed in the form."""
    officer, leader = house.client("case_officer"), house.client("leader")
    assert house.dossier().promised_date == date(2026, 11, 27)
    assert "chờ lãnh đạo ký" in officer.get(url).text
    assert "Đề nghị lùi ngày hẹn trả đến 07/12/2026. Lý do: Chưa nhận đủ" in officer.get(f"{url}?xem=qua-trinh").text
    assert "Đề nghị lùi" not in house.client("citizen").get(f"/ho-so/{house.code}").text
    assert house.code in leader.get("/can-bo/cho-ky-xin-loi").text
    assert officer.get("/can-bo/cho-ky-xin-loi").status_code == 403
    form = leader.get(f"{url}/gia-han").text
    assert ("đã trình lúc" in form, "Ký và gửi văn bản xin lỗi" in form) == (True, True)
    assert re.search(r'value="opinions" checked', form)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "chọn hoặc ghi lý do"),
        ({"reason": "unknown"}, "chọn hoặc ghi lý do"),
        ({"other": "Mưa bão", "until-day": "31", "until-month": "2"}, "có thật"),
        ({"other": "Mưa bão", "until-day": "5", "until-month": "12"}, "phải là ngày làm việc"),
        ({"other": "Mưa bão", "until-day": "1", "until-month": "11"}, "phải sau hôm nay"),
        ({"other": "Mưa bão", "until-year": "2030"}, "quá một năm"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(house: House, typed: dict[str, str], said: str) -> None:
    answer = house.send(house.client("case_officer"), f"/can-bo/ho-so/{house.code}/gia-han", **typed)
    assert answer.status_code == 400
    assert said in answer.text
    assert typed.get("other", "") in answer.text
    assert house.dossier().promised_date == date(2026, 11, 27)


def test_who_has_not_the_dossier_extends_nothing_and_of_two_the_first_wins(house: House) -> None:
    url = f"/can-bo/ho-so/{house.code}/gia-han"
    assert house.client("clerk").get(url).status_code == 403
    head, leader = house.client("department_head"), house.client("leader")
    page = leader.get(url).text
    assert house.send(head, url, reason="many").status_code == 302
    assert house.dossier().promised_date == date(2026, 11, 27), "a head of department proposes where somebody leads"
    version = re.search(r'name="version" value="(\d+)"', page)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert version is not None
    assert token is not None
    late = {"version": version[1], "csrf_token": token[1], "reason": "many"}
    late |= {"until-day": "8", "until-month": "12", "until-year": "2026"}
    assert leader.post(url, data=late, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 409


def test_a_leader_keeps_the_days_of_the_agency(house: House) -> None:
    house.time = hour(24, "09:00")
    leader, url = house.client("leader"), "/can-bo/lich/H26.101"
    assert leader.get("/can-bo/lich").location == url
    assert "/can-bo/lich" in leader.get("/can-bo/tai-khoan").text
    day = {"on-day": "26", "on-month": "11", "on-year": "2026"}
    missing = house.send(leader, url, kind="off", **day)
    assert missing.status_code == 400
    for words in ("tên gọi của ngày", "ghi lý do thay đổi", "ghi căn cứ"):
        assert words in missing.text
    texts = {"name": "Ngày sửa điện", "reason": "Cắt điện", "legal_basis": "Quyết định 12/QĐ-UBND"}
    assert "vốn đã làm việc" in house.send(leader, url, kind="work", **day, **texts).text
    assert house.send(leader, url, kind="off", **day, **texts).status_code == 302
    assert "26/11/2026: Nghỉ cả ngày (Ngày sửa điện)" in leader.get(url).text
    why = house.client("citizen").get(f"/ho-so/{house.code}").text
    assert "thay đổi: Ngày sửa điện (26/11/2026). Ngày hẹn trả đã báo vẫn giữ nguyên." in why
    assert house.dossier().promised_date == date(2026, 11, 27)
    assert house.client("case_officer").get(url).status_code == 403
