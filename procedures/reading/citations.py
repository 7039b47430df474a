"""Every ``law``, ``because`` and ``correctable`` in the forms of a pack cites a text of its ``legal_basis``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from procedures.reading.pack_reader import PackReader
from workflows.errors import Path

_KEYS: Final = ("law", "because", "correctable")


def check_citations(reader: PackReader, bases: tuple[str, ...]) -> None:
    """Complain of each citation that names no legal basis; documents and fees check their own."""
    for path, mapping in _walk(reader.raw.get("form"), ("form",)):
        _check(reader, mapping, path, bases)
    steps = reader.raw.get("workflow")
    for path, mapping in _walk(steps, ("workflow",)):
        _check(reader, mapping, path, bases)


def _check(reader: PackReader, mapping: Mapping[object, object], path: Path, bases: tuple[str, ...]) -> None:
    inner = reader.at(mapping, *path)
    for key in _KEYS:
        inner.citation(key, bases)


def _walk(value: object, path: Path) -> Iterator[tuple[Path, Mapping[object, object]]]:
    if isinstance(value, Mapping):
        if any(isinstance(value.get(key), str) for key in _KEYS):
            yield path, value
        for key, inner in value.items():
            yield from _walk(inner, (*path, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*path, index))
