"""A register that a step asks, on the pages: what officers, whoever filed and whoever was asked about read of it."""

from datetime import datetime, timedelta
from html import unescape

from flask.testing import FlaskClient

from portal.app import create_app
from portal.db import Role, unit_of_work
from portal.models import Dossier, Officer, Person
from portal.parts import Parts
from portal.services import step_answers, web_sessions
from tests.conftest import Database
from tests.factories import MORNING, make_person, make_world
from tests.portal.services.test_step_look_ups import LAN_ANH, PACK, asked, file

LATER = MORNING + timedelta(minutes=1)
OVER = MORNING + timedelta(days=9)


def test_what_is_read_of_a_register_that_is_silent_at_first_and_for_good(database: Database) -> None:
    parts, now = Parts(database.settings, Role.WEB), [LATER]
    app = create_app(database.settings, parts=parts, now=lambda: now[0])
    with unit_of_work(database.sessions()) as session:
        world = make_world(session, PACK)
        dossier = file(session, world, about=LAN_ANH[0])
        other, filer = make_person(session, *LAN_ANH), session.get_one(Person, dossier.applicant_id)
        row = asked(session, dossier)
        step_answers.question(session, row.id, at=LATER)
        step_answers.miss(session, row.id, "unavailable", at=LATER)

        def browser(who: Person | Officer) -> FlaskClient:
            is_officer = isinstance(who, Officer)
            keys = {"officer_id": who.id} if is_officer else {"person_id": who.id, "assurance": 2}
            token, _ = web_sessions.create(session, at=OVER, data={}, **keys)
            client = app.test_client()
            client.set_cookie("portal", token)
            return client

        officer, citizen, about = browser(world.officers["case_officer"]), browser(filer), browser(other)

    def reads(client: FlaskClient, url: str, at: datetime = OVER) -> str:
        now[0] = at
        return unescape(client.get(url).text)

    page = reads(officer, f"/can-bo/ho-so/{dossier.code}")
    assert "Đang chờ trả lời" in page
    assert "Lần cuối: không trả lời. Hỏi lại lúc 09:06" in page
    assert "Luật thử nghiệm, Điều 22" in page
    waits = reads(citizen, f"/ho-so/{dossier.code}")
    assert waits.count("Hệ thống đang tra cứu Cơ sở dữ liệu quốc gia về dân cư") == len(("who has it", "the timeline"))
    assert "National Population Database" in reads(officer, f"/en/can-bo/ho-so/{dossier.code}")
    with unit_of_work(database.sessions()) as session:
        step_answers.miss(session, row.id, "unavailable", at=row.until)
        assert session.get_one(Dossier, dossier.id).promised_date is not None
    told = reads(officer, f"/can-bo/ho-so/{dossier.code}?xem=qua-trinh")
    assert "Cơ sở dữ liệu quốc gia về dân cư: không trả lời, đã hỏi 2 lần" in told
    assert "Dữ liệu: họ, chữ đệm và tên; tình trạng hôn nhân; ngày chết hoặc mất tích" in told
    own = reads(citizen, f"/ho-so/{dossier.code}")
    assert "Cơ sở dữ liệu không trả lời, cán bộ xử lý tiếp" in own
    assert ">Không trả lời<" not in own, "told once"
    assert "chờ cơ sở dữ liệu quốc gia trả lời" in own, "why the promised date moved"
    # Whoever was asked about reads it, and whoever filed does not read of another's data in their own account.
    account = reads(about, "/tai-khoan")
    assert "Cơ quan hỏi khi giải quyết hồ sơ: Ủy ban nhân dân phường Thử Nghiệm" in account
    assert "không trả lời" in account
    assert "Cơ quan hỏi khi giải quyết hồ sơ" not in reads(citizen, "/tai-khoan")
    parts.close()
