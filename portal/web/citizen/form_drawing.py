"""What stands around the questions of a page: facts that are known, why a question is asked, files sent so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import url_for

from forms.answers import Visible
from forms.fields import REGISTRY
from forms.fields.attachment import AttachmentType
from forms.spec import FieldSpec, Page
from forms.wording import Words
from portal.models import Attachment
from portal.services import file_store
from portal.web import work
from portal.web.access import me
from portal.web.citizen.file_words import upload_of
from portal.web.fields.asking import asking_fields, reasons
from portal.web.fields.surroundings import Around, Known
from portal.web.fields.uploads import Upload
from portal.web.language import current_language
from portal.web.language import gettext as _


def around(
    page: Page,
    visible: Visible,
    words: Words,
    known: Mapping[str, Any],
    files: Sequence[Attachment],
    draft_id: UUID,
) -> Around:
    """Return what the drawing of ``page`` needs beside the form itself."""
    takes_files = any(one.type == AttachmentType.name for one in page.fields)
    beside = files_around(files, draft_id) if takes_files else Around()
    return replace(
        beside,
        asks=asking_fields(page),
        required=visible.required,
        why=reasons(page, visible, words),
        offered=visible.offered,
        values=visible.values,
        known={one.name: _known(one, known[one.name]) for one in page.fields if one.name in known},
    )


def _known(one: FieldSpec, value: Any) -> Known:
    words = REGISTRY[one.type].show(one, value, current_language())
    return Known(words, _("Lấy từ tài khoản định danh điện tử"))


def _uploads(files: Sequence[Attachment]) -> dict[str, list[Upload]]:
    found: dict[str, list[Upload]] = {}
    for file in files:
        found.setdefault(file.document, []).append(upload_of(file))
    return found


def files_around(files: Sequence[Attachment], draft_id: UUID) -> Around:
    """Return what attachment fields need beside themselves: the files that were sent, and where more go."""
    return Around(
        uploads=_uploads(files),
        files_at=url_for("citizen.begin_upload", draft_id=draft_id, document="x").removesuffix("x"),
        store=file_store.holds_any(work.db(), me()),
    )
