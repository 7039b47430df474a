"""Golden cases fail where they should: each expectation that is wrong is told at its line."""

from dataclasses import replace

import pytest

from procedures.cases import run_cases
from procedures.loader import load
from tests.procedures.samples import CASE, YAML, line_of, pack, sound

WRONG = [
    ("pages: [nguoi]", "pages: []", "pages"),
    ("shown: [so_ban]", "shown: [so_ban, khac]", "shown"),
    ("hidden: []", "hidden: [so_ban]", "hidden"),
    ("documents: []\n  fees", "documents: [giay]\n  fees", "documents"),
    ("fees: {phi: 10720}", "fees: {phi: 10721}", "fees"),
    ("total: 10720", "total: 0", "total"),
    ("facts: [truc_tuyen]", "facts: []", "facts"),
    ("path: [tiep_nhan, ky]", "path: [tiep_nhan]", "path"),
    ("statuses: [fee_due, new, processing]", "statuses: [new, processing]", "statuses"),
    ("promised: 2026-11-23", "promised: 2026-11-24", "promised"),
    ("papers: [receipt]", "papers: []", "papers"),
]

HAPPENINGS = [
    ("  - {at: 2026-11-23 09:40, applicant: pays}\n", "", "takes: nhan", "missing_facts (fees_settled)"),
    ("officer: receptionist", "officer: leader", "takes: nhan", "wrong_role"),
    ("takes: nhan", "takes: duyet", "takes: nhan", "unknown_action"),
    ("takes: nhan}", "takes: nhan, refused: missing_facts}", "takes: nhan", "was to be refused"),
    ("applicant: pays", "applicant: supplements", "applicant: pays", "no supplement is asked for"),
    ("so_ban: 2", "so_ban: 3", "filed:", "the filing is not possible: lacking [giay]"),
    ("so_ban: 2, ", "", "filed:", "the filing is not possible: missing [so_ban]"),
    ("so_ban: 2", "so_ban: 9", "filed:", "the filing is not possible: stopped nguoi"),
    ("dien: thuong}", "dien: thuong, ho_tn: x}", "answers:", "no field is called 'ho_tn'"),
    ("dien: thuong}", "dien: khac}", "answers:", "no answer to a choice"),
    ("at: 2026-11-23 09:30", "at: hôm nay", "filed:", "no moment"),
    ("total:", "tatal:", "total:", "unknown key 'tatal'"),
]


def findings(case: str) -> list[tuple[int, str]]:
    procedure = sound()
    (result,) = run_cases(replace(procedure, files={**procedure.files, "cases/a.yaml": case.encode()}))
    return [(one.line, one.message) for one in result.findings]


def test_the_right_case_passes() -> None:
    assert findings(CASE) == []


@pytest.mark.parametrize(("old", "new", "key"), WRONG, ids=[one[2] for one in WRONG])
def test_a_wrong_expectation_is_told_at_its_line(old: str, new: str, key: str) -> None:
    assert old in CASE
    ((line, message),) = findings(CASE.replace(old, new, 1))
    assert message.startswith(f"{key}: expected ")
    assert line == line_of(CASE, f"  {key}: ")


@pytest.mark.parametrize(("old", "new", "where", "message"), HAPPENINGS, ids=[one[3][:30] for one in HAPPENINGS])
def test_what_goes_otherwise_is_told_where_it_happens(old: str, new: str, where: str, message: str) -> None:
    assert old in CASE
    case = CASE.replace(old, new, 1)
    fitting = [line for line, said in findings(case) if message in said]
    assert fitting, findings(case)
    assert abs(fitting[0] - line_of(CASE, where)) <= 1


LATER = """\
case: Lệ phí do cán bộ ghi
filed: {at: 2026-11-23 09:30, channel: online, delivery: online}
answers: {ho_ten: Nguyễn An, so_ban: 2, dien: thuong}
then:
  - {at: 2026-11-23 09:40, applicant: pays}
  - {at: 2026-11-23 10:00, officer: receptionist, takes: nhan}
  - {at: 2026-11-23 14:00, officer: leader, takes: duyet, fills: {tien: 50000}}
  - {at: 2026-11-23 14:30, officer: clerk, takes: phat_hanh, refused: missing_facts}
  - {at: 2026-11-25 09:00, applicant: pays}
  - {at: 2026-11-25 10:00, officer: clerk, takes: phat_hanh}
expect:
  total: 10720
  ordered: {phi: 10720, le_phi: 50000}
  statuses: [fee_due, new, processing, fee_due, processing, returned]
  promised: 2026-11-25
"""


def test_a_fee_that_an_officer_names_is_due_at_its_step_and_stops_the_clock() -> None:
    fee = "  - {id: le_phi, kind: charge, title: Lệ phí, amount: tien, due: at step tra, clock: pause}\ntime_limit:"
    changes = [
        ("time_limit:", fee),
        ("{name: nhan_xet,", "{name: tien, type: money, label: Tiền, law: luat}\n        - {name: nhan_xet,"),
        ("phat_hanh: {to: da_tra,", "phat_hanh: {to: da_tra, needs: [fees_settled],"),
    ]
    text = YAML
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    loaded = load({**pack(), "procedure.yaml": text.encode(), "cases/a.yaml": LATER.encode()})
    assert loaded.procedure is not None, loaded.findings
    (result,) = run_cases(loaded.procedure)
    assert result.findings == ()


def test_a_case_that_cannot_be_read_is_a_finding_of_the_pack() -> None:
    loaded = load(pack(cases__a_dot_yaml=CASE.replace("total:", "tatal:")))
    assert loaded.procedure is None
    assert [one.file for one in loaded.findings] == ["cases/a.yaml"]
