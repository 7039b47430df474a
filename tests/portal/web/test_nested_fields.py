"""Fields made of fields, drawn from skeletons: each with its own words and names, whoever was drawn before."""

import re
from typing import Any

import pytest
import wtforms
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from forms.building import Posted, build_form, post
from forms.parsing import parse_form
from forms.visibility import visible_fields
from portal.web.fields import drawing
from portal.web.fields.asking import asking_fields
from portal.web.fields.drawing import FAMILIES, draw
from portal.web.fields.nested import Rows
from portal.web.fields.skeletons import Shelf
from portal.web.fields.summary import errors_of
from portal.web.fields.surroundings import Around
from tests.forms import samples
from tests.forms.samples import SITUATION
from tests.forms.test_rows import FORM, SENT
from tests.portal.web.gallery.app import create

APP = create()


@pytest.fixture
def app() -> Flask:
    return APP


def form_of(data: dict[str, Any] | None = None, typed: dict[str, str] | None = None) -> wtforms.Form:
    made = build_form(FORM.pages[0], base=wtforms.Form, language="vi")
    return made(None if typed is None else MultiDict(typed), data=data or {})


def kept() -> dict[str, Any]:
    return post(FORM, form_of(typed=SENT), answers={}, situation=SITUATION).answers


def test_a_kept_table_gives_what_a_fresh_one_gives(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = kept()
    with app.test_request_context():
        first, second = draw(form_of(answers)), draw(form_of(answers))
        monkeypatch.setattr(drawing, "SHELF", Shelf())
        monkeypatch.setitem(drawing.FOUND, type(form_of()["thanh_vien"]), Rows(drawing.family_of, Shelf()))
        fresh = draw(form_of(answers))
    assert first == second == fresh


def test_every_cell_of_every_level_has_its_name_label_and_words(app: Flask) -> None:
    with app.test_request_context():
        html = str(draw(form_of(kept())))
    for name, text in SENT.items():
        assert re.search(rf'<input [^>]*id="{name}"[^>]* name="{name}"[^>]* value="{text}"', html), name
        assert f'for="{name}"' in html
    assert 'name="thanh_vien-0-bang_cap-0-diem-up-1"' in html
    assert "\ue000" not in html
    names = re.findall(r'name="([^"]+)"', html)
    assert len(names) == len(set(names))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=3))
def test_words_in_cells_never_become_markup(app: Flask, texts: list[str]) -> None:
    rows = [{"_id": str(number), "ten": text} for number, text in enumerate(texts, 1)]
    with app.test_request_context():
        html = str(draw(form_of({"thanh_vien": rows})))
    for number, text in enumerate(texts):
        assert f'name="thanh_vien-{number}-ten" type="text" spellcheck="false" value="{escape(text)}"' in html


def test_a_wrong_cell_says_so_and_the_next_page_does_not(app: Flask) -> None:
    typed = {**SENT, "thanh_vien-0-bang_cap-0-diem-1-so_diem": "tám"}
    with app.test_request_context():
        form = form_of(typed=typed)
        post(FORM, form, answers={}, situation=SITUATION)
        wrong, right = str(draw(form)), str(draw(form_of(kept())))
    assert 'id="thanh_vien-0-bang_cap-0-diem-1-so_diem-error"' in wrong
    assert 'value="tám"' in wrong
    assert "error" not in right


def test_what_hangs_on_a_table_is_said_once(app: Flask) -> None:
    with app.test_request_context():
        html = str(draw(form_of(kept()), Around(asks={"thanh_vien"})))
    assert html.count("data-asks") == 1


def test_every_family_is_found_for_every_class() -> None:
    assert all(drawing.family_of(kind) is family for kind, family in FAMILIES.items())


CHILD = {"name": "nguoi", "type": "person", "label": "Người con", "parts": ["full_name", "citizen_id", "address"]}
FAMILY = samples.form_of(
    {"name": "me", "type": "person", "label": "Người mẹ", "parts": ["full_name", "birth_date", "address"]},
    {
        "name": "con",
        "type": "rows",
        "label": "Các con",
        "required": False,
        "fields": [
            {"name": "nguoi", "type": "person", "label": "Người con", "parts": ["full_name", "citizen_id", "address"]}
        ],
    },
)


def family(typed: dict[str, str], answers: dict[str, Any] | None = None) -> tuple[wtforms.Form, Posted]:
    form = build_form(FAMILY.pages[0], base=wtforms.Form, language="vi")(MultiDict(typed), data=answers or {})
    return form, post(FAMILY, form, answers=answers or {}, situation=SITUATION)


def test_a_block_half_filled_in_is_kept_and_says_what_is_missing_in_its_boxes(app: Flask) -> None:
    form, posted = family({"me-full_name": "Trần Thị Mẹ", "me-birth_date-day": ""})
    assert posted.answers == {"me": {"full_name": "Trần Thị Mẹ"}}
    assert not posted.valid
    assert errors_of(form) == [
        ("Người mẹ: Bạn cần nhập ngày, tháng, năm sinh", "me-birth_date-day"),
        ("Người mẹ: Bạn cần nhập nơi cư trú", "me-address-province"),
    ]
    with app.test_request_context():
        html = str(draw(form))
    assert 'id="me-birth_date-error"' in html
    assert 'value="Trần Thị Mẹ"' in html


def test_a_province_is_chosen_in_a_block_in_a_row_without_script(app: Flask) -> None:
    typed = {
        "con-0-nguoi-full_name": "Trần Con",
        "con-0-nguoi-address-province": "01",
        "con-0-nguoi-address-choose": "1",
    }
    form, posted = family(typed)
    assert (posted.valid, posted.stay) == (False, True)
    with app.test_request_context():
        html = str(draw(form))
    assert "Phường Ba Đình" in html
    assert 'name="con-0-nguoi-address-commune"' in html
    assert "error" not in html


def test_a_number_that_gives_another_birth_is_told_in_its_box_of_its_row() -> None:
    home = {"province": "01", "commune": "00004", "detail": "x"}
    typed = {f"con-0-nguoi-address-{part}": text for part, text in home.items()}
    form, _ = family({**typed, "con-0-nguoi-full_name": "Trần Con", "con-0-nguoi-citizen_id": "001299012345"})
    said = {target: words for words, target in errors_of(form)}
    assert said["con-0-nguoi-citizen_id"].startswith("Dòng 1: Người con: Số định danh cá nhân cho năm")


def test_a_row_shows_the_cells_that_it_asks_and_asks_again_when_they_change(app: Flask) -> None:
    columns = [
        {"name": "co", "type": "yes_no", "label": "Có không?"},
        {"name": "gi", "type": "text", "label": "Cái gì", "when": "co && so > 1"},
    ]
    fields = [
        {"name": "so", "type": "integer", "label": "Số"},
        {"name": "bang", "type": "rows", "label": "Bảng", "fields": columns},
    ]
    spec, problems = parse_form([{"page": "p", "title": "P", "fields": fields}], situation={})
    assert spec is not None, problems
    page, kept = spec.pages[0], {"so": 2, "bang": [{"_id": "1", "co": True}, {"_id": "2", "co": False}]}
    with app.test_request_context():
        for number, shown in ((2, True), (1, False)):
            visible = visible_fields(spec, {**kept, "so": number}, {})
            form = build_form(page, base=wtforms.Form, language="vi")(data=visible.answers)
            html = str(draw(form, Around(asks=asking_fields(page), values=visible.values)))
            assert ('name="bang-0-gi"' in html) is shown
            assert 'name="bang-1-gi"' not in html
            assert 'id="bang" tabindex="-1" data-asks' in html
