"""Zips and office files: what they are by what is in them, that they are no bombs, and that nothing in them runs."""

from __future__ import annotations

import json
import mmap
import zipfile
from pathlib import Path
from typing import Final

from portal.papers.base import PaperError
from portal.papers.untrusted import SENT

MEGABYTE: Final = 1 << 20
MOST_MEMBERS: Final = 10_000
MOST_UNFOLDED: Final = 600 * MEGABYTE
USUAL_UNFOLDED: Final = 60 * MEGABYTE
WORST_RATIO: Final = 150
"""So many times its size a large office file unfolds at most; tables of numbers come to fifty."""
LONGEST_LIST: Final = 4 * MEGABYTE
ENCRYPTED: Final = 0x1
TYPES: Final = "[Content_Types].xml"
OPEN_XML: Final = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS: Final = {
    b"wordprocessingml.document.main+xml": f"{OPEN_XML}.wordprocessingml.document",
    b"spreadsheetml.sheet.main+xml": f"{OPEN_XML}.spreadsheetml.sheet",
}
OPEN_DOCUMENT: Final = frozenset(
    {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"}
)
ANY_ZIP: Final = "application/zip"
PROGRAMS: Final = (
    ".bat", ".cmd", ".com", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk", ".msi", ".ps1", ".scr", ".vbe",
    ".vbs",
)  # fmt: skip
MACROS_OF_OLD: Final = "_VBA_PROJECT".encode("utf-16-le")
"""The name of the stream in which Word and Excel up to 2003 keep macros."""


def look_into_zip() -> bytes:
    """Tell the media type of a zip: that of an office file, or of a zip of anything.

    Raises `PaperError` with ``cut_off``, ``protected``, ``unfolds`` or ``active`` (macros, programs).
    """
    try:
        with zipfile.ZipFile(SENT) as archive:
            _demand_modest(archive)
            media_type = _type_of(archive)
            _demand_passive(archive)
            if archive.testzip() is not None:
                raise PaperError("cut_off")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise PaperError("cut_off") from None
    return json.dumps({"media_type": media_type}).encode()


def look_into_old() -> bytes:
    """Look into a file of Word or Excel up to 2003. Raises `PaperError` with ``active``."""
    with Path(SENT).open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as held:
        if held.find(MACROS_OF_OLD) >= 0:
            raise PaperError("active")
    return b"{}"


def _demand_modest(archive: zipfile.ZipFile) -> None:
    """Refuse what unfolds into far more than it is, before anything of it is unfolded."""
    members = archive.infolist()
    if any(one.flag_bits & ENCRYPTED for one in members):
        raise PaperError("protected")
    unfolded = sum(one.file_size for one in members)
    folded = Path(SENT).stat().st_size
    if len(members) > MOST_MEMBERS or unfolded > MOST_UNFOLDED:
        raise PaperError("unfolds")
    if unfolded > USUAL_UNFOLDED and unfolded > folded * WORST_RATIO:
        raise PaperError("unfolds")


def _type_of(archive: zipfile.ZipFile) -> str:
    names = archive.NameToInfo
    if TYPES in names:
        listed = _short(archive, TYPES)
        found = [media_type for part, media_type in MAIN_PARTS.items() if part in listed]
        if b"macroEnabled" in listed:
            raise PaperError("active")
        if len(found) == 1:
            return found[0]
    elif "mimetype" in names:
        said = _short(archive, "mimetype").decode("ascii", "replace").strip()
        if said in OPEN_DOCUMENT:
            return said
    return ANY_ZIP


def _short(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LONGEST_LIST:
        raise PaperError("unfolds")
    return archive.read(name)


def _demand_passive(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        lower = name.lower()
        # ODF keeps macros in folders called Basic and Scripts.
        if lower.endswith(("vbaproject.bin", *PROGRAMS)) or lower.startswith(("basic/", "scripts/")):
            raise PaperError("active")
