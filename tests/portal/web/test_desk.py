"""The desk over HTTP: its lists narrowed by their address, own lists and columns, keys that can be turned off."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from portal.db import unit_of_work
from portal.embedded_postgres import Place
from portal.models import Agency, Task
from portal.services import own_desk
from tests.factories import MORNING
from tests.portal.web.citizen_site import Site
from tests.portal.web.desk_site import codes, link, open_desk, press, task_ids

DESK = "/can-bo"
OTHERS = ("nhac-han", "tin-nhan", "khoi-luong", "nhan", "phim-tat")


@pytest.fixture(scope="module")
def site(server: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_desk(server, tmp_path_factory.mktemp("desk")) as site:
        yield site


def test_an_address_narrows_a_list_and_says_so(site: Site) -> None:
    receptionist = site.officer("receptionist")
    whole = receptionist.get(f"{DESK}?xem=tat-ca")
    assert codes(whole.text) == ["1", "2", "3"]
    for narrowing, found, words in (
        ("linh-vuc=thu-nghiem", 3, "Lĩnh vực: Thu nghiem"),
        ("vai-tro=leader", 0, "Vai trò: Lãnh đạo cơ quan"),
        ("han=chua-co-han", 3, "Hạn: Chưa có hạn"),
        ("trang-thai=4", 0, "Trạng thái: Đang xử lý"),
        ("thu-tuc=9.000001&buoc=tiep_nhan", 3, "Bước: Tiếp nhận"),
        ("thu-tuc=9.000001&buoc=ky", 0, "Bước: "),
    ):
        page = receptionist.get(f"{DESK}?xem=tat-ca&{narrowing}").text
        assert (len(codes(page)), words in page) == (found, True), narrowing
    assert "Role: Head of agency" in receptionist.get(f"/en{DESK}?xem=tat-ca&vai-tro=leader").text


@pytest.mark.parametrize(
    "query", ["trang-thai=99", "nguoi=x", "co-quan=1", "han=x", "sau=x", "sau=2026_x", "xem=x", "nhan=x", "luu=x"]
)
def test_an_address_that_means_nothing_breaks_nothing(site: Site, query: str) -> None:
    assert site.officer("receptionist").get(f"{DESK}?{query}").status_code in (200, 404)


def test_a_list_is_kept_under_a_name_and_the_desk_opens_with_it(site: Site) -> None:
    leader = site.officer("leader")
    narrowed = f"{DESK}?xem=tat-ca&vai-tro=receptionist"
    kept = {"ten": " Việc  một cửa ", "xem": "tat-ca", "vai-tro": "receptionist", "cot": ["step", "applicant"]}
    there = press(leader, narrowed, f"{DESK}/danh-sach-luu", **kept, **{"mac-dinh": "1"})
    page = leader.get(DESK).text
    assert "<title>Việc một cửa" in page
    assert codes(page) == ["1", "2", "3"]
    assert "Người nộp</th>" in page
    assert "Người xử lý</th>" not in page
    change = link(page, f'{DESK}/danh-sach-luu/[^"]+')
    assert site.officer("clerk").get(there).status_code == 404
    press(leader, there, change, viec="thoi")
    assert "<title>Việc một cửa" not in leader.get(DESK).text
    press(leader, there, change, viec="xoa")
    assert leader.get(there).status_code == 404


def test_a_desk_has_room_for_some_lists(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_desk, "MOST_VIEWS", 1)
    clerk = site.officer("clerk")
    for number in range(2):
        press(clerk, f"{DESK}?xem=tat-ca", f"{DESK}/danh-sach-luu", ten=f"Danh sách {number}", xem="tat-ca")
    page = clerk.get(DESK).text
    assert "xóa bớt một danh sách" in page
    assert "Danh sách 0" in page
    assert "Danh sách 1" not in page


def test_columns_are_chosen_and_stay(site: Site) -> None:
    officer = site.officer("case_officer")
    press(officer, f"{DESK}?xem=tat-ca", f"{DESK}/cot", xem="tat-ca", cot=["due", "channel", "none of ours"])
    page = officer.get(f"{DESK}?xem=tat-ca").text
    assert "Cách nộp</th>" in page
    assert "Trạng thái</th>" not in page


def test_keys_are_told_and_can_be_turned_off(site: Site) -> None:
    receptionist = site.officer("receptionist")
    assert "data-keys" in receptionist.get(f"{DESK}?xem=tat-ca").text
    page = receptionist.get(f"{DESK}/phim-tat").text
    assert "<kbd>j</kbd>" in page
    press(receptionist, f"{DESK}/phim-tat", f"{DESK}/phim-tat", bat="0")
    off = receptionist.get(f"{DESK}?xem=tat-ca").text
    assert "data-keys" not in off
    assert "<kbd>" not in off
    press(receptionist, f"{DESK}/phim-tat", f"{DESK}/phim-tat", bat="1")
    assert "data-keys" in receptionist.get(f"{DESK}?xem=tat-ca").text


def test_the_workload_leads_to_the_lists_behind_its_numbers(site: Site) -> None:
    head, receptionist = site.officer("department_head"), site.officer("receptionist")
    one = next(iter(task_ids(site).values()))
    press(receptionist, f"{DESK}?xem=vai-tro", f"{DESK}/nhan-viec", id=one)
    page = head.get(f"{DESK}/khoi-luong").text
    assert f'href="{DESK}/khoi-luong"' in head.get(DESK).text
    assert re.search(r"Cán bộ receptionist.h26.101</th>.*?count--blue\">1<", page, re.DOTALL)
    assert re.search(r"Chưa có người nhận</th>.*?count--blue\">2<", page, re.DOTALL)
    assert len(codes(head.get(link(page, f'{DESK}\\?[^"]*nguoi=[^"]+')).text)) == 1
    assert receptionist.get(f"{DESK}/khoi-luong").status_code == 403
    assert head.get(f"{DESK}/khoi-luong?co-quan=H26.999").status_code == 404


def test_a_head_sees_what_is_overdue_at_the_agency_whoever_has_it(site: Site) -> None:
    head, late = site.officer("department_head"), list(task_ids(site).values())[1]
    with unit_of_work(site.database.sessions()) as session:
        session.get_one(Task, UUID(late)).due_at = MORNING - timedelta(days=1)
    page = head.get(DESK).text
    assert _count(page, "Quá hạn") == "0", "their own work"
    assert _count(page, "Quá hạn cả cơ quan") == "1"
    led_to = head.get(f"{DESK}?xem=tat-ca&han=qua-han").text
    assert f'href="{DESK}?xem=tat-ca&amp;han=qua-han"' in page
    assert len(codes(led_to)) == 1
    assert _here(led_to) == "Quá hạn cả cơ quan"
    assert "Quá hạn cả cơ quan" not in site.officer("receptionist").get(DESK).text


def test_an_agency_is_called_by_its_english_name_where_it_has_one(site: Site) -> None:
    head = site.officer("department_head")
    with unit_of_work(site.database.sessions()) as session:
        agency = session.get_one(Agency, site.world.agency.id)
        agency.name_en, own = "People's Committee of the Ward", agency.name
    for page in (f"{DESK}/khoi-luong", f"{DESK}/tai-khoan"):
        assert own not in head.get(f"/en{page}").text, page
        assert own in head.get(page).text


def test_every_page_of_the_desk_asks_a_bounded_number_of_statements(site: Site) -> None:
    head = site.officer("department_head")
    for number in range(3):
        kept = {"ten": f"Danh sách {number}", "xem": "tat-ca", "linh-vuc": "thu-nghiem"}
        press(head, f"{DESK}?xem=tat-ca", f"{DESK}/danh-sach-luu", **kept)
    search = press(head, DESK, f"{DESK}/tim", q="nguyen thi thu")
    narrowed = f"{DESK}?xem=tat-ca&linh-vuc=thu-nghiem&trang-thai=4&thu-tuc=9.000001"
    for url in (DESK, f"{DESK}?xem=tat-ca", narrowed, search, *(f"{DESK}/{one}" for one in OTHERS)):
        head.get(url)
        with site.statements() as said:
            assert head.get(url).status_code == 200
        assert len(said) <= 12, (url, said)


def _count(page: str, words: str) -> str:
    """The count beside a list at the left of a page."""
    found = re.search(rf'<a class="views__link"[^>]*><span>{words}</span><span class="count[^>]*>(\d+)<', page)
    assert found is not None, page
    return found.group(1)


def _here(page: str) -> str:
    """The list at the left that the page is."""
    found = re.search(r'<a class="views__link"[^>]*aria-current="page"><span>([^<]+)<', page)
    assert found is not None, page
    return found.group(1)
