"""What officers fill in at their steps (pack key ``form`` of a step), of the same field types as the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forms.expressions import Scope
from forms.parsing import parse_fields
from forms.spec import FieldSpec
from procedures.reading.names import Names
from procedures.reading.pack_reader import PackReader
from procedures.situation import SITUATION
from workflows.errors import Path, Problem


def read_task_forms(reader: PackReader, names: Names, pictures: Mapping[str, str]) -> dict[str, tuple[FieldSpec, ...]]:
    """Read the form of each step that has one, collecting every mistake."""
    workflow = reader.raw.get("workflow")
    found: dict[str, tuple[FieldSpec, ...]] = {}
    # What officers fill in is judged by the answers and the day alone.
    scope = Scope({name: SITUATION[name] for name in ("today", "days_off", "days_worked")}, names.form_scope.fields)
    taken = set(names.fields)
    for step, raw, place in _steps(workflow, ("workflow",)):
        if "form" in raw:
            path = (*place, "form")
            fields, problems = parse_fields(raw["form"], path=path, scope=scope, files=pictures)
            reader.problems += [Problem(one.path, one.message, one.cure, one.on_key) for one in problems]
            _check_names(reader, fields, path, taken)
            found[step] = fields
    return found


def _steps(raw: object, path: Path) -> Iterator[tuple[str, Mapping[object, object], Path]]:
    """Yield every step below a mapping with its place, those of branches among them."""
    steps = raw.get("steps") if isinstance(raw, Mapping) else None
    for name, step in steps.items() if isinstance(steps, Mapping) else ():
        if isinstance(step, Mapping):
            place = (*path, "steps", str(name))
            yield str(name), step, place
            branches = step.get("branches")
            for branch, inner in branches.items() if isinstance(branches, Mapping) else ():
                yield from _steps(inner, (*place, "branches", str(branch)))


def _check_names(reader: PackReader, fields: tuple[FieldSpec, ...], path: Path, taken: set[str]) -> None:
    for index, field in enumerate(fields):
        if field.name in taken:
            message = f"'{field.name}' is the name of another field already"
            cure = "the result sees all answers by their names: choose another"
            reader.problems.append(Problem((*path, index, "name"), message, cure))
        taken.add(field.name)
