"""``@formio/core`` in the Node of the wheel: the same fields, the same answers, asked line by line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.long.definition import OPTIONS, Question
from tools.assets import node

SCRIPT = Path(__file__).with_name("formio.mjs")


@contextmanager
def validating(asked: list[Question], answers: Mapping[str, Any]) -> Iterator[Callable[[], None]]:
    """Start Node with one form and give what validates it once; a wrong answer ends the measurement."""
    running = subprocess.Popen([node(), SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        form = {"components": [_component(one) for one in asked], "data": _data(asked, answers)}
        assert _ask(running, json.dumps(form)) == "ready"
        expected = f"0 {len(asked)}"

        def validate() -> None:
            found = _ask(running, "go")
            assert found == expected, found

        validate()
        yield validate
    finally:
        running.kill()
        running.wait()


def _ask(running: subprocess.Popen[str], line: str) -> str:
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(line + "\n")
    running.stdin.flush()
    return running.stdout.readline().strip()


def _data(asked: list[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: float(answers[one.name]) if one.kind == "decimal" else answers[one.name] for one in asked}


def _component(one: Question) -> dict[str, Any]:
    component: dict[str, Any] = {"key": one.name, "label": one.label, "input": True, "type": _TYPES[one.kind]}
    component["validate"] = {"required": True, **_LIMITS.get(one.kind, {})}
    if one.kind == "choice":
        component["values"] = [{"value": code, "label": text} for code, text in OPTIONS]
        component["validate"]["onlyAvailableItems"] = True
    if one.hangs_on:
        conditions = [{"component": one.hangs_on, "operator": "isEqual", "value": "co"}]
        component |= {
            "clearOnHide": True,
            "conditional": {"show": True, "conjunction": "all", "conditions": conditions},
        }
    return component


_TYPES = {"text": "textfield", "integer": "number", "decimal": "number", "choice": "radio", "email": "email"}
_LIMITS: dict[str, dict[str, Any]] = {
    "integer": {"min": 0, "max": 1000, "integer": True},
    "text": {"maxLength": 100},
}
