"""Takes the picture of each type of field for the authors' pages: how it looks on a phone.

Usage: python -m tools.field_pictures [TYPE ...]. Without a type, all of them. The pictures lie in
docs/authoring/pictures and are kept in git: `python -m procedures fields --write` names them in fields.md.
"""

import logging
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from PIL import Image
from playwright.sync_api import FloatRect, Page, sync_playwright
from werkzeug.serving import make_server

from forms.fields import REGISTRY
from procedures.field_guide import PICTURES
from tests.conftest import CHROMIUM, QUIET
from tests.portal.web.gallery.app import create
from tests.portal.web.gallery.types import FIELD_OF

WIDTH = 360
MARGIN = 12
TALLEST = 430
"""What stands below is more of the same: the rest of a map."""
LARGEST = 12_000
COLOURS = (64, 32, 16)
"""Letters on paper need few; a picture has as many as leave it small."""


def drawn() -> list[str]:
    """Return the types that a page shows."""
    return [name for name, one in REGISTRY.items() if one.drawn]


@contextmanager
def gallery() -> Iterator[str]:
    """Serve the sample pages, and yield their address."""
    server = make_server("127.0.0.1", 0, create(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def take(page: Page, name: str) -> None:
    """Take the picture of one type."""
    part = page.locator(f'[data-part="{FIELD_OF[name]}"]')
    part.scroll_into_view_if_needed()
    if part.locator("place-map").count():
        part.locator("place-map svg text").first.wait_for()
    box = part.evaluate(
        """one => { const b = one.getBoundingClientRect(); return {y: b.top + scrollY, height: b.height} }"""
    )
    clip: FloatRect = {
        "x": 0,
        "y": box["y"] - MARGIN,
        "width": WIDTH,
        "height": min(box["height"] + 2 * MARGIN, TALLEST),
    }
    shot = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip, animations="disabled")))
    file = PICTURES / f"{name}.webp"
    for colours in COLOURS:
        few = shot.convert("RGB").quantize(colours, dither=Image.Dither.NONE).convert("RGB")
        few.save(file, lossless=True, quality=100, method=6)
        if file.stat().st_size <= LARGEST:
            return


def main(names: Sequence[str]) -> int:
    """Take the pictures of ``names``, or of every type."""
    PICTURES.mkdir(exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with gallery() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_context(viewport={"width": WIDTH, "height": 800}, locale="vi-VN").new_page()
        page.goto(f"{address}/types", wait_until="networkidle")
        for name in names or drawn():
            take(page, name)
        browser.close()
    print(f"{len(names or drawn())} pictures in {PICTURES.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
