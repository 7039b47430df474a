"""The slips that a pack brings in place of ours: each is one that there is, and speaks only of what it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.expressions.scope import did_you_mean
from procedures.findings import Finding, error
from procedures.slips import AROUND, FOLDER, SLIPS, SlipKind


def check_slips(files: Mapping[str, bytes]) -> list[Finding]:
    """Return what is wrong with the slips of a pack, each with its line and cure."""
    return [
        finding
        for name in sorted(files)
        if name.startswith(FOLDER) and name.endswith(".html")
        for finding in _check(name, files[name])
    ]


def _check(name: str, content: bytes) -> Iterator[Finding]:
    word = PurePosixPath(name).stem
    kind = SLIPS.get(word) if name == f"{FOLDER}{word}.html" else None
    if kind is None:
        cure = did_you_mean(word, SLIPS) or f"the slips are {', '.join(SLIPS)}"
        yield error(name, f"there is no slip '{word}', so nobody would ever print this", cure)
        return
    try:
        tree = ImmutableSandboxedEnvironment(autoescape=True).parse(content.decode())
    except (UnicodeDecodeError, TemplateSyntaxError, RecursionError):
        return  # `check_templates` says so.
    yield from _unknown(name, tree, kind)
    # What builds on our slip shows what that shows, wherever it changes nothing.
    if not _builds_on(tree, f"papers/{word}.html"):
        yield from _left_out(name, tree, kind)


def _unknown(name: str, tree: nodes.Template, kind: SlipKind) -> Iterator[Finding]:
    known: dict[str, Collection[str]] = {**AROUND, "slip": kind.values}
    entries = dict(_loops(tree, kind))
    for node in tree.find_all(nodes.Getattr):
        if not isinstance(node.node, nodes.Name):
            continue
        said = known.get(node.node.name) or entries.get(node.node.name)
        if said is not None and node.attr not in said:
            cure = did_you_mean(node.attr, said) or f"there is {', '.join(sorted(said))}"
            yield error(name, f"a slip knows no '{node.node.name}.{node.attr}'", cure, line=node.lineno)


def _loops(tree: nodes.Template, kind: SlipKind) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the name that each loop over a list of the slip gives to an entry, with what such an entry has."""
    for loop in tree.find_all(nodes.For):
        listed = _of_slip(loop.iter)
        if listed in kind.entries and isinstance(loop.target, nodes.Name):
            yield loop.target.name, kind.entries[listed]


def _left_out(name: str, tree: nodes.Template, kind: SlipKind) -> Iterator[Finding]:
    read = {_of_slip(node) for node in tree.find_all(nodes.Getattr)}
    for word in sorted(kind.shown - read):
        cure = f"write {{{{ slip.{word} }}}} there, or build on papers/{PurePosixPath(name).name}"
        yield error(name, f"the slip never shows 'slip.{word}', which it is there to say", cure, line=1)


def _of_slip(node: nodes.Node) -> str:
    """Return which value of the slip an expression is; empty when it is none."""
    own = isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "slip"
    return node.attr if own and isinstance(node, nodes.Getattr) else ""


def _builds_on(tree: nodes.Template, template: str) -> bool:
    return any(
        isinstance(node.template, nodes.Const) and node.template.value == template
        for node in tree.find_all(nodes.Extends)
    )
