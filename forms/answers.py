"""Typed answers: from a web form, to and from JSON, to words; and what of them is asked, required, wrong.

Answers are a plain mapping from field name to typed value; an unanswered field is absent. The JSON form holds decimals
as strings, money as whole numbers, dates in ISO form, and a stable ``_id`` in each row of a table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.consistency import broken
from forms.errors import InvalidAnswer
from forms.fields import REGISTRY, Around
from forms.fields.rows import RowsType, in_lines
from forms.messages import message
from forms.plan import plan_of
from forms.spec import FieldSpec, FormSpec, Page, say
from forms.visibility import Visible, blocked, missing, prune, visible_fields


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer in words: a line of "check your answers", of a paper, of an officer's screen."""

    name: str
    page: str
    type: str
    label: str
    value: str
    """Empty when the field is asked and not answered."""
    heads: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    """The cells of a table, line by line under ``heads``; empty for every other type."""
    picture: str = ""
    """The address of a picture of the answer, where words do not tell all of it."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that cannot stand."""

    field: FieldSpec
    error: InvalidAnswer

    def words(self, language: str) -> str:
        """Return what to tell the person."""
        return message(self.error, self.field.label, language)


def from_form(page: Page, form: Iterable[Any]) -> dict[str, Any]:
    """Return the readable answers of a web form made for ``page``; wrong and empty ones are absent."""
    specs = {one.name: one for one in page.fields}
    return {
        field.name: field.data for field in form if field.name in specs and _is_answer(specs[field.name], field.data)
    }


def _is_answer(one: FieldSpec, value: Any) -> bool:
    kind = REGISTRY[one.type]
    return kind.asked and not kind.blank(value)


def to_json(spec: FormSpec, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as JSON, in the order of asking; names that the form does not know are absent."""
    find = answers.get
    return {
        step.name: step.store(step.spec, value)
        for step in plan_of(spec).steps
        if (value := find(step.name)) is not None and step.answers(value)
    }


def from_json(spec: FormSpec, data: object, *, strict: bool = False) -> dict[str, Any]:
    """Return the typed answers of stored JSON.

    What cannot be read is absent, so that a draft outlives a new version of its form; with ``strict``
    it raises ``InvalidAnswer`` instead.
    """
    if not isinstance(data, Mapping):
        data = _refused(strict=strict)
    loaded: dict[str, Any] = {}
    for step in plan_of(spec).steps:
        stored = data.get(step.name)
        if stored is None:
            continue
        try:
            value = step.load(step.spec, stored)
        except InvalidAnswer:
            if strict:
                raise
            continue
        if step.answers(value):
            loaded[step.name] = value
    return loaded


def _refused(*, strict: bool) -> Mapping[str, Any]:
    if strict:
        raise InvalidAnswer("wrong_kind")
    return {}


def to_words(
    spec: FormSpec,
    answers: Mapping[str, Any],
    language: str,
    *,
    visible: Collection[str] | None = None,
) -> list[Shown]:
    """Return the answers in words, in order; with ``visible`` also the asked fields without an answer."""
    return [
        _shown(page, one, answers.get(one.name), language)
        for page in spec.pages
        for one in page.fields
        if (one.name in answers and REGISTRY[one.type].drawn)
        or (visible is not None and one.name in visible and REGISTRY[one.type].asked)
    ]


def _shown(page: Page, one: FieldSpec, value: Any, language: str) -> Shown:
    kind = REGISTRY[one.type]
    blank = kind.blank(value)
    if isinstance(kind, RowsType) and not blank:
        heads, lines = kind.table(one, value, language)
        words = in_lines(heads, lines)
    else:
        heads, lines, words = (), (), "" if blank else kind.show(one, value, language)
    picture = "" if blank else kind.picture(one, value)
    return Shown(one.name, page.name, one.type, say(one.label, language), words, heads, lines, picture)


def invalid(
    spec: FormSpec, answers: Mapping[str, Any], situation: Mapping[str, Any], visible: Visible | None = None
) -> list[Wrong]:
    """Return every visible answer that does not fit the day or the other answers, and each missing one.

    This is the last judgement before a filing: whatever way the answers came in, the same rules hold. ``visible`` is
    what these answers ask, where the caller knows it already.
    """
    visible = visible or visible_fields(spec, answers, situation)
    around = Around(situation["today"], visible.answers, visible.values)
    wrong = []
    for one in spec.fields():
        if one.name in visible.fields:
            error = find_error(one, visible.answers.get(one.name), around, required=one.name in visible.required)
            wrong += [Wrong(one, error)] if error else []
    blamed = {one.field.name for one in wrong}
    checks = [one for page in spec.pages for one in broken(page, visible) if one.field.name not in blamed]
    return wrong + [Wrong(one.field, one.error) for one in checks]


def find_error(one: FieldSpec, value: Any, around: Around, *, required: bool) -> InvalidAnswer | None:
    """Return what is wrong with one readable answer, or ``None``."""
    kind = REGISTRY[one.type]
    if kind.blank(value):
        return InvalidAnswer(kind.required_message) if required else None
    try:
        kind.check(one, value, around)
    except InvalidAnswer as error:
        return error
    return None


__all__ = [
    "Shown",
    "Visible",
    "Wrong",
    "blocked",
    "find_error",
    "from_form",
    "from_json",
    "invalid",
    "missing",
    "prune",
    "to_json",
    "to_words",
    "visible_fields",
]
