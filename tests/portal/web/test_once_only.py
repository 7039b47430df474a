"""Once only: what register, earlier dossier and identity know is shown and not asked, and may be corrected by law."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import AnswerSet, Dossier, Draft, LookUp, WebSession
from portal.parts import Parts
from portal.registries.base import (
    LookUpRefused,
    PersonRecord,
    Purpose,
    RegistryBroken,
    RegistryUnavailable,
)
from portal.registries.sandbox import PEOPLE, SandboxPopulation
from portal.services import evidence_check, look_ups, web_sessions
from procedures.population import Group
from tests.factories import PACKS
from tests.portal.web.citizen_site import Site, Visitor, open_site
from tests.portal.worker import work

START = "/thu-tuc/9.000002/nop"
HLAN = "066188999105"
LAN_ANH = "001195999101"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("once"), PACKS / "register") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _today(site: Site) -> None:
    """The worker goes by the clock of the machine; the site is ahead of it, so that a slow machine is not late."""
    site.time[0] = datetime.now(UTC) + timedelta(minutes=30)


@dataclass
class Asked:
    """A register that says what it is told to, and remembers what it was asked."""

    answer: PersonRecord | Exception | None
    calls: list[tuple[str, tuple[Group, ...], Purpose]]

    def find(self, citizen_id: str, groups: Collection[Group], purpose: Purpose) -> PersonRecord | None:
        self.calls.append((citizen_id, tuple(groups), purpose))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def begin(site: Site, visitor: Visitor, **typed: str) -> str:
    answer = visitor.send(START, offer=str(site.world.offer.id), **typed)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def let_work(site: Site, register: Any = None) -> None:
    """Do the jobs that wait, with the sandbox or another register."""
    parts = Parts(site.database.settings, Role.WORKER)
    parts.__dict__["population"] = register or SandboxPopulation(PEOPLE, production=False)
    work(site.database.settings, parts)
    parts.close()


def officer(site: Site) -> Visitor:
    """The browser of the receptionist."""
    with unit_of_work(site.database.sessions()) as session:
        who = site.world.officers["receptionist"].id
        token, _ = web_sessions.create(session, at=site.time[0], data={}, officer_id=who)
    visitor = site.visitor()
    visitor.client.set_cookie("portal", token)
    return visitor


def asked_about(site: Site, number: str) -> list[LookUp]:
    with unit_of_work(site.database.sessions()) as session:
        person = site.person_of(number)
        return list(session.scalars(select(LookUp).where(LookUp.person_id == person.id).order_by(LookUp.id)))


def filed(site: Site, visitor: Visitor, page: str, **typed: str) -> AnswerSet:
    answer = visitor.send(page, **typed)
    assert answer.status_code == 302, answer.text
    check = page.replace("nguoi_nop", "kiem-tra")
    answer = visitor.send(check, declared="1", delivery="online")
    assert answer.status_code == 302, answer.text
    with unit_of_work(site.database.sessions()) as session:
        return session.scalars(select(AnswerSet).where(AnswerSet.dossier_id == page.split("/")[2])).one()


def test_what_the_register_knows_is_shown_with_its_source_and_time_and_leaves_a_trace(site: Site) -> None:
    visitor = site.citizen(HLAN, "H'Lan Êban")
    told = visitor.get(START).text
    assert "họ, chữ đệm và tên; quê quán; dân tộc" in told
    assert "tôn giáo" not in told
    page = begin(site, visitor, ask_register="1")
    waiting = visitor.get(page)
    assert waiting.status_code == 302
    assert waiting.headers["Location"].endswith("/cho-du-lieu")
    assert "Cơ sở dữ liệu quốc gia về dân cư" in visitor.get(waiting.headers["Location"]).text
    let_work(site)
    assert visitor.get(waiting.headers["Location"] + "/xong").json == {"done": True}
    shown = visitor.get(page).text
    assert "Ê Đê" in shown
    assert "Phường Buôn Ma Thuột, Tỉnh Đắk Lắk" in shown
    assert "Lấy từ Cơ sở dữ liệu quốc gia về dân cư" in shown
    assert 'name="ho_ten"' not in shown
    assert 'name="que_quan"' not in shown
    # What is posted in place of a known answer is not taken.
    posted = {"ho_ten": "Người Khác", "que_quan": "Nơi khác", "dan_toc": "12", "so_ban": "2"}
    answers = filed(site, visitor, page, **posted)
    assert answers.answers["ho_ten"] == "H'Lan Êban"
    assert answers.answers["que_quan"] == "Phường Buôn Ma Thuột, Tỉnh Đắk Lắk"
    assert answers.origins["que_quan"]["source"] == "population"
    (trace,) = asked_about(site, HLAN)
    assert (trace.outcome, trace.register, trace.procedure_code) == ("answered", "population", "9.000002")
    assert trace.groups == ["name", "hometown", "ethnicity"]
    account = visitor.get("/tai-khoan").text
    assert "Xác nhận một lần" in account
    assert "họ, chữ đệm và tên; quê quán; dân tộc" in account
    assert "đã trả lời" in account
    english = visitor.get("/en/tai-khoan").text
    assert "Once only" in english
    assert "Xác nhận một lần" not in english


def test_a_correction_needs_a_reason_and_is_kept_as_evidence_and_shown_to_officers(site: Site) -> None:
    visitor = site.citizen("048204999104", "Lê Hoàng Phúc")
    page = begin(site, visitor, ask_register="1")
    let_work(site)
    assert "<details" in visitor.get(page).text
    refused = visitor.send(page, dan_toc="02", so_ban="2")
    assert refused.status_code == 400
    assert "vì sao thông tin này chưa đúng" in refused.text
    # The half-made correction is kept, and stops the filing.
    assert 'value="02" selected' in visitor.get(page).text
    stopped = visitor.send(page.replace("nguoi_nop", "kiem-tra"), declared="1", delivery="online")
    assert stopped.status_code == 400
    why = {"dan_toc-why": "Con theo dân tộc của mẹ"}
    assert visitor.send(page, dan_toc="02", so_ban="2", **why).status_code == 302
    check = visitor.get(page.replace("nguoi_nop", "kiem-tra")).text
    assert "Nguồn ghi: Kinh. Lý do: Con theo dân tộc của mẹ" in check
    links = dict(re.findall(r'href="nguoi_nop\?ve=kiem-tra#(\w+)">([^<]+)<', check))
    assert (links["ho_ten"], links["dan_toc"]) == ("Xem", "Thay đổi"), "what a source told for good is only looked at"
    answers = filed(site, visitor, page, dan_toc="02", so_ban="2", **why)
    assert answers.answers["dan_toc"] == "02"
    origin = answers.origins["dan_toc"]
    assert (origin["said"], origin["why"]) == ("01", "Con theo dân tộc của mẹ")
    assert "Con theo dân tộc của mẹ".encode() in answers.canonical
    with unit_of_work(site.database.sessions()) as session:
        assert evidence_check.check(session).broken == ()
        code = session.get_one(Dossier, answers.dossier_id).code
    for reader in (visitor, officer(site)):
        address = f"/can-bo/ho-so/{code}" if reader is not visitor else f"/ho-so/{code}"
        assert "Nguồn ghi: Kinh. Lý do: Con theo dân tộc của mẹ" in reader.get(address).text


def test_a_correction_can_be_taken_back(site: Site) -> None:
    visitor = site.citizen("036092999102", "Trần Văn Minh")
    page = begin(site, visitor, ask_register="1")
    let_work(site)
    assert visitor.send(page, dan_toc="02", so_ban="2", **{"dan_toc-why": "Nhầm"}).status_code == 302
    answers = filed(site, visitor, page, dan_toc="02", so_ban="2", **{"dan_toc-why": "Nhầm", "dan_toc-as_told": "1"})
    assert answers.answers["dan_toc"] == "01"
    assert "why" not in answers.origins["dan_toc"]


def of(number: str, **told: Any) -> PersonRecord:
    return PersonRecord(citizen_id=number, **told)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (RegistryUnavailable("down"), "unavailable"),
        (RegistryBroken("noise"), "broken"),
        (LookUpRefused("not for you"), "refused"),
        (None, "nothing"),
        (of(HLAN, full_name="Của người khác", ethnicity="12"), "broken"),
        (of(LAN_ANH, full_name="12345 <b>", ethnicity="999", hometown="x" * 900), "answered"),
    ],
    ids=["down", "noise", "refused", "nobody", "another", "nonsense"],
)
def test_a_register_that_fails_stops_no_filing(site: Site, answer: Any, outcome: str) -> None:
    visitor = site.citizen(LAN_ANH, "Nguyễn Thị Lan Anh")
    page = begin(site, visitor, ask_register="1")
    register = Asked(answer, [])
    let_work(site, register)
    assert [call[:2] for call in register.calls] == [(LAN_ANH, (Group.NAME, Group.HOMETOWN, Group.ETHNICITY))]
    shown = visitor.get(page)
    assert shown.status_code == 200
    assert "Của người khác" not in shown.text
    assert 'name="dan_toc"' in shown.text
    assert 'name="que_quan"' in shown.text
    # The identity knows the name all the same.
    assert "Lấy từ tài khoản định danh điện tử" in shown.text
    answers = filed(site, visitor, page, dan_toc="01", que_quan="Hà Nội", so_ban="1")
    assert answers.answers["ho_ten"] == "Nguyễn Thị Lan Anh"
    assert asked_about(site, LAN_ANH)[-1].outcome == outcome


def test_nobody_waits_for_long_and_a_late_answer_changes_nothing(site: Site) -> None:
    visitor = site.citizen("079301999103", "Phạm Thị Hồng Nhung")
    page = begin(site, visitor, ask_register="1")
    waiting = visitor.get(page).headers["Location"]
    gone_on = visitor.send(waiting)
    assert gone_on.headers["Location"] == page
    assert visitor.send(page, dan_toc="01", que_quan="Đã tự khai", so_ban="1").status_code == 302
    register = Asked(of("079301999103", hometown="Muộn"), [])
    let_work(site, register)
    assert register.calls == []
    assert "Đã tự khai" in visitor.get(page).text
    assert asked_about(site, "079301999103")[-1].outcome == "late"
    other = site.citizen("040054999106", "Đỗ Quang Thọ")
    page = begin(site, other, ask_register="1")
    site.time[0] += look_ups.PATIENCE
    assert 'name="que_quan"' in other.get(page).text
    assert asked_about(site, "040054999106")[-1].outcome == "late"


def test_an_answer_that_comes_while_the_citizen_goes_on_is_not_taken(site: Site) -> None:
    visitor = site.citizen("001190000042", "Nguyễn Văn Nhanh")
    page = begin(site, visitor, ask_register="1")

    class Slow(Asked):
        def find(self, citizen_id: str, groups: Collection[Group], purpose: Purpose) -> PersonRecord | None:
            visitor.send(visitor.get(page).headers["Location"])
            return super().find(citizen_id, groups, purpose)

    let_work(site, Slow(of("001190000042", hometown="Muộn"), []))
    assert 'name="que_quan"' in visitor.get(page).text
    assert asked_about(site, "001190000042")[-1].outcome == "late"


def test_a_page_that_is_sent_while_the_register_is_asked_is_kept_as_it_was_typed(site: Site) -> None:
    number = "001190000046"
    visitor = site.citizen(number, "Nguyễn Văn Vội")
    shown = visitor.get(begin(site, visitor)).text
    page = begin(site, visitor, ask_register="1")
    typed = {"dan_toc": "02", "que_quan": "Đã gõ", "so_ban": "1"}
    assert visitor.again(shown, page, **typed).status_code == 302
    let_work(site, Asked(of(number, hometown="Muộn", ethnicity="01"), []))
    with unit_of_work(site.database.sessions()) as session:
        draft = session.get_one(Draft, page.split("/")[2])
        assert (draft.answers["que_quan"], draft.known["register"]["state"]) == ("Đã gõ", "late")
    assert "Đã gõ" in visitor.get(page).text


def test_nothing_is_asked_without_the_citizens_knowledge_or_for_another(site: Site) -> None:
    visitor = site.citizen("001190000043", "Nguyễn Văn Kín")
    page = begin(site, visitor)
    assert 'name="que_quan"' in visitor.get(page).text
    assert asked_about(site, "001190000043") == []


def test_who_begins_again_is_asked_as_they_choose_now(site: Site) -> None:
    visitor = site.citizen(HLAN, "H'Lan Êban")
    alone = begin(site, visitor)
    asked = begin(site, visitor, ask_register="1")
    assert asked == alone
    let_work(site)
    assert 'name="que_quan"' not in visitor.get(asked).text
    assert begin(site, visitor, ask_register="1") == asked
    again = begin(site, visitor)
    assert again != asked
    assert 'name="que_quan"' in visitor.get(again).text


def test_a_reason_that_was_typed_outlives_the_session(site: Site) -> None:
    visitor = site.citizen("001195999101", "Nguyễn Thị Lan Anh")
    page = begin(site, visitor, ask_register="1")
    let_work(site)
    shown = visitor.get(page).text
    visitor.client.delete_cookie("portal")
    typed = {"dan_toc": "02", "so_ban": "2", "dan_toc-why": "Theo mẹ"}
    visitor.again(shown, page, **typed)
    kept = visitor.client.get_cookie("portal")
    assert kept is not None
    with unit_of_work(site.database.sessions()) as session:
        row = session.scalars(select(WebSession).where(WebSession.token_hash == web_sessions.digest(kept.value))).one()
        row.person_id, row.assurance = site.person_of(LAN_ANH).id, 2
    returned = visitor.get(page).text
    assert "Những gì bạn nhập vẫn còn" in returned
    assert 'value="Theo mẹ"' in returned


def test_an_earlier_dossier_and_only_ones_own_fills_in_the_next(site: Site) -> None:
    number = "001190000044"
    visitor = site.citizen(number, "Nguyễn Văn Lại")
    typed = {"dan_toc": "01", "que_quan": "Huế"}
    first = begin(site, visitor)
    assert 'name="so_ban"' in visitor.get(first).text
    assert "Lấy từ hồ sơ" not in visitor.get(first).text
    filed(site, visitor, first, so_ban="7", **typed)
    second = begin(site, visitor)
    shown = visitor.get(second).text
    assert "Lấy từ hồ sơ H26.101-" in shown
    with unit_of_work(site.database.sessions()) as session:
        draft = session.get_one(Draft, second.split("/")[2])
        assert draft.known["earlier"]["dossier.9.000002.so_ban"]["value"] == 7
    answers = filed(site, visitor, second, so_ban="7", **typed)
    assert answers.origins["so_ban"]["source"] == "dossier"
    stranger = site.citizen("001190000045", "Trần Thị Khác")
    assert "Lấy từ hồ sơ" not in stranger.get(begin(site, stranger)).text
