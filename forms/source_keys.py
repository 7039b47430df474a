"""The pack key ``from``: where the state already knows an answer, for a whole field or for the boxes of a block."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.keys import Key, Place, Schema, Wrong, said

_SOURCE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_MOST_SOURCES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKey(Key):
    """Where the state knows the answer: ``identity.full_name``, or several such paths, the best first."""

    def read(self, raw: object, place: Place) -> tuple[str, ...]:
        """Return the paths."""
        return read_paths(raw, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of one path or several."""
        return paths_schema()


def read_paths(raw: object, place: Place) -> tuple[str, ...]:
    """Return the paths that an author wrote, one or several."""
    paths = raw if isinstance(raw, (list, tuple)) else [raw]
    if not 0 < len(paths) <= _MOST_SOURCES:
        raise Wrong(f"one to {_MOST_SOURCES} sources can be named", "the best first: [population.sex, identity.sex]")
    for index, path in enumerate(paths):
        if not isinstance(path, str) or not _SOURCE.fullmatch(path):
            where = place.within(index) if paths is raw else place
            where.wrong(f"a path such as identity.full_name is needed, not {quoted(path)}")
    if len(set(map(str, paths))) < len(paths):
        raise Wrong("a source stands twice", "each once, the best first")
    return tuple(map(str, paths))


def quoted(raw: object) -> str:
    """Return what an author wrote, as a finding names it."""
    return repr(raw) if isinstance(raw, str) else said(raw)


def paths_schema() -> dict[str, Any]:
    """Return the JSON Schema of one path or several."""
    path = {"type": "string", "pattern": f"^{_SOURCE.pattern}$"}
    several = {"type": "array", "minItems": 1, "maxItems": _MOST_SOURCES, "uniqueItems": True, "items": path}
    return {"anyOf": [path, several]}


@dataclass(frozen=True, slots=True)
class PartSources:
    """Where the boxes of a block are known."""

    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_box: bool = False
    """Whether the author named the boxes; else it is everything that a source holds, asked or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSourcesKey(Key):
    """Where the boxes of a block are known: a source that tells what it holds of them, or paths box by box."""

    held: Mapping[str, Mapping[str, str]]
    """By box, under which name each source holds it: ``{"address": {"identity": "residence"}}``."""

    def read(self, raw: object, place: Place) -> PartSources:
        """Return the paths of each box that may be known."""
        if isinstance(raw, Mapping):
            return PartSources(self._by_box(raw, place), by_box=True)
        sources: list[Any] = list(raw) if isinstance(raw, (list, tuple)) else [raw]
        known = self._sources()
        if not sources or not all(one in known for one in sources) or len(set(sources)) < len(sources):
            cure = f"some of: {', '.join(known)}; or the paths of each box"
            raise Wrong(f"the boxes of a block come from a source as a whole or box by box, not {quoted(raw)}", cure)
        paths = {box: tuple(f"{one}.{held[one]}" for one in sources if one in held) for box, held in self.held.items()}
        return PartSources({box: found for box, found in paths.items() if found})

    def _sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source for held in self.held.values() for source in held))

    def _by_box(self, raw: Mapping[object, object], place: Place) -> dict[str, tuple[str, ...]]:
        read = {}
        for box, paths in raw.items():
            if box not in self.held:
                place.within(str(box)).wrong(
                    f"the block has no '{box}'", f"some of: {', '.join(self.held)}", on_key=True
                )
                continue
            try:
                read[str(box)] = read_paths(paths, place.within(str(box)))
            except Wrong as wrong:
                place.within(str(box)).wrong(wrong.message, wrong.cure)
        return read

    def schema(self) -> Schema:
        """Return the JSON Schema of a source, of several, or of paths by box."""
        one = {"enum": list(self._sources())}
        several = {"type": "array", "minItems": 1, "uniqueItems": True, "items": one}
        boxes = {box: paths_schema() for box in self.held}
        by_box = {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": boxes}
        return {"anyOf": [one, several, by_box]}
