"""Vietnamese as people type it in a hurry, and as file names take it."""

import re
import unicodedata


def plain(text: str) -> str:
    """Return small letters without their marks."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def slug(text: str) -> str:
    """Return what a file may be called."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")[:60]
