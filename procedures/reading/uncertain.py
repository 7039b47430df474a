"""What the author of a pack could not establish, wherever it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from procedures.definition import Uncertain
from procedures.reading.pack_reader import PackReader
from procedures.reading.yaml_building import YamlFile
from workflows.errors import Path

KEY: Final = "uncertain"
_NAMES: Final = ("name", "id", "page")


def read_uncertain(reader: PackReader, yaml: YamlFile) -> tuple[Uncertain, ...]:
    """Return every ``uncertain`` of the pack: of fields, documents, fees …, and the list at the top."""
    found = [Uncertain(_where(yaml.data, path), what, yaml.place(path).line) for path, what in _walk(yaml.data, ())]
    for item in reader.items(KEY):
        item.only(("about", "what"))
        about, what = item.word("about"), item.word("what")
        if about and what:
            found.append(Uncertain(about, what, yaml.place(item.path).line))
        else:
            item.complain((), "what is uncertain is said with 'about' and 'what'", "write {about: …, what: …}")
    return tuple(sorted(found, key=lambda one: one.line or 0))


def _walk(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == KEY and isinstance(inner, str):
                yield (*path, key), inner
            else:
                yield from _walk(inner, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*path, index))


def _where(data: object, path: Path) -> str:
    """Return the place in an author's words: names instead of numbers."""
    words = []
    for key in path[:-1]:
        data = data[key]  # type: ignore[index]
        name = next((data[name] for name in _NAMES if isinstance(data, Mapping) and name in data), None)
        words.append(str(name) if isinstance(key, int) and name else str(key))
    return ".".join(word for word in words if not word.isdigit() and word != "fields")
