"""Two people and one filing: the one asks, the other confirms with their own e-ID, and only then it is filed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Person
from portal.services import drafts
from tests.factories import MORNING, attach, make_person, pack_for_others
from tests.portal.web.citizen_site import Site, Visitor, hidden_values, open_site

HERS, HIS, NOBODYS = "001190000007", "001190000008", "001190000009"
MOTHER, SON = "Trần Thị Mẹ", "Nguyễn Văn Con"


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("confirming")
    with open_site(server, folder, pack_for_others(folder / "pack")) as site:
        yield site


@pytest.fixture
def url(site: Site) -> str:
    """The page of the last look at what a son files for his mother."""
    with unit_of_work(site.database.sessions()) as session:
        known = session.query(Person).filter_by(citizen_id=HIS).one_or_none()
        son = known or make_person(session, HIS, SON)
        hers = {"kind": "person", "by": "identity", "name": MOTHER, "number": HERS}
        draft = drafts.start(session, son, site.world.offer, at=MORNING, represented=hers)
        values = {"ho_ten": MOTHER, "so_ban": 3}
        drafts.save_page(session, draft, "nguoi_nop", values, person=son, at=MORNING)
        attach(session, draft, "giay_to", MORNING)
    return f"/nop/{draft.id}/kiem-tra"


def ask(son: Visitor, url: str, **pressed: str) -> str:
    """Press one of the buttons of who has to confirm, and return the page."""
    page = son.get(url).text
    typed = hidden_values(page) | (pressed or {"_ask": "1"}) | {"party": "owner"}
    answer = son.client.post(url.replace("kiem-tra", "xac-nhan"), data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 302
    return son.get(url).text


def link_in(page: str) -> str:
    found = re.search(r'value="https?://[^/"]+(/xac-nhan/[0-9a-f]{32})"', page)
    assert found, page
    return found[1]


def code_in(page: str) -> str:
    found = re.search(r'way-in__code">(\d{4} \d{4})<', page)
    assert found, page
    return found[1]


def say_yes(mother: Visitor, link: str, **typed: str) -> Any:
    page = mother.get(link).text
    data = hidden_values(page) | {"declared": "1", "_confirm": "1"} | typed
    return mother.client.post(link, data=data, headers={"Sec-Fetch-Site": "same-origin"})


def test_a_son_files_for_his_mother_once_she_has_confirmed(site: Site, url: str) -> None:
    son, mother = site.citizen(HIS, SON), site.citizen(HERS, MOTHER)
    page = son.get(url).text
    assert "Chưa gửi đề nghị" in page
    assert ">Nộp hồ sơ</button>" not in page
    early = son.send(url, declared="1", delivery="online")
    assert early.status_code == 400
    assert f"Cần {MOTHER} (Người ủy quyền) xác nhận trước" in unescape(early.text)

    page = ask(son, url)
    link = link_in(page)
    assert "Đang chờ xác nhận" in page
    assert "data:image/svg+xml;base64," in page

    # She may come by what waits for her, by the code, or by the link.
    waits = unescape(mother.get("/xac-nhan").text)
    assert link in waits
    assert "Xác nhận thử" in waits
    led = mother.send("/xac-nhan", code=code_in(page))
    assert led.headers["Location"] == link
    shown = unescape(mother.get(link).text)
    for words in (SON, "Xác nhận thử", "Số bản", "giay-to.pdf", f"Bạn ủy quyền cho {SON}"):
        assert words in shown
    assert "Thay đổi" not in shown

    poll = url.replace("kiem-tra", "xac-nhan/xong?cho=1")
    assert son.get(poll).json == {"done": False}
    unticked = say_yes(mother, link, declared="")
    assert unticked.status_code == 400
    assert say_yes(mother, link).status_code == 302
    assert "Bạn đã xác nhận" in mother.get(link).text
    assert son.get(poll).json == {"done": True}

    page = unescape(son.get(url).text)
    assert "Đã xác nhận bằng định danh điện tử lúc" in page
    filed = son.send(url, declared="1", delivery="online")
    assert filed.status_code == 302, filed.text
    done = unescape(mother.get(link).text)
    assert "hồ sơ đã được nộp" in done
    assert "không còn hiệu lực" not in done, "what went well is not told as what lapsed"
    assert "Xem ở Hồ sơ của tôi" in done, "the represented person follows it there"

    # Officers see for whom it was filed, by what right, and who confirmed it when.
    desk = unescape(site.officer("receptionist").get(f"/can-bo/ho-so/{filed.location.split('/')[-2]}").text)
    assert f"{MOTHER}, {HERS}" in desk
    assert "Theo ủy quyền xác nhận bằng định danh điện tử" in desk
    assert "Đã xác nhận bằng định danh điện tử mức độ 2 lúc" in desk


def test_a_change_asks_for_a_new_confirmation(site: Site, url: str) -> None:
    son, mother = site.citizen(HIS, SON), site.citizen(HERS, MOTHER)
    link = link_in(ask(son, url))
    assert say_yes(mother, link).status_code == 302
    son.send(url.replace("kiem-tra", "nguoi_nop"), ho_ten=MOTHER, so_ban="4")
    # The press that raced with the change is refused, and the page says why.
    assert son.send(url, declared="1", delivery="online").status_code == 400
    assert "Nội dung đã thay đổi sau khi người này xác nhận" in son.get(url).text
    assert "không còn hiệu lực" in mother.get(link).text
    again = link_in(ask(son, url))
    seen = hidden_values(mother.get(again).text)["_digest"]
    son.send(url.replace("kiem-tra", "nguoi_nop"), ho_ten=MOTHER, so_ban="5")
    late = say_yes(mother, again, _digest=seen)
    assert late.status_code == 409
    assert "Nội dung vừa thay đổi" in late.text
    assert say_yes(mother, again).status_code == 302


def test_strangers_and_guessers_learn_nothing(site: Site, url: str) -> None:
    son, stranger = site.citizen(HIS, SON), site.citizen(NOBODYS, "Kẻ Lạ")
    page = ask(son, url)
    link = link_in(page)
    for visitor in (son, stranger):
        answer = visitor.get(link)
        assert answer.status_code == 403
        assert MOTHER not in answer.text
        assert "Xác nhận thử" not in answer.text
    wrong = stranger.send("/xac-nhan", code=code_in(page))
    nonsense = stranger.send("/xac-nhan", code="0000 0000")
    assert 'value="0000 0000"' in nonsense.text, "one wrong digit is mended, not typed anew with the rest"
    assert wrong.status_code == nonsense.status_code == 400
    assert link not in stranger.get("/xac-nhan").text
    assert site.visitor().get(link).headers["Location"] == "/dang-nhap"
    assert stranger.get("/xac-nhan/" + "0" * 32).status_code == 404
    # Another's draft is nobody's to ask about.
    typed = hidden_values(stranger.get("/xac-nhan").text) | {"_ask": "1", "party": "owner"}
    foreign = stranger.client.post(url.replace("kiem-tra", "xac-nhan"), data=typed)
    assert foreign.status_code == 404


def test_declining_says_why_and_can_be_asked_again(site: Site, url: str) -> None:
    son, mother = site.citizen(HIS, SON), site.citizen(HERS, MOTHER)
    link = link_in(ask(son, url))
    data = hidden_values(mother.get(link).text) | {"_decline": "1", "reason": "Sai tên <b>tôi</b>"}
    assert mother.client.post(link, data=data).status_code == 302
    assert "Bạn đã từ chối xác nhận" in mother.get(link).text
    page = son.get(url).text
    assert "Sai tên &lt;b&gt;tôi&lt;/b&gt;" in page
    assert "Đã từ chối xác nhận" in page
    assert "Có người từ chối xác nhận" in son.get("/thong-bao").text
    assert say_yes(mother, link_in(ask(son, url))).status_code == 302


def test_taking_back_closes_the_link(site: Site, url: str) -> None:
    son, mother = site.citizen(HIS, SON), site.citizen(HERS, MOTHER)
    link = link_in(ask(son, url))
    seen = hidden_values(mother.get(link).text) | {"declared": "1", "_confirm": "1"}
    assert "Chưa gửi đề nghị" in ask(son, url, _take_back="1")
    assert "không còn hiệu lực" in mother.get(link).text
    late = mother.client.post(link, data=seen, headers={"Sec-Fetch-Site": "same-origin"})
    assert late.status_code == 409
    assert "không còn hiệu lực" in late.text


def test_a_lower_level_leads_to_signing_in_again(site: Site, url: str) -> None:
    son = site.citizen(HIS, SON)
    link = link_in(ask(son, url))
    mother = site.citizen(HERS, MOTHER, assurance=1)
    page = mother.get(link).text
    assert "Bạn cần đăng nhập ở mức độ 2 để xác nhận" in page
    assert say_yes(mother, link).status_code == 409
    again = say_yes(mother, link, _higher="1")
    assert again.headers["Location"] == "/dang-nhap?level=2"


def test_the_pages_speak_english(site: Site, url: str) -> None:
    son, mother = site.citizen(HIS, SON), site.citizen(HERS, MOTHER)
    link = link_in(ask(son, url))
    assert f"{SON} asks you to confirm" in unescape(mother.get("/en" + link).text)
    assert "Waiting for confirmation" in son.get("/en" + url).text


def test_codes_are_not_guessed_at_will(site: Site) -> None:
    guesser = site.citizen("001190000077", "Người Đoán Mò")
    answers = [guesser.send("/xac-nhan", code=f"0000 {number:04d}").status_code for number in range(14)]
    assert set(answers) == {400, 429}
    assert answers[-1] == 429
