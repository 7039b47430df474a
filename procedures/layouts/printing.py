"""What a template can print: every branch and loop is walked once, nothing of it is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from procedures.layouts.flows import (
    ANSWERS,
    ANY,
    NOTHING,
    SAID,
    Budget,
    Called,
    Flow,
    Flows,
    Names,
    TooInvolvedError,
    led_on,
)

MOST_DEEP: Final = 20
"""Templates that extend each other, and macros that call each other."""


def printed(name: str, sources: Mapping[str, str]) -> Flow:
    """Return every path that the template called ``name`` can print.

    ``sources`` holds every template that it may extend, include or import; one that is missing prints nothing. Raises
    ``TooInvolvedError`` where it cannot be told, and Jinja's ``TemplateSyntaxError``.
    """
    try:
        return _Printer(sources).template(name)
    except RecursionError as wrong:
        raise TooInvolvedError from wrong


@dataclass(slots=True)
class _Printer:
    """Walks statements; blocks are printed as the template that extends last has them."""

    sources: Mapping[str, str]
    flows: Flows = field(default_factory=lambda: Flows(Budget()))
    blocks: dict[str, list[tuple[nodes.Block, Names]]] = field(default_factory=dict)
    deep: int = 0
    parsed: dict[str, nodes.Template] = field(default_factory=dict)

    def template(self, name: str) -> Flow:
        names = Names()
        tree = self.tree(name)
        seen = [name]
        while True:
            for block in tree.find_all(nodes.Block):
                self.blocks.setdefault(block.name, []).append((block, names))
            extends = tree.find(nodes.Extends)
            if extends is None:
                return self.body(tree.body, names)
            # Nothing outside a block of a template that extends another is printed, but what it sets is known inside.
            self.body(tree.body, names, top=True)
            tree, seen = self.extended(extends, seen)
            names = names.inner()

    def extended(self, extends: nodes.Extends, seen: list[str]) -> tuple[nodes.Template, list[str]]:
        name = extends.template.value if isinstance(extends.template, nodes.Const) else ""
        if name in seen or len(seen) > MOST_DEEP:
            raise TooInvolvedError
        return self.tree(name), [*seen, name]

    def tree(self, name: str) -> nodes.Template:
        if name not in self.parsed:
            self.parsed[name] = ImmutableSandboxedEnvironment(autoescape=True).parse(self.sources.get(name, ""))
        return self.parsed[name]

    def body(self, statements: Sequence[nodes.Node], names: Names, *, top: bool = False) -> Flow:
        found: set[Any] = set()
        for one in statements:
            self.flows.budget.step()
            walk = _STATEMENTS.get(type(one))
            if walk is not None and not (top and isinstance(one, nodes.Block)):
                found |= walk(self, one, names)
        return frozenset(found)

    def output(self, node: nodes.Output, names: Names) -> Flow:
        return self.flows.all_of((one for one in node.nodes if not isinstance(one, nodes.TemplateData)), names)

    def either(self, node: nodes.If, names: Names) -> Flow:
        branches = [node.body, *(one.body for one in node.elif_), node.else_]
        found, after = NOTHING, dict(names.values)
        for branch in branches:
            inner = names.inner()
            found |= self.body(branch, inner)
            for name, flow in inner.values.items():
                after[name] = after.get(name, NOTHING) | flow
            names.macros.update(inner.macros)
        names.values.update(after)
        return found

    def each(self, node: nodes.For, names: Names) -> Flow:
        inner = names.inner()
        over = self.flows.of(node.iter, names)
        # A text out of a list that stands there is that very text; of what was given, any entry. The answers
        # themselves give their names only.
        entries = led_on(over - {(ANSWERS,)}, [ANY]) | frozenset(path for path in over if path[0] == SAID)
        self.bind(node.target, entries, inner)
        return self.body(node.body, inner) | self.body(node.else_, names.inner())

    def bind(self, target: nodes.Node, flow: Flow, names: Names) -> None:
        for one in [target] if isinstance(target, nodes.Name) else target.find_all(nodes.Name):
            names.values[one.name] = flow

    def assign(self, node: nodes.Assign, names: Names) -> Flow:
        self.bind(node.target, self.flows.of(node.node, names), names)
        return NOTHING

    def assign_block(self, node: nodes.AssignBlock, names: Names) -> Flow:
        self.bind(node.target, self.body(node.body, names.inner()), names)
        return NOTHING

    def define(self, node: nodes.Macro, names: Names) -> Flow:
        names.macros[node.name] = self.macro(node, names)
        return NOTHING

    def macro(self, node: nodes.Macro, names: Names) -> Called:
        kept: dict[tuple[Flow, ...], Flow] = {}

        def call(given: list[Flow], named: Mapping[str, Flow]) -> Flow:
            inner = names.inner()
            words = [one.name for one in node.args]
            defaults = dict(zip(words[::-1], node.defaults[::-1], strict=False))
            values = {name: self.flows.of(one, names) for name, one in defaults.items()}
            values |= dict(zip(words, given, strict=False)) | {name: named[name] for name in words if name in named}
            key = tuple(values.get(name, NOTHING) for name in words)
            if key not in kept:
                # A macro that calls itself prints nothing that its first call does not.
                kept[key] = NOTHING
                inner.values.update({name: values.get(name, NOTHING) for name in words})
                kept[key] = self.body(node.body, inner)
            return kept[key]

        return call

    def call_block(self, node: nodes.CallBlock, names: Names) -> Flow:
        return self.flows.of(node.call, names) | self.body(node.body, names.inner())

    def plain_block(self, node: nodes.FilterBlock | nodes.Scope, names: Names) -> Flow:
        return self.body(node.body, names.inner())

    def beside(self, node: nodes.With, names: Names) -> Flow:
        inner = names.inner()
        for target, value in zip(node.targets, node.values, strict=True):
            self.bind(target, self.flows.of(value, names), inner)
        return self.body(node.body, inner)

    def block(self, node: nodes.Block, names: Names) -> Flow:
        del names
        return self.nth_block(node.name, 0)

    def nth_block(self, name: str, number: int) -> Flow:
        written = self.blocks.get(name, [])
        if number >= len(written):
            return NOTHING
        node, names = written[number]
        inner = names.inner()
        inner.macros["super"] = lambda given, named: self.nth_block(name, number + 1)  # noqa: ARG005 - super() takes none.
        return self.body(node.body, inner)

    def include(self, node: nodes.Include, names: Names) -> Flow:
        self.deep += 1
        if self.deep > MOST_DEEP:
            raise TooInvolvedError
        found = self.body(self.tree(_named(node)).body, names.inner())
        self.deep -= 1
        return found

    def module(self, node: nodes.Import, names: Names) -> Flow:
        names.modules[node.target] = self.macros_of(_named(node))
        return NOTHING

    def from_module(self, node: nodes.FromImport, names: Names) -> Flow:
        there = self.macros_of(_named(node))
        for one in node.names:
            name, alias = (one, one) if isinstance(one, str) else one
            if name in there:
                names.macros[alias] = there[name]
        return NOTHING

    def macros_of(self, name: str) -> Mapping[str, Called]:
        inner = Names()
        self.body(self.tree(name).body, inner)
        return inner.macros


def _named(node: nodes.Include | nodes.Import | nodes.FromImport) -> str:
    return str(node.template.value) if isinstance(node.template, nodes.Const) else ""


_STATEMENTS: Final[Mapping[type[nodes.Node], Callable[[_Printer, Any, Names], Flow]]] = {
    nodes.Output: _Printer.output,
    nodes.If: _Printer.either,
    nodes.For: _Printer.each,
    nodes.Assign: _Printer.assign,
    nodes.AssignBlock: _Printer.assign_block,
    nodes.Macro: _Printer.define,
    nodes.CallBlock: _Printer.call_block,
    nodes.FilterBlock: _Printer.plain_block,
    nodes.Scope: _Printer.plain_block,
    nodes.With: _Printer.beside,
    nodes.Block: _Printer.block,
    nodes.Include: _Printer.include,
    nodes.Import: _Printer.module,
    nodes.FromImport: _Printer.from_module,
}
