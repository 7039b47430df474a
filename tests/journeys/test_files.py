"""Files on a phone: sent in parts over a bad line, dropped, photographed, picked again; and read at the desk."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.journeys import applicant, desk
from tests.journeys.filling import fill
from tests.journeys.people import People
from tests.journeys.stories import Told
from tests.journeys.visitor import Visitor
from tests.portal.papers import some_files as some

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STORY = "files"
PARTS = re.compile(r"/tep-dang-gui/")
SENDING = re.compile(r"/uploading\.\w+\.js")
MEANT = re.compile(r"ERR_CONNECTION_RESET|status of 422")
DROP = """([place, name, text]) => {
  const held = new DataTransfer()
  held.items.add(new File([Uint8Array.from(atob(text), one => one.charCodeAt(0))], name))
  const how = { dataTransfer: held, bubbles: true, cancelable: true }
  for (const kind of ['dragover', 'drop']) document.querySelector(place).dispatchEvent(new DragEvent(kind, how))
}"""


def at_documents(citizen: Visitor, story: Told) -> str:
    """Go to the documents of a new filing; give the first that is asked for."""
    with citizen.passing_by():
        applicant.begin(citizen, story)
        applicant.tell(citizen, story)
    assert citizen.path.endswith("/giay-to"), (citizen.path, citizen.errors())
    return story.documents[0]


@contextmanager
def bad_line(page: Page) -> Iterator[list[int]]:
    """Lose the second part of a file once; count the parts that were tried."""
    tried: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        tried.append(1)
        if len(tried) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(PARTS, lose)
    yield tried
    page.unroute(PARTS, lose)


def test_files_come_in_every_way_and_are_read_at_the_desk(people: People, free: Told, tmp_path: Path) -> None:
    with people.citizen(STORY, free.person) as citizen:
        document = at_documents(citizen, free)
        page = citizen.page
        _over_a_bad_line(citizen, document, tmp_path)
        _what_is_refused_is_told_where_it_was_chosen(citizen, document, tmp_path)
        _photographed_and_dropped(citizen, document)
        citizen.look("giay to da gui")
        for other in free.documents[1:]:
            page.locator(f"#tep-{other}").set_input_files(tmp_path / "lon.pdf")
            applicant.checked(citizen, other, "lon.pdf")
        citizen.press("Tiếp tục")
        code = applicant.submit(citizen, free)
        assert "SHA-256" in citizen.words
        assert page.locator("main .digest").count() == 2 + len(free.documents)
    _read(people, free, code)
    _pick(people, free, code)


def _over_a_bad_line(citizen: Visitor, document: str, folder: Path) -> None:
    large = folder / "lon.pdf"
    large.write_bytes(some.pdf(2, weight=9 << 20))
    with bad_line(citizen.page) as tried:
        _choose_before_the_script_is_there(citizen.page, document, large)
        applicant.arrived(citizen, document, "lon.pdf")
    assert len(tried) == 4, "three parts, one of them twice"
    applicant.checked(citizen, document, "lon.pdf")


def _choose_before_the_script_is_there(page: Page, document: str, file: Path) -> None:
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(SENDING, hold)
    page.reload()
    page.locator(f"#tep-{document}").set_input_files(file)
    page.unroute(SENDING, hold)
    assert late, "the script that sends files is asked for by the page that needs it"
    for route in late:
        route.continue_()


def _what_is_refused_is_told_where_it_was_chosen(citizen: Visitor, document: str, folder: Path) -> None:
    page = citizen.page
    wrong, locked = folder / "sai.pdf", folder / "khoa.pdf"
    wrong.write_bytes(b"<html><script>alert(1)</script></html>")
    locked.write_bytes(some.pdf(1, "mat-khau"))
    page.locator(f"#tep-{document}").set_input_files(wrong)
    page.locator(".sending .govuk-error-message", has_text="không phải là PDF").wait_for()
    page.locator(f"#tep-{document}").set_input_files(locked)
    page.locator(".uploads__problem", has_text="có mật khẩu").wait_for()
    # The browser repeats that the line broke and that the server refused: both were meant.
    citizen.watch.problems[:] = [one for one in citizen.watch.problems if not MEANT.search(one)]
    citizen.look("tep co mat khau")
    citizen.press("Xóa khoa.pdf")
    assert page.locator(".uploads__problem").count() == 0


def _photographed_and_dropped(citizen: Visitor, document: str) -> None:
    page = citizen.page
    camera = page.locator(f"#tep-{document}-camera")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files({"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": some.photograph()})
    applicant.checked(citizen, document, "anh.jpg")
    text = base64.b64encode(some.picture("PNG")).decode()
    page.evaluate(DROP, [f'[data-files="tep-{document}"]', "tha-vao.png", text])
    applicant.checked(citizen, document, "tha-vao.png")


def _read(people: People, story: Told, code: str) -> None:
    with people.officer(STORY, story.officers[0]["who"]) as officer:
        desk.open_dossier(officer, code)
        viewer = officer.page.frame_locator("iframe.viewer")
        viewer.locator(".pages__sheet img").wait_for()
        assert viewer.locator(".pages__now").inner_text() == "Trang 1/2"
        viewer.locator(".pages__steps a").first.focus()
        officer.page.keyboard.press("ArrowRight")
        viewer.locator(".pages__now", has_text="Trang 2/2").wait_for()
        officer.page.keyboard.press("Tab")
        assert officer.page.locator(".check__thumb").count() == 2 + len(story.documents)


def _pick(people: People, story: Told, code: str) -> None:
    with people.citizen(STORY, story.person) as citizen:
        citizen.go("/kho-giay-to")
        assert code in citizen.words
        citizen.go(f"/thu-tuc/{story.code}")
        document = at_documents(citizen, story)
        citizen.press_on(citizen.page.locator(f'[data-files="tep-{document}"] .uploads__store'), "chon tu kho")
        citizen.page.get_by_label("anh.jpg").first.check()
        citizen.press("Dùng tệp đã chọn")
        applicant.checked(citizen, document, "anh.jpg")


def test_files_without_script(people: People, free: Told, tmp_path: Path) -> None:
    with people.citizen(f"{STORY}-without-script", free.person, script=False) as citizen:
        citizen.go(f"/thu-tuc/{free.code}")
        with citizen.passing_by():
            applicant.begin(citizen, free)
            for name, answers in free.pages.items():
                _answer(citizen, name, answers)
        document, page = free.documents[0], citizen.page
        first, second = tmp_path / "mot.pdf", tmp_path / "hai.pdf"
        first.write_bytes(some.pdf(1))
        second.write_bytes(some.acting_pdf())
        page.locator(f"#tep-{document}").set_input_files([first, second])
        citizen.press_on(page.locator(f'button[name=_send][value="{document}"]'), "hai tep mot luc")
        for name in ("mot.pdf", "hai.pdf"):
            applicant.arrived(citizen, document, name)
        for other in free.documents[1:]:
            page.locator(f"#tep-{other}").set_input_files(first)
        citizen.press("Tiếp tục")
        applicant.submit(citizen, free)
        assert page.locator("main .digest").count() == 1 + len(free.documents)


def _answer(citizen: Visitor, name: str, answers: dict[str, object]) -> None:
    """Answer a page; what an answer calls comes when the page is sent."""
    for _ in range(4):
        there = {
            one: value
            for one, value in answers.items()
            if citizen.page.locator(f'[name="{one}"], [name^="{one}-"]').count()
        }
        fill(citizen.page, there, script=False)
        citizen.press("Tiếp tục")
        if not citizen.path.endswith(f"/{name}"):
            return
    raise AssertionError((citizen.path, citizen.errors()))
