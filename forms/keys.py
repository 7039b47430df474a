"""The keys that an author may write, declared once: how each is read, and what its JSON Schema is.

``read_keys`` reads a mapping by a list of keys and collects every mistake; the schema that an editor uses for
completion comes from the same list, so the two cannot disagree.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forms.errors import Path, Problem
from forms.expressions import Scope
from forms.expressions.scope import did_you_mean
from forms.spec import FieldSpec

_YAML_WORDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a mapping",
}
Schema = dict[str, Any]
FieldsReader = Callable[[object, "Place"], tuple[FieldSpec, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is read: its path, what expressions may name there, and where mistakes go."""

    path: Path
    problems: list[Problem]
    scope: Scope = field(default_factory=Scope)
    files: Mapping[str, str] | None = None
    """The address of each file of the pack by its name; none where there is no pack around."""
    read_fields: FieldsReader | None = None
    """Reads nested fields; handed down so that a table's type need not know the parser, none where it is too deep."""

    def within(self, *parts: str | int) -> Place:
        """Return the place one or more steps deeper."""
        return replace(self, path=(*self.path, *parts))

    def scoped(self, scope: Scope) -> Place:
        """Return the same place with other names in scope."""
        return replace(self, scope=scope)

    def wrong(self, message: str, cure: str = "", *, on_key: bool = False) -> None:
        """Note one mistake here."""
        self.problems.append(Problem(self.path, message, cure, on_key))


class Wrong(Exception):
    """A value that is not what its key asks for."""

    def __init__(self, message: str, cure: str = "") -> None:
        """Keep what is wrong and the cure."""
        super().__init__(message)
        self.message = message
        self.cure = cure


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(ABC):
    """One key: its name, what it is for, whether it must stand, and what it is without."""

    name: str
    doc: str
    needed: bool = False
    default: Any = None

    @abstractmethod
    def read(self, raw: object, place: Place) -> object:
        """Return the value of what the author wrote; raise ``Wrong`` or note problems at ``place``."""

    @abstractmethod
    def schema(self) -> Schema:
        """Return the JSON Schema of the value, without its description."""


def read_keys(raw: object, keys: Sequence[Key], place: Place) -> dict[str, Any] | None:
    """Return the value of each key, or ``None`` when ``raw`` is no mapping; mistakes go to ``place``."""
    if not isinstance(raw, Mapping):
        place.wrong(f"a mapping with keys is needed, not {said(raw)}")
        return None
    known = [key.name for key in keys]
    for word in raw:
        if word not in known:
            cure = did_you_mean(str(word), known) or f"keys here: {', '.join(known)}"
            place.within(str(word)).wrong(f"unknown key '{word}'", cure, on_key=True)
    return {key.name: _read_key(raw, key, place) for key in keys}


def _read_key(raw: Mapping[Any, object], key: Key, place: Place) -> object:
    if raw.get(key.name) is None:
        if key.needed:
            place.wrong(f"the key '{key.name}' is missing", key.doc)
        return key.default
    inside = place.within(key.name)
    try:
        return key.read(raw[key.name], inside)
    except Wrong as wrong:
        inside.wrong(wrong.message, wrong.cure)
        return key.default


def said(raw: object) -> str:
    """Name a plain value in the words of YAML."""
    if raw is None:
        return "nothing"
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "a mapping",
    }
    return names.get(type(raw), f"a {type(raw).__name__}")


def object_schema(keys: Sequence[Key]) -> Schema:
    """Return the JSON Schema of a mapping with these keys and no others."""
    properties = {key.name: {**key.schema(), "description": key.doc} for key in keys}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    needed = [key.name for key in keys if key.needed]
    return {**schema, "required": needed} if needed else schema
