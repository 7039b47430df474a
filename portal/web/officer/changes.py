"""What the newest answer of the applicant changed, old and new side by side: answers, files, and what was explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forms.answers import from_json, to_words
from portal.models import AnswerSet, Attachment, Dossier, Supplement
from portal.services.asked_titles import asked_title
from portal.services.supplements import QUESTION
from portal.web import work
from portal.web.language import current_language
from portal.web.officer.itemising import distinct_labels
from procedures.definition import Procedure


@dataclass(frozen=True, slots=True)
class NewFiles:
    """The files of one document or field: those that were replaced, and those that stand in their place."""

    title: str
    before: tuple[Attachment, ...]
    after: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What the newest answered request brought; empty where nothing was asked yet."""

    answers: tuple[tuple[str, str, str], ...] = ()
    """Label, before, after."""
    files: tuple[NewFiles, ...] = ()
    replies: tuple[tuple[str, str, str], ...] = ()
    """Question, its reason, what was explained: of every clarification, the newest first."""


def changes_of(found: Dossier, procedure: Procedure, files: Sequence[Attachment]) -> Changes:
    """Return what the applicant changed and explained."""
    query = select(Supplement).where(Supplement.dossier_id == found.id, Supplement.answered_at.is_not(None))
    answered = work.db().scalars(query.order_by(Supplement.number.desc())).all()
    if not answered:
        return Changes()
    newest = next((one for one in answered if any(item["kind"] != QUESTION for item in one.items)), None)
    return Changes(
        _answers(found, procedure) if newest is not None else (),
        tuple(_files(newest, procedure, files)) if newest is not None else (),
        tuple(_reply(one, item) for one in answered for item in one.items if item["kind"] == QUESTION),
    )


def _reply(one: Supplement, item: dict[str, str]) -> tuple[str, str, str]:
    return item["title"], item.get("reason", ""), str(one.replies.get(item["name"], ""))


def _files(newest: Supplement, procedure: Procedure, files: Sequence[Attachment]) -> list[NewFiles]:
    asked = {item["name"]: asked_title(item, procedure, current_language()) for item in newest.items}
    return [
        NewFiles(
            title,
            tuple(one for one in files if one.document == name and one.superseded_at == newest.answered_at),
            tuple(one for one in files if one.document == name and one.superseded_at is None),
        )
        for name, title in asked.items()
        if any(one.document == name for one in files)
    ]


def _answers(found: Dossier, procedure: Procedure) -> tuple[tuple[str, str, str], ...]:
    query = select(AnswerSet).where(AnswerSet.dossier_id == found.id).order_by(AnswerSet.number.desc()).limit(2)
    sets = list(work.db().scalars(query))
    if len(sets) < 2:  # noqa: PLR2004 - one answer set was changed by nothing
        return ()
    new, old = (_shown(procedure, filed) for filed in sets)
    labels = distinct_labels(procedure.form, current_language())
    return tuple(
        (labels.get(name, name), old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "")
    )


def _shown(procedure: Procedure, filed: AnswerSet) -> dict[str, str]:
    shown = to_words(procedure.form, from_json(procedure.form, filed.answers), current_language())
    return {one.name: one.value for one in shown}
