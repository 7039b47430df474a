"""The options of a choice: a code that is kept, and what a person reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.expressions import Expression
from forms.key_kinds import ExpressionKey, FlagKey, TextKey
from forms.keys import Key, Place, Schema, Wrong, object_schema, read_keys, said
from forms.spec import Text

MOST_OPTIONS = 500
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the code that is kept, and what a person reads."""

    code: str
    text: Text
    hint: Text | None = None
    alone: bool = False
    """Whether nothing else may be chosen with it ("none of these")."""
    when: Expression | None = None
    """The option is offered only while this holds; unknown counts as not offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeKey(Key):
    """The code of an option."""

    def read(self, raw: object, place: Place) -> str:
        """Return the code; YAML's numbers and truths must stand in quotes."""
        del place
        if not isinstance(raw, str) or not _CODE.fullmatch(raw):
            quotes = "put it in quotes" if isinstance(raw, (int, float, bool)) else "ASCII letters, digits, _ . -"
            raise Wrong(f"'{raw}' is no code", quotes)
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of a code."""
        return {"type": "string", "pattern": f"^{_CODE.pattern}$"}


OPTION_KEYS: tuple[Key, ...] = (
    CodeKey(name="code", doc="What is kept: ASCII, never changed later.", needed=True),
    TextKey(name="text", doc="What a person reads.", needed=True),
    TextKey(name="hint", doc="A line below it."),
    FlagKey(name="alone", doc="Nothing else may be chosen with it."),
    ExpressionKey(name="when", doc="Offered only while this condition (CEL) holds."),
)


def plain_option_keys() -> tuple[Key, ...]:
    """Return the keys of an option that has nothing but a code and a text."""
    return OPTION_KEYS[:2]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsKey(Key):
    """A list of ``{code, text}``."""

    most: int = MOST_OPTIONS
    option_keys: tuple[Key, ...] = OPTION_KEYS

    def read(self, raw: object, place: Place) -> tuple[Option, ...]:
        """Return the options; their codes differ."""
        if not isinstance(raw, (list, tuple)) or not raw or len(raw) > self.most:
            raise Wrong(f"1 to {self.most} options are needed, not {said(raw)}", "- {code: …, text: …}")
        options: list[Option] = []
        codes: set[str] = set()
        for index, one in enumerate(raw):
            values = read_keys(one, self.option_keys, place.within(index))
            if values is None or values["code"] is None or values["text"] is None:
                continue
            if values["code"] in codes:
                place.within(index, "code").wrong(f"the code '{values['code']}' stands twice", "each option once")
            codes.add(values["code"])
            options.append(Option(**values))
        return tuple(options)

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "maxItems": self.most, "items": object_schema(self.option_keys)}


OPTIONS = OptionsKey(name="options", doc="The options: a list of {code, text}.", needed=True, default=())
