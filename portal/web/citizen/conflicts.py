"""Two windows on one draft: what differs between what is kept and what was typed, for the citizen to choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import jsonify
from werkzeug.wrappers import Response

from forms.answers import to_words
from forms.fields.attachment import AttachmentType
from forms.spec import FieldSpec, say
from portal.web.citizen.filing import Filing
from portal.web.language import current_language

CONFLICT = 409


def differ(filing: Filing, fields: Iterable[FieldSpec], answers: Mapping[str, Any]) -> bool:
    """Say whether the draft holds another answer than ``answers`` in one of the fields."""
    kept = filing.answers
    return any(kept.get(one.name) != answers.get(one.name) for one in _typed(fields))


def different(filing: Filing, fields: Iterable[FieldSpec], answers: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return label, kept value and typed value of each field whose answers differ."""
    language = current_language()
    kept, typed = _in_words(filing, filing.answers), _in_words(filing, answers)
    return [
        (say(one.label, language), kept.get(one.name, ""), typed.get(one.name, ""))
        for one in _typed(fields)
        if kept.get(one.name) != typed.get(one.name)
    ]


def not_saved(words: str) -> Response:
    """Tell the script that nothing was saved, and why."""
    answer = jsonify(saved=words)
    answer.status_code = CONFLICT
    return answer


def _typed(fields: Iterable[FieldSpec]) -> list[FieldSpec]:
    """Return the fields that are typed: a file is kept as soon as it comes, and nothing overwrites it."""
    return [one for one in fields if one.type != AttachmentType.name]


def _in_words(filing: Filing, answers: Mapping[str, Any]) -> dict[str, str]:
    return {shown.name: shown.value for shown in to_words(filing.spec, answers, current_language())}
