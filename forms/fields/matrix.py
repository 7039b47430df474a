"""The same options for several questions, one line a question: how often, how well, which of them applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from forms.errors import InvalidAnswer
from forms.expressions import ValueType, one_of, record
from forms.fields import widgets
from forms.fields.base import Around, Raw, both
from forms.fields.block import PartWords
from forms.fields.inputs import PartsField, unbound
from forms.fields.named_texts import NamedTexts
from forms.fields.options import Option, OptionsKey, plain_option_keys
from forms.key_kinds import FlagKey, NameKey, TextKey
from forms.keys import Key, Place, Schema, Wrong, object_schema, read_keys, said
from forms.spec import FieldSpec, Text, say

MOST_LINES = 50
MOST_COLUMNS = 10
LINE_KEYS: tuple[Key, ...] = (
    NameKey(name="name", doc="The name of the line: ASCII snake_case.", needed=True),
    TextKey(name="text", doc="What a person reads.", needed=True),
)


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One question of the matrix."""

    name: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesKey(Key):
    """A list of ``{name, text}``."""

    def read(self, raw: object, place: Place) -> tuple[MatrixLine, ...]:
        """Return the lines; their names differ."""
        if not isinstance(raw, (list, tuple)) or not raw or len(raw) > MOST_LINES:
            raise Wrong(f"1 to {MOST_LINES} lines are needed, not {said(raw)}", "- {name: …, text: …}")
        lines: dict[str, MatrixLine] = {}
        for index, one in enumerate(raw):
            values = read_keys(one, LINE_KEYS, place.within(index))
            if values is None or values["name"] is None or values["text"] is None:
                continue
            if values["name"] in lines:
                place.within(index, "name").wrong(f"the name '{values['name']}' stands twice", "each line its own name")
            lines[values["name"]] = MatrixLine(**values)
        return tuple(lines.values())

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "maxItems": MOST_LINES, "items": object_schema(LINE_KEYS)}


@dataclass(frozen=True, slots=True)
class MatrixOptions:
    """The questions, what may be chosen for each, and whether each needs an answer."""

    lines: tuple[MatrixLine, ...] = ()
    options: tuple[Option, ...] = ()
    all: bool = True


class MatrixWidget:
    """Radio buttons, one group a line."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the groups."""
        del kwargs
        groups = []
        for line in field.own.lines:
            buttons = [
                widgets.choice_button(
                    f"{field.part_id(line.name)}-{option.code}",
                    f"{field.name}-{line.name}",
                    option.code,
                    say(option.text, field.language),
                    chosen=option.code == field.raw[line.name],
                )
                for option in field.own.options
            ]
            groups.append(widgets.fieldset(say(line.text, field.language), Markup("").join(buttons)))
        return Markup("").join(groups)


class MatrixField(PartsField):
    """One choice a line, each posted as ``name-line``."""

    widget: Any = MatrixWidget()

    @property
    def own(self) -> MatrixOptions:
        """Return what the author wrote."""
        options: MatrixOptions = self.field_type.own(self.spec)
        return options


class MatrixType(NamedTexts[MatrixOptions]):
    """A matrix; an answer is a mapping from line to code."""

    name = "matrix"
    about = both("Bảng câu hỏi cùng một bộ lựa chọn.", "Several questions with the same options.")
    options_class = MatrixOptions
    keys = (
        LinesKey(name="lines", doc="The questions: a list of {name, text}.", needed=True, default=()),
        OptionsKey(
            name="options",
            doc="What may be chosen for each: a list of {code, text}.",
            needed=True,
            default=(),
            most=MOST_COLUMNS,
            option_keys=plain_option_keys(),
        ),
        FlagKey(name="all", doc="Whether each line needs an answer once one has it.", default=True),
    )
    required_message = "required_choice"

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see the lines: ``danh_gia.thai_do == 'tot'``."""
        own = self.own(spec)
        codes = tuple(option.code for option in own.options)
        return record({line.name: one_of(*codes) for line in own.lines})

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Radio buttons, one group a line."""
        parts = tuple(line.name for line in self.own(spec).lines)
        return unbound(MatrixField, spec, self, language, {"parts": parts})

    def read(self, spec: FieldSpec, raw: Raw) -> dict[str, str] | None:
        """Return the lines that are answered."""
        own = self.own(spec)
        codes = {option.code for option in own.options}
        chosen = {line.name: raw[line.name] for line in own.lines if raw.get(line.name)}
        for name, code in chosen.items():
            if code not in codes:
                raise InvalidAnswer("no_such_option", part=name)
        return chosen or None

    def check(self, spec: FieldSpec, value: dict[str, str], around: Around) -> None:
        """Demand an answer of each line, where the author wants one."""
        del around
        own = self.own(spec)
        lacking = next((line for line in own.lines if line.name not in value), None)
        if own.all and lacking is not None:
            raise InvalidAnswer("matrix_line", line=lacking.text, part=lacking.name)

    def names(self, spec: FieldSpec) -> Iterable[str]:
        """Return the name of each line."""
        return (line.name for line in self.own(spec).lines)

    def show(self, spec: FieldSpec, value: dict[str, str], language: str) -> str:
        """Return a line for each question that is answered."""
        own = self.own(spec)
        lines = {line.name: say(line.text, language) for line in own.lines}
        return "\n".join(f"{lines[name]}: {words}" for name, words in self._words(own, value, language).items())

    def on_paper(self, spec: FieldSpec, value: dict[str, str]) -> PartWords:
        """Return the words by line."""
        return PartWords(self._words(self.own(spec), value, "vi"), self.show(spec, value, "vi"))

    def _words(self, own: MatrixOptions, value: Mapping[str, str], language: str) -> dict[str, str]:
        words = {option.code: say(option.text, language) for option in own.options}
        return {line.name: words[value[line.name]] for line in own.lines if line.name in value}
