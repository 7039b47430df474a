"""Everything with the keys alone: the way past the head, the errors, and an officer's desk."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import applicant
from tests.journeys.people import People
from tests.journeys.stories import Told

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_past_the_head_and_from_an_error_to_its_input(people: People, free: Told) -> None:
    with people.citizen("keyboard", "minh") as citizen:
        with citizen.passing_by():
            applicant.begin(citizen, free)
        page = citizen.page
        page.keyboard.press("Tab")
        assert _focused(page) == "Tới nội dung chính"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
        citizen.press("Tiếp tục")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("[name=loai_giay_to]").first).to_be_focused()
        page.keyboard.press("Space")
        expect(page.locator("[name=loai_giay_to]").first).to_be_checked()


def test_an_officer_works_the_desk_by_keys(people: People, sheet: Path, free: Told) -> None:
    with people.citizen("keyboard", free.person) as citizen:
        codes = [applicant.file_quickly(citizen, free, sheet) for _ in range(2)]
    with people.officer("keyboard", free.officers[0]["who"]) as officer:
        page = officer.page
        officer.go("/can-bo?xem=vai-tro")
        expect(page.locator(".desk-table__row")).not_to_have_count(0)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(page.locator(".desk-table__row").first.locator("a")).to_be_focused()
        page.keyboard.press("x")
        expect(page.locator(".tick").first).to_be_checked()
        officer.look("da chon")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type(codes[1])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        officer.look("mo ho so")
        assert codes[1] in officer.words


def _focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.textContent.trim()")
    return found
