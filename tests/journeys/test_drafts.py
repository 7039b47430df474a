"""What was typed is never lost: on another device, in two tabs, after the session has ended."""

from pathlib import Path

import pytest

from tests.journeys import applicant
from tests.journeys.filling import fill
from tests.journeys.people import People
from tests.journeys.stories import Told

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_a_draft_is_gone_on_with_on_another_device(people: People, free: Told) -> None:
    story, second = "another-device", list(free.pages)[1]
    with people.citizen(story, "minh") as phone:
        with phone.passing_by():
            applicant.begin(phone, free)
            applicant.tell(phone, free, until=second)
        fill(phone.page, free.pages[second])
        phone.press("Lưu và quay lại sau")
        assert "Đã lưu" in phone.words
    with people.citizen(story, "minh", wide=True, anew=True) as computer:
        computer.go("/ho-so")
        computer.follow(free.title)
        name, value = next(iter(free.pages[second].items()))
        assert computer.path.endswith(f"/{list(free.pages)[2]}")
        computer.follow("Quay lại")
        assert computer.path.endswith(f"/{second}")
        assert computer.page.locator(f"[name={name}]:checked").input_value() == value


def test_a_draft_is_found_again_from_its_procedure_without_script(people: People, free: Told) -> None:
    first, second = list(free.pages)[:2]
    with people.citizen("found-again", "tho", script=False) as citizen:
        with citizen.passing_by():
            applicant.begin(citizen, free)
        fill(citizen.page, free.pages[first], script=False)
        citizen.press("Lưu và quay lại sau")
        assert free.title in citizen.words
        citizen.go(f"/thu-tuc/{free.code}", "thu tuc co ban nhap")
        citizen.follow(f"Làm tiếp: {free.title}")
        assert citizen.path.endswith(f"/{second}")


def test_two_tabs_do_not_overwrite_each_other(people: People, free: Told) -> None:
    story, first = "two-tabs", next(iter(free.pages))
    with people.citizen(story, "minh") as one:
        with one.passing_by():
            applicant.begin(one, free)
        address = one.path
        other = one.context.new_page()
        other.goto(one.page.url)
        fill(one.page, {**free.pages[first], "quan_he": "cha"})
        one.press("Tiếp tục")
        other.locator("[name=loai_giay_to][value=can_cuoc]").check()
        other.locator("[name=quan_he][value=ong_ba]").check()
        with other.expect_navigation():
            other.get_by_role("button", name="Tiếp tục", exact=True).click()
        one.watch.judge(other, "xung dot")
        words = other.locator(".notice").inner_text()
        assert "Trang này đã được lưu ở nơi khác" in words
        assert "Cha" in words
        assert "Ông hoặc bà" in words
        with other.expect_navigation():
            other.get_by_role("link", name="Dùng bản đã lưu").click()
        assert other.locator("[name=quan_he]:checked").input_value() == "cha"
        one.go(address)
        assert one.page.locator("[name=quan_he]:checked").input_value() == "cha"


def test_a_session_that_ends_in_the_middle_keeps_what_was_typed(people: People, free: Told, sheet: Path) -> None:
    story, first = "session-ended", next(iter(free.pages))
    with people.citizen(story, "minh", anew=True) as citizen:
        with citizen.passing_by():
            applicant.begin(citizen, free)
        page = citizen.page
        fill(page, {**free.pages[first], "quan_he": "cha"})
        citizen.context.clear_cookies()
        citizen.press("Tiếp tục", "het phien")
        assert citizen.path.startswith("/dang-nhap")
        citizen.press("Đăng nhập bằng VNeID")
        people.agree(citizen, "minh")
        assert citizen.path.endswith(f"/{first}")
        assert "Những gì bạn nhập vẫn còn" in citizen.words
        assert page.locator("[name=quan_he]:checked").input_value() == "cha"
        citizen.press("Tiếp tục")
        assert not citizen.path.endswith(f"/{first}")
