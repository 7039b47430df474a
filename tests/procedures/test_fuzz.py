"""No pack, however broken, makes the loader raise; every finding has a file and a line."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures import catalogue
from procedures.cases import run_cases
from procedures.loader import Loaded, load
from procedures.reading.yaml_text import read_yaml
from tests.procedures.samples import CASE, TEMPLATE, YAML

JUNK: list[Any] = [
    *(None, True, 0, -1, 10**30, 1.5, "", "x", "a == b", "{seq", "x" * 5000, [], {}, [[]], [None], {"a": None}),
    *("1 / 0 > 1", "[1][2] == 1", {"vi": 1}, {"en": "x"}, "today", "facts.x", "size('a') > 0", "e\u0301", "\u0000"),
]
QUICK = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
SLOW = settings(deadline=None, max_examples=2, suppress_health_check=[HealthCheck.too_slow])


def plain(content: bytes) -> Any:
    yaml, _ = read_yaml(content, "x.yaml")
    assert yaml is not None
    return yaml.data


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from places(inner, (*path, key))


def mutate(data: Any, draw: Any) -> Any:
    """Return a copy in which one value is gone, renamed, repeated, moved or junk."""
    data = copy.deepcopy(data)
    path = draw.draw(st.sampled_from(list(places(data))))
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    kind = draw.draw(st.sampled_from(["drop", "rename", "repeat", "junk", "move"]))
    if kind == "drop":
        del holder[path[-1]]
    elif kind == "rename" and isinstance(holder, dict):
        holder[f"{path[-1]}x"] = holder.pop(path[-1])
    elif kind == "repeat" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[path[-1]]))
    elif kind == "move":
        value = data
        for key in draw.draw(st.sampled_from(list(places(data)))):
            value = value[key]
        holder[path[-1]] = copy.deepcopy(value)
    else:
        holder[path[-1]] = copy.deepcopy(draw.draw(st.sampled_from(JUNK)))
    return data


def check(files: dict[str, bytes]) -> Loaded:
    loaded = load(files)
    for finding in loaded.findings:
        assert finding.file in files
        lines = files[finding.file].count(b"\n") + 2
        assert 1 <= finding.line <= lines
        assert finding.column >= 1
        assert finding.message
    assert (loaded.procedure is None) == bool(loaded.errors)
    if loaded.procedure is not None:
        run_cases(loaded.procedure)
    return loaded


def written(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


@QUICK
@given(st.data())
def test_mutated_packs_and_cases(draw: Any) -> None:
    pack = mutate(plain(YAML.encode()), draw)
    case = mutate(plain(CASE.encode()), draw)
    check({"procedure.yaml": written(pack), "result.html": TEMPLATE.encode(), "cases/a.yaml": written(case)})


@pytest.mark.parametrize("shipped", catalogue.shipped(), ids=lambda one: one.name)
@SLOW
@given(draw=st.data())
def test_mutations_of_the_shipped_packs(shipped: catalogue.Shipped, draw: Any) -> None:
    pack = mutate(plain(Path(shipped.path / "procedure.yaml").read_bytes()), draw)
    check({"procedure.yaml": written(pack), "result.html": (shipped.path / "result.html").read_bytes()})


@QUICK
@given(st.integers(0, len(YAML) - 1), st.integers(0, 40), st.text(alphabet="\n :-{}[]\"'#&*|ế0a", max_size=4))
def test_torn_text(start: int, length: int, put: str) -> None:
    torn = YAML[:start] + put + YAML[start + length :]
    check({"procedure.yaml": torn.encode(), "result.html": TEMPLATE.encode()})


@QUICK
@given(st.integers(0, len(TEMPLATE) - 1), st.integers(0, 20), st.text(alphabet="{}%. \n'ab|(", max_size=4))
def test_torn_templates(start: int, length: int, put: str) -> None:
    torn = TEMPLATE[:start] + put + TEMPLATE[start + length :]
    check({"procedure.yaml": YAML.encode(), "result.html": torn.encode()})


KEYS = ["form", "page", "fields", "name", "type", "workflow", "steps", "fees", "facts", "result"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@QUICK
@given(ANYTHING)
def test_random_data(data: Any) -> None:
    assert check({"procedure.yaml": written(data), "result.html": b""}).procedure is None
