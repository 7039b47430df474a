"""What the names of an expression are called: fields by their labels, the situation by words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from forms.expressions import DATE, Kind
from forms.fields import REGISTRY
from forms.fields.clock import TimeType
from forms.fields.units import communes, provinces
from forms.spec import FieldSpec, FormSpec, Text, say
from forms.wording.lexicon import COLUMN, PARTS, THIS_ROW

if TYPE_CHECKING:
    from forms.expressions import Expression


@dataclass(frozen=True, slots=True)
class Word:
    """A name of the situation in words: its label, and what its codes (or true and false) are called."""

    label: Text
    codes: Mapping[str, Text] = field(default_factory=dict)
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """What one value is called, and how a value beside it is shown."""

    text: str
    spec: FieldSpec | None = None
    part: str | None = None
    codes: Mapping[str, Text] = field(default_factory=dict)
    """What the codes of a part are called."""
    word: Word | None = None
    is_day: bool = False

    def shows(self, value: str, language: str) -> str:
        """Return a value that the author wrote as a person reads it beside this noun."""
        if self.word is not None:
            return _quoted(say(self.word.codes[value], language)) if value in self.word.codes else _plain(value)
        if value in self.codes:
            return _quoted(say(self.codes[value], language))
        if self.part in _UNITS:
            return _quoted(_UNITS[self.part](value))
        return _shown(self.spec, value, language) if self.spec is not None else _plain(value)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Everything that expressions of one form may name; by identity, so that what is said can be kept."""

    fields: Mapping[str, FieldSpec]
    situation: Mapping[str, Word] = field(default_factory=dict)
    facts: Mapping[str, Expression] = field(default_factory=dict)
    rows: Mapping[str, FieldSpec] = field(default_factory=dict)
    """Variables that stand for a row, with the table."""

    @classmethod
    def of(cls, spec: FormSpec, situation: Mapping[str, Word], facts: Mapping[str, Expression] | None = None) -> Words:
        """Return the words of a form."""
        return cls(spec.by_name, situation, facts or {})

    def within(self, variable: str, table: FieldSpec) -> Words:
        """Return the words inside a macro, whose variable stands for a row of ``table``."""
        return replace(self, rows={**self.rows, variable: table})

    def table(self, names: tuple[str, ...]) -> FieldSpec | None:
        """Return the table that a name stands for."""
        spec = self.fields.get(names[0]) if len(names) == 1 else None
        return spec if spec is not None and spec.fields else None

    def noun(self, names: tuple[str, ...], language: str) -> Noun:
        """Return what a name, or a part of it, is called."""
        first, *parts = names
        if first in self.rows:
            return _of_row(self.rows[first], parts, language)
        if first in self.fields:
            return _of_field(self.fields[first], parts, language)
        word = self.situation.get(".".join(names))
        if word is not None:
            return Noun(say(word.label, language), word=word, is_day=word.is_day)
        return Noun(".".join(names))


def _of_row(table: FieldSpec, parts: list[str], language: str) -> Noun:
    column = _column(table, parts[0]) if parts else None
    return _of_field(column, parts[1:], language) if column is not None else Noun(say(THIS_ROW, language))


def _of_field(spec: FieldSpec, parts: list[str], language: str) -> Noun:
    named = _quoted(say(spec.label, language).rstrip(" :"))
    if not parts:
        is_day = spec.type == TimeType.name or REGISTRY[spec.type].value_type(spec) == DATE
        return Noun(named, spec=spec, is_day=is_day)
    column = _column(spec, parts[0])
    if column is not None:
        inner = _of_field(column, parts[1:], language)
        return replace(inner, text=say(COLUMN, language).format(a=inner.text, b=named))
    one, part = REGISTRY[spec.type], parts[0]
    pattern, kind = one.parts.get(part) or PARTS.get(part), one.value_type(spec)
    is_day = kind is not None and kind.parts.get(part) == DATE
    text = say(pattern, language).format(a=named) if pattern else named
    return Noun(text, part=part, codes=one.part_codes(part), is_day=is_day)


def _column(table: FieldSpec, name: str) -> FieldSpec | None:
    return next((column for column in table.fields if column.name == name), None)


def _shown(spec: FieldSpec, value: str, language: str) -> str:
    """Return a value that the author wrote as the field's type shows an answer."""
    one = REGISTRY[spec.type]
    kind = one.value_type(spec)
    try:
        match kind.kind if kind else Kind.ANY:
            case Kind.TRUTH:
                return _quoted(one.show(spec, value == "true", language))
            case Kind.WHOLE:
                return one.show(spec, int(value), language)
            case Kind.DECIMAL:
                return one.show(spec, Decimal(value).normalize() + 0, language)
            case Kind.TEXTS:
                return _quoted(one.show(spec, [value], language))
            case Kind.TEXT:
                return _quoted(one.show(spec, value, language))
    except (ValueError, InvalidOperation):
        pass
    return _plain(value)


def _plain(value: str) -> str:
    """Return a number without a useless point, and a text in quotes."""
    try:
        return f"{Decimal(value).normalize() + 0:f}"
    except InvalidOperation:
        return _quoted(value)


def _quoted(text: str) -> str:
    return f"“{text}”"


def _commune(code: str) -> str:
    return next((communes(province)[code] for province in provinces() if code in communes(province)), code)


_UNITS = {"province": lambda code: provinces().get(code, code), "commune": _commune}
