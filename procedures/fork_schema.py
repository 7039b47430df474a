"""The JSON Schema of a step that opens branches, as deep as they go."""

from __future__ import annotations

from typing import Any

from workflows.spec import Join, Outcome
from workflows.vocabulary import BRANCH_KEYS, FORK_KEYS

Schema = dict[str, Any]


def fork_schema(name: Schema, text: Schema, step: Schema) -> Schema:
    """Return the schema of a fork from that of a name, of a text and of any step."""
    steps = {"type": "object", "propertyNames": name, "additionalProperties": step}
    branch = {"title": text, "when": name, "unless": name, "start": name, "steps": steps}
    branches = {"propertyNames": name, "additionalProperties": _keys(BRANCH_KEYS, branch, ("title", "steps"))}
    outcomes: Schema = {str(outcome): name for outcome in Outcome}
    fork = {
        "title": text,
        "branches": {"type": "object", **branches, "minProperties": 2},
        "join": {"enum": list(Join)},
        "next": {"anyOf": [name, _keys(tuple(outcomes), outcomes, (str(Outcome.PASSED),))]},
    }
    return _keys(FORK_KEYS, fork, ("title", "branches", "next"))


def _keys(names: tuple[str, ...], known: Schema, required: tuple[str, ...]) -> Schema:
    properties = {name: known[name] for name in names}
    return {"type": "object", "properties": properties, "additionalProperties": False, "required": list(required)}
