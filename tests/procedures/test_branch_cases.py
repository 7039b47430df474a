"""Golden cases act in branches: the shipped ones of the test pack hold, and what is meant must be plain."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from procedures.cases import run_cases
from procedures.definition import Procedure
from procedures.loader import load

PACK = Path(__file__).parent.parent / "packs" / "branches"
CASE = (PACK / "cases" / "01-moi-nhanh-dat.yaml").read_text(encoding="utf-8")


@cache
def procedure() -> Procedure:
    loaded = load(PACK)
    assert loaded.procedure is not None, loaded.findings
    return loaded.procedure


def test_the_cases_of_the_pack_hold() -> None:
    results = run_cases(procedure())
    assert len(results) == 4
    assert [str(one) for result in results for one in result.findings] == []


WRONG = [
    ("refused: not_open", "refused: wrong_role", "'xong' is refused at 'do_ve': not_open"),
    ("step: do_ve", "step: do_vee", "unknown step 'do_vee'"),
    ("open: [da_tra]", "open: [tra]", "open: expected [tra], but it is [da_tra]"),
    ("officer: clerk, takes: xong", "officer: leader, takes: xong", "wrong_role"),
    ("takes: dung", "takes: passed", "unknown action 'passed'"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG, ids=[one[2] for one in WRONG])
def test_what_is_not_so_is_told(old: str, new: str, message: str) -> None:
    assert old in CASE
    files = {**procedure().files, "cases/01-moi-nhanh-dat.yaml": CASE.replace(old, new).encode()}
    found = [one.message for result in run_cases(replace(procedure(), files=files)) for one in result.findings]
    assert any(message in one for one in found), found


def test_an_action_that_several_open_steps_of_a_role_have_names_its_step() -> None:
    files = dict(procedure().files)
    text = files["procedure.yaml"].decode().replace("role: department_head", "role: clerk")
    plain = {name: content for name, content in files.items() if not name.startswith("cases/")}
    loaded = load(plain | {"procedure.yaml": text.encode()})
    assert loaded.procedure is not None
    case = CASE.replace("department_head", "clerk").encode()
    (first,) = run_cases(replace(loaded.procedure, files=plain | {"cases/a.yaml": case}))
    message = "'xong' is offered at do_ve and doi_chieu: say at which with `step: do_ve`"
    assert message in [one.message for one in first.findings]
