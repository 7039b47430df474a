"""Events of a YAML parser -> plain values with their places, bounded in depth, size and anchors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from procedures.findings import Finding, error
from procedures.reading.scalars import resolve
from workflows.errors import Path

Event = Any
"""An event of libyaml or of ruamel.yaml: two families of classes with the same names and attributes."""

_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")
DEEPEST: Final = 24
MOST_VALUES: Final = 50_000
"""Values in one file, those that anchors repeat included."""


class Place(NamedTuple):
    """Where something stands, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class YamlFile:
    """Plain values of one YAML file, and where each value and each key stands."""

    file: str
    data: object
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Path, *, on_key: bool = False) -> Place:
        """Return the place of ``path``, or of the nearest thing around it that is written."""
        first, second = (self.keys, self.values) if on_key else (self.values, self.keys)
        for length in range(len(path), -1, -1):
            found = first.get(path[:length]) or second.get(path[:length])
            if found is not None:
                return found
        return Place(1, 1)


class StopReadingError(Exception):
    """Reading on makes no sense; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    value: dict[str, object] | list[object]
    path: Path
    anchor: str | None
    size: int = 1
    key: str | None = None


@dataclass(slots=True)
class Builder:
    """Takes events one by one; ``root`` is what the file says in the end."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    anchors: dict[str, tuple[object, int]] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    root: object = None
    documents: int = 0

    def take(self, event: Event) -> None:
        """Take the next event; raise ``StopReadingError`` when reading on makes no sense."""
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(event)
            case "MappingStartEvent":
                self._open(event, {})
            case "SequenceStartEvent":
                self._open(event, [])
            case "MappingEndEvent" | "SequenceEndEvent":
                self._close(event)
            case "AliasEvent":
                self._alias(event)
            case "DocumentStartEvent":
                self._start_document(event)

    def done(self) -> YamlFile:
        """Return what was read; every event has been taken."""
        return YamlFile(self.file, self.root, self.values, self.keys)

    def _start_document(self, event: Event) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._stop(event, "a second document begins here", "one file is one document: remove the '---'")

    def _open(self, event: Event, value: dict[str, object] | list[object]) -> None:
        self._no_tag(event)
        if len(self.stack) >= DEEPEST:
            raise self._stop(event, f"nested deeper than {DEEPEST} levels", "make it flatter")
        if self._wants_key():
            raise self._stop(event, "a key is a word here, not a list or a mapping", "put the key into quotes")
        path = self._path()
        self.stack.append(_Open(value, path, event.anchor))
        self._note(event, path)

    def _close(self, event: Event) -> None:
        done = self.stack.pop()
        if done.anchor:
            self.anchors[done.anchor] = (done.value, done.size)
        self._put(done.value, done.size, event)

    def _scalar(self, event: Event) -> None:
        self._no_tag(event)
        if self._wants_key():
            self._take_key(event)
            return
        self._note(event, self._path())
        text = self._printable(event)
        value = resolve(text) if event.implicit[0] else text
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, 1, event)

    def _alias(self, event: Event) -> None:
        if self._wants_key():
            raise self._stop(event, "a key is a word, not a reference", "write the key out")
        if any(one.anchor == event.anchor for one in self.stack):
            raise self._stop(event, f"'*{event.anchor}' refers to what it stands in", "write the values out")
        if event.anchor not in self.anchors:
            raise self._stop(event, f"nothing is named '&{event.anchor}' before this", "write the values out")
        self._note(event, self._path())
        self._put(*self.anchors[event.anchor], event)

    def _take_key(self, event: Event) -> None:
        here = self.stack[-1]
        key = self._printable(event)
        here.key = key
        path = (*here.path, key)
        if key in here.value:
            cure = f"it stands in line {self.keys[path].line} already; keep one of them"
            self.findings.append(self._finding(event, f"the key '{key}' is written twice", cure))
        # The first one is kept, with its place.
        self.keys.setdefault(path, self._place(event))

    def _put(self, value: object, size: int, event: Event) -> None:
        if not self.stack:
            self.root = value
            return
        here = self.stack[-1]
        here.size += size
        if here.size > MOST_VALUES:
            raise self._stop(event, f"more than {MOST_VALUES} values", "split the procedure, or repeat less by anchors")
        if isinstance(here.value, list):
            here.value.append(value)
        elif here.key is not None:
            here.value.setdefault(here.key, value)
            here.key = None

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _path(self) -> Path:
        if not self.stack:
            return ()
        here = self.stack[-1]
        return (*here.path, len(here.value) if isinstance(here.value, list) else str(here.key))

    def _note(self, event: Event, path: Path) -> None:
        self.values.setdefault(path, self._place(event))

    def _printable(self, event: Event) -> str:
        """Return the text of a scalar; what an escape made, and no page or database can hold, is complained of."""
        text = str(event.value)
        if _UNPRINTABLE.search(text):
            self.findings.append(
                self._finding(event, "a character here is no text", r"remove the escape (\0, \uD800 …)")
            )
            return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
        return text

    def _no_tag(self, event: Event) -> None:
        if event.tag is not None:
            self.findings.append(self._finding(event, "a YAML tag ('!…') has no meaning in a pack", "remove the tag"))

    def _place(self, event: Event) -> Place:
        return Place(event.start_mark.line + 1, event.start_mark.column + 1)

    def _finding(self, event: Event, message: str, cure: str) -> Finding:
        place = self._place(event)
        return error(self.file, message, cure, line=place.line, column=place.column)

    def _stop(self, event: Event, message: str, cure: str) -> StopReadingError:
        return StopReadingError(self._finding(event, message, cure))
