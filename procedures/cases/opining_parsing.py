"""What those who were asked say in a golden case (``opinions`` of an entry of ``then``), read."""

from __future__ import annotations

from collections.abc import Mapping

from procedures.cases.opining import SILENCE, SILENT
from procedures.reading.pack_reader import PackReader
from workflows.asking import Answer
from workflows.reader import closest

Said = Mapping[str, Mapping[Answer | None, int]]


def read_said(item: PackReader) -> Said | None:
    """Read ``silence``, or who says what: ``{pccc: dong_y, hoi_dong: {dong_y: 4, silent: 1}}``."""
    if not item.has("opinions") or item.raw["opinions"] == SILENCE:
        return None
    inner = item.inner("opinions")
    raw = inner.raw if inner is not None else {}
    return {str(name): _given(item, str(name), value) for name, value in raw.items()}


def _given(item: PackReader, name: str, value: object) -> dict[Answer | None, int]:
    if isinstance(value, str):
        return _counted(item, name, {value: 1})
    if isinstance(value, Mapping):
        return _counted(item, name, value)
    item.complain(("opinions", name), "it is not said what is answered", "write `dong_y`, or `{dong_y: 4, silent: 1}`")
    return {}


def _counted(item: PackReader, name: str, given: Mapping[object, object]) -> dict[Answer | None, int]:
    found: dict[Answer | None, int] = {}
    for word, times in given.items():
        if word not in (*Answer, SILENT):
            item.complain(("opinions", name), f"unknown answer '{word}'", closest(str(word), (*Answer, SILENT)))
        elif not isinstance(times, int) or isinstance(times, bool) or times < 0:
            item.complain(("opinions", name), f"how many answer '{word}' is a whole number", f"write `{word}: 4`")
        else:
            found[None if word == SILENT else Answer(str(word))] = times
    return found
