"""Files that strangers sent, opened by libraries that unfold what is in them: called by `limited.run_limited` only.

A PDF of two kilobytes may unfold into gigabytes, and so may a picture; in a process of its own that is nobody's harm.
What is wrong with a file is told in one word, as a `PaperError`.
"""

from __future__ import annotations

import io
import warnings

import pikepdf
from PIL import Image

from portal.papers.base import PaperError

_PREVIEW = (64, 64)


def pages_of_pdf(body: bytes) -> bytes:
    """Return the number of pages as digits; raise `PaperError` with ``protected``, ``cut_off`` or ``empty``."""
    try:
        with pikepdf.open(io.BytesIO(body)) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError:
        raise PaperError("protected") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise PaperError("cut_off") from None
    if not pages:
        raise PaperError("empty")
    return str(pages).encode()


def look_at_picture(body: bytes) -> bytes:
    """Read the whole picture, small: one that stops in the middle raises `PaperError` with ``cut_off`` on the way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=["JPEG", "PNG"]) as image:
                image.draft("L", _PREVIEW)
                image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PaperError("wrong_kind") from None
    except (OSError, SyntaxError, ValueError):
        raise PaperError("cut_off") from None
    return b""
