"""A signature on the page and for those who read it: what was drawn is shown, and nothing else can be drawn into it."""

import base64

import wtforms
from werkzeug.datastructures import MultiDict

from forms.answers import to_words
from forms.building import build_form, post
from forms.fields import REGISTRY
from portal.web.citizen.sections import value_of
from portal.web.fields.drawing import draw
from tests.forms.samples import SITUATION, form_of, raw_field
from tests.portal.web.gallery.app import create

APP = create()
FORM = form_of(raw_field("signature"))
LINES = "10,20 30,40;50,60"


def drawn(typed: dict[str, str]) -> str:
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(MultiDict(typed))
    post(FORM, form, answers={}, situation=SITUATION)
    with APP.test_request_context():
        return str(draw(form))


def test_what_was_drawn_is_shown_again() -> None:
    html = drawn({"o_thu-name": "Lan <b>", "o_thu-drawn": LINES})
    assert '<polyline points="10,20 30,40"/><polyline points="50,60 50,60"/>' in html
    assert f'value="{LINES}"' in html
    assert 'value="Lan &lt;b&gt;"' in html


def test_what_is_no_drawing_is_not_put_into_the_page() -> None:
    html = drawn({"o_thu-name": "Lan", "o_thu-drawn": '1,2"/><script>alert(1)</script>'})
    assert "<script" not in html
    assert "<polyline" not in html


def test_the_drawing_is_taken_away_without_script() -> None:
    form = build_form(FORM.pages[0], base=wtforms.Form, language="vi")(
        MultiDict({"o_thu-name": "Lan", "o_thu-drawn": LINES, "o_thu-clear": "1"})
    )
    posted = post(FORM, form, answers={}, situation=SITUATION)
    assert posted.stay
    assert posted.answers == {"o_thu": {"name": "Lan"}}


def test_whoever_reads_the_answer_sees_the_drawing() -> None:
    shown = to_words(FORM, {"o_thu": {"name": "Lan", "drawn": LINES}}, "vi")[0]
    svg = base64.b64decode(shown.picture.partition(",")[2]).decode()
    assert '<polyline points="10,20 30,40"/>' in svg
    assert str(value_of(shown)).startswith('Lan (chữ ký vẽ tay)<img class="drawn" src="data:image/svg+xml;base64,')
    paper = REGISTRY["signature"].on_paper(FORM.by_name["o_thu"], {"name": "Lan"})
    assert (str(paper), paper["name"], paper["picture"]) == ("Lan (ký bằng cách ghi tên)", "Lan", "")


def test_a_signature_may_be_asked_for_by_name_alone() -> None:
    only = form_of(raw_field("signature", drawing=False))
    form = build_form(only.pages[0], base=wtforms.Form, language="vi")(
        MultiDict({"o_thu-name": "Lan", "o_thu-drawn": LINES})
    )
    posted = post(only, form, answers={}, situation=SITUATION)
    assert posted.answers == {"o_thu": {"name": "Lan"}}
    with APP.test_request_context():
        assert "<svg" not in str(draw(form))
