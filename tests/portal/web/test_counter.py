"""Filing at the counter over HTTP: who is there, whose pages they are, and what nobody else may see."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.db import Role, unit_of_work
from portal.embedded_postgres import Place
from portal.models import Draft, IdentityLink, Person, WebSession
from portal.services import lapsing
from tests.factories import make_agency, make_officer, pack_for_others
from tests.portal.web.citizen_site import Site, open_site
from tests.portal.web.counter_site import CARD, COUNTER, NAME, NUMBER, OFFICER, begin, draft_of, officer
from tests.portal.web.test_citizen_filing import a_pdf


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("counter")) as opened:
        with unit_of_work(opened.database.sessions()) as session:
            make_officer(session, opened.world.agency, "receptionist", username="second")
            other = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
            make_officer(session, other, "receptionist", username="elsewhere")
        yield opened


def test_an_officer_fills_in_the_same_pages_for_the_person_of_the_card(site: Site) -> None:
    visitor = officer(site)
    page = begin(site, visitor)
    shown = visitor.get(page)
    assert shown.headers["Cache-Control"] == "no-store"
    assert f"Đang nhập hộ <strong>{NAME}</strong>" in shown.text
    assert "Hồ sơ của tôi" not in shown.text
    answer = visitor.send(page, ho_ten=NAME, so_ban="3")
    documents = answer.headers["Location"]
    answer = visitor.send(documents, **{"tep-giay_to": (a_pdf(), "giay.pdf"), "_next": "1"})
    assert answer.status_code == 302, answer.text
    check = visitor.get(answer.headers["Location"]).text
    assert NAME in check
    assert "24.000 đồng" in check
    assert visitor.send(page, ho_ten=NAME, so_ban="3", _later="1").headers["Location"] == COUNTER
    assert NAME in visitor.get(COUNTER).text
    draft = draft_of(site, page)
    assert draft.channel == "counter"
    assert draft.expires_at - site.time[0] < timedelta(days=2)
    with unit_of_work(site.database.sessions()) as session:
        assert session.query(Person).filter_by(citizen_id=NUMBER).one().full_name == NAME


def test_nobody_else_opens_what_an_officer_fills_in(site: Site) -> None:
    page = begin(site, officer(site))
    asked = [page, page.rsplit("/", 1)[0], f"{page.rsplit('/', 1)[0]}/kiem-tra"]
    herself = site.citizen(NUMBER, NAME)
    for url in asked:
        assert herself.get(url).status_code == 404, url
        for name in ("second", "elsewhere", "clerk.h26.101"):
            assert officer(site, name).get(url).status_code == 404, (name, url)
        assert site.visitor().get(url).headers["Location"] == "/can-bo/dang-nhap", url
    assert page.split("/")[2] not in herself.get("/ho-so").text + herself.get("/").text
    assert NAME not in officer(site, "second").get(COUNTER).text


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ("", "Ngày sinh"),
        ("001190000777", "chưa gửi đủ"),
        (CARD.replace("001190000777", "001190"), "12 chữ số"),
        (CARD.replace("001190000777", "001590000777"), "2190"),
        (CARD.replace("06051990", "31021990"), "Ngày sinh trong mã"),
        (CARD.replace("06051990", "06051989"), "1990"),
        (CARD.replace("06051990", "٠٦٠٥١٩٩٠"), "Ngày sinh trong mã"),
        (CARD.replace("|Nữ|", "|Nam|"), "không khớp với số định danh"),
        (CARD.replace("01022022", "01022099"), "Ngày cấp"),
        (CARD.replace(NAME, "Ph4m Thi"), "chữ cái"),
        (CARD + "\x00" * 5 + "x" * 2000, "chưa gửi đủ"),
        ("|" * 900, "12 chữ số"),
    ],
)
def test_a_card_that_cannot_be_read_is_told_and_begins_nothing(site: Site, card: str, told: str) -> None:
    visitor = officer(site)
    with unit_of_work(site.database.sessions()) as session:
        before = session.query(Draft).count()
    answer = visitor.send(COUNTER, offer=str(site.world.offer.id), the=card)
    assert answer.status_code == 400
    assert told in answer.text
    with unit_of_work(site.database.sessions()) as session:
        assert session.query(Draft).count() == before


def test_a_number_that_an_electronic_identity_knows_as_another_is_refused_without_telling_whose(site: Site) -> None:
    site.citizen("001190000778", "Lê Thị Đã Biết")
    with unit_of_work(site.database.sessions()) as session:
        known = session.query(Person).filter_by(citizen_id="001190000778").one()
        link = {"issuer": "https://id", "subject": "778", "assurance": 2, "last_seen_at": site.time[0]}
        session.add(IdentityLink(person_id=known.id, **link))
    visitor = officer(site)
    answer = visitor.send(COUNTER, offer=str(site.world.offer.id), the=CARD.replace("000777", "000778"))
    assert answer.status_code == 400
    assert "với họ tên hoặc ngày sinh khác" in answer.text
    assert "Lê Thị Đã Biết" not in answer.text
    typed = {"ho_ten": "LÊ THỊ ĐÃ BIẾT", "so_dinh_danh": "001190000778"}
    born = {"ngay_sinh-day": "6", "ngay_sinh-month": "5", "ngay_sinh-year": "1990"}
    page = begin(site, visitor, card="", **typed, **born)
    assert "0912345678" not in visitor.get(page).text
    assert draft_of(site, page).known["card"]["by"] == "typed"


def test_what_is_not_received_here_is_not_begun(site: Site) -> None:
    answer = officer(site, "elsewhere").get(COUNTER)
    assert "Không có thủ tục nào" in answer.text
    for name, offer in (("elsewhere", str(site.world.offer.id)), (OFFICER, "x"), (OFFICER, "0" * 32)):
        visitor = officer(site, name)
        sent = visitor.again(visitor.get("/can-bo").text, COUNTER, offer=offer, the=CARD)
        assert sent.status_code == 400, name
    assert officer(site, "clerk.h26.101").get(COUNTER).status_code == 403


def test_a_role_or_a_session_that_ends_in_the_middle_ends_the_filling_in(site: Site) -> None:
    visitor = officer(site, "second")
    page = begin(site, visitor)
    shown = visitor.get(page).text
    with site.database.engine(Role.OWNER).begin() as connection:
        ended = "UPDATE shared.appointments SET ended_at = '2026-11-23 01:59:59Z' FROM shared.officers o"
        connection.exec_driver_sql(f"{ended} WHERE o.id = officer_id AND o.username = 'second'")
    assert visitor.get(page).status_code == 403
    assert visitor.again(shown, page, ho_ten=NAME, so_ban="3").status_code == 403
    first = officer(site)
    page = begin(site, first)
    shown = first.get(page).text
    with unit_of_work(site.database.sessions()) as session:
        session.query(WebSession).delete()
    assert first.again(shown, page, ho_ten=NAME, so_ban="3").headers["Location"] == "/can-bo/dang-nhap"


def test_what_is_left_at_the_counter_lapses_after_a_day_and_tells_nobody(site: Site) -> None:
    visitor = officer(site)
    page = begin(site, visitor)
    visitor.send(page, ho_ten=NAME, so_ban="2")
    with unit_of_work(site.database.sessions()) as session:
        lapsing.remind(session, site.time[0])
        lapsing.lapse(session, site.time[0] + timedelta(days=1))
        assert session.get(Draft, draft_of(site, page).id) is not None
        lapsing.lapse(session, site.time[0] + timedelta(days=2))
        assert session.query(Draft).filter_by(channel="counter").count() == 0
    assert "không còn" not in site.citizen(NUMBER, NAME).get("/thong-bao").text


def test_the_counter_asks_little_of_the_database(site: Site) -> None:
    visitor = officer(site)
    page = begin(site, visitor)
    begin(site, visitor)
    visitor.get(COUNTER)
    with site.statements() as asked:
        visitor.get(COUNTER)
    assert len(asked) <= 8, asked
    with site.statements() as asked:
        visitor.get(page)
    assert len(asked) <= 10, asked


def test_who_files_for_another_says_for_whom_before_the_first_page(server: Place, tmp_path: Path) -> None:
    with open_site(server, tmp_path, pack_for_others(tmp_path / "pack")) as opened:
        visitor = officer(opened)
        sent = visitor.send(COUNTER, offer=str(opened.world.offer.id), the=CARD, on_behalf="1")
        asked = sent.headers["Location"]
        assert asked.endswith("/nop-cho-ai")
        assert "Cho con của tôi" in visitor.get(asked).text
        assert visitor.send(asked, **{"for": "organisation"}).status_code == 400
        first = visitor.send(asked, **{"for": "child"})
        assert first.status_code == 302
        draft = draft_of(opened, asked)
        assert draft.represented == {"kind": "child", "by": "law"}
        assert draft.filed_on_behalf
        assert opened.citizen(NUMBER, NAME).get(asked).status_code == 404


def test_a_version_that_leaves_the_counter_is_not_filed_there(server: Place, tmp_path: Path) -> None:
    with open_site(
        server, tmp_path, pack_for_others(tmp_path / "pack", ("description:", "description:\n  channels: [online]"))
    ) as opened:
        assert "Không có thủ tục nào" in officer(opened).get(COUNTER).text
        visitor = officer(opened)
        sent = visitor.again(visitor.get("/can-bo").text, COUNTER, offer=str(opened.world.offer.id), the=CARD)
        assert sent.status_code == 400
        assert "không nhận trực tiếp tại quầy" in sent.text
