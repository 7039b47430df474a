"""The scripts of blocks, tables and long lists, in a real browser on a phone: no new page, nothing typed is lost."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect


@pytest.fixture
def page(browser: Browser, gallery: str) -> Page:
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{gallery}/blocks")
    page.evaluate("window.same = true")
    return page


@pytest.fixture(autouse=True)
def without_new_page(page: Page) -> object:
    yield
    assert page.evaluate("window.same") is True


def names(page: Page) -> list[str]:
    return [box.input_value() for box in page.locator('[id^="con-"][id$="-ten"]').all()]


def test_rows_move_are_copied_and_removed(page: Page) -> None:
    page.locator("#con-1-ten").fill("Bình Minh")
    page.locator('[name="con-up-1"]').click()
    expect(page.locator("#con-0-ten")).to_have_value("Bình Minh")
    expect(page.locator('[name="con-0-_id"]')).to_have_value("2")
    page.locator('[name="con-copy-1"]').click()
    expect(page.locator("#con-2-truong-0-ten_truong")).to_have_value("Mầm non Sao Mai")
    expect(page.locator("#con-2-ten")).to_be_focused()
    page.locator('[name="con-remove-0"]').click()
    expect(page.locator("#con-2-ten")).to_have_count(0)
    assert names(page) == ["An", "An"]


def test_a_row_of_an_inner_table_is_added_and_takes_the_focus(page: Page) -> None:
    page.locator('[name="con-0-truong-add"]').click()
    expect(page.locator("#con-0-truong-1-ten_truong")).to_be_focused()
    assert names(page) == ["An", "Bình"]


def test_what_is_typed_is_searched_at_once(page: Page) -> None:
    page.locator("#que_quan-typed").fill("ba dinh ha noi")
    page.get_by_label("Phường Ba Đình, Thành phố Hà Nội").check()
    page.locator("#que_quan-typed").fill("khong co noi nay")
    expect(page.locator("#que_quan-found")).to_contain_text("Không tìm thấy mục nào")
    expect(page.locator("#que_quan-typed")).to_be_focused()


def test_a_signature_is_drawn_and_cleared(page: Page) -> None:
    kept = page.locator("#chu_ky-drawn")
    page.locator('[name="chu_ky-clear"]').click()
    assert kept.input_value() == ""
    pad = page.locator('[data-draws="chu_ky-drawn"]')
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    page.mouse.up()
    assert kept.input_value().count(" ") == 4
    assert page.locator('[data-draws="chu_ky-drawn"] polyline').count() == 1


def test_a_province_in_a_block_brings_its_communes(page: Page) -> None:
    page.locator("#nguoi_me-full_name").fill("Trần Thị Mẹ")
    page.locator("#nguoi_me-address-province").select_option("01")
    expect(page.locator("#nguoi_me-address-commune option", has_text="Phường Ba Đình")).to_have_count(1)
    expect(page.locator("#nguoi_me-full_name")).to_have_value("Trần Thị Mẹ")


def test_what_is_typed_while_an_answer_is_under_way_stays(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/blocks?phan=1", hold)
    page.locator("#nguoi_me-address-province").select_option("01")
    page.locator("#nguoi_me-full_name").fill("Trần Thị Mẹ")
    page.get_by_label("Nữ").check()
    expect(page.locator("#nguoi_me-address-commune option")).to_have_count(1)
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()
    expect(page.locator("#nguoi_me-address-commune option", has_text="Phường Ba Đình")).to_have_count(1)
    expect(page.locator("#nguoi_me-full_name")).to_have_value("Trần Thị Mẹ")
    expect(page.get_by_label("Nữ")).to_be_checked()
    page.locator('[name="con-add"]').click()
    page.locator("#con-1-ten").fill("Bình Minh")
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()
    expect(page.locator("#con-2-ten")).to_be_focused()
    assert names(page) == ["An", "Bình Minh", ""]
