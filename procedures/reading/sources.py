"""Every ``from`` of a form names a source that there is, and something that its field can hold."""

from __future__ import annotations

from collections.abc import Iterator

from forms.sourced import Sourced, is_held, sourced
from forms.spec import FieldSpec, FormSpec
from procedures.population import POPULATION
from procedures.reading.pack_reader import PackReader
from procedures.sources import (
    IDENTITY,
    IDENTITY_TYPES,
    KINDS,
    NOT_HELD,
    POPULATION_REGISTER,
    RESULT,
    RESULT_TYPES,
    Source,
    source_of,
)
from workflows.errors import Path
from workflows.reader import closest

_HELD = {IDENTITY: IDENTITY_TYPES, POPULATION_REGISTER: {name: datum.types for name, datum in POPULATION.items()}}


def check_sources(reader: PackReader, form: FormSpec) -> None:
    """Complain of each source that there is not, that its field cannot hold, or that may not be corrected."""
    for path, one in _fields(form):
        found = list(sourced([one]))
        if one.correctable is not None and not found:
            cure = "add `from:`, or leave `correctable` out: what is asked can always be changed"
            reader.complain((*path, "correctable"), f"'{one.name}' comes from no source", cure)
        if one.sources and one.type in NOT_HELD:
            reader.complain((*path, "from"), f"no source fills in a field of type '{one.type}'", "leave `from` out")
            continue
        for answer in found:
            box = (answer.field.name,) if answer.is_box else ()
            _check_each(reader, answer, (*path, "from", *box))


def _fields(form: FormSpec) -> Iterator[tuple[Path, FieldSpec]]:
    for number, page in enumerate(form.pages):
        for index, one in enumerate(page.fields):
            yield ("form", number, "fields", index), one


def _check_each(reader: PackReader, one: Sourced, path: Path) -> None:
    listed = len(one.field.sources) > 1
    for index, text in enumerate(one.field.sources):
        # What a block takes from a source as a whole was put together from what is held.
        if not is_held(one, text):
            _check(reader, one.field, text, (*path, index) if listed else path)


def _check(reader: PackReader, one: FieldSpec, text: str, path: Path) -> None:
    kind = text.partition(".")[0]
    if kind not in KINDS:
        reader.complain(path, f"unknown source '{kind}'", closest(kind, KINDS))
        return
    source = source_of(text)
    if source is None:
        cure = f"write {kind}.<code>.<field>: the code of the procedure, and the name of a field of its form"
        reader.complain(path, f"'{text}' names no answer", cure if kind not in _HELD else f"write {kind}.full_name")
        return
    _check_type(reader, one, source, path)


def _check_type(reader: PackReader, one: FieldSpec, source: Source, path: Path) -> None:
    held = _HELD.get(source.kind)
    if held is not None and source.name not in held:
        reader.complain(path, f"'{source.kind}' has no '{source.name}'", closest(source.name, tuple(held)))
        return
    types = (held or (RESULT_TYPES if source.kind == RESULT else {})).get(source.name)
    if types is not None and one.type not in types:
        message = f"a field of type '{one.type}' cannot hold '{source.kind}.{source.name}'"
        reader.complain(path, message, f"types that can: {', '.join(types)}")
