"""Files in an officer's own form: what a posted page brings and takes out, and how the page lists what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask import request, url_for

from forms.fields.attachment import AttachmentOptions
from forms.spec import FieldSpec
from portal.models import Attachment, Dossier
from portal.services import task_files
from portal.services.attachments import Sent
from portal.services.refusals import UploadRefusedError
from portal.web import work
from portal.web.access import actor
from portal.web.fields.uploads import Upload
from portal.web.file_words import problem_of, refusal, upload_of

Files = Mapping[str, Sequence[Attachment]]
"""The files that are there, by the name of their field."""


def there(dossier: Dossier, step: str, fields: Iterable[FieldSpec]) -> Files:
    """Return what was sent for each attachment field of a step; nothing is asked where a step has none."""
    names = [one.name for one in fields if isinstance(one.options, AttachmentOptions)]
    return {name: task_files.of_field(work.db(), dossier, (step, name)) for name in names}


def take(dossier: Dossier, step: str, fields: Iterable[FieldSpec]) -> dict[str, list[str]]:
    """Do what a posted page asks of the attachment fields; return the words for what is refused, by field."""
    errors: dict[str, list[str]] = {}
    for one in fields:
        if isinstance(one.options, AttachmentOptions):
            _drop(dossier, (step, one.name))
            refused = _keep(dossier, (step, one.name), one.options)
            files = task_files.of_field(work.db(), dossier, (step, one.name))
            refused += [words for file in files if (words := problem_of(file))]
            if refused:
                errors[one.name] = refused
    return errors


def only_files(fields: Iterable[FieldSpec]) -> bool:
    """Say whether a button of the files was pressed, and not the one that takes the action."""
    names = [one.name for one in fields if isinstance(one.options, AttachmentOptions)]
    return any(f"{name}-{what}" in request.form for name in names for what in ("send", "remove"))


def listed(files: Files, code: str) -> dict[str, list[Upload]]:
    """Return the files as the page lists them."""
    return {name: [_upload(one, code) for one in found] for name, found in files.items()}


def _upload(file: Attachment, code: str) -> Upload:
    return upload_of(file, url_for("officer.view", code=code, attachment_id=file.id), kept=False)


def _keep(dossier: Dossier, place: tuple[str, str], rule: AttachmentOptions) -> list[str]:
    errors = []
    storage = work.parts().storage
    for one in request.files.getlist(f"{place[1]}-upload"):
        if not one.filename:
            continue
        sent = Sent(one.stream, one.filename)
        try:
            task_files.add(work.db(), dossier, place, sent, rule=rule, storage=storage, actor=actor(), at=work.now())
        except UploadRefusedError as refused:
            errors.append(refusal(refused, one.filename, rule))
    return errors


def _drop(dossier: Dossier, place: tuple[str, str]) -> None:
    for text in request.form.getlist(f"{place[1]}-remove"):
        try:
            task_files.remove(work.db(), dossier, place, UUID(text), at=work.now())
        except ValueError:
            continue
