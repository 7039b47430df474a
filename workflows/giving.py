"""To whom a step is given when it opens: the rules of a pack, read from the key ``assigned_by`` of a step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from workflows.reader import closest, kind_of
from workflows.spec import Rule, RuleKind

if TYPE_CHECKING:
    from workflows.reader import Reader

KEY: Final = "assigned_by"
_CURE: Final = "write `last_handler`, `load`, `area: <field>`, or a list of these"


def read_giving(reader: Reader, fields: Collection[str]) -> tuple[Rule, ...]:
    """Read the rules of a step in their order: the first that finds somebody counts."""
    if not reader.has(KEY):
        return ()
    written = reader.raw[KEY]
    listed = written if isinstance(written, Sequence) and not isinstance(written, str) else [written]
    rules = [_rule(reader, one, fields) for one in listed]
    found = tuple(rule for rule in rules if rule is not None)
    if len({rule.kind for rule in found}) < len(found):
        reader.complain((KEY,), "a rule is named twice", "name each rule once")
    if not rules:
        reader.complain((KEY,), "there is no rule in the list", _CURE)
    return found


def _rule(reader: Reader, written: object, fields: Collection[str]) -> Rule | None:
    if isinstance(written, Mapping) and list(written) == [str(RuleKind.AREA)]:
        name = written[str(RuleKind.AREA)]
        if isinstance(name, str) and name in fields:
            return Rule(RuleKind.AREA, name)
        reader.complain((KEY,), f"'{name}' is no field of the form", closest(str(name), fields))
        return None
    if isinstance(written, str) and written in (RuleKind.LAST_HANDLER, RuleKind.LOAD):
        return Rule(RuleKind(written))
    said = f"'{written}'" if isinstance(written, str) else kind_of(written)
    reader.complain((KEY,), f"{said} is no rule by which a step is given to somebody", _CURE)
    return None
