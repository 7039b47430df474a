"""Nested values as Stripe's libraries send them in a form: `line_items[0][price_data][currency]=vnd`."""

import re
from collections.abc import Iterable
from typing import Any

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]+\])*)")
PART = re.compile(r"\[([^\[\]]+)\]")
NUMBER = re.compile(r"[0-9]{1,15}")


class BadParameter(ValueError):
    """A parameter is missing or wrong; `param` is its name as it was sent, `code` Stripe's word for why."""

    def __init__(self, message: str, param: str, code: str = "parameter_invalid") -> None:
        self.param = param
        self.code = code
        super().__init__(message)


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A tree of dicts, lists (where all keys are numbers from 0) and strings. Raises `BadParameter`."""
    tree: dict[str, Any] = {}
    for key, value in pairs:
        found = KEY.fullmatch(key)
        if found is None:
            raise BadParameter(f"Invalid name: {key}", key)
        *path, last = [found[1], *PART.findall(found[2])]
        node = tree
        for part in path:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                raise BadParameter(f"{key} is a value and a group at once", key)
        node[last] = value
    return {key: _lists(value) for key, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and set(value) == {str(index) for index in range(len(value))}:
        return [_lists(value[str(index)]) for index in range(len(value))]
    return {key: _lists(item) for key, item in value.items()}


def whole(value: Any, param: str) -> int:
    """A whole number, not below 0. Raises `BadParameter`."""
    if not (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise BadParameter(f"Invalid integer: {value}", param, "parameter_invalid_integer")
    return int(value)
