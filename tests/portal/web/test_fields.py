"""Fields drawn from their skeletons: the same as drawn anew, escaped, and never another field's."""

from typing import Any

import html5lib
import pytest
import wtforms
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from forms.building import build_form
from forms.fields import REGISTRY
from forms.fields.inputs import AnswerField
from forms.parsing import parse_form
from forms.spec import FormSpec
from portal.web.fields import drawing
from portal.web.fields.drawing import draw, draw_field
from portal.web.fields.moulds import skeleton_of
from portal.web.fields.question import question
from portal.web.fields.skeletons import Shelf, Skeleton, hole
from portal.web.fields.surroundings import Around, Known
from portal.web.language import _ENVIRON_KEY
from tests.forms.samples import SAMPLES, posted, raw_field
from tests.forms.samples import form_of as one_field
from tests.portal.web.gallery import blocks, kinds, sample_form
from tests.portal.web.gallery.app import create

APP = create()


def spec_of(*fields: dict[str, Any]) -> FormSpec:
    spec, problems = parse_form([{"page": "p", "title": "P", "fields": list(fields)}], situation={})
    assert spec is not None, problems
    return spec


def form_of(spec: FormSpec, data: dict[str, Any] | None = None, language: str = "vi") -> wtforms.Form:
    return build_form(spec.pages[0], base=wtforms.Form, language=language)(data=data or {})


@pytest.fixture
def app() -> Flask:
    return APP


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=40))
def test_whatever_was_typed_is_shown_again_and_never_becomes_markup(app: Flask, text: str) -> None:
    spec = spec_of({"name": "a", "type": "text", "label": "A"}, {"name": "b", "type": "long_text", "label": "B"})
    with app.test_request_context():
        form = form_of(spec, {"a": text, "b": text})
        html = str(draw(form))
    shown = str(escape(text))
    assert f'value="{shown}"' in html
    assert f">{shown}</textarea>" in html


def test_a_kept_skeleton_gives_what_a_fresh_one_gives(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context():
        form = build_form(sample_form.SPEC.pages[0], base=wtforms.Form, language="vi")(data=sample_form.ANSWERS)
        first, second = draw(form), draw(form)
        monkeypatch.setattr(drawing, "SHELF", Shelf())
        assert first == second == draw(form)


def test_a_skeleton_is_not_another_selections_nor_another_languages(app: Flask) -> None:
    options = [{"code": "x", "text": {"vi": "Một", "en": "One"}}, {"code": "y", "text": {"vi": "Hai", "en": "Two"}}]
    spec = spec_of({"name": "c", "type": "choice", "label": {"vi": "Chọn", "en": "Pick"}, "options": options})
    with app.test_request_context():
        drawn = [str(draw(form_of(spec, {"c": code}, language))) for code in "xy" for language in ("vi", "en")]
    assert len(set(drawn)) == 4
    assert ['value="x" checked' in html for html in drawn] == [True, True, False, False]
    assert ["One" in html for html in drawn] == [False, True, False, True]


def test_every_field_type_is_drawn_with_its_label(app: Flask) -> None:
    drawn = {field.type for gallery in (sample_form, kinds, blocks) for field in gallery.SPEC.fields()}
    with app.test_request_context():
        for gallery in (sample_form, kinds, blocks):
            html = str(draw(form_of(gallery.SPEC, gallery.ANSWERS)))
            assert all(field.label["vi"] in html for field in gallery.SPEC.fields())
    undrawn = {name for name, one in REGISTRY.items() if one.asked} - drawn
    assert undrawn <= {"text", "decimal", "citizen_id", "tax_code"}


HOSTILE = "<script>alert(1)</script>\"'{{7*7}}%s&\u202e"
KINDS = sorted(name for name, one in REGISTRY.items() if one.asked)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_drawn_is_sound_whatever_was_typed(app: Flask, kind: str, language: str) -> None:
    page = one_field(raw_field(kind, hint="Viết <đúng>", required=False)).pages[0]
    form_class = build_form(page, base=wtforms.Form, language=language)
    parts = getattr(form_class()["o_thu"], "parts", ())
    typed = [raw for raw, *_ in (*SAMPLES[kind].right, *SAMPLES[kind].wrong)]
    with app.test_request_context("/en/" if language == "en" else "/"):
        for raw in [*typed, HOSTILE, [HOSTILE], dict.fromkeys(parts, HOSTILE), [{"ten": HOSTILE}]]:
            form = form_class(posted("o_thu", raw))
            form.validate()
            _sound(str(draw(form, Around(asks={"o_thu"}))))


def _sound(html: str) -> None:
    """Every input has a label, every group a legend, every reference a goal; what was typed became no markup."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids)), ids
    assert tree.find(".//script") is None
    labelled = {one.get("for") for one in tree.iter("label")}
    inputs = [one for tag in ("input", "select", "textarea") for one in tree.iter(tag) if one.get("type") != "hidden"]
    assert {one.get("id") for one in inputs} == labelled
    referred = {name for one in tree.iter() for name in (one.get("aria-describedby") or "").split()}
    assert referred <= set(ids)
    for group in tree.iter("fieldset"):
        legend = group.find("legend")
        assert legend is not None
        assert "".join(legend.itertext()).strip()


def test_a_field_with_errors_says_them_and_is_not_kept(app: Flask) -> None:
    spec = spec_of({"name": "ngay", "type": "date", "label": "Ngày sinh"})
    with app.test_request_context():
        form = form_of(spec)
        form["ngay"].errors = ["Bạn cần nhập ngày <sinh>"]
        wrong, right = str(draw(form)), str(draw(form_of(spec)))
    assert "Bạn cần nhập ngày &lt;sinh&gt;" in wrong
    assert 'id="ngay-error"' in wrong
    assert "govuk-input--error" in wrong
    assert "error" not in right


def test_what_is_required_now_decides_about_the_word_optional(app: Flask) -> None:
    spec = spec_of(
        {"name": "a", "type": "text", "label": "A"}, {"name": "b", "type": "text", "label": "B", "required": False}
    )
    with app.test_request_context():
        plain = str(draw(form_of(spec)))
        turned = str(draw(form_of(spec), Around(required={"b"})))
    assert plain.count("không bắt buộc") == turned.count("không bắt buộc") == 1
    assert plain.index("không bắt buộc") > turned.index("không bắt buộc")


@pytest.mark.parametrize(("required", "ticked"), [(True, True), (False, False)])
def test_the_only_option_of_what_must_be_chosen_is_chosen(app: Flask, required: bool, ticked: bool) -> None:
    options = [{"code": "vn", "text": "Việt Nam"}]
    spec = spec_of({"name": "nuoc", "type": "choice", "label": "Nước", "required": required, "options": options})
    with app.test_request_context():
        drawn = str(draw(form_of(spec)))
    assert ("checked" in drawn) is ticked


def test_a_part_is_another_one_when_what_it_offers_changed_and_nobody_chooses_for_the_person(app: Flask) -> None:
    options = [{"code": "van_ban", "text": "Văn bản"}, {"code": "tai_cho", "text": "Tại chỗ", "when": "gan"}]
    spec = spec_of(
        {"name": "gan", "type": "yes_no", "label": "Gần?"},
        {"name": "cach", "type": "choice", "label": "Cách", "options": options},
    )
    shapes = []
    for offered in ({"van_ban"}, {"van_ban", "tai_cho"}):
        with app.test_request_context():
            drawn = str(draw(form_of(spec), Around(offered={"cach": offered})))
        assert "checked" not in drawn
        shapes.append(drawn.partition('data-part="cach" ')[2].partition(">")[0])
    assert shapes == ['data-shape="van_ban"', 'data-shape="tai_cho van_ban"']


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if REGISTRY[kind].labelled])
def test_a_field_out_of_a_mould_is_the_one_that_its_macro_draws(app: Flask, kind: str, language: str) -> None:
    hints: list[dict[str, Any]] = [{}, {"hint": "Ghi <rõ> & đủ"}, {"required": False}]
    with app.test_request_context(environ_overrides={_ENVIRON_KEY: language}):
        for number, more in enumerate(hints * 2):
            own = {"name": f"f{number}", "label": f"Câu <{number}> & “khác”"}
            try:
                spec = one_field(raw_field(kind, **own, **more))
            except AssertionError:
                continue
            field = next(iter(form_of(spec, language=language)))
            family = drawing.family_of(type(field)) if isinstance(field, AnswerField) else None
            if family is None or family.mould(field) is None:
                continue
            asked = question(field)
            holes = [hole(one) for one in range(len(family.texts(field)))]
            macro_drawn = Skeleton.of(family.html(field, asked, holes))
            assert skeleton_of(field, family, asked).fill(family.texts(field)) == macro_drawn.fill(family.texts(field))


def test_what_the_state_knows_is_shown_and_not_asked(app: Flask) -> None:
    spec = spec_of({"name": "ho_ten", "type": "person_name", "label": "Họ tên"})
    with app.test_request_context():
        html = str(draw(form_of(spec), Around(known={"ho_ten": Known("An <b>", "Danh tính điện tử")})))
    assert "<input" not in html
    assert "An &lt;b&gt;" in html


def test_the_browser_may_fill_in_the_own_birth_date_and_no_others(app: Flask) -> None:
    own = {"name": "sinh", "type": "date", "label": "Ngày sinh", "from": "identity.birth_date"}
    with app.test_request_context():
        drawn = [str(draw(form_of(spec_of(field)))) for field in (own, {**own, "from": "identity.full_name"})]
    assert ['autocomplete="bday-day"' in html for html in drawn] == [True, False]


def test_passwords_are_never_sent_back(app: Flask) -> None:
    class SignIn(wtforms.Form):
        password = wtforms.PasswordField("Mật khẩu")

    with app.test_request_context():
        html = str(draw_field(SignIn(data={"password": "bí mật"}).password))
    assert 'type="password"' in html
    assert "bí mật" not in html


def test_a_skeleton_fills_each_hole_with_its_own_text() -> None:
    skeleton = Skeleton.of(f"<a>{hole(1)}</a>\n   <b>{hole(0)}{hole(1)}</b>")
    assert skeleton.fill(("x", "<")) == "<a>&lt;</a>\n<b>x&lt;</b>"


def test_a_full_shelf_lets_the_oldest_go() -> None:
    shelf = Shelf(most=2)
    for key in "abc":
        shelf.keep(key, object(), Skeleton((key,), ()))
    assert [shelf.find(key) is not None for key in "abc"] == [False, True, True]
