"""Questions of a clarification: what the officer wants explained in words, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from portal.services.supplements import QUESTION
from portal.web.officer.itemising import LONGEST_REASON, Item

MOST: Final = 5
"""How many questions one request may ask; what is more is asked in a sentence of one of them."""


def questions_from(typed: Mapping[str, str]) -> list[Item]:
    """Return the questions that were typed, numbered in their order; one without a question is none."""
    written = [(_line(typed, f"question-{number}"), _line(typed, f"question-reason-{number}")) for number in _NUMBERS]
    asked = [(title, reason) for title, reason in written if title]
    return [
        Item(QUESTION, f"q{number}", title, title, chosen=True, reason=reason)
        for number, (title, reason) in enumerate(asked, 1)
    ]


def rows(items: Iterable[Item]) -> list[tuple[int, str, str]]:
    """Return the rows of the page: number, question and reason, with what was typed before."""
    typed = [(one.title, one.reason) for one in items if one.kind == QUESTION]
    return [(number, *(typed[number - 1] if number <= len(typed) else ("", ""))) for number in _NUMBERS]


_NUMBERS: Final = range(1, MOST + 1)


def _line(typed: Mapping[str, str], name: str) -> str:
    return (typed.get(name) or "").strip()[:LONGEST_REASON]
