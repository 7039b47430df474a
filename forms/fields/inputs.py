"""The WTForms fields: one class that reads through the field type, and its shapes.

Every field carries ``spec``, ``field_type`` and ``raw`` (what was typed), so that a template can choose its markup
and show again what a person typed, wrong or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import wtforms
from markupsafe import Markup, escape
from wtforms.fields.core import Label
from wtforms.utils import unset_value

from forms.errors import InvalidAnswer
from forms.fields import widgets
from forms.messages import message
from forms.spec import FieldSpec, Text, say

if TYPE_CHECKING:
    from forms.fields.base import FieldType, Raw


class AnswerLabel(Label):
    """A label whose words are escaped: WTForms takes them for markup."""

    def __call__(self, text: str | None = None, **kwargs: Any) -> Markup:
        """Return the label."""
        return super().__call__(escape(text or self.text), **kwargs)


class AnswerField(wtforms.Field):
    """One answer in one input."""

    widget: Any = widgets.Line()
    settles = False
    """Whether something in it is worked out from the answers around it, so that it waits for them."""

    def __init__(self, *, spec: FieldSpec, field_type: FieldType[Any], language: str, **kwargs: Any) -> None:
        """Bind the question; WTForms adds form, name and prefix."""
        hint = say(spec.hint, language) if spec.hint else ""
        super().__init__(description=hint, **kwargs)
        self.label = AnswerLabel(self.id, field_type.label(spec, language))
        self.spec = spec
        self.field_type = field_type
        self.language = language
        self.raw: Raw = None
        self.posted = False
        self.pressed = False
        """Whether a button inside the field was pressed, so that the page is to be shown again."""
        self.offered: frozenset[str] | None = None
        """The codes that the other answers leave to choose from; without it every one is."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None) -> None:
        """Take the stored value, and over it what was posted."""
        del extra_filters
        self.process_errors = []
        self.object_data = self.data = None if data is unset_value else data
        if formdata is not None:
            self.posted = self.is_posted(formdata)
            self.raw = self.collect(formdata)
            self._read()
        else:
            self.raw = self.field_type.typed(self.spec, self.data) if self.data is not None else self.empty()

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Say whether the answer could be read; whether it fits is judged with the whole form."""
        del form, extra_validators
        self.errors = list(self.process_errors)
        return not self.errors

    def _read(self) -> None:
        try:
            self.data = self.field_type.read(self.spec, self.raw)
        except InvalidAnswer as error:
            self.data = None
            self.refuse(error)

    def refuse(self, error: InvalidAnswer) -> None:
        """Note an error of the answer, in the language of the form."""
        self.process_errors = [*self.process_errors, message(error, self.spec.label, self.language)]

    def blame(self, error: InvalidAnswer) -> None:
        """Note an error that was found with the whole form, after the field was validated."""
        self.refuse(error)
        self.errors = list(self.process_errors)

    def settle(self, value: Any) -> None:
        """Take what the whole form makes of this field; only what ``settles`` is told."""

    def forgive(self) -> None:
        """Take every error back, of the field and of those inside it: nobody has said yet that the page is done."""
        self.errors = []
        for one in self.inner():
            one.forgive()

    def inner(self) -> Sequence[AnswerField]:
        """Return the fields inside this one: the cells of its rows, the boxes of its block."""
        return ()

    def copied(self, name: str) -> AnswerField:
        """Return the same field, not processed yet, under another name."""
        copied: AnswerField = object.__new__(type(self))
        vars(copied).update(vars(self))
        copied.rename(name)
        return copied

    def rename(self, name: str) -> None:
        """Give the field another name, and its label with it."""
        self.name = self.id = name
        self.label = AnswerLabel(name, self.label.text)

    def empty(self) -> Raw:
        """Return what an untouched field holds."""
        return ""

    def is_posted(self, formdata: Any) -> bool:
        """Say whether the page that was sent held this field."""
        return self.name in formdata

    def collect(self, formdata: Any) -> Raw:
        """Return what was typed."""
        values = formdata.getlist(self.name)
        return values[0] if values and isinstance(values[0], str) else ""

    def attributes(self) -> dict[str, str]:
        """Return the HTML attributes that help typing."""
        own = dict(self.field_type.attributes)
        if self.field_type.autocomplete and self.spec.is_own:
            own["autocomplete"] = self.field_type.autocomplete
        return own

    def _value(self) -> str:
        return str(self.raw)


class LinesField(AnswerField):
    """A text of several lines."""

    widget: Any = widgets.Lines()


class TickField(AnswerField):
    """One box to tick."""

    widget: Any = widgets.Tick()


class ManyField(AnswerField):
    """Several values under one name: check boxes, uploads."""

    widget: Any = widgets.Boxes()

    def empty(self) -> Raw:
        """Return no values."""
        return []

    def collect(self, formdata: Any) -> Raw:
        """Return every value under the name."""
        return [value for value in formdata.getlist(self.name) if isinstance(value, str) and value]


class PartsField(AnswerField):
    """Several boxes, each posted as ``name-part``."""

    widget: Any = widgets.Parts()
    parts: tuple[str, ...] = ()
    _wrong = ""

    def __init__(self, *, parts: tuple[str, ...], **kwargs: Any) -> None:
        """Keep the names of the boxes."""
        super().__init__(**kwargs)
        self.parts = parts

    def empty(self) -> Raw:
        """Return empty boxes."""
        return dict.fromkeys(self.parts, "")

    def is_posted(self, formdata: Any) -> bool:
        """Say whether any of the boxes was sent."""
        return any(f"{self.name}-{part}" in formdata for part in self.parts)

    def collect(self, formdata: Any) -> Raw:
        """Return what was typed, box by box."""
        return {part: _first(formdata.getlist(f"{self.name}-{part}")) for part in self.parts}

    def part_id(self, part: str) -> str:
        """Return the id of one box."""
        return f"{self.id}-{part}"

    def wrong_part(self) -> str:
        """Return the name of the box that has to be mended, the first one where the error names none."""
        return self._wrong if self.errors and self._wrong in self.parts else self.parts[0]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None) -> None:
        """Forget which box was wrong, and take what is stored and what was posted."""
        self._wrong = ""
        super().process(formdata, data, extra_filters)

    def refuse(self, error: InvalidAnswer) -> None:
        """Note an error of the answer, and the box that it speaks of."""
        self._wrong = self._wrong or str(error.params.get("part", ""))
        super().refuse(error)


@dataclass(frozen=True, slots=True)
class Box:
    """One input of a group: a line to type, or a list to open where it has ``choices``."""

    name: str
    label: Text
    choices: tuple[tuple[str, Text], ...] = ()
    numeric: bool = False
    """Whether a phone shows digits first."""
    width: int = 0
    """Characters that the input is wide; 0 is what the line leaves over."""
    alone: bool = False
    """Whether the box stands on a line of its own: a list of long words."""
    suffix: Text | None = None
    """What stands behind the input: the only unit there is."""
    optional: bool = False

    def lines(self, language: str) -> list[tuple[str, str]]:
        """Return (code, words) of the list."""
        return [(code, say(text, language)) for code, text in self.choices]


class GroupField(PartsField):
    """A few labelled boxes under one question."""

    widget: Any = widgets.Group()

    def __init__(self, *, boxes: tuple[Box, ...], **kwargs: Any) -> None:
        """Keep the boxes."""
        super().__init__(parts=tuple(box.name for box in boxes), **kwargs)
        self.boxes = boxes


def _first(values: Sequence[Any]) -> str:
    return values[0] if values and isinstance(values[0], str) else ""


def unbound(
    field_class: type[AnswerField],
    spec: FieldSpec,
    field_type: FieldType[Any],
    language: str,
    extra: Mapping[str, Any] | None = None,
) -> Any:
    """Return the WTForms field of ``spec``, to be bound by a form class."""
    return field_class(spec=spec, field_type=field_type, language=language, **(extra or {}))
