"""Every registered field type keeps the contract: the same tests run on all of them."""

from __future__ import annotations

import contextlib
import json
import string
import unicodedata
from typing import Any

import pytest
import wtforms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms.building import build_form
from forms.errors import InvalidAnswer
from forms.expressions import Expression, Known, Scope, compile_expression
from forms.fields import REGISTRY, Around
from forms.fields.inputs import AnswerField
from forms.form_keys import field_keys
from forms.messages import MESSAGES, message
from forms.parsing import parse_form
from forms.schema import definitions
from tests.forms.block_samples import FILES
from tests.forms.sample import TODAY
from tests.forms.samples import SAMPLES, SITUATION_TYPES, field_of, form_of, posted, raw_field

TYPES = sorted(REGISTRY)
DRAWN = [kind for kind in TYPES if REGISTRY[kind].drawn]
ASKED = [kind for kind in TYPES if REGISTRY[kind].asked]
RIGHT = [(kind, *case) for kind in ASKED for case in SAMPLES[kind].right]
WRONG = [(kind, *case) for kind in ASKED for case in SAMPLES[kind].wrong]
UNFIT = [(kind, *case) for kind in ASKED for case in SAMPLES[kind].unfit]
BAD_KEYS = [(kind, *case) for kind in TYPES for case in SAMPLES[kind].bad_keys]
HOSTILE = "<script>alert(1)</script>\"'=cmd|' /C calc'!A0{{7*7}}%s\u202e"


def test_every_type_has_a_sample() -> None:
    assert set(SAMPLES) == set(REGISTRY)
    assert all(SAMPLES[kind].right and SAMPLES[kind].wrong for kind in ASKED)


@pytest.mark.parametrize(("kind", "keys", "complaint"), BAD_KEYS)
def test_bad_keys_are_refused_at_their_place(kind: str, keys: dict[str, Any], complaint: str) -> None:
    raw = [{"page": "p", "title": "P", "fields": [{**raw_field(kind), **keys}]}]
    spec, problems = parse_form(raw, situation=SITUATION_TYPES, files=FILES)
    assert spec is None
    assert any(complaint in problem.message for problem in problems), problems
    assert all(problem.path[:4] == ("form", 0, "fields", 0) for problem in problems)


@pytest.mark.parametrize(("kind", "raw", "stored", "words"), RIGHT)
def test_right_answer_goes_there_and_back(kind: str, raw: Any, stored: Any, words: str) -> None:
    one, spec = REGISTRY[kind], field_of(kind)
    value = one.read(spec, raw)
    assert not one.blank(value)
    assert one.store(spec, value) == stored
    assert one.load(spec, json.loads(json.dumps(stored))) == value
    assert one.read(spec, one.typed(spec, value)) == value
    assert one.show(spec, value, "vi") == words
    assert one.show(spec, value, "en")
    one.check(spec, value, Around(TODAY))


@pytest.mark.parametrize(("kind", "raw", "stored", "words"), RIGHT)
def test_expressions_take_the_value(kind: str, raw: Any, stored: Any, words: str) -> None:
    del stored, words
    one, spec = REGISTRY[kind], field_of(kind)
    value_type = one.value_type(spec)
    assert value_type is not None
    expression = compile_expression("size([o_thu]) == 1", Scope({}, {"o_thu": value_type}))
    assert isinstance(expression, Expression)
    assert expression.evaluate({"o_thu": one.read(spec, raw)}) == Known(value=True)


@pytest.mark.parametrize(("kind", "raw", "key"), WRONG)
def test_wrong_answer_is_refused_in_both_languages(kind: str, raw: Any, key: str) -> None:
    spec = field_of(kind)
    with pytest.raises(InvalidAnswer) as refused:
        REGISTRY[kind].read(spec, raw)
    assert refused.value.message == key
    said = {message(refused.value, spec.label, language) for language in ("vi", "en")}
    assert all(said)
    assert len(said) == (1 if key == "said" else 2)


@pytest.mark.parametrize(("kind", "raw", "around", "key"), UNFIT)
def test_answer_that_does_not_fit_the_day(kind: str, raw: Any, around: Around, key: str) -> None:
    spec = field_of(kind)
    value = REGISTRY[kind].read(spec, raw)
    with pytest.raises(InvalidAnswer) as refused:
        REGISTRY[kind].check(spec, value, around)
    assert refused.value.message == key


@pytest.mark.parametrize("kind", ASKED)
def test_nothing_typed_is_no_answer(kind: str) -> None:
    one, spec = REGISTRY[kind], field_of(kind)
    form = build_form(form_of(raw_field(kind)).pages[0], base=wtforms.Form, language="vi")(MultiDict({"x": "1"}))
    field = form["o_thu"]
    assert isinstance(field, AnswerField)
    assert form.validate()
    assert one.blank(field.data)
    assert one.blank(one.read(spec, field.raw))
    assert one.required_message in MESSAGES


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("kind", "raw"), [(kind, raw) for kind, raw, *_ in RIGHT])
def test_web_form_reads_and_draws(kind: str, raw: Any, language: str) -> None:
    page = form_of(raw_field(kind)).pages[0]
    form = build_form(page, base=wtforms.Form, language=language)(posted("o_thu", raw))
    assert form.validate(), form.errors
    field = form["o_thu"]
    assert REGISTRY[kind].store(page.fields[0], field.data) == REGISTRY[kind].store(
        page.fields[0], REGISTRY[kind].read(page.fields[0], raw)
    )
    again = build_form(page, base=wtforms.Form, language=language)(None, data={"o_thu": field.data})
    for drawn in (str(field()), str(again["o_thu"]())):
        assert "o_thu" in drawn
    assert str(field.label.text) == {"vi": "Ô thử", "en": "Trial box"}[language]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("kind", "raw", "key"), WRONG)
def test_web_form_says_what_is_wrong(kind: str, raw: Any, key: str, language: str) -> None:
    page = form_of(raw_field(kind)).pages[0]
    form = build_form(page, base=wtforms.Form, language=language)(posted("o_thu", raw))
    assert not form.validate()
    assert len(form["o_thu"].errors) == 1
    assert "{" not in form["o_thu"].errors[0]
    assert form["o_thu"].data is None
    if key != "said":
        expected = MESSAGES[key][language].split("{")[0]
        assert form["o_thu"].errors[0].startswith(expected)


@pytest.mark.parametrize("kind", DRAWN)
def test_hostile_text_is_escaped_where_it_is_shown_again(kind: str) -> None:
    page = form_of(raw_field(kind)).pages[0]
    for raw in [HOSTILE, [HOSTILE], dict.fromkeys(parts_of(kind), HOSTILE), [{"ten": HOSTILE}]]:
        form = build_form(page, base=wtforms.Form, language="vi")(posted("o_thu", raw))
        form.validate()
        drawn = str(form["o_thu"]())
        assert "<script" not in drawn
        assert "\"'=" not in drawn


def parts_of(kind: str) -> tuple[str, ...]:
    """Return the names of the boxes of a type that has several."""
    field = build_form(form_of(raw_field(kind)).pages[0], base=wtforms.Form, language="vi")()["o_thu"]
    return getattr(field, "parts", ())


@pytest.mark.parametrize("kind", DRAWN)
def test_hostile_label_is_escaped(kind: str) -> None:
    key = "text" if kind == "content" else "label"
    page = form_of(raw_field(kind, **{key: HOSTILE, "hint": HOSTILE} if key == "label" else {key: HOSTILE})).pages[0]
    field = build_form(page, base=wtforms.Form, language="vi")()["o_thu"]
    assert "<script" not in f"{field.label()}{field()}"


BOXES = st.text(st.characters() | st.sampled_from(string.digits + " .,-đ@\u0301\u200b\x00"), max_size=30)
ROW = st.dictionaries(st.sampled_from(["ten", "cao", "gap_doi", "_id", "x"]), BOXES)
TYPED = st.one_of(BOXES, st.lists(BOXES, max_size=3), st.lists(ROW, max_size=4))


def right_but_for_a_box(kind: str) -> st.SearchStrategy[dict[str, str]]:
    """Draw what a person may type into a field of several boxes: a right answer with some boxes typed anew."""
    typed = st.dictionaries(st.sampled_from(parts_of(kind)), BOXES)
    return st.builds(
        lambda right, other: right | other, st.sampled_from([one[0] for one in SAMPLES[kind].right]), typed
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | BOXES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(BOXES | st.just("_id") | st.just("ten"), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", DRAWN)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_anything_typed_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    raw = data.draw(TYPED | right_but_for_a_box(kind) if parts_of(kind) else TYPED)
    page = form_of(raw_field(kind)).pages[0]
    form = build_form(page, base=wtforms.Form, language="vi")(posted("o_thu", raw))
    field = form["o_thu"]
    if form.validate() and not REGISTRY[kind].blank(field.data):
        stored = json.dumps(REGISTRY[kind].store(page.fields[0], field.data), ensure_ascii=False)
        assert unicodedata.is_normalized("NFC", stored)
        assert "\\u0000" not in stored
        assert REGISTRY[kind].load(page.fields[0], json.loads(stored)) == field.data
        assert REGISTRY[kind].show(page.fields[0], field.data, "vi")
    str(field())


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=40)
@given(data=JSON)
def test_any_json_is_loaded_or_refused(kind: str, data: Any) -> None:
    one, spec = REGISTRY[kind], field_of(kind)
    with contextlib.suppress(InvalidAnswer):
        value = one.load(spec, data)
        assert one.blank(value) or one.load(spec, one.store(spec, value)) == value


COLUMNS = [(kind, *case) for kind, *case in RIGHT if REGISTRY[kind].in_rows]


@pytest.mark.parametrize(("kind", "raw", "stored", "words"), COLUMNS)
def test_a_column_of_a_table_is_read_as_a_field_is(kind: str, raw: Any, stored: Any, words: str) -> None:
    spec = form_of({"name": "bang", "type": "rows", "label": "Bảng", "fields": [raw_field(kind)]})
    form = build_form(spec.pages[0], base=wtforms.Form, language="vi")(posted("bang", [{"o_thu": raw}]))
    assert form.validate(), form.errors
    table, one = spec.by_name["bang"], REGISTRY["rows"]
    assert one.store(table, form["bang"].data) == [{"_id": "1", "o_thu": stored}]
    assert one.load(table, one.store(table, form["bang"].data)) == form["bang"].data
    shown = one.show(table, form["bang"].data, "vi")
    assert all(line in shown for line in words.split("\n"))


@pytest.mark.parametrize("kind", TYPES)
def test_schema_and_documentation_name_every_key(kind: str) -> None:
    branches = definitions()["field"]["allOf"]
    branch = next(one["then"] for one in branches if one["if"]["properties"]["type"]["const"] == kind)
    keys = field_keys(REGISTRY[kind], column=False)
    assert list(branch["properties"]) == [key.name for key in keys]
    assert all(one["description"] for one in branch["properties"].values())
    assert REGISTRY[kind].about.keys() == {"vi", "en"}


def test_messages_are_complete() -> None:
    for key, text in MESSAGES.items():
        assert set(text) == {"vi", "en"}, key
        names = [
            {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(said) if name}
            for said in text.values()
        ]
        assert key == "said" or names[0] == names[1], key
