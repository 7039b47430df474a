"""The results of the shipped packs, rendered by the templates of production for every golden case."""

import re
from typing import Any

import pytest

from forms.answers import to_json, visible_fields
from portal.papers.templating import render_html
from portal.papers.values import Agency, Dossier, PaperValues, Registration
from portal.services.paper_values import shown_answers
from procedures import catalogue
from procedures.definition import Procedure
from tests.shipped import cases, sound

PROCEDURES = [sound(one.path) for one in catalogue.shipped()]
CASES = [
    (sound(one.path), case)
    for one in catalogue.shipped()
    for case in cases(one.path)
    if not {"stopped", "missing", "invalid", "lacking"} & case.expected.keys()
]


def rendered(procedure: Procedure, answers: dict[str, Any]) -> str:
    values = PaperValues(
        agency=Agency(name="UBND phường Ba Đình", place="Ba Đình"),
        result=Registration(procedure.result.title["vi"], "01/2026"),
        dossier=Dossier("H26-1", "Thủ tục", "Nguyễn Văn An", "Nguyễn Văn An"),
        answers=answers,
    )
    context = {**values.context(), "open_fields": frozenset(), "qr": None, "created": None}
    return render_html(procedure.result.template, context, pack=procedure.files)


@pytest.mark.parametrize(("procedure", "case"), CASES, ids=[f"{one.code}/{case.file}" for one, case in CASES])
def test_each_case_gives_a_result_that_names_its_owner(procedure: Procedure, case: Any) -> None:
    answers = visible_fields(procedure.form, case.answers, case.filing.situation.values()).answers
    html = rendered(procedure, shown_answers(procedure.form, to_json(procedure.form, answers)))
    owner = case.answers[procedure.owner["name"]]
    assert owner in html or owner.upper() in html
    body = re.sub(r"<[^>]+>", " ", html)
    assert "None" not in body
    assert "Undefined" not in body


def test_what_the_officer_read_in_the_register_counts_more_than_what_was_declared() -> None:
    procedure = next(one for one in PROCEDURES if "so_trong_so" in str(one.task_forms))
    declared = {"so_dang_ky": "11", "loai_viec": "Trích lục khai sinh (bản sao)"}
    assert "<b>11</b>" in rendered(procedure, declared)
    assert "<b>77</b>" in rendered(procedure, declared | {"so_trong_so": "77"})


def test_each_kind_of_event_has_a_title_of_its_own() -> None:
    procedure = next(one for one in PROCEDURES if "loai_viec" in one.form.by_name)
    options: Any = procedure.form.by_name["loai_viec"].options
    blocked = "nuoi_con_nuoi"
    for option in options.options:
        if option.code != blocked:
            html = rendered(procedure, {"loai_viec": option.text["vi"]})
            title = re.search(r'<h1 class="title">([^<]+)</h1>', html)
            assert title is not None
            assert title[1] != procedure.result.title["vi"], option.code


def test_tables_show_their_rows_by_column() -> None:
    procedure = next(one for one in PROCEDURES if "nganh" in one.form.by_name)
    rows = [{"_id": "r0", "ten_nganh": "Bán lẻ", "ma_nganh": "4721", "nganh_chinh": True}]
    html = rendered(procedure, shown_answers(procedure.form, {"nganh": rows}))
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", html)
    assert cells == ["1", "Bán lẻ", "4721", "Có"]
