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
    """What its state is, where that matters: "đang kiểm tra vi-rút"."""


def draw_uploads(field: Any, question: Question, uploads: Iterable[Upload]) -> Markup:
    """Draw the files that are there, each with a button that removes it, and the input for more."""
    known = {upload.id: upload for upload in uploads}
    there = [known[one] for one in field.raw if one in known]
    own = field.field_type.own(field.spec)
    return macro("uploads")(question, there, accept=accepted(own.accept), max_mb=own.max_mb, more=len(there) < own.max)


def accepted(kinds: Iterable[str]) -> str:
    """Return the ``accept`` of a file input for kinds of file as packs name them."""
    return ",".join(_ACCEPT[kind] for kind in kinds)


_ACCEPT = {
    "pdf": "application/pdf,.pdf",
    "image": "image/jpeg,image/png,.jpg,.jpeg,.png",
    "office": ".doc,.docx,.xls,.xlsx,.odt,.ods",
    "audio": "audio/*",
    "video": "video/*",
}
