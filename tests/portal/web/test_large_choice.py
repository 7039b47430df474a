"""A choice from a long list, without a script: type, press the button, choose."""

from typing import Any

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict

from forms.building import Posted, build_form, post
from forms.fields.entries import state_list
from portal.web.fields.drawing import draw
from tests.forms.samples import SITUATION, form_of
from tests.portal.web.gallery.app import create

APP = create()
FORM = form_of(
    {"name": "que", "type": "large_choice", "label": "Quê quán", "list": "communes"},
    {
        "name": "con",
        "type": "rows",
        "label": "Con",
        "required": False,
        "fields": [{"name": "noi_sinh", "type": "large_choice", "label": "Nơi sinh", "list": "communes"}],
    },
)


@pytest.fixture
def app() -> Flask:
    return APP


def sent(typed: dict[str, str], answers: dict[str, Any] | None = None) -> tuple[wtforms.Form, Posted]:
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(MultiDict(typed), data=answers or {})
    return form, post(FORM, form, answers=answers or {}, situation=SITUATION)


def test_what_is_typed_is_found_with_and_without_marks_and_nothing_is_blamed(app: Flask) -> None:
    form, posted = sent({"que-typed": "ba dinh ha noi", "que-find": "1"}, {"que": "00070"})
    assert (posted.valid, posted.stay) == (False, True)
    assert posted.answers == {"que": "00070"}
    with app.test_request_context():
        html = str(draw(form))
    assert 'value="00004"' in html
    assert "Phường Ba Đình, Thành phố Hà Nội" in html
    assert "error" not in html


def test_many_results_are_counted_and_the_nearest_shown(app: Flask) -> None:
    form, _ = sent({"que-typed": "ha noi", "que-find": "1"})
    with app.test_request_context():
        html = str(draw(form))
    assert html.count('name="que-code"') == 20
    assert "20 mục gần nhất" in html


def test_a_choice_is_kept_and_shown_again(app: Flask) -> None:
    _, posted = sent({"que-typed": "ba dinh", "que-code": "00004"})
    assert posted.valid
    assert posted.answers == {"que": "00004"}
    kept = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(None, data=posted.answers)
    with app.test_request_context():
        html = str(draw(kept))
    assert 'value="00004" checked' in html


def test_words_that_leave_a_doubt_ask_for_a_choice(app: Flask) -> None:
    form, posted = sent({"que-typed": "tan <b>binh", "que-code": ""})
    assert form["que"].errors == ["Không tìm thấy mục nào ở quê quán. Bạn cần gõ từ khác rồi bấm Tìm"]
    form, posted = sent({"que-typed": "tan binh"})
    assert not posted.valid
    assert form["que"].errors == ["Bạn cần chọn một mục trong những mục tìm được ở quê quán"]
    with app.test_request_context():
        html = str(draw(form))
    assert 'value="tan binh"' in html
    assert 'name="que-code"' in html


def test_a_choice_in_a_row_searches_in_its_row(app: Flask) -> None:
    form, posted = sent({"que-code": "00004", "con-0-noi_sinh-typed": "ba dinh ha noi", "con-0-noi_sinh-find": "1"})
    assert posted.stay
    with app.test_request_context():
        html = str(draw(form))
    assert 'name="con-0-noi_sinh-code" type="radio" value="00004"' in html


def test_a_code_finds_its_entry_first() -> None:
    assert state_list("communes").find("00004")[0] == "00004"
    assert state_list("banks").find("vietcombank")
