"""Text of one line and of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forms.cleaning import clean_line, clean_lines
from forms.errors import InvalidAnswer
from forms.expressions import TEXT, Pattern, ValueType
from forms.fields.base import Example, FieldType, Own, Raw, both
from forms.fields.inputs import AnswerField, LinesField, unbound
from forms.key_kinds import StringKey, TextKey, WholeKey
from forms.keys import Place
from forms.spec import FieldSpec, Text

MAX_LENGTH = WholeKey(name="max_length", doc="Most characters.", least=1, most=20_000, default=200)


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How long, and of what form (a pattern in RE2 and what to say when it does not fit)."""

    max_length: int = 200
    pattern: Pattern | None = None
    pattern_message: Text | None = None


class Line(FieldType[Own]):
    """What all texts have in common; those with a form of their own override ``read``."""

    longest = 200

    def value_type(self, spec: FieldSpec) -> ValueType:
        """Expressions see a text."""
        del spec
        return TEXT

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """One input."""
        return unbound(AnswerField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the cleaned line."""
        del spec
        return clean_line(raw, self.longest) or None

    def show(self, spec: FieldSpec, value: str, language: str) -> str:
        """A text is shown as it is."""
        del spec, language
        return value


class TextType(Line[TextOptions]):
    """One line of text."""

    name = "text"
    about = both("Một dòng chữ.", "One line of text.")
    example = Example(
        "{name: noi_cap, type: text, label: Nơi cấp, max_length: 100}", "Cục Cảnh sát", "noi_cap.contains('Cục')"
    )
    options_class = TextOptions
    keys = (
        MAX_LENGTH,
        StringKey(name="pattern", doc="A regular expression (RE2) that the whole text must match."),
        TextKey(name="pattern_message", doc="What to say when the pattern does not match."),
    )

    def options(self, values: dict[str, Any], place: Place) -> TextOptions | None:
        """Prepare the pattern."""
        source = values.get("pattern")
        pattern = None
        if source is not None:
            pattern = Pattern.of(source)
            if pattern is None:
                place.within("pattern").wrong("the pattern cannot be read", "RE2 knows no look-ahead and no \\1")
            if values.get("pattern_message") is None:
                place.within("pattern").wrong("a pattern needs words", "add pattern_message: say what is expected")
        return TextOptions(values["max_length"], pattern, values.get("pattern_message"))

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the line when it fits length and pattern."""
        own = self.own(spec)
        text = clean_line(raw, own.max_length)
        if text and own.pattern and not own.pattern.fits(text):
            said = own.pattern_message or {"vi": ""}
            raise InvalidAnswer("said", vi=said["vi"], en=said.get("en", said["vi"]))
        return text or None


class LongTextType(Line[TextOptions]):
    """Several lines of text."""

    name = "long_text"
    about = both("Nhiều dòng chữ.", "Several lines of text.")
    example = Example(
        "{name: ly_do, type: long_text, label: Lý do, max_length: 1000}", "Bản cũ bị rách.", "size(ly_do) > 10"
    )
    options_class = TextOptions
    keys = (WholeKey(name="max_length", doc="Most characters.", least=1, most=20_000, default=2_000),)

    def bind(self, spec: FieldSpec, language: str) -> Any:
        """Return a text area."""
        return unbound(LinesField, spec, self, language)

    def read(self, spec: FieldSpec, raw: Raw) -> str | None:
        """Return the lines."""
        return clean_lines(raw, self.own(spec).max_length) or None
