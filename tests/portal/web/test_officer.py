"""The desk over HTTP: lists, checks, actions with their errors, and what the slower of two is told."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import Select, delete, select, update
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.db import Role, new_key, unit_of_work
from portal.models import Attachment, Dossier, FeeOrder, Task, WebSession
from portal.parts import Parts
from tests.conftest import Database
from tests.factories import MORNING, PASSWORD, World, make_agency, make_officer, make_person, make_world, submit
from tests.portal.services.test_life import accept, take
from tests.portal.worker import work
from workflows.status import DossierStatus

pytestmark = pytest.mark.slow


@dataclass
class Desk:
    """A portal with one filed dossier, and a browser for each officer."""

    database: Database
    parts: Parts
    world: World
    dossier_id: object
    code: str
    clients: dict[str, FlaskClient]

    def sign_in(self, username: str) -> FlaskClient:
        """The browser of an officer who is signed in."""
        if username not in self.clients:
            client = create_app(self.database.settings, parts=self.parts, now=lambda: MORNING).test_client()
            token = _token(client.get("/can-bo/dang-nhap").text)
            answer = client.post(
                "/can-bo/dang-nhap", data={"username": username, "password": PASSWORD, "csrf_token": token}
            )
            assert answer.status_code == 302
            self.clients[username] = client
        return self.clients[username]

    def act(self, username: str, action: str, **typed: str) -> TestResponse:
        """Open the page of an action and send it with what is typed."""
        client = self.sign_in(username)
        url = self.link(username, action)
        page = client.get(url).text
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version is not None
        return client.post(url, data={"csrf_token": _token(page), "version": version.group(1)} | typed)

    def link(self, username: str, action: str) -> str:
        """The address of an action, as the dossier's page offers it."""
        page = self.sign_in(username).get(f"/can-bo/ho-so/{self.code}").text
        found = re.search(rf'href="([^"]+/thao-tac/{action})"', page)
        assert found is not None, page
        return found.group(1)

    def dossier(self) -> Dossier:
        """The dossier as it is now."""
        with unit_of_work(self.database.sessions()) as session:
            return session.get_one(Dossier, self.dossier_id)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        make_officer(session, make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác"), "receptionist")
        dossier = submit(session, world, make_person(session))
        for order in session.scalars(_orders(dossier)):
            order.state = "cancelled"
    parts = Parts(database.settings, Role.WEB)
    yield Desk(database, parts, world, dossier.id, dossier.code, {})
    parts.close()


def _orders(dossier: Dossier) -> Select[FeeOrder]:
    return select(FeeOrder).where(FeeOrder.dossier_id == dossier.id)


RECEPTIONIST = "receptionist.h26.101"


def test_a_reader_of_english_is_told_the_english_title(desk: Desk) -> None:
    client = desk.sign_in(RECEPTIONIST)
    home = f"/can-bo/ho-so/{desk.code}"
    for url in ("/can-bo?xem=vai-tro", home, f"{home}/phieu-kiem-soat"):
        assert "Xác nhận thử" in client.get(url).text
        english = client.get("/en" + url).text
        assert "Test confirmation" in english
        assert "Xác nhận thử" not in english


def test_only_the_officers_of_the_agency_have_a_dossier_on_their_desk(desk: Desk) -> None:
    assert desk.code in desk.sign_in(RECEPTIONIST).get("/can-bo?xem=vai-tro").text
    assert desk.code not in desk.sign_in("receptionist.h26.102").get("/can-bo?xem=tat-ca").text


def test_a_document_is_ticked_and_the_dossier_accepted(desk: Desk) -> None:
    client = desk.sign_in(RECEPTIONIST)
    page = client.get(f"/can-bo/ho-so/{desk.code}").text
    assert "/thao-tac/nhan" not in page
    ticked = {"csrf_token": _token(page), "verdict-giay_to": "sufficient"}
    client.post(f"/can-bo/ho-so/{desk.code}/kiem-tra", data=ticked)
    assert desk.act(RECEPTIONIST, "nhan").status_code == 302
    assert desk.dossier().status == DossierStatus.PROCESSING
    assert "/thao-tac/" not in client.get(f"/can-bo/ho-so/{desk.code}").text


@pytest.mark.parametrize(
    ("action", "typed", "complaint"),
    [
        ("tu_choi", {}, "chọn hoặc ghi lý do"),
        ("bo_sung", {}, "ít nhất một giấy tờ"),
        ("bo_sung", {"item-document-giay_to": "1"}, "ghi lý do"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    desk: Desk, action: str, typed: dict[str, str], complaint: str
) -> None:
    answer = desk.act(RECEPTIONIST, action, note="Ghi chú của tôi", other="", **typed)
    assert answer.status_code == 400
    assert complaint in answer.text
    for name in typed:
        assert re.search(rf'name="{name}"[^>]*checked', answer.text)


def test_a_supplement_names_what_and_why(desk: Desk) -> None:
    typed = {"item-document-giay_to": "1", "reason-document-giay_to": "Bản chụp bị mờ"}
    assert desk.act(RECEPTIONIST, "bo_sung", **typed).status_code == 302
    assert desk.dossier().status == DossierStatus.SUPPLEMENT
    page = desk.sign_in(RECEPTIONIST).get(f"/can-bo/ho-so/{desk.code}").text
    assert "Bản chụp bị mờ" in page
    assert page.index("Đang chờ người nộp bổ sung") < page.index("đã dùng một lần"), "what waits comes first"


def accepted(desk: Desk) -> None:
    """Tick the document and accept."""
    client = desk.sign_in(RECEPTIONIST)
    token = _token(client.get(f"/can-bo/ho-so/{desk.code}").text)
    ticked = {"csrf_token": token, "verdict-giay_to": "sufficient", "note-giay_to": "Đã xem bản chính"}
    client.post(f"/can-bo/ho-so/{desk.code}/kiem-tra", data=ticked)
    assert desk.act(RECEPTIONIST, "nhan").status_code == 302


def test_what_was_filled_in_and_why_it_came_back_stand_before_whoever_has_it(desk: Desk) -> None:
    accepted(desk)
    clerk, leader, address = "case_officer.h26.101", "leader.h26.101", f"/can-bo/ho-so/{desk.code}"
    assert desk.act(clerk, "trinh", so_trong_so="12/2020").status_code == 302
    assert re.search(r"Số trong sổ.*12/2020", desk.sign_in(leader).get(address).text, re.DOTALL)
    empty = desk.act(leader, "tra_lai")
    assert empty.status_code == 400
    assert "Người nộp sẽ đọc được" not in empty.text
    assert desk.act(leader, "tra_lai", other="Tra lại sổ gốc").status_code == 302
    assert re.search(r"notice--warning.*Trả lại.*Tra lại sổ gốc", desk.sign_in(clerk).get(address).text, re.DOTALL)
    assert 'value="12/2020"' in desk.sign_in(clerk).get(desk.link(clerk, "trinh")).text
    assert desk.act(clerk, "trinh", so_trong_so="12/2020").status_code == 302
    assert "Tra lại sổ gốc" not in desk.sign_in(leader).get(address).text


def test_documents_are_checked_by_whoever_has_them_and_only_shown_to_others(desk: Desk) -> None:
    address = f"/can-bo/ho-so/{desk.code}"
    assert "Lưu kiểm tra" in desk.sign_in(RECEPTIONIST).get(address).text
    assert "Lưu kiểm tra" not in desk.sign_in("leader.h26.101").get(address).text
    accepted(desk)
    after = desk.sign_in(RECEPTIONIST).get(address).text
    assert "Lưu kiểm tra" not in after
    assert re.search(r'mark--green">Đạt.*Đã xem bản chính', after)
    assert '<iframe class="viewer"' in desk.sign_in(RECEPTIONIST).get(f"/can-bo/ho-so/{desk.code}").text
    with unit_of_work(desk.database.sessions()) as session:
        session.execute(update(Attachment).values(dossier_id=None, draft_id=new_key()))
    without = desk.sign_in(RECEPTIONIST).get(f"/can-bo/ho-so/{desk.code}").text
    assert "<iframe" not in without, "no room is kept for files that nobody sent"


def test_the_control_slip_is_read_on_a_page_and_made_as_a_pdf(desk: Desk) -> None:
    accepted(desk)
    address = f"/can-bo/ho-so/{desk.code}/phieu-kiem-soat"
    client = desk.sign_in(RECEPTIONIST)
    assert address in client.get(f"/can-bo/ho-so/{desk.code}?xem=qua-trinh").text
    page = client.get(address).text
    for words in ("Nguyễn Thị Thử", "Công chức thụ lý (chưa có người nhận)", "Đang xử lý", "Hạn theo quy định"):
        assert words in page
    english = client.get("/en" + address).text
    for words in ("Case officer (nobody yet)", "Under way", "Legal limit"):
        assert words in english
    assert desk.sign_in("receptionist.h26.102").get(address).status_code == 404
    assert client.post(address, data={"csrf_token": _token(page)}).location == address
    assert "Bản PDF đang được lập" in client.get(address).text
    with closing(Parts(desk.database.settings, Role.WORKER)) as worker:
        work(desk.database.settings, worker)
    link = re.search(r'href="([^"]+)">Mở bản PDF', client.get(address).text)
    assert link is not None
    with closing(client.get(link.group(1))) as answer:
        text = PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert "Bản xem trước" in text
    assert "Số: ……" in text


def test_the_slower_of_two_learns_what_happened(desk: Desk) -> None:
    slow = desk.sign_in(RECEPTIONIST)
    url = desk.link(RECEPTIONIST, "tu_choi")
    page = slow.get(url).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    desk.act(RECEPTIONIST, "bo_sung", **{"item-document-giay_to": "1", "reason-document-giay_to": "Mờ"})
    late = {"csrf_token": _token(page), "version": version.group(1), "other": "Không đúng"}
    answer = slow.post(url, data=late)
    assert answer.status_code == 409
    assert 'class="desk-header"' in answer.text
    assert 'href="/can-bo"' in answer.text
    assert desk.dossier().status == DossierStatus.SUPPLEMENT


def test_a_task_is_taken_given_back_and_not_taken_from_another(desk: Desk) -> None:
    with unit_of_work(desk.database.sessions()) as session:
        second = make_officer(session, make_agency(session), "receptionist", username="second")
        (task,) = session.query(Task).all()
    first = desk.sign_in(RECEPTIONIST)
    page = first.get("/can-bo?xem=vai-tro").text
    first.post("/can-bo/nhan-viec", data={"csrf_token": _token(page), "id": str(task.id)})
    assert desk.code in first.get("/can-bo?xem=cua-toi").text
    other = desk.sign_in(second.username)
    assert "/thao-tac/" not in other.get(f"/can-bo/ho-so/{desk.code}").text
    url = f"/can-bo/ho-so/{desk.code}/viec/{task.id}"
    taken = other.post(f"{url}/nhan", data={"csrf_token": _token(other.get(f"/can-bo/ho-so/{desk.code}").text)})
    assert taken.status_code == 409
    first.post(f"{url}/tra", data={"csrf_token": _token(page)})
    assert desk.code in other.get("/can-bo?xem=vai-tro").text


def test_a_search_leaves_no_name_in_the_address(desk: Desk) -> None:
    client = desk.sign_in(RECEPTIONIST)
    token = _token(client.get("/can-bo").text)
    answer = client.post("/can-bo/tim", data={"csrf_token": token, "q": "nguyen thi thu"})
    assert "nguyen" not in answer.location
    assert desk.code in client.get(answer.location).text
    assert desk.sign_in("receptionist.h26.102").get(answer.location).status_code == 404


def test_while_the_result_is_being_signed_the_clerk_is_told_to_wait(desk: Desk) -> None:
    with unit_of_work(desk.database.sessions()) as session:
        dossier = session.get_one(Dossier, desk.dossier_id)
        accept(session, desk.world, dossier)
        take(session, desk.world, dossier, "case_officer", "trinh", form={"so_trong_so": "1"})
    link = desk.link("leader.h26.101", "duyet")
    assert desk.act("leader.h26.101", "duyet").status_code == 302
    clerk = desk.sign_in("clerk.h26.101")
    page = clerk.get(f"/can-bo/ho-so/{desk.code}").text
    assert "Phát hành" in page
    assert "/thao-tac/" not in page
    assert "Kết quả đang được lập và ký số" in page
    with unit_of_work(desk.database.sessions()) as session:
        (task,) = session.scalars(select(Task).where(Task.closed_at.is_(None)))
    url = re.sub(r"/viec/.*", f"/viec/{task.id}/thao-tac/phat_hanh", link)
    form = clerk.get(url).text
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version is not None
    answer = clerk.post(url, data={"csrf_token": _token(form), "version": version.group(1)})
    assert answer.status_code == 409
    assert "Kết quả đang được lập và ký số" in answer.text


def test_what_was_typed_survives_the_end_of_the_session(desk: Desk) -> None:
    client, url = desk.sign_in(RECEPTIONIST), desk.link(RECEPTIONIST, "bo_sung")
    page = client.get(url).text
    with unit_of_work(desk.database.sessions()) as session:
        session.execute(delete(WebSession))
    headers = {"Referer": f"http://localhost{url}", "Sec-Fetch-Site": "same-origin"}
    typed = {"item-document-giay_to": "1", "reason-document-giay_to": "Trang hai <mờ>"}
    typed |= {"due-day": "1", "due-month": "12", "due-year": "2026"}
    stale = client.post(url, data=typed | {"csrf_token": _token(page)}, headers=headers)
    assert stale.status_code == 400
    away = client.post(url, data=typed | {"csrf_token": _token(stale.text)}, headers=headers)
    assert away.location == "/can-bo/dang-nhap"
    signed_in = client.post(
        away.location,
        data={"csrf_token": _token(client.get(away.location).text), "username": RECEPTIONIST, "password": PASSWORD},
    )
    assert signed_in.location == url
    back = client.get(url).text
    assert "Những gì bạn gõ vẫn còn" in back
    assert 'value="Trang hai &lt;mờ&gt;"' in back
    assert re.search(r'name="due-year"[^>]*value="2026"', back)
    assert re.search(r'name="item-document-giay_to"[^>]*checked', back)
    assert desk.act(RECEPTIONIST, "bo_sung", **typed).status_code == 302
    assert desk.dossier().status == DossierStatus.SUPPLEMENT


def test_a_role_that_ended_opens_nothing_any_more(desk: Desk) -> None:
    client = desk.sign_in(RECEPTIONIST)
    url = desk.link(RECEPTIONIST, "tu_choi")
    with desk.database.engine(Role.OWNER).begin() as connection:
        connection.exec_driver_sql(
            "UPDATE shared.appointments SET ended_at = '2026-11-23 01:59:59Z' WHERE role = 'receptionist'"
        )
    assert client.get(url).status_code == 404
