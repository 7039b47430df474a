"""The documents of a dossier as the desk checks them: files, newest verdicts, what is asked and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.answers import from_json
from forms.spec import say
from forms.wording import because_words
from portal.models import AnswerSet, Attachment, Dossier, Person
from portal.services import checks
from portal.services.situations import situation_of_dossier
from portal.web import work
from portal.web.language import current_language
from portal.web.law_words import law_words
from procedures.definition import Procedure
from procedures.papers import Needed, documents_for


@dataclass(frozen=True, slots=True)
class DeskDocument:
    """One document with its files; ``verdict`` is ``None`` until somebody checked the newest file."""

    id: str
    title: str
    required: bool
    law: str | None
    why: str
    """Which answers call for it."""
    files: tuple[Attachment, ...]
    old_files: tuple[Attachment, ...]
    verdict: str | None
    note: str | None


def documents_of(
    dossier: Dossier,
    procedure: Procedure,
    answers: AnswerSet,
    attachments: Sequence[Attachment],
    verdicts: Mapping[str, str | None],
) -> list[DeskDocument]:
    """Return the documents that are asked for or were handed in, in the pack's order."""
    person = work.db().get_one(Person, dossier.applicant_id)
    typed = from_json(procedure.form, answers.answers)
    needed = {one.document.id: one for one in documents_for(procedure, typed, situation_of_dossier(dossier, person))}
    notes = checks.newest_notes(work.db(), dossier)
    titles = {one.id: say(one.title, current_language()) for one in procedure.documents}
    laws = {one.id: one.law for one in procedure.documents}
    titles |= {
        name: say(procedure.form.by_name[name].label, current_language()) for name in _fields(procedure, verdicts)
    }
    return [
        DeskDocument(
            id=name,
            title=title,
            required=name in needed and needed[name].required,
            law=law_words(procedure, laws.get(name)),
            why=_why(procedure, needed.get(name)),
            files=tuple(one for one in attachments if one.document == name and one.superseded_at is None),
            old_files=tuple(one for one in attachments if one.document == name and one.superseded_at is not None),
            verdict=verdicts.get(name),
            note=notes.get(name) if verdicts.get(name) else None,
        )
        for name, title in titles.items()
        if name in needed or name in verdicts
    ]


def _why(procedure: Procedure, needed: Needed | None) -> str:
    """Return which answers call for a document, empty when it is always asked for."""
    if needed is None or needed.why is None:
        return ""
    return because_words(needed.why, procedure.words, current_language(), needed.values)


def _fields(procedure: Procedure, verdicts: Mapping[str, str | None]) -> list[str]:
    """Return the attachment fields of the form that hold files: they are checked like documents."""
    return [name for name in verdicts if name in procedure.form.by_name]
