"""What the server hides is never stored, never required, never billed: random packs against a second opinion."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import wtforms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms.answers import from_json, invalid, to_json, to_words, visible_fields
from forms.building import build_form, post
from procedures.definition import Procedure
from procedures.fees import fee_sheet
from procedures.papers import documents_for
from procedures.situation import Situation
from procedures.uncomputable import uncomputable
from tests.procedures.random_packs import RandomPack, Seen, answers_for, packs

pytestmark = pytest.mark.slow

SITUATION = Situation("online", date(2026, 11, 26), 600, filed_on_behalf=False)
VALUES = SITUATION.values()
ANSWERED = 4


def posted(procedure: Procedure, typed: dict[str, Any]) -> dict[str, Any]:
    """Send every page with every value, hidden or not, as somebody would who writes the requests by hand."""
    kept: dict[str, Any] = {}
    for page in procedure.form.pages:
        own = {name: str(value) for name, value in typed.items() if name in {one.name for one in page.fields}}
        form = build_form(page, base=wtforms.Form, language="vi")(MultiDict(own), data=kept)
        # What comes back from the database is what the next page works with.
        kept = from_json(procedure.form, to_json(procedure.form, post_page(procedure, form, kept)))
    return kept


def post_page(procedure: Procedure, form: wtforms.Form, kept: dict[str, Any]) -> dict[str, Any]:
    return post(procedure.form, form, answers=kept, situation=VALUES).answers


def several(pack: RandomPack) -> st.SearchStrategy[tuple[RandomPack, list[dict[str, Any]]]]:
    """Draw several people's answers to one pack: reading a pack takes longer than judging all of them."""
    return st.tuples(st.just(pack), st.lists(answers_for(pack), min_size=ANSWERED, max_size=ANSWERED))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packs().flatmap(several))
def test_what_the_server_hides_is_never_stored_required_or_billed(
    drawn: tuple[RandomPack, list[dict[str, Any]]],
) -> None:
    pack, answered = drawn
    procedure = pack.load()
    for typed in answered:
        hold(pack, procedure, typed)


def hold(pack: RandomPack, procedure: Procedure, typed: dict[str, Any]) -> None:
    seen = pack.seen(typed)
    visible = visible_fields(procedure.form, typed, VALUES)
    assert visible.fields == seen.fields
    assert visible.required == seen.required
    assert not uncomputable(procedure, visible, SITUATION)
    stored = to_json(procedure.form, visible.answers)
    assert stored == seen.answers
    assert posted(procedure, typed) == seen.answers
    assert {one.name for one in to_words(procedure.form, visible.answers, "vi")} == set(seen.answers)
    lacking = {one.field.name for one in invalid(procedure.form, typed, VALUES)}
    assert lacking == seen.required - set(seen.answers)
    assert billed(procedure, typed) == fees_of(pack, seen)
    asked = [one.document.id for one in documents_for(procedure, typed, SITUATION)]
    assert asked == [f"giay_{one.name}" for one in pack.fields() if seen.answers.get(one.name) == "a"]


def billed(procedure: Procedure, typed: dict[str, Any]) -> dict[str, int]:
    return {line.id: line.amount for line in fee_sheet(procedure, typed, SITUATION).lines}


def fees_of(pack: RandomPack, seen: Seen) -> dict[str, int]:
    numbers = [one.name for one in pack.fields() if one.kind != "choice"]
    return {f"phi_{name}": seen.answers[name] * 1000 for name in numbers if name in seen.answers}
