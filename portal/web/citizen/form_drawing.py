"""What stands around the questions of a page: facts that are known, why a question is asked, files sent so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from forms.answers import Visible
from forms.building import Posted
from forms.fields import REGISTRY
from forms.fields.attachment import AttachmentType
from forms.sourced import Sourced, answer_at, sourced
from forms.spec import Page
from forms.wording import Words
from portal.models import Attachment
from portal.web.citizen.addresses import of_draft
from portal.web.citizen.answering import Typed
from portal.web.citizen.correcting import reason_of
from portal.web.citizen.filing import Filing, may_pick
from portal.web.citizen.sent_files import sent_file
from portal.web.fields.asking import asking_fields, reasons
from portal.web.fields.surroundings import Around, Known, Objection
from portal.web.fields.uploads import Upload
from portal.web.language import current_language
from portal.web.law_words import law_words
from portal.web.source_words import told_words


def around(
    page: Page,
    visible: Visible,
    words: Words,
    known: Mapping[str, Known],
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
        known=known,
    )


def known_on(filing: Filing, page: Page, posted: Posted | None = None, typed: Typed | None = None) -> dict[str, Known]:
    """Return the known answers of a page as they are shown, each with what may be said against it."""
    told = filing.known.told
    if not told:
        return {}
    answers = posted.answers if posted else filing.answers
    known = (one for one in sourced(page.fields) if one.key in told)
    return {one.key: _known(filing, one, answer_at(answers, one.key), typed) for one in known}


def _known(filing: Filing, one: Sourced, answer: Any, typed: Typed | None) -> Known:
    told = filing.known.told[one.key]
    words = REGISTRY[one.field.type].show(one.field, told.value, current_language())
    objection = None
    if one.correctable:
        why = filing.known.why.get(one.key, "") if typed is None else reason_of(typed, one.input)
        law = law_words(filing.procedure, one.correctable) or ""
        objection = Objection(law, answer != told.value, why)
    return Known(words, told_words(told), objection)


def _uploads(files: Sequence[Attachment]) -> dict[str, list[Upload]]:
    found: dict[str, list[Upload]] = {}
    for file in files:
        found.setdefault(file.document, []).append(sent_file(file))
    return found


def files_around(files: Sequence[Attachment], draft_id: UUID) -> Around:
    """Return what attachment fields need beside themselves: the files that were sent, and where more go."""
    return Around(
        uploads=_uploads(files),
        files_at=of_draft("citizen.begin_upload", draft_id, document="x").removesuffix("x"),
        store=may_pick(),
    )
