"""Pages as pictures, for whoever reads them: a picture does nothing but show itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from PIL import Image

from portal.papers.base import PaperError
from portal.papers.untrusted import SENT

WIDTH: Final = 1240
"""The width of A4 at 150 dots an inch: small print can be read, and a page stays below 300 kB."""
LARGEST: Final = 4000
THUMBNAIL: Final = (160, 226)
MOST_PIXELS: Final = 120_000_000


def page_name(number: int) -> str:
    """Return the name of the picture of a page, the first being 1."""
    return f"page-{number:04d}.jpg"


def thumbnail_name(number: int) -> str:
    """Return the name of the small picture of a page."""
    return f"thumbnail-{number:04d}.jpg"


def draw_pdf(most: int) -> bytes:
    """Draw the first ``most`` pages, one after the other: what is there when the time is over counts."""
    # Slow to import, and only this one needs it.
    import pypdfium2  # noqa: PLC0415

    try:
        with pypdfium2.PdfDocument(SENT) as document:
            return _keep_all(_pages_of(document, most))
    except pypdfium2.PdfiumError:
        raise PaperError("cut_off") from None


def draw_picture() -> bytes:
    """Draw the one page of a picture."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(SENT, formats=["JPEG", "PNG"]) as image:
            image.draft("RGB", (WIDTH, WIDTH))
            return _keep_all(iter([_opaque(image)]))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise PaperError("cut_off") from None


def _pages_of(document: object, most: int) -> Iterator[Image.Image]:
    for number in range(min(len(document), most)):  # type: ignore[arg-type]
        page = document[number]  # type: ignore[index]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), LARGEST / max(width, height, 1))
        yield page.render(scale=scale, draw_annots=True).to_pil()
        page.close()


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture on white paper: JPEG knows no transparency."""
    if image.mode in {"L", "RGB"}:
        return image
    if "A" in image.getbands() or "transparency" in image.info:
        over = image.convert("RGBA")
        paper = Image.new("RGB", over.size, "white")
        paper.paste(over, mask=over.getchannel("A"))
        return paper
    return image.convert("RGB")


def _keep_all(pictures: Iterator[Image.Image]) -> bytes:
    """Write each page and its small picture; the small one last, so that whoever finds it finds both."""
    number = 0
    for number, picture in enumerate(pictures, 1):
        page = _opaque(picture)
        page.thumbnail((WIDTH, LARGEST))
        page.save(page_name(number), "JPEG", quality=80, optimize=True)
        page.thumbnail(THUMBNAIL)
        page.save(thumbnail_name(number), "JPEG", quality=70)
    return json.dumps({"pages": number}).encode()
