"""A picture: read to its end, turned as the camera was held, and without what the camera wrote beside it."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

from portal.papers.base import PaperError
from portal.papers.untrusted import CLEANED, SENT

ORIENTATION: Final = 0x0112
MOST_PIXELS: Final = 120_000_000
HARMLESS: Final = frozenset({"APP0", "APP14"})
"""What every JPEG may hold: its resolution, and how its colours are written."""
OF_THE_PICTURE: Final = frozenset(
    {"dpi", "gamma", "srgb", "icc_profile", "transparency", "interlace", "aspect", "chromaticity"}
)
"""What a PNG says of its own colours and size."""
ENDS: Final = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}


def clean() -> bytes:
    """Tell whether another picture was written, and write it when this one is not yet upright and bare.

    Raises `PaperError` with ``cut_off``, or with ``unfolds`` when it has too many pixels.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(SENT, formats=["JPEG", "PNG"]) as image:
                image.load()
                cleaned = not _is_bare(image)
                if cleaned:
                    _write(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PaperError("unfolds") from None
    except (OSError, SyntaxError, ValueError):
        raise PaperError("cut_off") from None
    return json.dumps({"cleaned": cleaned}).encode()


def _kind(image: Image.Image) -> str:
    # Several telephones write two pictures into one JPEG, which the library calls MPO.
    return "PNG" if image.format == "PNG" else "JPEG"


def _is_bare(image: Image.Image) -> bool:
    """Say whether there is nothing beside the picture: no word of the camera, no place, nothing behind its end."""
    kind = _kind(image)
    if image.getexif() or not _ends_with(ENDS[kind]):
        return False
    if kind == "PNG":
        return set(image.info) <= OF_THE_PICTURE
    beside: list[tuple[str, bytes]] = getattr(image, "applist", [])
    return all(name in HARMLESS or (name == "APP2" and held.startswith(b"ICC_PROFILE")) for name, held in beside)


def _ends_with(end: bytes) -> bool:
    with Path(SENT).open("rb") as stream:
        stream.seek(-len(end), os.SEEK_END)
        return stream.read() == end


def _write(image: Image.Image) -> None:
    """Write the picture alone; a JPEG as finely as it came, so that nothing is lost to the eye."""
    kind = _kind(image)
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if kind == "JPEG":
        options |= {"qtables": getattr(image, "quantization", None), "subsampling": get_sampling(image)}
    elif "transparency" in image.info:
        options["transparency"] = image.info["transparency"]
    upright = ImageOps.exif_transpose(image)
    upright.info = {}
    upright.save(CLEANED, kind, exif=b"", **options)
