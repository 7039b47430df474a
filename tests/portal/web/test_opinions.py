"""Opinion slips over HTTP: who sees which, answering with its errors, asking further, an agenda with its votes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from portal.app import create_app
from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import Attachment, CollectiveDecision, Dossier, Officer, Paper, Person
from portal.papers.judging import genuine
from portal.papers.keys import trusted_roots
from portal.papers.verifying import verify
from portal.parts import Parts
from portal.services import web_sessions
from portal.services.tasks import open_tasks
from tests.conftest import Database, clone, settings_for
from tests.factories import MORNING, make_agency, make_officer, some_pdf
from tests.portal.services.asking_house import House, asked, in_progress, make_house, slips_of
from tests.portal.services.test_life import take
from tests.portal.web.citizen_site import Visitor
from tests.portal.worker import work
from tests.statements import noted

CHIEF = "leader.h26.pc07"
OFFICER = "case_officer.h26.101"


@dataclass
class Office:
    """The house of those who are asked, with a browser for anybody."""

    database: Database
    parts: Parts
    app: Flask
    house: House
    codes: list[str] = field(default_factory=list)
    time: list[datetime] = field(default_factory=lambda: [MORNING])

    def visitor(self, username: str = "", person: UUID | None = None) -> Visitor:
        """The browser of an officer, or of a citizen."""
        with unit_of_work(self.database.sessions()) as session:
            who = person or session.scalars(select(Officer.id).where(Officer.username == username)).one()
            known = {"person_id": who, "assurance": 2} if person else {"officer_id": who}
            token, _ = web_sessions.create(session, at=self.time[0], data={}, **known)
        client = self.app.test_client()
        client.set_cookie("portal", token)
        return Visitor(client)

    def slips(self, code: str) -> list[str]:
        """The addresses of the slips of a dossier's newest round."""
        with unit_of_work(self.database.sessions()) as session:
            dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
            return [f"/can-bo/y-kien/{slip.id}" for slip in slips_of(session, dossier)]


@pytest.fixture(scope="module")
def office(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    clone(server, "portal_opinions")
    database = Database(settings_for(server, "portal_opinions", tmp_path_factory.mktemp("opinions")))
    with unit_of_work(database.sessions()) as session:
        house = make_house(session)
        make_officer(session, make_agency(session, "H30", "Nơi khác"), "leader", username="la")
        assert house.police is not None
        house.police.parent_id, house.police.name_en = house.agency.id, "Fire police"
        dossiers = [asked(session, house, 1), in_progress(session, house, 2), in_progress(session, house, 3)]
        take(session, house, dossiers[2], "case_officer", "xet", form={"so_trong_so": "77"})
        codes = [one.code for one in dossiers]
    parts = Parts(database.settings, Role.WEB)
    time = [MORNING]
    app = create_app(database.settings, parts=parts, now=lambda: time[0])
    yield Office(database, parts, app, house, codes, time)
    parts.close()
    for engine in database.engines.values():
        engine.dispose()


def read(visitor: Visitor, url: str) -> bytes:
    """Return a file that is sent piece by piece, to its end."""
    with closing(visitor.get(url)) as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


def test_who_is_asked_answers_and_both_sides_see_it(office: Office) -> None:
    code, slip = office.codes[0], office.slips(office.codes[0])[0]
    chief = office.visitor(CHIEF)
    desk = chief.get("/can-bo").text
    assert "Phiếu lấy ý kiến" in desk
    listed = chief.get("/can-bo/y-kien").text
    assert code in listed
    assert slip in listed
    page = chief.get(slip).text
    for words in ("Có đồng ý xác nhận không?", "Luật thử nghiệm, Điều 5", "được coi là đồng ý", "Giấy tờ chứng minh"):
        assert words in page
    english = chief.get(f"/en{slip}").text
    assert ("Sign and send" in english, "Do you agree to the confirmation?" in english) == (True, True)
    # Nothing chosen, no words for a no, and a program instead of a paper.
    program = (BytesIO(b"MZ\x90\x00"), "y-kien.pdf")
    for typed, complaint in (
        ({}, "Bạn cần chọn một ý kiến"),
        ({"answer": "khong_dong_y", "text": " "}, "Bạn cần ghi nội dung ý kiến"),
        ({"answer": "dong_y", "tep": program}, "Tệp phải là PDF"),
    ):
        answer = chief.send(slip, **typed)
        assert (answer.status_code, complaint in answer.text) == (400, True)
    done = chief.send(slip, answer="khong_dong_y", text="Thiếu lối thoát nạn", tep=(some_pdf(), "gop-y.pdf"))
    assert (done.status_code, done.location) == (302, "/can-bo/y-kien")
    again = chief.again(page, slip, answer="dong_y", text="Đổi ý")
    assert (again.status_code, "đã có người trả lời" in again.text) == (400, True)
    assert slip in chief.get("/can-bo/y-kien?da-gui=1").text
    assert slip not in chief.get("/can-bo/y-kien").text
    dossier = office.visitor(OFFICER).get(f"/can-bo/ho-so/{code}").text
    for words in (
        "Có đồng ý xác nhận không?",
        "Không đồng ý",
        "Thiếu lối thoát nạn",
        "Chưa trả lời",
        "Đang chờ",
    ):
        assert words in dossier
    taking_back = re.search(r'class="([^"]+)" role="button"[^>]*>Thu hồi phiếu', dossier)
    assert taking_back is not None
    assert "govuk-button--secondary" in taking_back[1], "what gives up waiting does not stand out"
    told = office.visitor(OFFICER).get(f"/can-bo/ho-so/{code}?xem=qua-trinh").text
    assert "Phòng Cảnh sát PCCC: Không đồng ý. Thiếu lối thoát nạn" in told


def test_nobody_else_sees_a_slip_or_what_goes_with_it(office: Office) -> None:
    slip = office.slips(office.codes[0])[1]
    with unit_of_work(office.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == office.codes[0])).one()
        paper = session.scalars(select(Paper.id).where(Paper.dossier_id == dossier.id, Paper.kind == "receipt")).one()
        others = select(Dossier.id).where(Dossier.code == office.codes[1]).scalar_subquery()
        file = session.scalars(select(Attachment.id).where(Attachment.dossier_id == others)).one()
    for username in ("la", CHIEF):
        visitor = office.visitor(username)
        assert visitor.get(slip).status_code == 404
        assert visitor.again(visitor.get("/can-bo").text, slip, answer="dong_y").status_code == 404
    head = office.visitor("department_head.h26.101")
    assert head.get(slip).status_code == 200
    # A slip opens what it is about, and no other paper of the dossier, and no file of another dossier.
    assert head.get(f"{slip}/van-ban/{paper}").status_code == 404
    assert head.get(f"{slip}/tep/{file}").status_code == 404
    officer = office.visitor(OFFICER)
    assert officer.again(officer.get("/can-bo").text, slip, answer="dong_y").status_code == 404


def test_the_applicant_is_told_from_whom_and_until_when(office: Office) -> None:
    with unit_of_work(office.database.sessions()) as session:
        code = office.codes[0]
        person = session.scalars(select(Dossier.applicant_id).where(Dossier.code == code)).one()
        assert session.get(Person, person)
    page = office.visitor(person=person).get(f"/ho-so/{code}").text
    for words in (
        "đang chờ ý kiến, chậm nhất ngày 01/12/2026",
        "Phòng Quy hoạch",
        "Hội đồng xét",
        "tạm dừng trong lúc chờ",
        "chậm nhất ngày 01/12/2026</dd>",
    ):
        assert words in page
    # Who is asked has it now, not nobody.
    assert "Chưa phân người xử lý" not in page
    english = office.visitor(person=person).get(f"/en/ho-so/{code}").text
    assert "Opinions asked for: Fire police; " in english
    assert "Phòng Cảnh sát PCCC" not in english
    # What was said, and by which member, is not the applicant's to read here.
    assert "Thiếu lối thoát nạn" not in page
    assert office.house.members[0].full_name not in page


def test_an_officer_asks_further_on_the_page(office: Office) -> None:
    code = office.codes[1]
    officer = office.visitor(OFFICER)
    page = officer.get(f"/can-bo/ho-so/{code}").text
    # What asking brings is said before it is done.
    whom = "Phiếu lấy ý kiến được gửi đến: Cảnh sát PCCC, Phòng Quy hoạch, Hội đồng xét"
    assert f"{whom}; thời hạn trả lời 5 ngày làm việc. Thời hạn giải quyết tạm dừng trong lúc chờ." in page
    assert "Hồ sơ chờ đưa vào danh sách để lấy ý kiến tập thể: Hội đồng xét." in page
    href = re.search(r'href="([^"]+/lay-y-kien)"', page)
    assert href is not None
    form = officer.get(href[1]).text
    assert re.findall(r'name="about" value="(\w+)"', form) == ["form", "giay_to"], "there is no draft yet"
    version = re.search(r'name="version" value="(\d+)"', form)
    police = re.search(r'name="agency" value="([^"]+)"', form)
    assert version is not None
    assert police is not None
    day = {"until-day": "30", "until-month": "11", "until-year": "2026", "version": version[1]}
    for typed, complaint in (
        ({"question": "Thế nào?", **day}, "ít nhất một nơi"),
        ({"agency": police[1], **day}, "Bạn cần ghi nội dung cần hỏi"),
        ({"agency": police[1], "question": "Thế nào?", **day, "until-day": "29"}, "phải là ngày làm việc"),
        ({"agency": police[1], "question": "Thế nào?", **day, "until-day": "x"}, "phải là ngày làm việc"),
    ):
        answer = officer.send(href[1], **typed)
        assert (answer.status_code, complaint in answer.text) == (400, True)
    done = officer.send(href[1], agency=police[1], question="Có cần thẩm duyệt không?", about="form", **day)
    assert done.status_code == 302
    assert "Có cần thẩm duyệt không?" in office.visitor(CHIEF).get("/can-bo/y-kien").text
    stale = officer.send(href[1], agency=police[1], question="Nữa?", about="form", **day)
    assert stale.status_code == 409
    assert office.visitor("clerk.h26.101").get(href[1]).status_code == 409


def test_a_role_that_a_pack_defines_is_called_by_its_words(office: Office) -> None:
    account = office.visitor("an").get("/can-bo/tai-khoan").text
    assert ("Hội đồng xét" in account, "hoi_dong" in account) == (True, False)


PROPOSED = 'aria-label="Đề xuất tại bước Thẩm định">.*Số trong sổ</dt><dd[^>]*>77</dd>'


def test_a_council_votes_on_an_agenda_and_the_worker_signs(office: Office) -> None:
    keeper = office.visitor(OFFICER)
    page = keeper.get("/can-bo/quyet-dinh-tap-the").text
    task = re.search(r'name="viec" value="([^"]+)"', page)
    assert task is not None
    here = f"/can-bo/ho-so/{office.codes[2]}"
    assert "Lập danh sách" in keeper.get(here).text
    until = {"until-day": "26", "until-month": "11", "until-year": "2026"}
    for typed, complaint in (
        ({"title": "Xét", **until}, "ít nhất một hồ sơ"),
        ({"viec": task[1], **until}, "ghi nội dung của quyết định"),
        ({"viec": task[1], "title": "Xét", **until, "until-day": "99"}, "phải là ngày làm việc"),
    ):
        refused = keeper.send("/can-bo/quyet-dinh-tap-the", **typed)
        assert (refused.status_code, complaint in refused.text) == (400, True)
    opened = keeper.send("/can-bo/quyet-dinh-tap-the", viec=task[1], title="Xét một hồ sơ", **until)
    assert opened.status_code == 302
    agenda = opened.location
    assert "Xét một hồ sơ" in office.visitor("an").get("/can-bo/quyet-dinh-tap-the").text
    assert "Lập danh sách" not in keeper.get(here).text
    for username in ("an", "binh", "chi"):
        member = office.visitor(username)
        assert "1 hồ sơ chờ bạn biểu quyết" in member.get("/can-bo").text
        shown = member.get(agenda).text
        own = re.search(f'{PROPOSED}.*name="answer-([^"]+)"', shown, re.DOTALL)
        assert own is not None, "what is proposed stands above the vote"
        # The others' votes are told only when all are counted, on no page.
        assert (office.house.members[0].full_name in shown) is (username == "an")
        assert [one for one in (here, f"{here}?xem=qua-trinh") if "Đủ điều kiện" in member.get(one).text] == []
        bad = member.send(agenda, **{f"answer-{own[1]}": "khong_dong_y"})
        assert (bad.status_code, "ghi nội dung ý kiến về hồ sơ của" in bad.text) == (400, True)
        assert (
            member.send(agenda, **{f"answer-{own[1]}": "dong_y", f"text-{own[1]}": "Đủ điều kiện"}).status_code == 302
        )
        assert member.send(agenda, **{f"answer-{own[1]}": "dong_y"}).status_code == 302
        assert "hồ sơ chờ bạn biểu quyết" not in member.get("/can-bo").text
    # Who opened the agenda sees the votes come in; a slip of it leads to it.
    assert "Đủ điều kiện" in keeper.get(here).text
    assert keeper.get(office.slips(office.codes[2])[0]).location == agenda
    assert office.visitor("la").get(agenda).status_code == 404
    assert keeper.get(f"{agenda}/bien-ban").status_code == 404
    worker = Parts(office.database.settings, Role.WORKER)
    work(office.database.settings, worker)
    worker.close()
    with unit_of_work(office.database.sessions()) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == office.codes[2])).one()
        assert [one.step for one in open_tasks(session, dossier.id)] == ["ky"]
        decision = session.scalars(select(CollectiveDecision)).one()
        assert [one["as"] for one in decision.minutes_signers] == ["personal", "agency"]
        kinds = ("opinion_request", "opinion")
        papers = session.scalars(select(Paper).where(Paper.kind.in_(kinds)).order_by(Paper.made_at, Paper.id)).all()
        assert {one.state for one in papers} == {"issued"}
        signed = {one.id: [signer["as"] for signer in one.signers] for one in papers}
        opinion = next(one for one in papers if one.kind == "opinion")
    assert signed[opinion.id] == ["personal", "agency"]
    # Whoever scans the code learns which agency said it, and not what.
    public = office.app.test_client().get(f"/v/1/{opinion.verify_token}").text
    assert "Phòng Cảnh sát PCCC" in public
    assert office.house.agency.name not in public
    assert "Đồng ý: 3 (1, 2, 3)" in signed_words(office, read(keeper, f"{agenda}/bien-ban"))
    answered = read(keeper, f"{office.slips(office.codes[0])[0]}/van-ban/{opinion.id}")
    assert "Không đồng ý" in signed_words(office, answered)


def signed_words(office: Office, pdf: bytes) -> str:
    """Return what a paper says whose signatures are genuine."""
    assert genuine(verify(pdf, trusted_roots(office.database.settings.keys), at=MORNING + timedelta(days=1)))
    return "".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages)


def test_a_page_of_slips_asks_few_statements(office: Office) -> None:
    chief = office.visitor(CHIEF)
    chief.get("/can-bo/y-kien")
    with noted() as said:
        chief.get("/can-bo/y-kien")
    assert len([one for one in said if one.startswith("SELECT")]) <= 12
