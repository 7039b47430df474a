"""The kinds of key that fields, pages and field types are declared with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from forms.expressions import CEL_WORDS, Expression, ExpressionProblem, Kind, compile_expression
from forms.expressions.functions import OWN
from forms.expressions.scope import did_you_mean
from forms.keys import Key, Place, Schema, Wrong, said
from forms.spec import Text

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
LONGEST_TEXT = 4_000
_LANGUAGES = ("vi", "en")
_FORM_WORDS = frozenset(
    {
        *("data", "errors", "meta", "process", "validate", "populate_obj", "form_errors", "hidden_tag"),
        *("csrf_token", "is_submitted", "validate_on_submit", "spec", "language"),
    },
)
"""Names that the form class itself uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameKey(Key):
    """The identifier of a field or page."""

    def read(self, raw: object, place: Place) -> str:
        """Return the name; refuse what is no ASCII snake_case or has a meaning already."""
        if not isinstance(raw, str) or not NAME.fullmatch(raw) or "__" in raw:
            raise Wrong(f"'{raw}' is no name", "use lower-case ASCII letters, digits and single _: ho_ten")
        if raw in CEL_WORDS or raw in OWN or raw in _FORM_WORDS:
            raise Wrong(f"'{raw}' has a meaning of its own", f"choose another name, such as {raw}_1")
        if raw in place.scope.situation:
            raise Wrong(f"'{raw}' is a name of the situation", f"choose another name, such as {raw}_1")
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of a name."""
        return {"type": "string", "pattern": f"^{NAME.pattern}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextKey(Key):
    """What a person reads: a Vietnamese string, or ``{vi, en}``."""

    def read(self, raw: object, place: Place) -> Text:
        """Return the text by language, in NFC."""
        return read_text(raw, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of a text."""
        return {"$ref": "#/$defs/text"}


def read_text(raw: object, place: Place) -> Text:
    """Return a Vietnamese string or ``{vi, en}`` as a text; raise ``Wrong`` when it is neither."""
    if isinstance(raw, str):
        return {"vi": _words(raw)}
    if not isinstance(raw, Mapping):
        raise Wrong(f"a text is needed, not {said(raw)}", "write a Vietnamese text, or {vi: …, en: …}")
    for language in raw:
        if language not in _LANGUAGES:
            place.within(str(language)).wrong(f"unknown language '{language}'", "languages: vi, en", on_key=True)
    if "vi" not in raw:
        raise Wrong("the Vietnamese text is missing", "add vi: …")
    return {language: _words(raw[language]) for language in _LANGUAGES if language in raw}


def _words(raw: object) -> str:
    if not isinstance(raw, str):
        raise Wrong(f"a text is needed, not {said(raw)}", "put it in quotes")
    text = unicodedata.normalize("NFC", raw).strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Wrong(f"a text has 1 to {LONGEST_TEXT} characters, this has {len(text)}")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class StringKey(Key):
    """A plain string that nobody but authors reads."""

    def read(self, raw: object, place: Place) -> str:
        """Return the string."""
        del place
        return _words(raw)

    def schema(self) -> Schema:
        """Return the JSON Schema of a string."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeKey(Key):
    """A whole number within limits."""

    least: int = 0
    most: int = 10**15

    def read(self, raw: object, place: Place) -> int:
        """Return the number."""
        del place
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise Wrong(f"a whole number is needed, not {said(raw)}")
        if not self.least <= raw <= self.most:
            raise Wrong(f"{raw} is outside {self.least} to {self.most}")
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of the number."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecimalKey(Key):
    """A number, whole or not."""

    def read(self, raw: object, place: Place) -> Decimal:
        """Return the number exactly as written."""
        del place
        if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
            raise Wrong(f"a number is needed, not {said(raw)}")
        try:
            number = Decimal(str(raw))
        except InvalidOperation:
            raise Wrong(f"'{raw}' is no number") from None
        if not number.is_finite():
            raise Wrong(f"'{raw}' is no number")
        return number

    def schema(self) -> Schema:
        """Return the JSON Schema of the number."""
        return {"type": "number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagKey(Key):
    """True or false."""

    default: bool = False

    def read(self, raw: object, place: Place) -> bool:
        """Return the flag."""
        del place
        if not isinstance(raw, bool):
            raise Wrong(f"true or false is needed, not {said(raw)}")
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of the flag."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOfKey(Key):
    """One word of a closed list."""

    words: tuple[str, ...]

    def read(self, raw: object, place: Place) -> str:
        """Return the word."""
        del place
        if not isinstance(raw, str) or raw not in self.words:
            cure = did_you_mean(str(raw), self.words) or f"one of: {', '.join(self.words)}"
            raise Wrong(f"'{raw}' is not known here", cure)
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionKey(Key):
    """An expression in CEL; ``expects`` is the kind of value it has to give."""

    expects: Kind | None = Kind.TRUTH

    def read(self, raw: object, place: Place) -> Expression:
        """Return the checked expression."""
        if not isinstance(raw, str):
            raise Wrong(f"an expression is needed, not {said(raw)}", "write it as a text in quotes")
        expression = compile_expression(raw, place.scope, expects=self.expects)
        if isinstance(expression, ExpressionProblem):
            raise Wrong(expression.message, expression.cure)
        return expression

    def schema(self) -> Schema:
        """Return the JSON Schema of an expression."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredKey(ExpressionKey):
    """True, false, or a condition."""

    default: bool = True

    def read(self, raw: object, place: Place) -> Expression | bool:  # type: ignore[override]
        """Return the flag or the checked condition."""
        return raw if isinstance(raw, bool) else ExpressionKey.read(self, raw, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of a flag or an expression."""
        return {"type": ["boolean", "string"]}
