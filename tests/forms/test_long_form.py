"""A form of a thousand fields of which a hundred hang on one another in one chain."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.long.definition import VALUES, as_form, questions, stored
from forms.answers import from_json, invalid, to_json, visible_fields
from forms.wording import Words, because_words
from procedures.situation_words import SITUATION_WORDS

FIELDS, LINKS = 1_000, 100
ASKED = questions(FIELDS, LINKS / FIELDS)
CHAIN = [one.name for one in ASKED if one.name.endswith("9")]
SPEC = as_form(ASKED)


def answers(**changed: str | None) -> dict[str, Any]:
    """Return every answer, with some of them changed or taken out."""
    whole = {**stored(ASKED), **changed}
    return from_json(SPEC, {name: value for name, value in whole.items() if value is not None}, strict=True)


def test_all_of_it_is_asked_when_every_link_holds() -> None:
    visible = visible_fields(SPEC, answers(), VALUES)
    assert len(visible.fields) == FIELDS
    assert len(visible.conditions) == LINKS - 1
    assert not invalid(SPEC, visible.answers, VALUES, visible)
    assert to_json(SPEC, visible.answers) == stored(ASKED)


@pytest.mark.parametrize("at", [0, 1, 50, 98])
@pytest.mark.parametrize("broken", ["khong", None])
def test_a_broken_link_takes_every_later_one_with_it(at: int, broken: str | None) -> None:
    visible = visible_fields(SPEC, answers(**{CHAIN[at]: broken}), VALUES)
    asked = [name for name in CHAIN if name in visible.fields]
    # The link that is not answered is still asked; what hangs on it is not, and keeps no answer.
    assert asked == CHAIN[: at + 1]
    assert not set(CHAIN[at + 1 :]) & (visible.answers.keys() | visible.required)
    assert len(visible.fields) == FIELDS - LINKS + at + 1
    assert [one.field.name for one in invalid(SPEC, visible.answers, VALUES, visible)] == (
        [] if broken else [CHAIN[at]]
    )


def test_the_last_link_says_which_answer_called_it() -> None:
    visible, words = visible_fields(SPEC, answers(), VALUES), Words.of(SPEC, SITUATION_WORDS)
    said = because_words(visible.conditions[CHAIN[-1]], words, "vi", visible.values)
    assert said == f"“Câu hỏi {CHAIN[-2]}” là “Có”"
