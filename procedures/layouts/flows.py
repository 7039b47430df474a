"""Where the value of an expression of a template comes from: the answers, and parts of them, that can show in it.

A path is the name of what the template was given, and the parts that lead on from there; ``*`` is any part. What only
decides (a test, a comparison, a count) does not flow into the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Any, Final, Protocol

from jinja2 import nodes

Path = tuple[str, ...]
Flow = frozenset[Path]

ANSWERS: Final = "answers"
"""The name under which a template sees the answers, as words by the names of the fields."""
ANY: Final = "*"
"""Any part: an entry of a list, or a name that is only known when the template runs."""
SOME: Final = "#"
"""One entry of a list among others: what is read of it says nothing of the rest."""
SAID: Final = "="
"""Begins the path of a text that stands in the template itself."""
NOTHING: Final[Flow] = frozenset()
MOST_STEPS: Final = 100_000
"""Steps that the proof of one layout may take; a form of a thousand fields takes some ten thousand."""

_COUNTS: Final = frozenset({"length", "count", "wordcount"})
_ENTRIES: Final = frozenset({"values", "items"})
_GROUP: Final = "list"
"""What ``groupby`` calls the entries of one group."""
_DECIDING: Final = (nodes.Not, nodes.Compare, nodes.Test)


class TooInvolvedError(ValueError):
    """What a layout prints cannot be told in a bounded time."""


class Called(Protocol):
    """A macro of the template: what it prints, given what flows into its arguments."""

    def __call__(self, given: list[Flow], named: Mapping[str, Flow]) -> Flow:
        """Return everything that the call prints."""
        ...


@dataclass(slots=True)
class Names:
    """What a piece of a template can name."""

    values: dict[str, Flow] = field(default_factory=dict)
    macros: dict[str, Called] = field(default_factory=dict)
    modules: dict[str, Mapping[str, Called]] = field(default_factory=dict)

    def inner(self) -> Names:
        """Return the names of a piece inside, which keeps what it sets to itself."""
        return Names(dict(self.values), dict(self.macros), dict(self.modules))


@dataclass(slots=True)
class Budget:
    """The steps that are left."""

    left: int = MOST_STEPS

    def step(self) -> None:
        """Take one; raise ``TooInvolvedError`` when there is none left."""
        self.left -= 1
        if self.left < 0:
            raise TooInvolvedError


@dataclass(frozen=True, slots=True)
class Flows:
    """Reads expressions; every step counts."""

    budget: Budget

    def of(self, node: nodes.Node | None, names: Names) -> Flow:
        """Return what flows into the value of an expression."""
        self.budget.step()
        if node is None or isinstance(node, _DECIDING):
            return NOTHING
        read = _READERS.get(type(node))
        if read is not None:
            return read(self, node, names)
        return self.all_of(node.iter_child_nodes(), names)

    def all_of(self, several: Iterable[nodes.Node], names: Names) -> Flow:
        """Return what flows into any of these."""
        return frozenset(chain.from_iterable(self.of(one, names) for one in several))

    def name(self, node: nodes.Name, names: Names) -> Flow:
        """Return what a name stands for."""
        return names.values.get(node.name, frozenset({(node.name,)}))

    def constant(self, node: nodes.Const, names: Names) -> Flow:
        """Return the path of a text."""
        del names
        return frozenset({(SAID, node.value)}) if isinstance(node.value, str) else NOTHING

    def attribute(self, node: nodes.Getattr, names: Names) -> Flow:
        """Return ``x.part``."""
        whole = self.of(node.node, names)
        group = frozenset(path for path in whole if node.attr == _GROUP and path[-1] == ANY)
        return led_on(whole, [node.attr]) | group

    def item(self, node: nodes.Getitem, names: Names) -> Flow:
        """Return ``x['part']``, ``x[name]``, ``x[0]`` or ``x[0:2]``; a slice is taken for the whole."""
        whole = self.of(node.node, names)
        if isinstance(node.arg, nodes.Slice):
            return whole
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int):
            return led_on(whole, [SOME])
        said = [path[1] for path in self.of(node.arg, names) if path[0] == SAID]
        return led_on(whole, said or [ANY])

    def conditional(self, node: nodes.CondExpr, names: Names) -> Flow:
        """Return what either branch gives."""
        return self.of(node.expr1, names) | self.of(node.expr2, names)

    def both(self, node: nodes.And, names: Names) -> Flow:
        """Return the last: what stands before it shows only when there is nothing in it."""
        return self.of(node.right, names)

    def filtered(self, node: nodes.Filter, names: Names) -> Flow:
        """Return what a filter leaves of its value and adds from its arguments."""
        value = self.of(node.node, names)
        if node.name in _COUNTS:
            return NOTHING
        if node.name in ("first", "last", "min", "max"):
            return led_on(value, [SOME])
        if node.name == "items":
            return led_on(value, [ANY])
        part = next((one.value for one in node.kwargs if one.key == "attribute"), None)
        if node.name == "map" and isinstance(part, nodes.Const):
            return led_on(value, [ANY, *str(part.value).split(".")], each=True)
        return value | self.all_of(node.args, names)

    def call(self, node: nodes.Call, names: Names) -> Flow:
        """Return what a call gives: a part by ``get``, the entries of a mapping, or what a macro prints."""
        given = [self.of(one, names) for one in node.args]
        named = {one.key: self.of(one.value, names) for one in node.kwargs}
        macro = _macro(node.node, names)
        if macro is not None:
            return macro(given, named)
        target = node.node
        if isinstance(target, nodes.Getattr) and target.attr == "get" and given:
            said = [path[1] for path in given[0] if path[0] == SAID]
            return led_on(self.of(target.node, names), said or [ANY]).union(*given[1:])
        if isinstance(target, nodes.Getattr) and not given:
            return led_on(self.of(target.node, names), [ANY]) if target.attr in _ENTRIES else NOTHING
        return NOTHING.union(*given, *named.values())


def led_on(flow: Flow, parts: Iterable[str], *, each: bool = False) -> Flow:
    """Return the paths that lead on from these by one of the parts, or by ``each`` of them in turn."""
    parts = list(parts)
    ways = [tuple(parts)] if each else [(part,) for part in parts]
    return frozenset(_one_way(path, way) for path, way in product(flow, ways) if path[0] != SAID)


def _one_way(path: Path, way: Path) -> Path:
    # An entry of any entry is any entry still: of a line of a batch, of the pairs of a mapping.
    rest = way[1:] if path[-1] == ANY and way[0] in (ANY, SOME) else way
    return (*path, *rest)


def _macro(target: nodes.Node, names: Names) -> Called | None:
    if isinstance(target, nodes.Name):
        return names.macros.get(target.name)
    if isinstance(target, nodes.Getattr) and isinstance(target.node, nodes.Name):
        return names.modules.get(target.node.name, {}).get(target.attr)
    return None


_READERS: Final[Mapping[type[nodes.Node], Callable[[Flows, Any, Names], Flow]]] = {
    nodes.Name: Flows.name,
    nodes.Const: Flows.constant,
    nodes.Getattr: Flows.attribute,
    nodes.Getitem: Flows.item,
    nodes.CondExpr: Flows.conditional,
    nodes.And: Flows.both,
    nodes.Filter: Flows.filtered,
    nodes.Call: Flows.call,
}
