"""A page that is older than what it is sent to: what was typed on it is kept, and nothing is written over unseen."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Offer
from portal.services import publishing
from tests.factories import MORNING
from tests.portal.web.citizen_site import Site, hidden_values, open_site
from tests.portal.web.publishing_house import changed
from tests.portal.web.test_citizen_filing import begin, draft_of, fill


@pytest.fixture
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(server, tmp_path_factory.mktemp("stale")) as opened:
        yield opened


def republish(site: Site, *pairs: tuple[str, str]) -> None:
    """Publish the next version of the procedure, with some texts replaced."""
    files = changed(("version: 1", "version: 2"), *pairs)
    with unit_of_work(site.database.sessions()) as session:
        actor = site.world.actor(session, "leader")
        draft, loaded = publishing.keep_draft(session, files, agency_id=None, actor=actor, at=MORNING)
        assert loaded.procedure is not None, loaded.findings
        publishing.publish(session, draft, actor=site.world.actor(session, "clerk"), at=MORNING)
        site.world.offer = session.scalars(select(Offer).where(Offer.version_id == draft.id)).one()


def test_a_page_with_an_old_token_keeps_what_was_typed_and_is_sent_again(site: Site) -> None:
    visitor = site.citizen("001190000024")
    page = begin(site, visitor)
    shown = re.sub(r'(name="csrf_token" value=")[^"]+', r"\1of-another-day", visitor.get(page).text)
    stale = visitor.again(shown, page, ho_ten="Đã Gõ <Lâu>", so_ban="4")
    assert stale.status_code == 400
    assert "Chúng tôi vẫn giữ những gì bạn đã nhập" in stale.text
    assert "ho_ten" not in draft_of(site, page).answers
    kept = hidden_values(stale.text)
    assert (kept["ho_ten"], kept["so_ban"]) == ("Đã Gõ <Lâu>", "4")
    sent = visitor.again(stale.text, page, ho_ten="Đã Gõ Lâu", so_ban=kept["so_ban"])
    assert sent.status_code == 302
    assert draft_of(site, page).answers["ho_ten"] == "Đã Gõ Lâu"


def test_a_draft_outlives_a_new_version_of_its_procedure(site: Site) -> None:
    visitor = site.citizen("001190000020")
    page = begin(site, visitor)
    check = fill(visitor, page)
    opened = visitor.get(page).text
    republish(site, ("8000", "9000"))
    # The page that stood open belongs to the version that the draft still has.
    assert visitor.again(opened, page, ho_ten="Gõ Trước Khi Đổi", so_ban="4").status_code == 302
    shown = visitor.get(check).text
    assert "Thủ tục vừa có phiên bản mới" in shown
    assert "Gõ Trước Khi Đổi" in shown
    assert "36.000 đồng" in shown
    assert visitor.again(shown, check, declared="1", delivery="online").status_code == 302


def test_a_page_of_the_version_before_is_compared_with_what_is_kept(site: Site) -> None:
    visitor = site.citizen("001190000020")
    page = begin(site, visitor)
    check = fill(visitor, page)
    opened = visitor.get(page).text
    republish(site, ("Số bản", "Số bản cần cấp"))
    assert "Thủ tục vừa có phiên bản mới" in visitor.get(check).text
    late = visitor.again(opened, page, ho_ten="Gõ Trên Trang Cũ", so_ban="5")
    assert late.status_code == 409
    assert 'value="Gõ Trên Trang Cũ"' in late.text
    assert "Số bản cần cấp" in late.text
    assert draft_of(site, page).answers["ho_ten"] == "Nguyễn Thị Thử"
    assert visitor.again(late.text, page, ho_ten="Gõ Trên Trang Cũ", so_ban="5").status_code == 302
    assert draft_of(site, page).answers["so_ban"] == 5


def test_a_page_that_the_next_version_calls_otherwise_loses_nothing_of_what_was_typed(site: Site) -> None:
    visitor = site.citizen("001190000020")
    page = begin(site, visitor)
    check = fill(visitor, page)
    opened = visitor.get(page).text
    republish(site, ("page: nguoi_nop", "page: nguoi_yeu_cau"))
    visitor.get(check)
    saved = visitor.again(opened, f"{page}?luu=1", ho_ten="Gõ Trên Trang Cũ", so_ban="5")
    assert (saved.status_code, saved.is_json) == (409, True)
    gone = visitor.again(opened, page, ho_ten="Gõ Trên Trang Cũ", so_ban="5")
    now = page.replace("nguoi_nop", "nguoi_yeu_cau")
    assert gone.location == now
    shown = visitor.get(now).text
    assert "Trang bạn gửi nay là trang này" in shown
    assert 'value="Gõ Trên Trang Cũ"' in shown
    assert draft_of(site, page).answers["ho_ten"] == "Nguyễn Thị Thử", "nothing is written over unseen"
    assert 'value="Nguyễn Thị Thử"' in visitor.get(f"{now}?ban=luu").text
    visitor.again(opened, page, ho_ten="Gõ Trên Trang Cũ", so_ban="5")
    assert visitor.again(visitor.get(now).text, now, ho_ten="Gõ Trên Trang Cũ", so_ban="5").status_code == 302
    assert draft_of(site, page).answers["so_ban"] == 5


def test_an_answer_that_moved_from_another_page_stands_beside_what_was_typed(site: Site) -> None:
    visitor = site.citizen("001190000020")
    page = begin(site, visitor)
    fill(visitor, page)
    opened = visitor.get(page).text
    republish(site, ("page: nguoi_nop", "page: nguoi_yeu_cau"))
    assert "tu=" in visitor.get(page.rsplit("/", 1)[0]).location
    visitor.again(opened, page, ho_ten="Gõ Trên Trang Cũ")
    shown = visitor.get(page.replace("nguoi_nop", "nguoi_yeu_cau")).text
    assert 'value="Gõ Trên Trang Cũ"' in shown
    assert 'value="3"' in shown, "what the old page did not ask is as it was kept"


def test_whoever_goes_on_is_told_what_the_new_version_changed(site: Site) -> None:
    visitor = site.citizen("001190000020")
    page = begin(site, visitor)
    fill(visitor, page, so_ban="7", ly_do="Xin học bổng")
    republish(
        site,
        ("{name: ly_do, type: text, label: {vi: Lý do, en: Reason}", "{name: noi_nhan, type: text, label: Nơi nhận"),
        ("vi: Số bản, en: Copies", "vi: Số bản cần cấp, en: Copies needed"),
    )
    draft = page.rsplit("/", 1)[0]
    changes = visitor.get(draft).location
    for _ in ("the first look", "the second"):
        told = visitor.get(changes).text
        assert "Nơi nhận" in told
        assert "Trước đây: Số bản" in told
        assert "Xin học bổng" in told
    assert "Reason" in visitor.get("/en" + changes).text
    assert visitor.get(draft).location == page
    assert visitor.send(page, ho_ten="Nguyễn Thị Thử", so_ban="7", noi_nhan="Nhà").status_code == 302
    assert "ly_do" not in draft_of(site, page).answers
    assert "Xin học bổng" not in visitor.get(changes).text
    assert visitor.get(f"{draft}/thay-doi?tu={site.world.offer.id}").location != changes


def test_whoever_is_still_there_stays_signed_in(site: Site) -> None:
    visitor = site.citizen("001190000061")
    for hours in (1.9, 3.8, 5.7):
        site.time[0] = MORNING + timedelta(hours=hours)
        assert visitor.get("/phien").json == {"alive": True}
    site.time[0] = MORNING + timedelta(hours=8)
    assert visitor.get("/phien").json == {"alive": False}
    site.time[0] = MORNING


def test_without_script_the_page_says_how_long_the_session_lasts(site: Site) -> None:
    visitor = site.citizen("001190000062")
    assert "Bạn còn đăng nhập ít nhất đến 10:55." in visitor.get("/ho-so").text
    assert "You stay signed in at least until 10:55." in visitor.get("/en/ho-so").text
    site.time[0] = MORNING + timedelta(hours=1, minutes=54, seconds=59)
    assert visitor.get("/phien").json == {"alive": True}
    assert "ít nhất đến" not in site.visitor().get("/").text
    site.time[0] = MORNING
