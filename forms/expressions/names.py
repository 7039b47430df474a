"""Which names an expression reads, and the two texts that CEL gets.

CEL knows no record with typed parts short of protocol buffers. So an expression is compiled twice. In both texts
``group.part`` becomes one variable of its true type. In the *typed* text, which is only checked, the column of a row
becomes such a variable too; the *running* text, which is only evaluated, reads it out of the row. A column of a whole
table may be written ``hang_muc.so_tien``: a list of its values. Dates inside rows travel as texts, because the engine
takes no date inside a map.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.expressions.days import written
from forms.expressions.scope import CEL_WORDS, Scope, did_you_mean
from forms.expressions.tokens import NOTHING, Sort, Token, closing, opening
from forms.expressions.types import Kind, ValueType

JOIN = "__OF__"
"""Joins a table and its column in the typed text; fields are lower case, so it collides with none."""
ANSWERED = "__ANSWERED"
"""Ends the variable that says whether a name has an answer; it is a truth, and never unknown."""
MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
CELL = "ROW__"
DAYS_OFF = ("days_off", "days_worked")
"""Names of the situation that ``working_days`` reads: the days off of the State, and the days worked for them."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A name that an expression may not use so, where it stands, and the cure."""

    message: str
    cure: str
    start: int


@dataclass(frozen=True, slots=True)
class Local:
    """A name that a macro binds (the ``r`` of ``rows.map(r, …)``) and the words where it holds."""

    name: str
    first: int
    last: int
    kind: ValueType | None


@dataclass(frozen=True, slots=True)
class Operand:
    """A name with its parts, as words ``first`` to ``last``, and what kind of value it is."""

    first: int
    last: int
    kind: ValueType


@dataclass(slots=True)
class Names:
    """What was found in one expression."""

    tokens: list[Token]
    scope: Scope
    reads: set[str] = field(default_factory=set)
    wholes: set[str] = field(default_factory=set)
    """The names read as they are, and not only through a part."""
    parts: dict[str, ValueType] = field(default_factory=dict)
    """``group__OF__part`` with its type: the variables of both texts."""
    columns: dict[str, ValueType] = field(default_factory=dict)
    """``table__OF__column`` with its type: the variables of the typed text alone."""
    answered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """``name__ANSWERED`` with the path that it asks about: variables of both texts."""
    operands: list[Operand] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    locals: list[Local] = field(default_factory=list)
    typed_text: dict[int, str] = field(default_factory=dict)
    running_text: dict[int, str] = field(default_factory=dict)

    def at(self, index: int) -> Token:
        """Return the word at ``index``, or an empty sign outside the expression."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else NOTHING


def find_names(tokens: list[Token], scope: Scope) -> Names:
    """Walk over the words once and note every name."""
    names = Names(tokens, scope)
    for index, token in enumerate(tokens):
        if token.sort is not Sort.NAME:
            continue
        if names.at(index - 1).is_sign("."):
            _note_macro(names, index)
        elif names.at(index + 1).is_sign("("):
            _note_call(names, index)
        else:
            _note_name(names, index)
    return names


def _note_macro(names: Names, index: int) -> None:
    """Bind the variable of ``receiver.map(variable, …)``."""
    variable = names.at(index + 2)
    is_macro = names.at(index).text in MACROS and names.at(index + 1).is_sign("(") and names.at(index + 3).is_sign(",")
    if not is_macro or variable.sort is not Sort.NAME:
        return
    if names.scope.get(variable.text) or variable.text in names.scope.later:
        message = f"'{variable.text}' is a field; the name before the comma must be a new one"
        names.mistakes.append(Mistake(message, "write a short name of its own, such as r", variable.start))
    element = _element(_receiver(names, index - 2))
    last = closing(names.tokens, index + 1)
    names.locals.append(Local(variable.text, index + 2, last, element))


def _receiver(names: Names, last: int) -> ValueType | None:
    """Return the kind of what stands before a macro's dot, where it is told by names alone."""
    for operand in reversed(names.operands):
        if operand.last == last:
            return operand.kind
    if names.at(last).is_sign(")"):
        start = opening(names.tokens, last)
        if names.at(start - 1).text == "filter" and names.at(start - 2).is_sign("."):
            return _receiver(names, start - 3)
    return None


def _element(kind: ValueType | None) -> ValueType | None:
    if kind and kind.kind is Kind.ROWS:
        return ValueType(Kind.RECORD, parts=kind.parts)
    if kind and kind.kind is Kind.TEXTS:
        return ValueType(Kind.TEXT, codes=kind.codes)
    return None


def _note_call(names: Names, index: int) -> None:
    """Give calls what the author need not write: today, the days off; and read a written day. Others are CEL's."""
    match names.at(index).text:
        case "age":
            has_day = _has_two(names, index + 1)
            _add_arguments(names, index, () if has_day else ("today",), "years_between")
        case "working_days":
            _add_arguments(names, index, DAYS_OFF, "working_days")
        case "date":
            _note_day(names, names.at(index + 2))
        case "answered" if names.at(index + 2).sort is not Sort.NAME:
            mistake = Mistake("'answered' takes one field", "write answered(name)", names.at(index).start)
            names.mistakes.append(mistake)


def _has_two(names: Names, opening_at: int) -> bool:
    """Say whether the brackets hold more than one argument."""
    last, index = closing(names.tokens, opening_at), opening_at + 1
    while index < last:
        if names.at(index).is_sign(","):
            return True
        index = closing(names.tokens, index) + 1 if names.at(index).is_sign("(", "[", "{") else index + 1
    return False


def _add_arguments(names: Names, index: int, added: tuple[str, ...], function: str) -> None:
    """Put names of the situation in as the last arguments: age(x) becomes years_between(x, today)."""
    lacking = [name for name in added if names.scope.get(name) is None]
    if lacking:
        said, start = names.at(index).text, names.at(index).start
        message = f"'{said}' needs {' and '.join(lacking)}, which is not known here"
        names.mistakes.append(Mistake(message, "compare dates", start))
        return
    names.reads.update(added)
    names.wholes.update(added)
    last = closing(names.tokens, index + 1)
    for text in (names.typed_text, names.running_text):
        text[index] = function
        if added:
            text[last] = ", " + ", ".join(added) + text.get(last, ")")


def _note_day(names: Names, argument: Token) -> None:
    literal = argument.literal()
    if literal is None:
        return
    try:
        written(literal)
    except ValueError:
        names.mistakes.append(Mistake(f"'{literal}' is no day", "write date('2026-07-01')", argument.start))


def _note_name(names: Names, index: int) -> None:
    token = names.at(index)
    local = _local(names, token.text, index)
    if local is not None:
        if index != local.first and local.kind is not None:
            _note_parts(names, index, _origin(names, local), local.kind, in_row=True)
        return
    kind = names.scope.get(token.text)
    if kind is not None and _inside(names, index, "answered"):
        names.reads.add(token.text)
        _note_answered(names, index, kind)
    elif kind is not None:
        names.reads.add(token.text)
        _note_parts(names, index, token.text, kind)
    elif token.text not in CEL_WORDS:
        names.mistakes.append(_unknown_name(names.scope, token))


def _local(names: Names, name: str, index: int) -> Local | None:
    """Return the innermost macro variable of this name that holds at ``index``."""
    holding = [one for one in names.locals if one.name == name and one.first <= index < one.last]
    return holding[-1] if holding else None


def _origin(names: Names, local: Local) -> str:
    """Return the table that a macro variable walks over, for the name of its typed columns."""
    for name, kind in (*names.scope.fields.items(), *names.scope.situation.items()):
        if local.kind is not None and local.kind.parts and kind.parts is local.kind.parts:
            return name
    return local.name


def _note_answered(names: Names, index: int, kind: ValueType) -> None:
    """Write ``answered(name.part)`` as one variable that is true or false."""
    path, last = [names.at(index).text], index
    while kind.kind is Kind.RECORD and names.at(last + 1).is_sign(".") and names.at(last + 2).text in kind.parts:
        kind, last = kind.parts[names.at(last + 2).text], last + 2
        path.append(names.at(last).text)
    if not names.at(last + 1).is_sign(")"):
        mistake = Mistake("'answered' takes one field", "write answered(name)", names.at(last + 1).start)
        names.mistakes.append(mistake)
        return
    variable = JOIN.join(path) + ANSWERED
    names.answered[variable] = tuple(path)
    _write(names.typed_text, index - 2, last + 1, variable)
    _write(names.running_text, index - 2, last + 1, variable)


def _unknown_name(scope: Scope, token: Token) -> Mistake:
    if token.text in scope.later:
        message = f"'{token.text}' is asked later in the form"
        return Mistake(message, "an expression reads earlier fields only: move the field up", token.start)
    cure = did_you_mean(token.text, (*scope.fields, *scope.situation))
    return Mistake(f"unknown name '{token.text}'", cure, token.start)


def _note_parts(names: Names, index: int, joined: str, kind: ValueType, *, in_row: bool = False) -> None:
    """Follow ``.part.part`` from the name at ``index`` and note what it leads to."""
    last = index
    while kind.parts and names.at(last + 1).is_sign(".") and _is_part(names, last + 2):
        part = names.at(last + 2)
        if part.text not in kind.parts:
            cure = did_you_mean(part.text, kind.parts)
            names.mistakes.append(Mistake(f"'{joined.replace(JOIN, '.')}' has no '{part.text}'", cure, part.start))
            return
        whole_column = kind.kind is Kind.ROWS
        kind, joined, last = kind.parts[part.text], joined + JOIN + part.text, last + 2
        if whole_column:
            _write_column(names, index, last, joined, kind)
            return
    names.operands.append(Operand(index, last, kind))
    if in_row and _inside(names, index, "answered"):
        names.typed_text[index - 2] = names.running_text[index - 2] = "has"
    elif last == index or _inside(names, index, "has"):
        names.wholes.add(names.at(index).text)
    elif in_row:
        _write_cell(names, index, last, joined, kind)
    else:
        names.parts[joined] = kind
        _write(names.typed_text, index, last, joined)
        _write(names.running_text, index, last, joined)


def _is_part(names: Names, index: int) -> bool:
    return names.at(index).sort is Sort.NAME and not names.at(index + 1).is_sign("(")


def _inside(names: Names, index: int, function: str) -> bool:
    return names.at(index - 1).is_sign("(") and names.at(index - 2).text == function


def _write(replaced: dict[int, str], first: int, last: int, text: str) -> None:
    replaced[first] = text
    for index in range(first + 1, last + 1):
        replaced[index] = ""


def _write_cell(names: Names, first: int, last: int, joined: str, kind: ValueType) -> None:
    """Write ``r.column`` as a typed variable, and as a date where it runs and is one."""
    names.columns[joined] = kind
    _write(names.typed_text, first, last, joined)
    said = "".join(token.text for token in names.tokens[first : last + 1])
    _write(names.running_text, first, last, _running(said, kind))


def _write_column(names: Names, first: int, last: int, joined: str, kind: ValueType) -> None:
    """Write ``table.column`` as the list of the column's values."""
    table, column = names.at(first).text, names.at(last).text
    names.wholes.add(table)
    names.columns[joined] = kind
    _write(names.typed_text, first, last, f"{table}.map({CELL}, {joined})")
    _write(names.running_text, first, last, f"{table}.map({CELL}, {_running(f'{CELL}.{column}', kind)})")
    of_all = ValueType(Kind.TEXTS, codes=kind.codes) if kind.kind is Kind.TEXT else ValueType(Kind.ANY)
    names.operands.append(Operand(first, last, of_all))


def _running(said: str, kind: ValueType) -> str:
    return f"timestamp({said})" if kind.kind is Kind.DATE else said


def write(source: str, tokens: list[Token], replaced: dict[int, str]) -> str:
    """Return ``source`` with some words replaced and everything else as it stood."""
    parts, position = [], 0
    for index, token in enumerate(tokens):
        parts.append(source[position : token.start])
        parts.append(replaced.get(index, token.text))
        position = token.end
    parts.append(source[position:])
    return "".join(parts)
