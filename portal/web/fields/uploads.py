"""Uploaded files: those that are there, and the place for more."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from portal.web.fields.families import macro
from portal.web.fields.question import Question


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is already with the portal, as the page names it."""

    id: str
    name: str
    size: int
    href: str
    note: str = ""
    """What its state is, where that matters: "đang kiểm tra"."""
    problem: str = ""
    """What is wrong with it."""
    pages: int | None = None
    kept: bool = False
    """Whether it was filed already, so that it cannot be taken out."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one field takes, as the page asks for it."""

    accept: str
    max_mb: int
    several: bool
    more: bool
    camera: bool


def draw_uploads(
    field: Any, question: Question, uploads: Iterable[Upload], *, at: str = "", store: bool = False
) -> Markup:
    """Draw the files that are there, each with a button that removes it, and the places for more.

    ``at`` is where the script sends them, and ``store`` whether the person has files to pick from.
    """
    known = {upload.id: upload for upload in uploads}
    there = [known[one] for one in field.raw if one in known]
    own = field.field_type.own(field.spec)
    room = Room(accepted(own.accept), own.max_mb, own.max > 1, len(there) < own.max, "image" in own.accept)
    return macro("uploads")(question, there, room, at, store)


def accepted(kinds: Iterable[str]) -> str:
    """Return the ``accept`` of a file input for kinds of file as packs name them."""
    return ",".join(_ACCEPT[kind] for kind in kinds)


_ACCEPT = {
    "pdf": "application/pdf,.pdf",
    "image": "image/jpeg,image/png,.jpg,.jpeg,.png",
    "word": ".doc,.docx,.odt",
    "excel": ".xls,.xlsx,.ods",
    "office": ".doc,.docx,.xls,.xlsx,.odt,.ods",
    "xml": ".xml",
    "zip": ".zip",
    "audio": "audio/*",
    "video": "video/*",
}
