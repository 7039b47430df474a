"""The templates of a pack: parsed in Jinja's sandbox, and what they mention checked against the form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.expressions.scope import did_you_mean
from procedures.findings import Finding, error
from procedures.layouts.flows import ANSWERS
from procedures.slips import FOLDER, TEMPLATES

OUR_FOLDER: Final = "papers/"
"""Templates that the portal brings: the base of every result, and its parts."""
OUR_BASES: Final = (
    "papers/base_result.html",
    "papers/base_certificate.html",
    "papers/base.html",
    "papers/filed_form.html",
    "papers/parts.html",
)
LARGEST: Final = 500_000
_METHODS: Final = frozenset({"get", "items", "keys", "values"})
_LOADING: Final = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def check_templates(files: Mapping[str, bytes], fields: Collection[str]) -> list[Finding]:
    """Return what is wrong in the templates of a pack, each with its line."""
    return [finding for name in sorted(files) if name.endswith(".html") for finding in _check(name, files, fields)]


def _check(name: str, files: Mapping[str, bytes], fields: Collection[str]) -> Iterator[Finding]:
    tree = _parse(name, files[name])
    if isinstance(tree, Finding):
        yield tree
        return
    for loading in tree.find_all(_LOADING):
        yield from _loaded(name, loading, files)
    for unescaped in tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)):
        cure = "leave `autoescape` out: what people typed would be read as HTML on a signed paper"
        yield error(name, "the template turns the escaping of answers off", cure, line=unescaped.lineno)
    for line, said in _mentioned(tree):
        if said not in fields:
            cure = did_you_mean(said, fields) or "use the name of a field of the form or of a step's form"
            yield error(name, f"the template shows '{ANSWERS}.{said}', which no field bears", cure, line=line)


def _parse(name: str, content: bytes) -> nodes.Template | Finding:
    if len(content) > LARGEST:
        return error(name, f"the template has more than {LARGEST // 1000} KB", "make it shorter")
    try:
        return ImmutableSandboxedEnvironment(autoescape=True).parse(content.decode())
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        return error(name, "the template is not UTF-8", "save it as UTF-8", line=line)
    except TemplateSyntaxError as wrong:
        message = f"the template has a syntax error: {wrong.message}"
        return error(name, message, "see docs/authoring/pack.md for templates", line=wrong.lineno or 1)
    except RecursionError:
        return error(name, "the template is nested too deeply", "make it flatter")


def _loaded(name: str, node: nodes.Node, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Check what ``extends``, ``include`` and ``import`` name."""
    target = getattr(node, "template", None)
    if not isinstance(target, nodes.Const) or not isinstance(target.value, str):
        yield error(name, "the name of the other template must stand there in quotes", "write it out", line=node.lineno)
    elif target.value not in (*files, *OUR_BASES, *TEMPLATES):
        known = [file for file in files if file.endswith(".html") and file != name]
        bases = (*known, *OUR_BASES, *(TEMPLATES if name.startswith(FOLDER) else ()))
        cure = did_you_mean(target.value, bases) or f"there is {', '.join(bases)}"
        yield error(name, f"there is no template '{target.value}'", cure, line=node.lineno)


def _mentioned(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield line and name of every answer that the template reads."""
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Call)):
        if isinstance(node, nodes.Getattr) and _is_answers(node.node) and node.attr not in _METHODS:
            yield node.lineno, node.attr
        elif isinstance(node, nodes.Getitem) and _is_answers(node.node):
            yield from _constant(node.lineno, node.arg)
        elif isinstance(node, nodes.Call) and _is_get(node.node) and node.args:
            yield from _constant(node.lineno, node.args[0])


def _is_get(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getattr) and node.attr == "get" and _is_answers(node.node)


def _is_answers(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == ANSWERS


def _constant(line: int, node: nodes.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield line, node.value
