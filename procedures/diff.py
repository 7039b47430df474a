"""What a new version of a pack changes, in an analyst's words: for the publisher who approves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from procedures.definition import Procedure
from procedures.reading.yaml_building import YamlFile
from procedures.reading.yaml_text import read_yaml

_NAMES = ("page", "name", "id", "code", "agency", "council")
"""The keys by which entries of a list are known; where one has none, or shares it, they are known by their places."""
_ONE_OR_MANY = frozenset({"opens"})
"""Keys under which one entry may stand without the list around it."""


class Kind(StrEnum):
    """How something differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``where`` is a path of names: ``form.nguoi_me.ho_ten_me.label``."""

    kind: Kind
    where: str
    before: object = None
    after: object = None

    def __str__(self) -> str:
        """Return the change as one line."""
        if self.kind is Kind.ADDED:
            return f"+ {self.where}: {_short(self.after)}"
        if self.kind is Kind.REMOVED:
            return f"- {self.where}: {_short(self.before)}"
        return f"~ {self.where}: {_short(self.before)} -> {_short(self.after)}"


def diff(before: Procedure, after: Procedure) -> list[Change]:
    """Return every difference between two packs: in their YAML by names, in other files by their bytes."""
    changes = list(_compare("", _named(_data(before)), _named(_data(after))))
    for name in sorted({*before.files, *after.files} - {"procedure.yaml"}):
        old, new = before.files.get(name), after.files.get(name)
        if old != new:
            kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
            changes.append(Change(kind, name, _size(old), _size(new)))
    return changes


def _data(procedure: Procedure) -> object:
    yaml, _ = read_yaml(procedure.files["procedure.yaml"], "procedure.yaml")
    return yaml.data if isinstance(yaml, YamlFile) else None


def _named(value: object) -> object:
    """Return lists of named entries as mappings, so that moving an entry is not taken for a change."""
    if isinstance(value, Mapping):
        return {str(key): _named(_listed(str(key), inner)) for key, inner in value.items()}
    if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
        return dict(zip(_names_of(value), map(_named, value), strict=True))
    return value


def _listed(key: str, value: object) -> object:
    return [value] if key in _ONE_OR_MANY and isinstance(value, Mapping) else value


def _names_of(items: list[Mapping[str, Any]]) -> list[str]:
    """Return by what each entry is known: two of one name must not be taken for one."""
    names = [_name_of(item, index) for index, item in enumerate(items)]
    return names if len(set(names)) == len(names) else [str(index + 1) for index in range(len(items))]


def _name_of(item: Mapping[str, Any], index: int) -> str:
    return next((str(item[key]) for key in _NAMES if key in item), str(index + 1))


def _compare(where: str, before: object, after: object) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            inner = f"{where}.{key}" if where else str(key)
            if key not in after:
                yield Change(Kind.REMOVED, inner, before=before[key])
            elif key not in before:
                yield Change(Kind.ADDED, inner, after=after[key])
            else:
                yield from _compare(inner, before[key], after[key])
    elif (titled := _titled(before, after)) is not None:
        yield from _compare(where, *titled)
    elif before != after:
        yield Change(Kind.CHANGED, where, before, after)


def _titled(before: object, after: object) -> tuple[object, object] | None:
    """Return a fact that is written alone on one side and with its title on the other, both as the longer."""
    if isinstance(before, Mapping) is isinstance(after, Mapping) or before is None or after is None:
        return None
    sides = [one if isinstance(one, Mapping) else {"when": one} for one in (before, after)]
    return (sides[0], sides[1]) if all("when" in side for side in sides) else None


def _short(value: object) -> str:
    text = " ".join(str(value.get("vi", value) if isinstance(value, Mapping) else value).split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _size(content: bytes | None) -> str | None:
    return None if content is None else f"{len(content)} bytes"


_WIDTH = 100
