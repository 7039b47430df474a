"""Saving while somebody types: a lost connection, a press in the middle of a save, a session about to end."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told

pytestmark = [pytest.mark.journey, pytest.mark.slow]

ENDING = "Phiên đăng nhập sắp hết"


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value={value}]").check()


def test_a_lost_connection_is_said_and_the_save_is_tried_again(people: People, free: Told) -> None:
    with people.citizen("lost-connection", "minh") as citizen:
        with citizen.passing_by():
            applicant.begin(citizen, free)
        page, first = citizen.page, citizen.path
        mark = page.locator("[data-saved]")
        citizen.context.set_offline(True)
        choose(page, "quan_he", "ong_ba")
        expect(mark).to_contain_text("mất kết nối")
        page.get_by_role("button", name="Tiếp tục", exact=True).click()
        expect(mark).to_contain_text("mất kết nối")
        assert page.locator("[name=quan_he]:checked").input_value() == "ong_ba"
        citizen.watch.problems.clear()
        citizen.look("mat ket noi")
        citizen.context.set_offline(False)
        expect(mark).to_contain_text("Đã lưu lúc", timeout=60_000)
        with people.citizen("lost-connection", "minh", script=False) as elsewhere:
            elsewhere.go(first)
            assert elsewhere.page.locator("[name=quan_he]:checked").input_value() == "ong_ba"


def test_a_press_in_the_middle_of_a_save_is_no_conflict_with_oneself(people: People, free: Told) -> None:
    first = next(iter(free.pages))
    with people.citizen("press-while-saving", "minh") as citizen:
        with citizen.passing_by():
            applicant.begin(citizen, free)
        page = citizen.page
        held: list[Any] = []
        page.route("**/*luu=1", lambda route: held.append((route, route.fetch())))
        choose(page, "loai_giay_to", "can_cuoc")
        choose(page, "quan_he", "ong_ba")
        while not held:
            page.wait_for_timeout(100)
        choose(page, "quan_he", "cha")
        page.get_by_role("button", name="Tiếp tục", exact=True).click()
        page.wait_for_timeout(300)
        assert citizen.path.endswith(f"/{first}")
        route, answer = held[0]
        with page.expect_navigation(wait_until="load"):
            route.fulfill(response=answer)
        assert citizen.path.endswith(f"/{list(free.pages)[1]}"), citizen.words
        citizen.follow("Quay lại")
        assert page.locator("[name=quan_he]:checked").input_value() == "cha"


def test_whoever_reads_for_long_is_asked_before_the_session_ends(people: People, free: Told) -> None:
    with people.citizen("session-ending", "minh") as citizen:
        citizen.page.clock.install()
        with citizen.passing_by():
            applicant.begin(citizen, free)
        page = citizen.page
        dialog = page.get_by_role("dialog")
        page.clock.fast_forward("01:40:00")
        expect(dialog).to_have_count(0)
        page.clock.fast_forward("06:00")
        expect(dialog).to_contain_text(ENDING)
        citizen.look("phien sap het")
        dialog.get_by_role("button", name="Ở lại").click()
        expect(dialog).to_have_count(0)
        page.clock.fast_forward("01:46:00")
        expect(dialog).to_contain_text(ENDING)
        page.clock.fast_forward("10:00")
        expect(dialog).to_contain_text("Phiên đăng nhập đã hết")
        citizen.look("phien da het")
        dialog.get_by_role("button", name="Trở lại trang").click()
        expect(dialog).to_have_count(0)
