"""The form as filed: every answer in words, every file by its hash, in the layout that its pack names."""

import html
import io
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.answers import Shown, from_json, to_json, to_words
from portal.jobs.filed_forms import rendered
from portal.models import Agency, AnswerSet, Dossier, Person
from portal.papers import values
from portal.papers.pdf import render_paper
from portal.papers.templating import render_html
from portal.services import drafts, evidence_check, filed_forms, filing, issuing, paper_values, verification
from portal.services.answer_sets import Filed, file_answers
from portal.services.definitions import procedure_of
from portal.services.filed_form_samples import Sample, filed_form_sample
from portal.services.pressing import Pressed
from procedures import catalogue
from procedures.cases.spec import Case
from procedures.definition import Procedure
from procedures.specimens import LENGTHS, filled_in
from tests.factories import CODE, MORNING, as_actor, attach, make_person, make_world, submit
from tests.shipped import cases, sound

OBSTACLES = {"stopped", "missing", "invalid", "lacking"}


def two_of(pack: Path) -> tuple[str, str]:
    """Return the numbers of two golden cases that can be filed: the first, and one in which much goes otherwise."""
    filed = [case for case in cases(pack) if not OBSTACLES & case.expected.keys()]
    first, *others = (Path(case.file).name[:2] for case in filed)
    return first, next(number for number in others if number >= "08")


SHIPPED = {f"{one.code}/{file}": (one.path, file) for one in catalogue.shipped() for file in two_of(one.path)}


def filed(session: Session, pack: Path, number: str) -> Dossier:
    """File what the golden case of this number tells, and every document that it hands in."""
    procedure = sound(pack)
    case = next(one for one in cases(pack) if Path(one.file).name.startswith(number))
    at = case.filing.at.astimezone(UTC)
    world, person = make_world(session, pack), make_person(session, name="Trần Đức Lương")
    draft = drafts.start(session, person, world.offer, at=at, filed_on_behalf=case.filing.situation.filed_on_behalf)
    draft.answers = to_json(procedure.form, case.answers)
    for document in case.documents:
        for _file in range(procedure.document(document).min):
            attach(session, draft, document, at)
    session.flush()
    return filing.submit(session, draft, person=person, actor=as_actor(person), at=at, code_pattern=CODE)


def pressed(session: Session, dossier: Dossier) -> tuple[AnswerSet, bytes]:
    """Return the newest answer set and its paper, as the worker renders it."""
    query = select(AnswerSet).where(AnswerSet.dossier_id == dossier.id).order_by(AnswerSet.number.desc()).limit(1)
    answer_set = session.scalars(query).one()
    wanted = filed_forms.printing(session, answer_set.id, 2)
    assert wanted is not None
    return answer_set, rendered(wanted)


def words_of(pdf: bytes) -> str:
    """Return the letters of a PDF without any white space: lines are broken where they are full."""
    found = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return close(found.stdout.decode())


def close(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(("pack", "number"), SHIPPED.values(), ids=list(SHIPPED))
def test_each_shipped_form_is_printed_whole(session: Session, pack: Path, number: str, tmp_path: Path) -> None:
    dossier = filed(session, pack, number)
    answer_set, pdf = pressed(session, dossier)
    (tmp_path / "form.pdf").write_bytes(pdf)
    procedure = procedure_of(session, dossier.version_id)
    assert procedure.filed_form is not None
    words = words_of(pdf)
    for one in to_words(procedure.form, from_json(procedure.form, answer_set.answers), "vi"):
        if one.name in procedure.filed_form.not_printed:
            continue
        for said in printed_of(one):
            expected = one.label if one.type == "declaration" else said
            assert close(expected).rstrip(".").casefold() in words.casefold(), (one.name, expected)
    for said in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Kính gửi", "Trần Đức Lương", "mức độ 02", answer_set.sha256):
        assert close(said) in words, said
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata(set_pikepdf_as_editor=False) as described:
        assert (described["pdfaid:part"], described["pdfaid:conformance"]) == ("3", "U")
        assert "/AcroForm" not in opened.Root


CASES = [(one.path, case) for one in catalogue.shipped() for case in cases(one.path)]


@pytest.mark.parametrize(("pack", "case"), CASES, ids=[f"{pack.parent.name}/{case.file[6:]}" for pack, case in CASES])
def test_no_answer_of_a_golden_case_is_missing_on_its_layout(pack: Path, case: Case) -> None:
    """What a branch of the layout hides is found here: the check only sees that there is a branch that shows it."""
    procedure = sound(pack)
    page = close(printed_words(procedure, to_json(procedure.form, case.answers))).casefold()
    assert procedure.filed_form is not None
    for one in to_words(procedure.form, case.answers, "vi"):
        if one.name not in procedure.filed_form.not_printed:
            for said in printed_of(one):
                expected = one.label if one.type == "declaration" else said
                assert close(expected).rstrip(".").casefold() in page, (one.name, expected)


@pytest.mark.parametrize("pack", [one.path for one in catalogue.shipped()], ids=lambda path: path.parent.name)
def test_made_up_answers_fill_every_shipped_form(pack: Path) -> None:
    form = sound(pack).form
    short, long = (filled_in(form, length) for length in LENGTHS)
    for made in (short, long):
        assert to_json(form, from_json(form, made, strict=True)) == made
        # What has to match a pattern, alone or in a row, no rule makes up: a golden case holds it.
        assert {one.name for one in form.fields() if one.type not in ("text", "rows")} <= set(made)
    assert len(str(long)) > len(str(short)) + 500


def printed_of(one: Shown) -> list[str]:
    """Return what a layout prints of an answer: its words, the cells of a table, or the boxes of a block."""
    if one.lines:
        return [cell for line in one.lines for cell in line]
    return [box.partition(": ")[2] or box for box in one.value.splitlines()] if "\n" in one.value else [one.value]


def printed_words(procedure: Procedure, answers: Mapping[str, Any]) -> str:
    """Return the words of the form as filed, as its layout prints them."""
    agency = Agency(code="H26.101", name="Ủy ban nhân dân phường Thử", place="Thử")
    sample = Sample(procedure, agency, values.Agency(agency.name, agency.place), answers, MORNING)
    context = {**filed_form_sample(sample).context(), "open_fields": (), "qr": None, "created": None}
    page = render_html(filed_forms.layout_of(procedure), context, pack=procedure.files)
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_it_is_kept_once_and_vouched_for_by_no_agency(session: Session) -> None:
    dossier = submit(session, make_world(session), make_person(session))
    answer_set, _pdf = pressed(session, dossier)
    for _run in range(2):
        filed_forms.keep(session, answer_set.id, Pressed("a" * 64, 5), at=MORNING)
    (paper,) = issuing.papers_of(session, dossier)
    assert (paper.kind, paper.title, paper.sha256, paper.number) == ("filed_form", "Tờ khai", "a" * 64, None)
    assert filed_forms.printing(session, answer_set.id, 2) is None
    assert verification.verify(session, paper.verify_token) is None
    assert verification.known_file(session, "a" * 64) is None
    assert evidence_check.check(session).broken == ()


def supplemented(session: Session, dossier: Dossier, person: Person) -> AnswerSet:
    """File other answers as a supplement does."""
    answer_set = file_answers(
        session,
        dossier,
        procedure_of(session, dossier.version_id),
        Filed({"ho_ten": "Nguyễn Thị Thử", "so_ban": 7}, {}, ()),
        number=2,
        actor=as_actor(person),
        at=MORNING,
    )
    session.flush()
    return answer_set


def test_a_supplement_has_a_form_of_its_own(session: Session) -> None:
    person = make_person(session)
    dossier = submit(session, make_world(session), person)
    first, _pdf = pressed(session, dossier)
    filed_forms.keep(session, first.id, Pressed("a" * 64, 5), at=MORNING)
    supplemented(session, dossier, person)
    second, pdf = pressed(session, dossier)
    assert close("Bổ sung lần 1") in words_of(pdf)
    assert second.sha256 in words_of(pdf)
    assert second.sha256 != first.sha256
    filed_forms.keep(session, second.id, Pressed("b" * 64, 5), at=MORNING)
    assert [paper.sha256[0] for paper in issuing.papers_of(session, dossier) if paper.sha256] == ["a", "b"]


def test_a_layout_that_fails_gives_way_to_the_common_one(session: Session) -> None:
    dossier = filed(session, next(path for name, (path, _) in SHIPPED.items() if name == "1.001193/01"), "01")
    answer_set = session.scalars(select(AnswerSet).where(AnswerSet.dossier_id == dossier.id)).one()
    wanted = filed_forms.printing(session, answer_set.id, 1)
    assert wanted is not None
    assert wanted.template == "filed_form.html"
    assert close("Đề nghị cơ quan đăng ký khai sinh cho người dưới đây") in words_of(rendered(wanted))
    broken = dict(wanted.pack) | {wanted.template: b"{{ 1 // (answers.ho_ten | length - answers.ho_ten | length) }}"}
    words = words_of(rendered(replace(wanted, pack=broken)))
    assert close("1. Người đi đăng ký khai sinh") in words
    assert answer_set.sha256 in words


def test_the_receipt_bears_the_hash_of_each_answer_set_and_file(session: Session) -> None:
    person = make_person(session)
    world = make_world(session)
    dossier = submit(session, world, person)
    second = supplemented(session, dossier, person)
    officer = world.actor(session, "receptionist")
    paper = issuing.make_slip(session, dossier, "receipt", actor=officer, at=MORNING, details={})
    values = paper_values.of_paper(session, paper)
    words = words_of(render_paper("papers/receipt.html", values.context(), fields=("officer", "agency")))
    first = session.scalars(select(AnswerSet).where(AnswerSet.dossier_id == dossier.id, AnswerSet.number == 1)).one()
    for said in (f"SHA-256 {first.sha256}", f"SHA-256 {second.sha256}", f"SHA-256 {'0' * 64}", "bổ sung lần 1"):
        assert close(said) in words, said
