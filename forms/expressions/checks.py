"""What an author meant: codes that no option has, and the engine's messages in plain words with a cure."""

from __future__ import annotations

import re

from forms.expressions.documented import FUNCTIONS
from forms.expressions.functions import BUILT_IN, OWN
from forms.expressions.names import JOIN, Mistake, Names, Operand
from forms.expressions.scope import did_you_mean
from forms.expressions.types import Kind

MOST_LISTED = 12
WRITTEN = {one.name: " or ".join(one.written) for one in FUNCTIONS}
_WORDS = {
    "int": "whole number",
    "double": "decimal number",
    "string": "text",
    "bool": "yes or no",
    "google.protobuf.Timestamp": "date",
}
_WORD = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in _WORDS))
_NO_OVERLOAD = re.compile(r"<input>:\d+:(\d+): found no matching overload for '([^']+)' applied to '\((.*)\)'")
_UNDECLARED = re.compile(r"<input>:\d+:(\d+): undeclared reference to '([^']+)'")
_ANY_ERROR = re.compile(r"<input>:\d+:(\d+): ([^\n]*)")


def wrong_codes(names: Names) -> list[Mistake]:
    """Return a mistake for each text compared with a closed list that does not hold it."""
    mistakes = []
    for operand in names.operands:
        if operand.kind.codes is not None:
            mistakes += [
                _wrong_code(names, operand, index)
                for index in _compared(names, operand)
                if (code := names.at(index).literal()) is not None and code not in operand.kind.codes
            ]
    return mistakes


def _compared(names: Names, operand: Operand) -> list[int]:
    """Return where the texts stand that this operand is compared with."""
    before, after = operand.first - 1, operand.last + 1
    if operand.kind.kind is Kind.TEXTS:
        return [before - 1] if names.at(before).text == "in" else []
    found = [after + 1] if names.at(after).is_sign("==", "!=") else []
    if names.at(before).is_sign("==", "!="):
        found.append(before - 1)
    if names.at(after).text == "in" and names.at(after + 1).is_sign("["):
        index = after + 2
        while index < len(names.tokens) and not names.at(index).is_sign("]"):
            found.append(index)
            index += 1
    return found


def _wrong_code(names: Names, operand: Operand, index: int) -> Mistake:
    codes = operand.kind.codes or ()
    said = "".join(token.text for token in names.tokens[operand.first : operand.last + 1])
    code = names.at(index).literal() or ""
    cure = did_you_mean(code, codes)
    listed = ", ".join(codes[:MOST_LISTED]) + (" …" if len(codes) > MOST_LISTED else "") if codes else "none"
    return Mistake(
        f"'{said}' has no option '{code}'", f"{cure} The options are {listed}".strip(), names.at(index).start
    )


def explain(error: str) -> tuple[str, str]:
    """Return the engine's complaint as a message and a cure."""
    text = error.replace(JOIN, ".")
    if match := _NO_OVERLOAD.search(text):
        return _explain_overload(match.group(2), match.group(3))
    if match := _UNDECLARED.search(text):
        name = match.group(2)
        if name in WRITTEN:
            return f"'{name}' is called otherwise", f"write {WRITTEN[name]}"
        return f"unknown function '{name}'", did_you_mean(name, BUILT_IN | OWN)
    if match := _ANY_ERROR.search(text):
        return f"{match.group(2)} (at character {match.group(1)})", ""
    return text.splitlines()[0] if text else "the expression cannot be read", ""


def _explain_overload(sign: str, kinds: str) -> tuple[str, str]:
    plain = sign.strip("_@")
    said = _WORD.sub(lambda match: _WORDS[match.group()], kinds)
    cure = ""
    if {"int", "double"} <= set(kinds.split(", ")):
        cure = "write a decimal number with a point (7.0), or turn the whole number into one: double(x)"
    elif set(kinds.split(", ")) == {"string", "int"}:
        cure = "put quotes around the text, or take them away from the number"
    elif sign == "sum":
        cure = "add up one column of whole or decimal numbers: sum(table.column)"
    return f"'{plain}' cannot take ({said})", cure
