"""Answers as the words that a result shows: those of the applicant and those of the officers, by field name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.fields import REGISTRY
from forms.spec import FieldSpec
from procedures.definition import Procedure

Shown = str | list[dict[str, str]]
"""Words; a table is a list of rows, each with words by the names of its columns."""


def shown_answers(
    procedure: Procedure, answers: Mapping[str, Any], officers: Mapping[str, Any] | None = None, language: str = "vi"
) -> dict[str, Shown]:
    """Return what a result may show under ``answers``; what was not answered is absent.

    ``answers`` and ``officers`` are typed values by field name, those of the form and those of the forms
    of steps. Where both bear a name, the officer's counts, because officers read the register.
    """
    asked = {**procedure.form.by_name}
    for fields in procedure.task_forms.values():
        asked |= {field.name: field for field in fields}
    given = {**answers, **(officers or {})}
    known = {name: value for name, value in given.items() if name in asked}
    return {
        name: _words(asked[name], value, language)
        for name, value in known.items()
        if not REGISTRY[asked[name].type].blank(value)
    }


def _words(field: FieldSpec, value: Any, language: str) -> Shown:
    if not field.fields:
        return REGISTRY[field.type].show(field, value, language)
    return [{one.name: _cell(one, row.get(one.name), language) for one in field.fields} for row in value]


def _cell(column: FieldSpec, value: Any, language: str) -> str:
    kind = REGISTRY[column.type]
    return "" if kind.blank(value) else kind.show(column, value, language)
