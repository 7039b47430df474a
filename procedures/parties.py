"""Who else has to confirm a filing (người cùng xác nhận), for these answers and this situation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.answers import Visible
from forms.expressions import Known
from procedures.definition import PartySpec, Procedure
from procedures.facts import all_values
from procedures.situation import Situation


@dataclass(frozen=True, slots=True)
class Party:
    """One person who has to confirm."""

    key: str
    """The party's name in the pack; of one row of a table, with the row's id behind a point."""
    spec: PartySpec
    number: str
    full_name: str


def parties_of(
    procedure: Procedure, answers: Mapping[str, Any], situation: Situation, visible: Visible | None = None
) -> list[Party]:
    """Return who has to confirm, in the pack's order; whoever is not named yet is left out, as is one named twice.

    Of the rows of a table the applicant's own is left out: filing confirms it. ``visible`` is what these answers ask,
    where the caller knows it already.
    """
    if not procedure.parties:
        return []
    values = all_values(procedure, answers, situation, visible)
    person = situation.identity
    own = person.get("citizen_id") if person.get("kind") != "organisation" else None
    found: dict[tuple[str, str], Party] = {}
    for spec in procedure.parties:
        if spec.when is None or spec.when.evaluate(values) == Known(value=True):
            for one in _named(spec, values, own):
                found.setdefault((spec.name, one.number), one)
    return list(found.values())


def spec_of(procedure: Procedure, key: str) -> PartySpec | None:
    """Return the party of a pack behind a key of ``Party``."""
    name = key.partition(".")[0]
    return next((one for one in procedure.parties if one.name == name), None)


def _named(spec: PartySpec, values: Mapping[str, object], own: object) -> Iterator[Party]:
    field, _, part = spec.citizen_id.partition(".")
    held = values.get(field)
    if not isinstance(held, list):
        number, name = _part(values, spec.citizen_id), _part(values, spec.full_name)
        if number and name:
            yield Party(spec.name, spec, number, name)
        return
    column = spec.full_name.partition(".")[2]
    for row in held:
        number, name = row.get(part), row.get(column)
        if number and name and number != own:
            yield Party(f"{spec.name}.{row['_id']}", spec, str(number), str(name))


def _part(values: Mapping[str, object], path: str) -> str | None:
    """Return an answer, or one part of a block."""
    field, _, part = path.partition(".")
    held = values.get(field)
    if part:
        held = held.get(part) if isinstance(held, Mapping) else None
    return held if isinstance(held, str) else None
