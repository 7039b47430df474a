"""Who else has to confirm: read from single fields, from a block, from each row of a table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from forms.answers import visible_fields
from procedures.cases.running import run_cases
from procedures.definition import PartySpec, Procedure
from procedures.loader import load
from procedures.parties import parties_of, spec_of
from procedures.situation import Situation
from procedures.uncomputable import uncomputable
from tests.procedures.samples import CASE, pack, sound

FIELDS = """\
      - {name: ngay, type: date, label: Ngày, required: false}
      - {name: so_chong, type: citizen_id, label: Số của chồng}
      - {name: ten_chong, type: person_name, label: Tên của chồng}
      - {name: dong_so_huu, type: person, parts: [full_name, citizen_id], label: Đồng sở hữu}
      - name: con
        type: rows
        label: Con
        required: false
        fields:
          - {name: ten, type: person_name, label: Tên}
          - {name: so, type: citizen_id, label: Số}
    blocks:"""
OLD = "      - {name: ngay, type: date, label: Ngày, required: false}\n    blocks:"
HUSBAND = "{name: chong, title: Chồng, citizen_id: so_chong, full_name: ten_chong, confirms: [so_chong, so_ban]}"
CO_OWNER = (
    "{name: chu, title: Chủ, citizen_id: dong_so_huu.citizen_id, full_name: dong_so_huu.full_name, when: so_ban > 1}"
)
CHILDREN = "{name: con, title: Con, citizen_id: con.so, full_name: con.ten, confirms: [nguoi]}"
OWN = "001190000001"


def files(*parties: str, **more: str) -> dict[str, bytes]:
    made = pack(OLD, FIELDS, **more)
    made["procedure.yaml"] += f"parties: [{', '.join(parties)}]\n".encode()
    return made


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return sound(files(HUSBAND, CO_OWNER, CHILDREN))


def asked(procedure: Procedure, **answers: Any) -> list[tuple[str, str]]:
    situation = Situation("online", date(2026, 11, 23), 600, filed_on_behalf=False, identity={"citizen_id": OWN})
    return [(one.key, one.number) for one in parties_of(procedure, answers, situation)]


def test_who_is_named_is_asked_and_nobody_else(procedure: Procedure) -> None:
    assert asked(procedure) == []
    assert asked(procedure, so_chong="001090000002") == []
    him = {"so_chong": "001090000002", "ten_chong": "Nguyễn Văn Chồng"}
    assert asked(procedure, **him) == [("chong", "001090000002")]
    block = {"dong_so_huu": {"full_name": "Lê Văn Chủ", "citizen_id": "001090000003"}}
    assert asked(procedure, **block) == []
    assert asked(procedure, so_ban=2, **block) == [("chu", "001090000003")]


def test_each_row_is_a_party_but_the_own_and_nobody_twice(procedure: Procedure) -> None:
    rows = [
        {"_id": "a", "ten": "Con Một", "so": "001210000004"},
        {"_id": "b", "ten": "Chính Tôi", "so": OWN},
        {"_id": "c", "ten": "Con Một", "so": "001210000004"},
        {"_id": "d", "ten": "Chưa Ghi Số"},
        {"_id": "e", "ten": "Con Hai", "so": "001210000005"},
    ]
    assert asked(procedure, con=rows) == [("con.a", "001210000004"), ("con.e", "001210000005")]
    one = spec_of(procedure, "con.a")
    assert one is not None
    assert one.title == {"vi": "Con"}
    assert spec_of(procedure, "ai_do") is None


def test_pages_are_taken_apart(procedure: Procedure) -> None:
    by_name: dict[str, PartySpec] = {one.name: one for one in procedure.parties}
    assert by_name["chong"].confirms == ("so_chong", "so_ban")
    assert by_name["chu"].confirms is None
    assert by_name["con"].confirms == tuple(one.name for one in procedure.form.pages[0].fields)


def test_a_number_that_may_be_left_out_names_nobody_for_sure() -> None:
    loose = FIELDS.replace("label: Số của chồng}", "label: Số của chồng, required: false}")
    made = pack(OLD, loose)
    made["procedure.yaml"] += f"parties: [{HUSBAND}]\n".encode()
    (found,) = load(made).findings
    assert "may be left out, and with it who confirms" in found.message


def test_a_condition_that_fails_stops_the_filing() -> None:
    failing = HUSBAND.replace("confirms:", 'when: "10 / (so_ban - so_ban) > 1", confirms:')
    procedure = sound(files(failing))
    situation = Situation("online", date(2026, 11, 23), 600, filed_on_behalf=False)
    visible = visible_fields(procedure.form, {"so_ban": 2}, situation.values())
    assert [one.place for one in uncomputable(procedure, visible, situation)] == ["chong"]


def test_a_golden_case_says_who_confirms() -> None:
    answers = (
        'so_ban: 2, dien: thuong, so_chong: "001090000002", ten_chong: Nguyễn Văn Chồng, '
        'dong_so_huu: {full_name: Lê Văn Chủ, citizen_id: "001090000003"}'
    )
    case = CASE.replace("so_ban: 2, dien: thuong", answers)
    right = case.replace("  papers:", "  confirms: [Nguyễn Văn Chồng, Lê Văn Chủ]\n  papers:")
    wrong = case.replace("  papers:", "  confirms: [Nguyễn Văn Chồng]\n  papers:")
    (passed,) = run_cases(sound(files(HUSBAND, CO_OWNER, cases__a_dot_yaml=right)))
    assert passed.passed, passed.findings
    (failed,) = run_cases(sound(files(HUSBAND, CO_OWNER, cases__a_dot_yaml=wrong)))
    assert "confirms: expected [Nguyễn Văn Chồng]" in failed.findings[0].message
