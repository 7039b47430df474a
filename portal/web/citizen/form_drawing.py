"""What stands around the questions of a page: facts that are known, why a question is asked, files sent so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from forms.answers import Visible
from forms.fields import REGISTRY
from forms.spec import FieldSpec, Page
from forms.wording import Words
from portal.models import Attachment
from portal.web.fields.asking import asking_fields, reasons
from portal.web.fields.surroundings import Around, Known
from portal.web.fields.uploads import Upload
from portal.web.language import current_language
from portal.web.language import gettext as _


def around(
    page: Page, visible: Visible, words: Words, known: Mapping[str, Any], files: Sequence[Attachment] = ()
) -> Around:
    """Return what the drawing of ``page`` needs beside the form itself."""
    return Around(
        asks=asking_fields(page),
        required=visible.required,
        why=reasons(page, visible, words),
        offered=visible.offered,
        known={one.name: _known(one, known[one.name]) for one in page.fields if one.name in known},
        uploads=_uploads(files),
    )


def _known(one: FieldSpec, value: Any) -> Known:
    words = REGISTRY[one.type].show(one, value, current_language())
    return Known(words, _("Lấy từ tài khoản định danh điện tử"))


def _uploads(files: Sequence[Attachment]) -> dict[str, list[Upload]]:
    found: dict[str, list[Upload]] = {}
    for file in files:
        href = url_for("citizen.attachment", attachment_id=file.id)
        found.setdefault(file.document, []).append(Upload(str(file.id), file.filename, file.size, href))
    return found
