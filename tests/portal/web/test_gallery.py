"""Every part of the face, in a real browser: accessible, on any width, and alive with its script."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.config import PROJECT
from tests.journeys.watching import sticking_out
from tests.portal.web.gallery.app import PAGES

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
NOTHING_FOUND = """async () => (await axe.run({rules: {'target-size': {enabled: true}}}))
    .violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))"""
OVERFLOW = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.desk-table__frame, .source, .views'))
    .map(e => e.tagName + '.' + e.className)"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser's memory for all: to make one anew, with a process of its own, costs more than most pages."""
    with closing(browser.new_context(bypass_csp=True)) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with closing(context.new_page()) as page:
        page.set_viewport_size({"width": 1366, "height": 900})
        yield page


def send(page: Page) -> None:
    """Press what sends the form, and wait until the whole answer stands: a press alone waits for its first line."""
    with page.expect_navigation(wait_until="load"):
        page.locator("form[method=post] button[type=submit]").last.click()


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(page: Page, gallery: str, name: str) -> None:
    page.goto(f"{gallery}/{name}?citizen")
    page.evaluate(AXE)
    assert page.evaluate(NOTHING_FOUND) == []


@pytest.mark.parametrize("name", ["form", "kinds", "blocks"])
def test_axe_finds_nothing_on_a_form_with_errors(page: Page, gallery: str, name: str) -> None:
    page.goto(f"{gallery}/{name}")
    send(page)
    assert page.locator(".govuk-error-summary").is_visible()
    page.evaluate(AXE)
    assert page.evaluate(NOTHING_FOUND) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_sticks_out_is_cut_off_or_out_of_order(page: Page, gallery: str, name: str) -> None:
    page.set_viewport_size({"width": 768, "height": 800})
    page.goto(f"{gallery}/{name}?citizen")
    assert page.evaluate(OVERFLOW) == []
    assert sticking_out(page) == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_input(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/form")
    send(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.locator(".govuk-error-summary a").first.click()
    expect(page.locator("#ngay_sinh-day")).to_be_focused()


def test_the_script_brings_in_and_takes_out_what_hangs_on_an_answer(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/form")
    assert page.get_by_label("Số thành viên").is_visible()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Một cá nhân").check()
    page.get_by_label("Số thành viên").wait_for(state="detached")
    assert page.get_by_label("Số điện thoại").input_value() == "0912 345 678"


def test_choosing_a_province_brings_its_communes(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/form")
    communes = page.locator("#tru_so-commune option")
    assert communes.count() == 1
    assert page.locator(".address__reload").is_hidden()
    page.locator("#tru_so-province").select_option(index=1)
    communes.nth(1).wait_for(state="attached")
    assert communes.count() > 10


def test_the_desk_is_worked_by_keys(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/desk?officer")
    for key in "jjx":
        page.keyboard.press(key)
    assert page.locator("tr[data-now] .tick").is_checked()
    assert page.locator(".bulk__words").inner_text() == "Đã chọn 1 hồ sơ"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent").endswith("0000001")


TYPED = {
    "ngay_sinh_cu-year": "1950",
    "tam_tru-start-day": "1",
    "tam_tru-start-month": "9",
    "tam_tru-start-year": "2025",
    "gio_sinh": "8h30",
    "thoi_han-count": "12",
    "ho_chieu": "c1234567",
    "ma_so": "0100109106",
    "tai_khoan-number": "0011 0012 34567",
    "tai_khoan-holder": "Nguyễn Thị Lan",
    "bien_so": "30a 12345",
    "thua-parcel": "125",
    "thua-sheet": "07",
}
CHOSEN = {"ton_giao": "khong", "quoc_tich": "VN", "thoi_han-unit": "month", "tai_khoan-bank": "970436"}


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_kind_of_answer_is_typed_and_kept(browser: Browser, gallery: str, script: bool, prefix: str) -> None:
    page = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{gallery}{prefix}/kinds")
    for name, text in TYPED.items():
        page.locator(f"[name='{name}']").fill(text)
    for name, code in CHOSEN.items():
        page.locator(f"[name='{name}']").select_option(code)
    send(page)
    assert page.locator(".govuk-error-message").all_inner_texts() == []
    assert page.locator("[name='bien_so']").input_value() == "30a 12345"
    page.locator("[name='tai_khoan-number']").fill("")
    send(page)
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#tai_khoan-number"
    assert page.locator("[name='tai_khoan-bank']").input_value() == "970436"


def test_no_page_runs_or_loads_what_the_policy_forbids(browser: Browser, gallery: str) -> None:
    page = browser.new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for name in NAMES:
        page.goto(f"{gallery}/{name}")
    assert [text for text in said if "Content Security Policy" in text] == []
