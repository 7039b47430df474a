"""The keys of pages, blocks and fields that do not depend on a field's type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.fields.base import FieldType
from forms.key_kinds import ExpressionKey, NameKey, RequiredKey, StringKey, TextKey
from forms.keys import Key, Place, Schema, Wrong, object_schema, read_keys
from forms.source_keys import SourceKey, quoted

_CODE = r"[0-9]\.[0-9]{6}"
_LINK = r"https://[^\s\"'<>]{1,300}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKey(Key):
    """A list whose items the parser reads itself."""

    items: str

    def read(self, raw: object, place: Place) -> object:
        """Leave the list as it is."""
        del place
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of the list."""
        return {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/{self.items}"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeKey(Key):
    """The type of a field, which the parser has already looked up."""

    def read(self, raw: object, place: Place) -> object:
        """Leave the word as it is."""
        del place
        return raw

    def schema(self) -> Schema:
        """The list of types is written where the types are known."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternKey(Key):
    """A string of one form."""

    pattern: str

    def read(self, raw: object, place: Place) -> str:
        """Return the string."""
        del place
        if not isinstance(raw, str) or not re.fullmatch(self.pattern, raw):
            raise Wrong(f"{quoted(raw)} is not of the form {self.pattern}")
        return raw

    def schema(self) -> Schema:
        """Return the JSON Schema of the string."""
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectKey(Key):
    """A mapping with keys of its own."""

    keys: tuple[Key, ...]

    def read(self, raw: object, place: Place) -> dict[str, Any] | None:
        """Return the values by their keys."""
        before = len(place.problems)
        values = read_keys(raw, self.keys, place)
        return values if len(place.problems) == before else None

    def schema(self) -> Schema:
        """Return the JSON Schema of the mapping."""
        return object_schema(self.keys)


WHEN = ExpressionKey(name="when", doc="Shown only while this condition (CEL) holds.")

PAGE_KEYS: tuple[Key, ...] = (
    NameKey(name="page", doc="The name of the page: ASCII snake_case.", needed=True),
    TextKey(name="title", doc="The heading.", needed=True),
    TextKey(name="intro", doc="A few words below the heading."),
    WHEN,
    ListKey(name="fields", doc="The questions.", needed=True, items="field"),
    ListKey(name="checks", doc="What answers must fulfil together.", items="check"),
    ListKey(name="blocks", doc="Rules that stop the filing here.", items="block"),
)
INSTEAD_KEYS: tuple[Key, ...] = (
    TextKey(name="text", doc="The words of the link.", needed=True),
    PatternKey(name="procedure", doc="The national code of the procedure to file instead.", pattern=_CODE),
    PatternKey(name="link", doc="An address on the web.", pattern=_LINK),
)
BLOCK_KEYS: tuple[Key, ...] = (
    ExpressionKey(name="when", doc="The filing stops while this condition (CEL) holds.", needed=True),
    TextKey(name="say", doc="What the applicant is told, and what to do instead.", needed=True),
    StringKey(name="because", doc="The legal basis."),
    ObjectKey(name="instead", doc="Where to go instead.", keys=INSTEAD_KEYS),
)

_NAME = NameKey(name="name", doc="The name of the field: ASCII snake_case, unique in the form.", needed=True)
_TYPE = TypeKey(name="type", doc="The type of the field.", needed=True)
_LABEL = TextKey(name="label", doc="The question, as a label.", needed=True)
_HINT = TextKey(name="hint", doc="A line below the label.")
_LAW = StringKey(name="law", doc="The article of the legal form that asks for this.")
_UNCERTAIN = StringKey(name="uncertain", doc="What the author does not know for sure; publishers see it.")
_FROM = SourceKey(
    name="from",
    doc="Where the state already knows the answer, the best first: population.full_name, identity.full_name.",
    default=(),
)
_CORRECTABLE = StringKey(
    name="correctable", doc="The legal basis on which a person may say that what is known is wrong."
)
_DEFAULT = ExpressionKey(
    name="default", doc="What stands in the field at first (CEL); the person may change it.", expects=None
)
_REQUIRED = RequiredKey(name="required", doc="true, false or a condition (CEL); true when left out.")


@cache
def field_keys(one: FieldType[Any], *, column: bool) -> Sequence[Key]:
    """Return every key that a field of this type may have."""
    keys: list[Key] = [_NAME, _TYPE]
    if one.labelled:
        keys += [_LABEL, _HINT]
    if one.asked:
        keys.append(_REQUIRED)
    if one.asked and not column:
        # A block says itself how its boxes are known.
        keys += [_CORRECTABLE] if any(key.name == _FROM.name for key in one.keys) else [_FROM, _CORRECTABLE]
    if one.takes_default and not column:
        keys.append(_DEFAULT)
    own = (key for key in one.keys if not (column and key.name == _FROM.name))
    return (*keys, WHEN, _LAW, _UNCERTAIN, *own)
