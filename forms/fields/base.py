"""The contract of a field type: everything about one kind of answer in one class.

A new type is one file here and one line in ``__init__``; the parser, the JSON Schema, the web form, the stored answers
and the contract tests all work from what this class says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from wtforms.fields.core import UnboundField

from forms.errors import InvalidAnswer
from forms.expressions import Expression, Failed, ValueType
from forms.keys import Key, Place
from forms.spec import FieldSpec, Text, say

Json = Any
"""What ``json`` can write: str, int, bool, list, dict."""
Raw = Any
"""What was typed, before it is read: a text, a list of texts, or texts by the names of the boxes."""


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of a type that has no keys of its own."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a value is checked against: the day, and the other answers."""

    today: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    """The answers with the situation: what expressions read."""


@dataclass(frozen=True, slots=True)
class Example:
    """A field of the type, an answer to it and a condition that reads it, as an author writes them."""

    field: str
    answer: str
    """In the JSON form: what a golden case holds."""
    condition: str


Own = TypeVar("Own")


def both(vi: str, en: str) -> Text:
    """Return a text in both languages."""
    return {"vi": vi, "en": en}


class FieldType(ABC, Generic[Own]):
    """One kind of answer. ``Own`` is the frozen class of its own options."""

    name: ClassVar[str]
    """The word in a pack: ``type: person_name``."""
    about: ClassVar[Text]
    """What it is for, for authors."""
    example: ClassVar[Example | None] = None
    """What the authors' guide shows; None where a page of its own tells it (tables, blocks, texts)."""
    keys: ClassVar[tuple[Key, ...]] = ()
    """Its own keys, beside those that every field has."""
    options_class: ClassVar[type] = NoOptions
    asked: ClassVar[bool] = True
    """Whether a person answers it; a computed value and a mere text are not asked."""
    drawn: ClassVar[bool] = True
    """Whether a page shows it, and the words of the answers tell it."""
    labelled: ClassVar[bool] = True
    """Whether the author must write a label."""
    in_rows: ClassVar[bool] = True
    """Whether it may be the column of a table."""
    takes_default: ClassVar[bool] = True
    """Whether something may stand in it before anybody answers; a declaration is made by the person alone."""
    attributes: ClassVar[Mapping[str, str]] = {}
    """HTML attributes that help typing: ``inputmode``, ``type``, ``spellcheck``."""
    autocomplete: ClassVar[str | None] = None
    """What a browser may fill in when the question is about the person who types (WCAG 1.3.5)."""
    required_message: ClassVar[str] = "required"
    """Message key for a required field without an answer."""

    parts: ClassVar[Mapping[str, Text]] = {}
    """What a part of the value is called in a condition, ``{a}`` being the field: "tỉnh, thành phố ở {a}"."""

    # What an author writes

    def options(self, values: dict[str, Any], place: Place) -> Own | None:
        """Return the options of one field out of its read keys; note at ``place`` what does not fit together."""
        del place
        made: Own = self.options_class(**values)
        return made

    def columns(self, values: dict[str, Any]) -> tuple[FieldSpec, ...]:
        """Return the nested fields; only a table has any."""
        del values
        return ()

    def verify(self, spec: FieldSpec, others: Mapping[str, FieldSpec]) -> Sequence[tuple[str, str, str]]:
        """Return (key, message, cure) for each reference to another field that does not hold."""
        del spec, others
        return ()

    def own(self, spec: FieldSpec) -> Own:
        """Return the options that this type made for ``spec``."""
        options = spec.options
        if not isinstance(options, self.options_class):
            message = f"{spec.name} was not read as a {self.name}"
            raise TypeError(message)
        own: Own = options  # type: ignore[assignment]
        return own

    # What expressions see

    @abstractmethod
    def value_type(self, spec: FieldSpec) -> ValueType | None:
        """Return the kind of value for expressions, ``None`` when they may not read it."""

    def part_codes(self, part: str) -> Mapping[str, Text]:
        """Return the words of each code that a part of the value may be."""
        del part
        return {}

    # What a person does

    @abstractmethod
    def bind(self, spec: FieldSpec, language: str) -> UnboundField[Any]:
        """Return the WTForms field."""

    @abstractmethod
    def read(self, spec: FieldSpec, raw: Raw) -> Any:
        """Return the typed value of what was typed, ``None`` when blank; raise ``InvalidAnswer``."""

    def typed(self, spec: FieldSpec, value: Any) -> Raw:
        """Return what a person would have typed for ``value``, a text as it is: ``read`` gives it back."""
        del spec
        return value

    def check(self, spec: FieldSpec, value: Any, around: Around) -> None:
        """Raise ``InvalidAnswer`` when the value does not fit the day or the other answers."""

    def blank(self, value: Any) -> bool:
        """Say whether this is no answer at all."""
        return value is None or value in ("", [], {})

    def conditions(self, spec: FieldSpec) -> Iterable[Expression]:
        """Return every expression in the field's own options: what else it hangs on."""
        del spec
        return ()

    def offered(self, spec: FieldSpec, values: Mapping[str, Any]) -> frozenset[str] | Failed | None:
        """Return the codes that these answers leave to choose from; ``None`` where every one is."""
        del spec, values
        return None

    def within(self, spec: FieldSpec, value: Any, offered: frozenset[str]) -> Any:
        """Return what of the answer is still offered."""
        del spec, offered
        return value

    def settle(self, spec: FieldSpec, value: Any, values: Mapping[str, Any]) -> Any:
        """Return the value with everything computed in it worked out from ``values``, the answers before it."""
        del spec, values
        return value

    # What is kept and shown

    def store(self, spec: FieldSpec, value: Any) -> Json:
        """Return the value as JSON, which texts, whole numbers and yes and no are already."""
        del spec
        return value

    def load(self, spec: FieldSpec, data: Json) -> Any:
        """Return the typed value of stored JSON; raise ``InvalidAnswer`` when it is none."""
        if not isinstance(data, str):
            raise InvalidAnswer("wrong_kind")
        return self.read(spec, data)

    @abstractmethod
    def show(self, spec: FieldSpec, value: Any, language: str) -> str:
        """Return the value in words."""

    def picture(self, spec: FieldSpec, value: Any) -> str:
        """Return the address of a picture of the value, where words do not tell all of it."""
        del spec, value
        return ""

    def on_paper(self, spec: FieldSpec, value: Any) -> Any:
        """Return what the template of a paper sees under the field's name: words, or parts of words by name."""
        return self.show(spec, value, "vi")

    def label(self, spec: FieldSpec, language: str) -> str:
        """Return the label in one language."""
        return say(spec.label, language)
