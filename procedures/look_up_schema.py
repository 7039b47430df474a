"""The JSON Schema of what a step looks up in a register."""

from __future__ import annotations

from typing import Any

from workflows.looking_up import ANSWERED, NO_ANSWER, REGISTERS, WAYS_OUT
from workflows.looking_up_parsing import LOOK_UP_KEYS, OTHERWISE
from workflows.spec import Clock


def next_schema(name: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of ``next`` at such a step."""
    by_facts = {"type": "object", "propertyNames": name, "additionalProperties": name, "required": [OTHERWISE]}
    return {
        "type": "object",
        "properties": {ANSWERED: {"anyOf": [name, by_facts]}, NO_ANSWER: name},
        "additionalProperties": False,
        "required": list(WAYS_OUT),
    }


def look_up_schema(
    name: dict[str, Any],
    expression: dict[str, Any],
    fact: dict[str, Any],
    duration: dict[str, Any],
    citation: dict[str, Any],
) -> dict[str, Any]:
    """Return the schema of the key ``looks_up``."""
    said: dict[str, Any] = {
        "type": "object",
        "propertyNames": name,
        "additionalProperties": expression,
        "minProperties": 1,
    }
    known: dict[str, Any] = {
        "register": {"enum": list(REGISTERS)},
        "keys": said,
        "facts": {**said, "additionalProperties": fact},
        "again": {"type": "string", "pattern": r"^\d{1,2} minutes?$", "description": "5 minutes"},
        "within": duration,
        "clock": {"enum": list(Clock)},
        "law": citation,
    }
    return {
        "type": "object",
        "properties": {key: known[key] for key in LOOK_UP_KEYS},
        "additionalProperties": False,
        "required": ["register", "keys", "facts", "within", "clock"],
    }
