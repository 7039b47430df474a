"""A matrix on the page: one group of radio buttons a line, each with its words, the chosen one chosen again."""

import wtforms
from werkzeug.datastructures import MultiDict

from forms.building import build_form, post
from forms.visibility import visible_fields
from portal.web.fields.drawing import draw
from portal.web.fields.summary import errors_of
from tests.forms.samples import SITUATION, form_of, raw_field
from tests.portal.web.gallery.app import create

APP = create()
FORM = form_of(raw_field("matrix"), {"name": "sua", "type": "text", "label": "Sửa gì?", "when": "o_thu.mai == 'hong'"})


def test_each_line_is_a_group_with_its_words_and_its_choice() -> None:
    with APP.test_request_context():
        form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(None, data={"o_thu": {"mai": "tot"}})
        html = str(draw(form))
    assert html.count('role="radiogroup"') == 2
    assert 'aria-labelledby="o_thu-mai-words"' in html
    assert html.count("checked") == 1
    assert 'id="o_thu-mai" name="o_thu-mai" type="radio" value="tot" checked' in html


def test_a_line_without_an_answer_is_named_and_the_others_are_kept() -> None:
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(MultiDict({"o_thu-mai": "tot"}))
    posted = post(FORM, form, answers={}, situation=SITUATION)
    assert posted.answers == {"o_thu": {"mai": "tot"}}
    assert errors_of(form) == [("Bạn cần chọn câu trả lời cho “Tường” ở ô thử", "o_thu-tuong")]


def test_conditions_read_a_line() -> None:
    assert "sua" in visible_fields(FORM, {"o_thu": {"mai": "hong"}}, SITUATION).fields
    assert "sua" not in visible_fields(FORM, {"o_thu": {"tuong": "hong"}}, SITUATION).fields
