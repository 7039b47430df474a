"""What a paper may fetch while it is laid out: our own style sheets, and what the template itself carries."""

from __future__ import annotations

import base64
import io
from functools import cache
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import PIL.Image

from portal.papers.base import TemplateError
from portal.papers.templating import TEMPLATES

SCHEME: Final = "papers:"
MAX_DATA_URL: Final = 1_500_000
"""Letters of one ``data:`` address: an image of about a megabyte."""
MAX_PIXELS: Final = 16_000_000
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
ALLOWED_DATA: Final = PICTURES | {"image/svg+xml", "text/css"}


@cache
def fetcher() -> Any:
    """Return WeasyPrint's fetcher for papers: anything but ``papers:`` and small ``data:`` addresses is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PaperFetcher(URLFetcher):  # type: ignore[misc]
        """Reads from memory only; it opens neither a file nor a connection."""

        def fetch(self, url: str, headers: object = None) -> Any:
            """Return what stands behind ``url``; ``headers`` mean nothing here."""
            del headers
            media_type, body = read(url)
            return URLFetcherResponse(url, body, {"Content-Type": media_type})

    return PaperFetcher(fail_on_errors=True)


def read(url: str) -> tuple[str, bytes]:
    """Return media type and bytes behind ``url``; raise ``TemplateError`` when a paper may not fetch it."""
    if url.startswith("data:"):
        return _read_data(url)
    name = url.removeprefix(SCHEME)
    if url.startswith(SCHEME) and name in style_sheets():
        return "text/css; charset=utf-8", style_sheets()[name]
    raise TemplateError(f"A paper may not fetch “{url[:120]}”; put small pictures into the template as data:")


@cache
def style_sheets() -> dict[str, bytes]:
    """Return our own style sheets by their file name."""
    return {path.name: path.read_bytes() for path in (TEMPLATES / "papers").glob("*.css")}


def _read_data(url: str) -> tuple[str, bytes]:
    """Return what a ``data:`` address carries, when it is small and a picture or a style sheet."""
    head, comma, payload = url.removeprefix("data:").partition(",")
    media_type, *parameters = [part.strip().lower() for part in head.split(";")]
    if not comma or len(url) > MAX_DATA_URL or media_type not in ALLOWED_DATA:
        raise TemplateError(f"A data: address may carry a picture or CSS of at most {MAX_DATA_URL} letters")
    raw = unquote_to_bytes(payload)
    body = base64.b64decode(raw, validate=False) if "base64" in parameters else raw
    if media_type in PICTURES:
        _check_picture(body)
    return media_type, body


def _check_picture(body: bytes) -> None:
    """Refuse a picture that would unfold into more pixels than a page can show."""
    try:
        with PIL.Image.open(io.BytesIO(body)) as picture:
            width, height = picture.size
    except (OSError, ValueError, PIL.Image.DecompressionBombError) as error:
        raise TemplateError("A picture in the template cannot be read") from error
    if width * height > MAX_PIXELS:
        raise TemplateError(f"A picture may have at most {MAX_PIXELS} pixels")
