"""Takes every kind of screen at phone, tablet and desktop width, from a portal that it starts itself.

Usage: python -m tools.screenshots. The pictures lie in var/screenshots, which is not kept in git; they are for eyes.
"""

import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from portal.cli.ports import free_port
from portal.config import PROJECT
from tests.journeys import applicant, desk
from tests.journeys.people import People
from tests.journeys.photograph import photograph
from tests.journeys.site import Site
from tests.journeys.stories import Told, files, told
from tests.journeys.visitor import Visitor

PICTURES = PROJECT / "var" / "screenshots"
WIDTHS = (360, 768, 1366)
HEIGHT = 900
CHROMIUM = "/usr/bin/chromium-headless-shell"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FIRST_PORT = 27100


class Gallery:
    """Walks through the portal and takes each screen at each width."""

    def __init__(self, people: People, sheet: Path) -> None:
        self.people = people
        self.sheet = sheet
        self.taken = 0

    def take(self, visitor: Visitor, name: str) -> None:
        """Take the page as it stands at every width."""
        size = visitor.page.viewport_size
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
            visitor.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
            self.taken += 1
        if size is not None:
            visitor.page.set_viewport_size(size)

    def public(self, story: Told) -> None:
        """Home, the catalogue, a procedure, in both languages, and the ways to look up and to verify."""
        with self.people.nobody("screens") as visitor:
            for name, path in {
                "01-home": "/",
                "02-home-english": "/en/",
                "03-catalogue": "/thu-tuc",
                "04-procedure": f"/thu-tuc/{story.code}",
                "05-procedure-english": f"/en/thu-tuc/{story.code}",
                "30-look-up": "/tra-cuu",
                "31-verify": "/xac-minh",
                "33-sign-in": "/dang-nhap",
                "34-officer-sign-in": "/can-bo/dang-nhap",
                "35-not-found": "/khong-co-trang-nay",
                "36-help": "/tro-giup",
            }.items():
                visitor.go(path)
                self.take(visitor, name)

    def filing(self, story: Told) -> str:
        """From the start page to the timeline; give the dossier's code."""
        with self.people.citizen("screens", story.person) as visitor:
            applicant.begin(visitor, story)
            start = visitor.path
            visitor.go(f"/thu-tuc/{story.code}/nop")
            self.take(visitor, "06-start")
            visitor.go(start)
            visitor.press("Tiếp tục")
            self.take(visitor, "07-form-with-errors")
            applicant.tell(visitor, story, until=list(story.pages)[2])
            self.take(visitor, "08-form-page")
            visitor.go(start)
            applicant.tell(visitor, story)
            self.take(visitor, "09-documents")
            applicant.send(visitor, story, self.sheet)
            self.take(visitor, "10-check-answers")
            code = applicant.submit(visitor, story)
            self.take(visitor, "11-filed")
            visitor.go("/")
            self.take(visitor, "12-home-with-what-waits")
            visitor.go(f"/ho-so/{code}/nop-phi")
            self.take(visitor, "13-pay")
            applicant.pay(visitor, code)
            self.take(visitor, "14-paid")
            visitor.go("/ho-so")
            self.take(visitor, "15-my-dossiers")
            visitor.go(f"/ho-so/{code}")
            self.take(visitor, "16-timeline")
        return code

    def desk(self, story: Told, code: str) -> None:
        """The desk, the dossier with its tabs, an action, a supplement request."""
        first = story.officers[0]
        with self.people.officer("screens", first["who"]) as visitor:
            visitor.go("/can-bo")
            self.take(visitor, "20-desk")
            desk.open_dossier(visitor, code)
            self.take(visitor, "21-dossier")
            for number, tab in ((22, "qua-trinh"), (23, "phi"), (24, "van-ban")):
                visitor.go(f"/can-bo/ho-so/{code}?xem={tab}")
                self.take(visitor, f"{number}-dossier-{tab}")
            visitor.go(f"/can-bo/ho-so/{code}")
            visitor.press("Yêu cầu bổ sung")
            self.take(visitor, "25-supplement-request")
            visitor.go(f"/can-bo/ho-so/{code}")
            desk.check_documents(visitor)
            visitor.press(first["takes"])
            self.take(visitor, "26-action")

    def finished(self, story: Told, code: str) -> None:
        """The end of a dossier for its applicant, and the public verification of its result."""
        with self.people.citizen("screens", story.person) as visitor:
            visitor.until(f"/ho-so/{code}", "Đã trả kết quả")
            self.take(visitor, "17-finished")
            address = visitor.page.get_by_role("link", name=f"Xác minh {story.paper}", exact=True).get_attribute("href")
            visitor.go(str(address))
            self.take(visitor, "32-verified")

    def publisher(self, code: str) -> None:
        """The publisher's list, and the pages of a version."""
        with self.people.officer("screens", "soanthao.hanoi") as visitor:
            visitor.go("/cong-bo")
            self.take(visitor, "40-publisher")
            visitor.go(f"/cong-bo/thu-tuc/{code}")
            self.take(visitor, "41-versions")
            visitor.press("Soạn phiên bản mới từ bản đang hiệu lực")
            text = visitor.page.locator("#noi_dung").input_value()
            visitor.page.locator("#noi_dung").fill(text.replace("type: phone", "type: fone", 1))
            visitor.press("Lưu rồi xem kết quả kiểm tra")
            self.take(visitor, "42-publisher-check")
            for number, words in enumerate(("Nguồn", "Biểu mẫu", "Quy trình", "So sánh"), 43):
                visitor.press_on(visitor.page.locator(".tabs__link", has_text=words).first)
                self.take(visitor, f"{number}-publisher-{words}")


def main() -> int:
    """Take all pictures and say where they are."""
    begun = time.monotonic()
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with ExitStack() as stack:
        data = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-screens-", ignore_cleanup_errors=True))
        )
        # The database does not run as root, so its user has to walk in.
        data.chmod(0o711)
        site = Site(data, free_port(FIRST_PORT), {})
        stack.callback(site.stop)
        site.start()
        playwright = stack.enter_context(sync_playwright())
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.callback(browser.close)
        taken = _walk(Gallery(People(browser, site, hurried=True), photograph(data)))
    print(f"{taken} pictures in {PICTURES.relative_to(PROJECT)} after {time.monotonic() - begun:.0f} s")
    return 0


def _walk(gallery: Gallery) -> int:
    story = next(one for one in map(told, files()) if one.total and one.documents)
    gallery.public(story)
    code = gallery.filing(story)
    gallery.desk(story, code)
    desk.handle(gallery.people, "screens", code, [{**one, "checks": False} for one in story.officers])
    gallery.finished(story, code)
    gallery.publisher(story.code)
    return gallery.taken


if __name__ == "__main__":
    sys.exit(main())
