"""The map under a question about a place: it writes into the box of coordinates, by pointer and by keys alike."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from forms.fields.country import dot
from portal.web.assets import asset
from tests.portal.web.gallery.app import create
from tests.portal.web.phone import FIRST_VISIT, KB, Phone
from tests.portal.web.test_gallery import AXE, NOTHING_FOUND

MAP_ALONE, COMMUNES = 20 * KB, 30 * KB
POINT, AREA = "cua_hang", "khu_dat"
COUNTED = """async address => {
    const { Sheet, roundMetres } = await import(address)
    const sheet = new Sheet({west: 100, north: 24.5, scale: 20, size: [370, 395]})
    const there = sheet.dot([16, 108])
    return {
        there, back: sheet.place(there), far: sheet.around([-50, 900], 100), whole: sheet.around(there, 1e9),
        near: sheet.around(there, 0).width, fitting: sheet.fitting([there]), moved: sheet.moved(sheet.whole(), 50, 50),
        metres: sheet.metres(sheet.around(there, 1)), rulers: [999, 1000, 4900, 0.7].map(roundMetres),
    }
}"""
READ = """async address => {
    const { readPlaces, written, withoutLast } = await import(address)
    return {
        read: readPlaces(`21.5, 105.25\\n105,25 21,5\\n21°30'00"B 105°15'00"Đ\\nở kia\\n48.85, 2.35`),
        written: written([99, 105.25]), rest: withoutLast('a\\nb\\n'),
    }
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, gallery: str) -> Page:
    page = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN").new_page()
    page.goto(f"{gallery}/blocks")
    bring(page, POINT)
    bring(page, AREA)
    return page


def bring(page: Page, name: str) -> None:
    """Come to a question, which brings its map."""
    page.locator(f"#{name}").scroll_into_view_if_needed()
    expect(face(page, name)).to_be_visible()


def face(page: Page, name: str) -> Locator:
    return page.locator(f"[data-of={name}] svg")


def press(page: Page, name: str, part: tuple[float, float]) -> None:
    """Press on a part of the map, from its upper left corner."""
    face(page, name).scroll_into_view_if_needed()
    box = face(page, name).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + part[0] * box["width"], box["y"] + part[1] * box["height"])


def does(page: Page, name: str, what: str) -> None:
    page.locator(f"[data-of={name}] [data-does={what}]").click()


def at(page: Page, name: str) -> list[float]:
    return [float(one) for one in re.findall(r"[0-9.]+", page.locator(f"#{name}").input_value())]


def test_a_point_is_set_moved_and_typed(page: Page) -> None:
    press(page, POINT, (0.3, 0.2))
    lat, lon = at(page, POINT)
    assert (lat, lon) == pytest.approx((20.85, 105.55), abs=0.1)
    expect(page.locator(f"[data-part={POINT}] .map__said")).to_contain_text("Điểm: 2")
    face(page, POINT).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert at(page, POINT)[0] < lat
    assert at(page, POINT)[1] > lon
    page.locator(f"#{POINT}").fill("8,645 111,92")
    for _ in range(4):
        does(page, POINT, "in")
    expect(face(page, POINT)).to_contain_text("Đảo Trường Sa")
    does(page, POINT, "whole")
    expect(face(page, POINT)).to_contain_text("Quần đảo Hoàng Sa (Việt Nam)")


def test_the_archipelagos_are_named_in_full_on_a_phone(page: Page) -> None:
    does(page, AREA, "whole")
    frame = face(page, AREA).bounding_box()
    assert frame is not None
    for name in ("Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)", "Biển Đông"):
        box = face(page, AREA).get_by_text(name).bounding_box()
        assert box is not None
        assert frame["x"] < box["x"]
        assert box["x"] + box["width"] < frame["x"] + frame["width"]


def test_dragging_shows_another_place_and_sets_nothing(page: Page) -> None:
    does(page, AREA, "in")
    face(page, AREA).scroll_into_view_if_needed()
    before, box = face(page, AREA).get_attribute("viewBox"), face(page, AREA).bounding_box()
    assert before
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 100, steps=4)
    page.mouse.up()
    now = face(page, AREA).get_attribute("viewBox") or ""
    assert float(now.split()[0]) > float(before.split()[0])
    assert page.locator(f"#{AREA}").input_value() == ""
    does(page, AREA, "whole")


def test_corners_come_by_pointer_and_keys_and_the_last_one_goes(page: Page) -> None:
    for corner in ((0.3, 0.3), (0.6, 0.3), (0.6, 0.6)):
        press(page, AREA, corner)
    does(page, AREA, "ArrowLeft")
    face(page, AREA).focus()
    page.keyboard.press("Enter")
    assert len(at(page, AREA)) == 8
    expect(page.locator(f"[data-of={AREA}] polygon")).to_have_count(1)
    does(page, AREA, "undo")
    assert len(at(page, AREA)) == 6
    expect(page.locator(f"[data-part={AREA}] .map__said")).to_contain_text("còn 3 đỉnh")


def test_axe_finds_nothing_on_the_map(browser: Browser, gallery: str) -> None:
    page = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 800}).new_page()
    page.goto(f"{gallery}/en/blocks")
    bring(page, POINT)
    press(page, POINT, (0.5, 0.5))
    page.evaluate(AXE)
    assert page.evaluate(NOTHING_FOUND) == []


def test_places_and_views_are_counted_as_the_server_counts(page: Page) -> None:
    found: dict[str, Any] = page.evaluate(COUNTED, asset("map_view.js"))
    assert found["there"] == pytest.approx(dot((Decimal(16), Decimal(108))), abs=1e-6)
    assert found["back"] == pytest.approx([16, 108])
    assert found["far"] == pytest.approx({"x": 0, "y": 395 * 270 / 370, "width": 100})
    assert found["whole"] == found["moved"] == {"x": 0, "y": 0, "width": 370}
    assert found["near"] == pytest.approx(370 / 2048)
    assert found["fitting"]["width"] == pytest.approx(370 / 16)
    assert found["metres"] == pytest.approx(111319.5 / 20 * 0.9613, rel=0.001)
    assert found["rulers"] == [500, 1000, 2000, 0.5]


def test_what_is_typed_is_read_as_the_server_reads_it(page: Page) -> None:
    found = page.evaluate(READ, asset("map_text.js"))
    assert found["read"] == [[21.5, 105.25]] * 3
    assert (found["written"], found["rest"]) == ("24.000000, 105.250000", "a")


def test_the_map_is_light_and_only_for_pages_that_have_one() -> None:
    phone = Phone(create().test_client())
    own = phone.load(asset("map.js")) | phone.load(asset("country.json"))
    assert len(own) == len(("map.js", "map_view.js", "map_text.js", "map_names.js", "country.json"))
    assert sum(own.values()) < MAP_ALONE
    assert sum(phone.load(asset("communes.json")).values()) < COMMUNES
    fresh = Phone(create().test_client())
    page = fresh.load("/blocks")
    assert not own.keys() & page.keys()
    assert sum(page.values()) < FIRST_VISIT


def test_without_a_script_the_coordinates_are_the_way(browser: Browser, gallery: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{gallery}/blocks")
    assert page.locator(f"#{POINT}").is_visible()
    assert page.locator("place-map").first.is_hidden()
