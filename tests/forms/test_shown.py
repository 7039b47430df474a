"""What nobody answers: constants and computed values are the portal's, whatever is posted under their names."""

from __future__ import annotations

import pytest
import wtforms
from werkzeug.datastructures import MultiDict

from forms.answers import to_json, to_words
from forms.building import build_form, post
from forms.fields import REGISTRY
from forms.visibility import visible_fields
from tests.forms.samples import SITUATION, form_of

FORM = form_of(
    {"name": "mau", "type": "constant", "value": "01/ĐK"},
    {"name": "muc", "type": "constant", "value": 3, "when": "channel == 'online'"},
    {"name": "so", "type": "integer", "label": "Số"},
    {"name": "tong", "type": "computed", "label": "Tổng", "value": "so * muc"},
    {"name": "loi", "type": "content", "text": "Đọc", "when": "mau == '01/ĐK'"},
)


def test_a_constant_and_a_computed_value_cannot_be_posted() -> None:
    typed = {"so": "2", "mau": "02/ĐK", "muc": "9", "tong": "999", "loi": "x"}
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(MultiDict(typed), data={"mau": "03/ĐK"})
    posted = post(FORM, form, answers={"mau": "03/ĐK", "tong": 5}, situation=SITUATION)
    assert posted.valid
    assert to_json(FORM, posted.answers) == {"mau": "01/ĐK", "muc": 3, "so": 2, "tong": 6}


def test_a_constant_is_drawn_nowhere_and_told_on_papers_only() -> None:
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")()
    assert [field.name for field in form] == ["so", "tong", "loi"]
    visible = visible_fields(FORM, {"so": 2}, SITUATION)
    assert [one.name for one in to_words(FORM, visible.answers, "vi", visible=visible.fields)] == ["so", "tong"]
    assert REGISTRY["constant"].on_paper(FORM.by_name["mau"], "01/ĐK") == "01/ĐK"


def test_a_page_of_constants_alone_is_no_page() -> None:
    only = form_of({"name": "mau", "type": "constant", "value": True})
    visible = visible_fields(only, {}, SITUATION)
    assert (visible.pages, visible.answers) == ((), {"mau": True})


@pytest.mark.parametrize(("when", "there"), [("muc > 2", True), ("muc > 3", False)])
def test_conditions_read_a_constant(when: str, there: bool) -> None:
    form = form_of(
        {"name": "muc", "type": "constant", "value": 3}, {"name": "a", "type": "text", "label": "A", "when": when}
    )
    assert ("a" in visible_fields(form, {}, SITUATION).fields) is there
