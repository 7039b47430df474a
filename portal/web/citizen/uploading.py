"""Taking files from a posted page."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import request

from forms.fields.attachment import AttachmentOptions
from forms.spec import FieldSpec
from portal.models import Draft
from portal.services import attachments
from portal.services.attachments import Rule, Sent
from portal.services.refusals import UploadRefusedError
from portal.web import work
from portal.web.access import actor
from portal.web.file_words import problem_of, refusal


def take(draft: Draft, document: str, sent_as: str, rule: Rule) -> list[str]:
    """Keep the files that were posted under ``sent_as``; return the words for each that is refused."""
    errors = []
    for upload in request.files.getlist(sent_as):
        if not upload.filename:
            continue
        sent = Sent(upload.stream, upload.filename)
        parts = work.parts()
        try:
            attachments.add(
                work.db(), draft, document, sent, rule=rule, storage=parts.storage, actor=actor(), at=work.now()
            )
        except UploadRefusedError as refused:
            errors.append(refusal(refused, upload.filename, rule))
    return errors


def take_of_fields(draft: Draft, fields: Iterable[FieldSpec]) -> dict[str, list[str]]:
    """Do what a posted page asks of its attachment fields; return the words for what is refused, by field."""
    errors = {}
    for one in fields:
        if isinstance(one.options, AttachmentOptions):
            drop(draft, request.form.getlist(f"{one.name}-remove"))
            refused = take(draft, one.name, f"{one.name}-upload", one.options)
            there = attachments.of_document(work.db(), draft, one.name)
            refused += [words for file in there if (words := problem_of(file))]
            if refused:
                errors[one.name] = refused
    return errors


def drop(draft: Draft, ids: Iterable[str]) -> None:
    """Take the files that were asked for out of a draft; what is no id of it is passed over."""
    for text in ids:
        try:
            attachments.remove(work.db(), draft, UUID(text))
        except ValueError:
            continue
