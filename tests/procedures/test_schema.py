"""The JSON Schema is what the readers know: fresh, true of the shipped packs, and false of broken ones."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from procedures import catalogue
from procedures.reading.yaml_text import read_yaml
from procedures.schema import FILE, pack_schema, schema_text

SCHEMA = pack_schema()
PACKS = {one.name: read_yaml((one.path / "procedure.yaml").read_bytes(), "x")[0] for one in catalogue.shipped()}
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


def fits(value: Any, schema: Any) -> bool:
    """Judge by the part of JSON Schema that ours is written in."""
    if isinstance(schema, bool):
        return schema
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    judged = [_of_type(value, schema), _closed(value, schema), _composed(value, schema)]
    if isinstance(value, dict):
        judged.append(_mapping(value, schema))
    if isinstance(value, list):
        judged += [len(value) >= schema.get("minItems", 0), all(fits(one, schema.get("items", True)) for one in value)]
    if isinstance(value, str) and "pattern" in schema:
        judged.append(re.search(schema["pattern"], value) is not None)
    return all(judged)


def _of_type(value: Any, schema: Any) -> bool:
    names = schema.get("type")
    if names is None:
        return True
    wanted = [names] if isinstance(names, str) else names
    return any(isinstance(value, TYPES[one]) and not (isinstance(value, bool) and one != "boolean") for one in wanted)


def _closed(value: Any, schema: Any) -> bool:
    number = isinstance(value, (int, float))
    return (
        ("enum" not in schema or value in schema["enum"])
        and ("const" not in schema or value == schema["const"])
        and (not number or schema.get("minimum", value) <= value <= schema.get("maximum", value))
    )


def _composed(value: Any, schema: Any) -> bool:
    if "if" in schema and fits(value, schema["if"]) and not fits(value, schema["then"]):
        return False
    if "anyOf" in schema and not any(fits(value, one) for one in schema["anyOf"]):
        return False
    return all(fits(value, one) for one in schema.get("allOf", ()))


def _mapping(value: dict[str, Any], schema: Any) -> bool:
    known = schema.get("properties", {})
    other = schema.get("additionalProperties", True)
    return (
        all(fits(inner, known.get(key, other)) for key, inner in value.items())
        and all(fits(key, schema.get("propertyNames", True)) for key in value)
        and all(key in value for key in schema.get("required", ()))
    )


def test_the_schema_file_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == schema_text(), "run `python -m procedures schema --write`"
    assert json.loads(schema_text()) == SCHEMA


@pytest.mark.parametrize("name", PACKS)
def test_the_shipped_packs_fit(name: str) -> None:
    yaml = PACKS[name]
    assert yaml is not None
    assert isinstance(yaml.data, dict)
    wrong = [key for key, value in yaml.data.items() if not fits(value, SCHEMA["properties"][key])]
    assert wrong == []
    assert fits(yaml.data, SCHEMA)


def test_a_fork_is_a_step_and_its_branches_have_steps_again() -> None:
    text = (Path(__file__).parent.parent / "packs" / "branches" / "procedure.yaml").read_bytes()
    yaml, _ = read_yaml(text, "x")
    assert yaml is not None
    data: Any = yaml.data
    assert fits(data, SCHEMA)
    fork = data["workflow"]["steps"]["phoi_hop"]
    no_title: dict[str, Any] = {"branches": {"a": {"steps": {}}}}
    broken: dict[str, Any]
    for broken in ({"role": "clerk"}, {"join": "some"}, {"next": {"failed": "ky"}}, no_title):
        spoilt = copy.deepcopy(data)
        spoilt["workflow"]["steps"]["phoi_hop"] = {**fork, **broken}
        assert not fits(spoilt, SCHEMA), broken


BROKEN: list[tuple[tuple[Any, ...], Any]] = [
    (("procedure",), 1.5),
    (("title",), {"en": "only"}),
    (("competence",), "xa"),
    (("form", 0, "fields", 0, "type"), "phoen"),
    (("form", 0, "fields", 0, "labl"), "x"),
    (("documents", 0, "copies"), "two"),
    (("fees", 0, "clock"), "stop"),
    (("time_limit", "within"), "soon"),
    (("workflow", "steps", "tiep_nhan", "status"), "moi"),
    (("workflow", "steps", "tiep_nhan", "actions", "nhan", "tto"), "x"),
    (("uncertan",), []),
]


@pytest.mark.parametrize(("path", "value"), BROKEN, ids=[str(one[0]) for one in BROKEN])
def test_a_broken_pack_does_not_fit(path: tuple[Any, ...], value: Any) -> None:
    packs: list[Any] = [copy.deepcopy(yaml.data) for yaml in PACKS.values() if yaml is not None]
    data = next(pack for pack in packs if "fees" in pack)
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert not fits(data, SCHEMA)
