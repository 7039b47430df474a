"""The shipped packs: sound, faithful to their own cases, complete in both languages, and never edited once locked."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.answers import visible_fields
from forms.defaults import standing
from forms.fields import REGISTRY
from forms.fields.lists import listed
from forms.spec import FieldSpec
from procedures import catalogue
from procedures.cases.running import run_case
from procedures.definition import FeeDue, Procedure
from procedures.level import FULL, level_of
from procedures.reading.yaml_text import read_yaml
from procedures.situation import Situation
from tests.shipped import cases, loaded, sound

SHIPPED = catalogue.shipped()
PROCEDURES = {one.name: loaded(one.path) for one in SHIPPED}
CASES = [(one.name, case) for one in SHIPPED for case in cases(one.path)]


@pytest.fixture(params=list(PROCEDURES))
def procedure(request: pytest.FixtureRequest) -> Procedure:
    read = PROCEDURES[request.param]
    assert read.procedure is not None, "\n".join(map(str, read.findings))
    return read.procedure


def test_there_are_three_and_more_may_come() -> None:
    assert len(SHIPPED) >= 3


def test_each_pack_is_sound_and_lies_where_it_says(procedure: Procedure) -> None:
    name = f"{procedure.sector}/{procedure.code}/v{procedure.version}"
    assert PROCEDURES[name].findings == ()
    assert level_of(procedure).name == FULL or procedure.partial_reason


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}/{case.file}" for name, case in CASES])
def test_golden_case(name: str, case: Any) -> None:
    procedure = PROCEDURES[name].procedure
    assert procedure is not None
    assert [str(one) for one in run_case(procedure, case).findings] == []


def test_whoever_publishes_is_told_that_no_rule_about_giving_fees_back_was_found(procedure: Procedure) -> None:
    told = [one for one in procedure.uncertain if one.where == "Hoàn phí, lệ phí"]
    assert len(told) == bool(procedure.fees)


def test_each_pack_has_cases_for_what_can_go_otherwise(procedure: Procedure) -> None:
    cases = [case for name, case in CASES if name.split("/")[1] == procedure.code]
    assert len(cases) >= 6
    papers = {paper for case in cases for paper in case.expected.get("papers", [])}
    assert {"receipt", "result", "refusal", "supplement"} <= papers
    at_filing = [fee for fee in procedure.fees if fee.due is FeeDue.BEFORE_ACCEPTANCE]
    changes = any(fee.reductions or fee.amount.reads for fee in at_filing)
    assert len({case.expected["total"] for case in cases if "total" in case.expected}) >= 1 + changes
    reached = {step for case in cases for step in case.expected.get("path", [])}
    assert reached == {*procedure.workflow.steps, *procedure.workflow.ends}


def test_each_field_cites_the_line_of_the_legal_form(procedure: Procedure) -> None:
    assert [field.name for field in _fields(procedure) if field.law is None] == []


def test_each_document_fee_and_limit_cites_the_law(procedure: Procedure) -> None:
    assert procedure.time_limit.law
    assert procedure.result.law
    assert all(fee.law for fee in procedure.fees)
    assert all(document.law for document in procedure.documents)
    assert procedure.uncertain


def test_everything_a_person_reads_is_there_in_both_languages(procedure: Procedure) -> None:
    texts = [
        procedure.title,
        procedure.result.title,
        *(page.title for page in procedure.form.pages),
        *(field.label for field in _fields(procedure)),
        *(option.text for field in _fields(procedure) for option in getattr(field.options, "options", ())),
        *(block.say for block in procedure.form.blocks),
        *(document.title for document in procedure.documents),
        *(fee.title for fee in procedure.fees),
        *(step.title for step in procedure.workflow.steps.values()),
        *(action.title for step in procedure.workflow.steps.values() for action in step.actions.values()),
        *procedure.description.how,
    ]
    groups = re.compile(r"dan_toc")
    names = {id(o.text) for f in _fields(procedure) if groups.match(f.name) for o in getattr(f.options, "options", ())}
    assert [text["vi"] for text in texts if "en" not in text and id(text) not in names] == []


def test_the_order_of_officers_is_that_of_the_one_stop_mechanism(procedure: Procedure) -> None:
    assert procedure.workflow.steps[procedure.workflow.start].role == "receptionist"
    signing = [
        (step.role, action.sign) for step in procedure.workflow.steps.values() for action in step.actions.values()
    ]
    assert ("leader", "personal") in signing
    assert ("clerk", "agency") in signing


def test_what_is_published_is_never_edited() -> None:
    assert catalogue.differing() == []


def test_the_lock_notices_a_change_a_new_version_and_a_lost_one(tmp_path: Path) -> None:
    folder, lock = tmp_path / "catalogue", tmp_path / "catalogue.lock"
    pack = folder / "ho-tich" / "9.000001" / "v1"
    pack.mkdir(parents=True)
    (pack / "procedure.yaml").write_text("a: 1")
    assert "is not locked" in catalogue.differing(folder, lock)[0]
    assert catalogue.lock_new(folder, lock) == ["ho-tich/9.000001/v1"]
    assert catalogue.differing(folder, lock) == []
    (pack / "procedure.yaml").write_text("a: 2")
    assert "has been changed" in catalogue.differing(folder, lock)[0]
    assert catalogue.lock_new(folder, lock) == []
    (pack / "procedure.yaml").unlink()
    pack.rmdir()
    assert "is gone" in catalogue.differing(folder, lock)[0]


def test_no_code_of_a_procedure_stands_in_python() -> None:
    packages = [Path(catalogue.__file__).parents[1] / name for name in ("forms", "workflows", "procedures", "portal")]
    code = re.compile(r"\b\d\.\d{6}\b")
    found = [path.name for package in packages for path in package.rglob("*.py") if code.search(path.read_text())]
    assert found == []


def test_yaml_of_packs_and_cases_has_no_key_twice(procedure: Procedure) -> None:
    for name, content in procedure.files.items():
        if name.endswith(".yaml"):
            assert read_yaml(content, name)[1] == []


def _fields(procedure: Procedure) -> Iterator[FieldSpec]:
    forms: Mapping[str, tuple[FieldSpec, ...]] = procedure.task_forms
    for field in [*procedure.form.fields(), *(one for fields in forms.values() for one in fields)]:
        if REGISTRY[field.type].asked:
            yield field
            yield from field.fields


@pytest.mark.parametrize("pack", [one.path for one in catalogue.shipped()], ids=lambda path: path.parent.name)
def test_whatever_a_shipped_pack_says_it_says_in_english_too(pack: Path) -> None:
    procedure = sound(pack)
    parts = (procedure.form, procedure.documents, procedure.fees, procedure.workflow, procedure.task_forms)
    told = (procedure.title, procedure.description, procedure.result, procedure.filed_form, procedure.partial_reason)
    # Ethnic groups are called the same in every language, and laws stay as they were passed.
    names = {one["vi"] for one in listed("ethnic_groups").values()}
    assert [text["vi"] for text in _texts((parts, told)) if "en" not in text and text["vi"] not in names] == []


def _texts(value: object) -> Iterator[Mapping[str, str]]:
    if isinstance(value, Mapping) and isinstance(value.get("vi"), str):
        yield value
        return
    if dataclasses.is_dataclass(value):
        value = [getattr(value, one.name) for one in dataclasses.fields(value) if one.name != "law"]
    inside = value.values() if isinstance(value, Mapping) else value
    for part in inside if isinstance(inside, Iterable) and not isinstance(inside, str | bytes) else ():
        yield from _texts(part)


@pytest.mark.parametrize(
    ("who", "asked_anew"), [("me", {"me": False, "cha": True}), ("cha", {"me": True, "cha": False})]
)
def test_a_parent_who_registers_a_birth_need_not_write_their_own_name_again(
    who: str, asked_anew: dict[str, bool]
) -> None:
    birth = next(one.procedure for one in PROCEDURES.values() if one.procedure and one.procedure.code == "1.001193")
    answers = {
        "ho_ten": "Nguyễn Thị Lan Anh",
        "so_dinh_danh": "001195999101",
        "quan_he": who,
        "truong_hop": "co_cha_me",
    }
    situation = Situation("online", date(2026, 11, 27), 600, filed_on_behalf=False).values()
    for parent, empty in asked_anew.items():
        page = birth.form.page(f"nguoi_{parent}")
        stands = standing(birth.form, page, visible_fields(birth.form, answers, situation), situation).answers
        assert stands.get(f"ho_ten_{parent}") == (None if empty else answers["ho_ten"])
        assert stands.get(f"so_dinh_danh_{parent}") == (None if empty else answers["so_dinh_danh"])
