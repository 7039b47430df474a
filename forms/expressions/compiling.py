"""Compile an expression against the types of the names it may read, and evaluate it as a value.

The one door to the CEL engine. Compiling finds every mistake of the author that types can show; evaluating never
raises: what the engine reports as an error becomes ``Unknown`` (a name without an answer) or ``Failed``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cel_expr_python import cel

from forms.expressions.checks import explain, wrong_codes
from forms.expressions.functions import environment
from forms.expressions.names import JOIN, Names, find_names, write
from forms.expressions.scope import Scope
from forms.expressions.sugar import written_out
from forms.expressions.tokens import closing, cut
from forms.expressions.types import Kind, ValueType
from forms.expressions.values import Failed, Known, Unknown, Value, follow, from_cel, is_true, to_cel

_MOST_PARTS = 4_096
MOST_KNOWN = 256
"""Combinations of options that one expression keeps the values of."""
LONGEST = 2_000
"""Characters of an expression; a longer one is a mistake, not a rule."""

_UNANSWERED = re.compile(r"No value with name \"(\w+)\" found|Key not found in map : \"([^\"]+)\"|no such key: (\w+)")

_CEL_TYPES = {
    Kind.TEXT: cel.Type.STRING,
    Kind.WHOLE: cel.Type.INT,
    Kind.DECIMAL: cel.Type.DOUBLE,
    Kind.TRUTH: cel.Type.BOOL,
    Kind.DATE: cel.Type.TIMESTAMP,
    Kind.TEXTS: cel.Type.List(cel.Type.STRING),
    Kind.RECORD: cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
    Kind.ROWS: cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
    Kind.ANY: cel.Type.DYN,
}
_KINDS = {
    "STRING": Kind.TEXT,
    "INT": Kind.WHOLE,
    "DOUBLE": Kind.DECIMAL,
    "BOOL": Kind.TRUTH,
    "TIMESTAMP": Kind.DATE,
    "LIST<STRING>": Kind.TEXTS,
}


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """Why a text is no expression here, and how to cure it. ``at`` counts characters from 0."""

    message: str
    cure: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Input:
    """One variable of the running text, and where its value is found."""

    name: str
    path: tuple[str, ...]
    kind: ValueType


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: its source, the names it reads and the kind of value it gives."""

    source: str
    reads: frozenset[str]
    gives: Kind
    _inputs: tuple[Input, ...] = field(repr=False, compare=False, hash=False)
    _answered: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False, compare=False, hash=False)
    """Variables that say whether the name at a path has an answer."""
    _scope: Scope = field(repr=False, compare=False, hash=False)
    """What it may read, and nothing more: a part of it is compiled against the same names."""
    _program: cel.Expression = field(repr=False, compare=False, hash=False)
    _known: dict[tuple[object, ...], Value] | None = field(repr=False, compare=False, hash=False)
    """What the engine gave before, where only options and truths are read: few values, and nothing of a person."""

    def evaluate(self, values: Mapping[str, object]) -> Value:
        """Return what the expression gives for ``values`` (names to plain values); never raise."""
        if self._known is None:
            return self._computed(values)
        key = tuple([values.get(one.name) if len(one.path) == 1 else follow(values, one.path) for one in self._inputs])
        try:
            found = self._known.get(key)
        except TypeError:
            return self._computed(values)
        if found is None:
            found = self._computed(values)
            if len(self._known) < MOST_KNOWN:
                self._known[key] = found
        return found

    def _computed(self, values: Mapping[str, object]) -> Value:
        try:
            return self._run(values)
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            return Failed(str(error))

    def parts_of(self, name: str) -> frozenset[str]:
        """Return which parts of a group of values are read."""
        paths = [*(one.path for one in self._inputs), *(path for _, path in self._answered)]
        return frozenset(path[1] for path in paths if path[0] == name and len(path) > 1)

    def holds(self, values: Mapping[str, object]) -> bool:
        """Say whether the expression is known to be true."""
        return is_true(self.evaluate(values))

    def value_of(self, part: str, values: Mapping[str, object]) -> Value:
        """Return what a part of this expression gives, so that it can be told which part decided."""
        found = _part(SameExpression(self), part)
        return found.evaluate(values) if isinstance(found, Expression) else Failed(found.message)

    def _run(self, values: Mapping[str, object]) -> Value:
        data = {
            one.name: to_cel(value, one.kind) for one in self._inputs if (value := follow(values, one.path)) is not None
        }
        for name, path in self._answered:
            data[name] = follow(values, path) is not None
        result = self._program.eval(data=data)
        plain = result.plain_value()
        if result.type() == cel.Type.ERROR:
            return self._error(str(plain), values)
        return Known(from_cel(float(plain) if self.gives is Kind.DECIMAL else plain))

    def _error(self, text: str, values: Mapping[str, object]) -> Value:
        match = _UNANSWERED.search(text)
        if match is None:
            return Failed(text)
        unanswered = {name for name in self.reads if values.get(name) is None}
        part = {name.replace(JOIN, ".") for name in match.groups() if name}
        return Unknown(frozenset(unanswered or part))


@dataclass(frozen=True, slots=True, eq=False)
class SameExpression:
    """An expression by identity: two of one source may read fields of other options."""

    expression: Expression

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameExpression) and other.expression is self.expression

    def __hash__(self) -> int:
        return id(self.expression)


@lru_cache(maxsize=_MOST_PARTS)
def _part(same: SameExpression, text: str) -> Expression | ExpressionProblem:
    return compile_expression(text, same.expression._scope)  # noqa: SLF001 - its own module


def compile_expression(
    source: str,
    scope: Scope,
    *,
    expects: Kind | None = None,
) -> Expression | ExpressionProblem:
    """Check ``source`` against ``scope`` and make it ready; ``expects`` is the kind it has to give."""
    source = unicodedata.normalize("NFC", source)
    if len(source) > LONGEST:
        return ExpressionProblem(f"the expression is longer than {LONGEST} characters", "split it into facts")
    text = written_out(source)
    names = find_names(cut(text), scope)
    mistakes = sorted(names.mistakes + wrong_codes(names), key=lambda mistake: mistake.start)
    if mistakes:
        messages, cures = ([getattr(one, part) for one in mistakes] for part in ("message", "cure"))
        said = dict.fromkeys(filter(None, cures))
        return ExpressionProblem("; ".join(dict.fromkeys(messages)), "; ".join(said), mistakes[0].start)
    try:
        return _compile(source, text, names, expects)
    except (RuntimeError, UnicodeError) as error:
        return ExpressionProblem(*explain(str(error)))


def _compile(source: str, text: str, names: Names, expects: Kind | None) -> Expression | ExpressionProblem:
    inputs = _inputs(names)
    variables = {one.name: _CEL_TYPES[one.kind.kind] for one in inputs}
    variables |= dict.fromkeys(names.answered, cel.Type.BOOL)
    columns = {name: _CEL_TYPES[kind.kind] for name, kind in names.columns.items()}
    checker = environment({**variables, **columns})
    _choose_sums(names, checker)
    typed_text = write(text, names.tokens, names.typed_text)
    typed = checker.compile(typed_text)
    gives = _KINDS.get(str(typed.return_type()), Kind.ANY)
    if expects is not None and gives is not expects and not _undecided(gives, inputs):
        return _unexpected(gives, expects)
    running_text = write(text, names.tokens, names.running_text)
    # Most expressions read no column, and then the checked program is the one to run.
    program = typed if running_text == typed_text else environment(variables).compile(running_text)
    reads = frozenset(names.reads)
    own = Scope({name: kind for name in reads if (kind := names.scope.get(name)) is not None})
    known: dict[tuple[object, ...], Value] | None = {} if not names.answered and _is_closed(inputs) else None
    return Expression(source, reads, gives, inputs, tuple(names.answered.items()), own, program, known)


def _is_closed(inputs: tuple[Input, ...]) -> bool:
    """Say whether nothing but options and truths is read."""
    closed = [one.kind.kind is Kind.TRUTH or (one.kind.kind is Kind.TEXT and one.kind.codes) for one in inputs]
    return bool(closed) and all(closed)


def _undecided(gives: Kind, inputs: tuple[Input, ...]) -> bool:
    """Say whether the kind cannot be told because a name read here could not be: that mistake is told already."""
    return gives is Kind.ANY and any(one.kind.kind is Kind.ANY for one in inputs)


def _inputs(names: Names) -> tuple[Input, ...]:
    wholes = [
        Input(name, (name,), kind) for name in sorted(names.wholes) if (kind := names.scope.get(name)) is not None
    ]
    parts = [Input(name, tuple(name.split(JOIN)), kind) for name, kind in sorted(names.parts.items())]
    return (*wholes, *parts)


def _unexpected(gives: Kind, expects: Kind) -> ExpressionProblem:
    cure = ""
    if expects is Kind.WHOLE and gives is Kind.DECIMAL:
        cure = "say how it is rounded: int(math.round(…)), int(math.ceil(…)) or int(math.floor(…))"
    elif expects is Kind.DECIMAL and gives is Kind.WHOLE:
        cure = "write double(…)"
    elif expects is Kind.TRUTH:
        cure = "compare it with something: … > 0, … == 'code'"
    return ExpressionProblem(f"the expression gives a {gives}, but a {expects} is needed", cure)


def _choose_sums(names: Names, checker: cel.Env) -> None:
    """Name the sum of decimals apart in the running text, so that the sum of none is 0.0."""
    for index, token in enumerate(names.tokens):
        if token.text != "sum" or not names.at(index + 1).is_sign("("):
            continue
        words = range(index + 2, closing(names.tokens, index + 1))
        inner = " ".join(names.typed_text.get(one, names.tokens[one].text) for one in words)
        if _is_list_of_decimals(inner, checker):
            names.running_text[index] = "sum_decimal"


def _is_list_of_decimals(source: str, checker: cel.Env) -> bool:
    try:
        return str(checker.compile(source).return_type()) == "LIST<DOUBLE>"
    except RuntimeError:
        return False
