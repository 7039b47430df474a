"""Others are asked, answer, are reminded and counted; the clock, the papers and the evidence say the same."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.models import (
    Attachment,
    DeadlineEntry,
    Dossier,
    DossierEvent,
    EventPayload,
    Paper,
    Person,
    Supplement,
    Task,
)
from portal.papers.opinions import Opinion, OpinionRequest
from portal.services import (
    deadlines,
    evidence_check,
    lookups,
    opinion_counting,
    opinion_lists,
    opinion_rounds,
    paper_values,
    processing,
    standing,
    withdrawing,
)
from portal.services.definitions import procedure_of
from portal.services.facts_held import held_facts
from portal.services.opinion_giving import OpinionRefusedError
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError, NotFoundError, UploadRefusedError
from portal.services.tasks import open_tasks
from portal.storage.base import Storage
from portal.storage.folder import FolderStorage
from tests.factories import MORNING, as_actor, make_officer, some_pdf
from tests.portal.services.asking_house import House, asked, dismiss, in_progress, make_house, round_of, say, slips_of
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_life import take


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path)


def step_of(session: Session, dossier: Dossier) -> str:
    query = select(Task.step).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None))
    return session.scalars(query).one()


def told(session: Session, dossier: Dossier, kind: str) -> list[dict[str, Any]]:
    query = select(EventPayload.payload).join(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
    rows = session.scalars(query.where(DossierEvent.kind == kind).order_by(DossierEvent.seq))
    return [json.loads(row or b"") for row in rows]


def everybody(house: House) -> list[Any]:
    return [house.chief, house.officers["department_head"], *house.members]


def test_everybody_is_asked_at_once_and_the_clock_stands_still(session: Session, house: House) -> None:
    dossier = asked(session, house)
    row, slips = round_of(session, dossier), slips_of(session, dossier)
    assert step_of(session, dossier) == "y_kien"
    assert (row.due_date, row.clock, row.silence, row.law) == (
        date(2026, 12, 1), "pause", "dong_y", "Luật thử nghiệm, Điều 5"
    )  # fmt: skip
    assert house.police is not None
    assert [(one.name, one.asked_agency_id, one.role, one.officer_id) for one in slips] == [
        ("pccc", house.police.id, "leader", None),
        ("department_head", house.agency.id, "department_head", None),
        *[("hoi_dong", house.agency.id, "hoi_dong", one.id) for one in house.members],
    ]
    assert (dossier.due_at, dossier.promised_date) == (None, None)
    entry = session.scalars(select(DeadlineEntry).order_by(DeadlineEntry.number.desc())).first()
    assert entry is not None
    assert (entry.kind, entry.reason, entry.legal_basis) == ("pause", "opinions", "Luật thử nghiệm, Điều 5")
    (event,) = told(session, dossier, "opinions_asked")
    assert event["to"] == ["Phòng Cảnh sát PCCC", "Phòng Quy hoạch", *(one.full_name for one in house.members)]
    (paper,) = session.scalars(select(Paper).where(Paper.kind == "opinion_request"))
    content = paper_values.of_paper(session, paper)
    assert isinstance(content.slip, OpinionRequest)
    assert (content.slip.until, content.slip.about) == (date(2026, 12, 1), ("Tờ khai", "Giấy tờ chứng minh"))
    assert (paper.number, content.agency.name) == ("1/2026", house.agency.name)
    with pytest.raises(NotFoundError):
        lookups.own_paper(session, paper.id, dossier.applicant_id)


def test_the_last_answer_is_counted_at_once(session: Session, house: House, storage: Storage) -> None:
    dossier = asked(session, house)
    at = hour(25, "09:00")
    for slip, officer, answer in zip(
        slips_of(session, dossier), everybody(house), ["dong_y", "khong_dong_y", "y_kien_khac", "dong_y", "dong_y"],
        strict=True,
    ):  # fmt: skip
        assert step_of(session, dossier) == "y_kien"
        say(session, storage, slip.id, house.speaks(session, officer), answer, at, sent=(some_pdf().read(),))
    row = round_of(session, dossier)
    assert (row.outcome, row.closed_at, step_of(session, dossier)) == ("passed", at, "ky")
    assert row.tally == {
        "counts": {"dong_y": 3, "khong_dong_y": 1, "y_kien_khac": 1}, "asked": 5, "answered": 5, "silent": 0
    }  # fmt: skip
    # Two working days passed while the clock stood still.
    assert dossier.promised_date == date(2026, 11, 30)
    why = deadlines.explanation(session, dossier, procedure_of(session, dossier.version_id), "vi")
    assert any("chờ ý kiến của cơ quan, đơn vị được hỏi" in one and "Luật thử nghiệm, Điều 5" in one for one in why)
    papers = session.scalars(select(Paper).where(Paper.kind == "opinion").order_by(Paper.made_at, Paper.id)).all()
    assert [paper.details["personal"] for paper in papers] == [False, True, True, True, True]
    first = paper_values.of_paper(session, papers[0])
    assert isinstance(first.slip, Opinion)
    assert (first.agency.name, first.slip.answer, first.slip.asking) == (
        "Phòng Cảnh sát PCCC", "Đồng ý", house.agency.name
    )  # fmt: skip
    assert [len(one["files"]) for one in told(session, dossier, "opinion_given")] == [1] * 5
    # What they sent is neither a document of the dossier nor to be checked by the desk.
    assert session.scalar(select(func.count()).where(Attachment.slip_id.is_not(None))) == 5
    assert set(standing.document_verdicts(session, dossier)) == {"giay_to"}
    assert evidence_check.check(session).broken == ()


def test_silence_counts_as_the_law_has_it_once(session: Session, house: House, storage: Storage) -> None:
    dossier = asked(session, house)
    police, *_ = slips_of(session, dossier)
    assert house.chief is not None
    say(session, storage, police.id, house.speaks(session, house.chief), "dong_y", hour(25, "09:00"))
    row, over = round_of(session, dossier), hour(32, "07:00")
    assert opinion_counting.due(session, hour(31, "16:00")) == []
    assert opinion_counting.settle(session, row.id, at=hour(31, "16:00")) is False
    assert opinion_counting.due(session, over) == [row.id]
    assert opinion_counting.settle(session, row.id, at=over)
    # A worker that was killed behind the commit does it again.
    assert opinion_counting.settle(session, row.id, at=over) is False
    assert opinion_counting.due(session, over) == []
    (counted,) = told(session, dossier, "opinions_counted")
    assert (counted["outcome"], counted["answered"], len(counted["unanswered"])) == ("passed", 1, 4)
    assert counted["counts"] == {"dong_y": 5, "khong_dong_y": 0, "y_kien_khac": 0}
    assert (step_of(session, dossier), [one.answer for one in slips_of(session, dossier)][1:]) == ("ky", [None] * 4)


def test_what_comes_late_is_kept_and_changes_nothing(session: Session, house: House, storage: Storage) -> None:
    dossier = asked(session, house)
    opinion_counting.settle(session, round_of(session, dossier).id, at=hour(32, "07:00"))
    before, step = round_of(session, dossier).tally, step_of(session, dossier)
    slip = slips_of(session, dossier)[0]
    assert house.chief is not None
    late = say(session, storage, slip.id, house.speaks(session, house.chief), "khong_dong_y", hour(32, "08:00"))
    assert (late.late, round_of(session, dossier).tally, step_of(session, dossier)) == (True, before, step)
    assert told(session, dossier, "opinion_given")[-1]["late"] is True
    # Nobody waits for the others any more once the dossier has ended.
    head = house.actor(session, "department_head")
    assert [one.code for one in opinion_lists.waiting(session, head).rows] == [dossier.code]
    applicant = as_actor(session.get_one(Person, dossier.applicant_id))
    withdrawing.withdraw(session, dossier, actor=applicant, at=hour(33), reason=None)
    assert opinion_lists.waiting(session, head).rows == ()


def test_opinions_that_do_not_pass_go_the_other_way_and_may_be_asked_again(
    session: Session, house: House, storage: Storage
) -> None:
    dossier = asked(session, house)
    for slip, officer in zip(slips_of(session, dossier), everybody(house), strict=True):
        say(session, storage, slip.id, house.speaks(session, officer), "khong_dong_y")
    assert (round_of(session, dossier).outcome, step_of(session, dossier)) == ("failed", "tham_dinh")
    take(session, house, dossier, "case_officer", "hoi")
    assert (round_of(session, dossier).number, step_of(session, dossier)) == (2, "y_kien")
    assert dossier.promised_date is None


def test_nobody_answers_who_may_not(session: Session, house: House, storage: Storage) -> None:
    dossier = asked(session, house)
    police, _department, member, *_ = slips_of(session, dossier)
    assert house.chief is not None
    chief = house.speaks(session, house.chief)
    stranger = house.speaks(session, make_officer(session, house.agency, "hoi_dong", username="dung"))
    for slip, actor in ((police, house.actor(session, "leader")), (member, chief), (member, stranger)):
        with pytest.raises(NotFoundError):
            say(session, storage, slip.id, actor)
    for answer, words, why in (
        ("co_le", "", "answer"),
        ("khong_dong_y", "  ", "no_text"),
        ("dong_y", "x" * 5001, "too_long"),
    ):
        with pytest.raises(OpinionRefusedError) as refused:
            say(session, storage, police.id, chief, answer, words=words)
        assert refused.value.why == why
    for sent in ((b"MZ\x90\x00 a program",), (some_pdf().read(),) * 6):
        with pytest.raises(UploadRefusedError):
            say(session, storage, police.id, chief, sent=sent)
    assert told(session, dossier, "opinion_given") == []
    say(session, storage, police.id, chief)
    with pytest.raises(OpinionRefusedError) as again:
        say(session, storage, police.id, chief, "khong_dong_y")
    assert again.value.why == "answered"
    # The role of a member ended a second ago.
    dismiss(session, house.members[0], MORNING + timedelta(minutes=1))
    gone = house.speaks(session, house.members[0], MORNING + timedelta(minutes=1, seconds=1))
    with pytest.raises(NotFoundError):
        say(session, storage, member.id, gone)


def test_what_is_asked_ends_with_the_dossier_and_with_its_step(
    session: Session, house: House, storage: Storage
) -> None:
    dossier = asked(session, house)
    take(session, house, dossier, "case_officer", "thu_hoi", hour(24, "08:00"), reasons=("Hỏi nhầm",))
    row = round_of(session, dossier)
    assert (row.outcome, step_of(session, dossier)) == ("withdrawn", "tham_dinh")
    # The clock runs again, and the day that did not count is given back.
    assert dossier.promised_date == date(2026, 11, 27)
    assert opinion_counting.settle(session, row.id, at=hour(40)) is False
    take(session, house, dossier, "case_officer", "hoi", hour(24, "09:00"))
    applicant = as_actor(session.get_one(Person, dossier.applicant_id))
    withdrawing.withdraw(session, dossier, actor=applicant, at=hour(24, "10:00"), reason=None)
    police = slips_of(session, dossier)[0]
    assert house.chief is not None
    with pytest.raises(OpinionRefusedError) as refused:
        say(session, storage, police.id, house.speaks(session, house.chief))
    assert refused.value.why == "withdrawn"
    assert len(told(session, dossier, "opinions_withdrawn")) == 2


def test_the_clock_runs_again_only_when_nothing_else_holds_it(session: Session, house: House, storage: Storage) -> None:
    dossier = in_progress(session, house)
    due = hour(40).date()
    take(session, house, dossier, "case_officer", "hoan_thien", reasons=("Thiếu",), items=(ITEM,), due_date=due)
    # As where a sister branch asked: a step is not left while its own request waits.
    other = select(Task.id).where(Task.dossier_id == dossier.id, Task.closed_at.is_not(None)).limit(1)
    session.execute(update(Supplement).values(task_id=session.scalar(other)))
    take(session, house, dossier, "case_officer", "hoi")
    opinion_counting.settle(session, round_of(session, dossier).id, at=hour(32))
    assert dossier.due_at is None
    kinds = session.scalars(select(DeadlineEntry.kind).order_by(DeadlineEntry.number)).all()
    assert kinds == ["start", "pause", "pause", "resume"]


def test_reminded_once_in_the_morning_before(session: Session, house: House) -> None:
    dossier = asked(session, house)
    row = round_of(session, dossier)
    assert row.remind_at == hour(30, "08:00")
    assert opinion_counting.to_remind(session, hour(30, "07:59")) == []
    assert opinion_counting.to_remind(session, hour(30, "08:00")) == [row.id]
    for _ in range(2):
        opinion_counting.remind(session, row.id, at=hour(30, "08:01"))
    (event,) = told(session, dossier, "opinions_reminded")
    assert len(event["waiting"]) == 5
    assert opinion_counting.to_remind(session, hour(30, "08:10")) == []


@pytest.mark.parametrize("overlay", [{}, {"agencies": {"pccc": "H99.00"}}])
def test_a_step_that_does_not_know_whom_to_ask_is_not_entered(session: Session, overlay: dict[str, Any]) -> None:
    house = make_house(session, overlay)
    dossier = in_progress(session, house)
    with pytest.raises(ActionNotAllowedError) as refused, session.begin_nested():
        take(session, house, dossier, "case_officer", "hoi")
    assert (refused.value.why, refused.value.missing) == ("nobody_to_ask", ("Cảnh sát PCCC",))


def test_a_council_without_members_is_not_asked(session: Session, house: House) -> None:
    for member in house.members:
        dismiss(session, member, MORNING)
    dossier = in_progress(session, house)
    with pytest.raises(ActionNotAllowedError) as refused, session.begin_nested():
        take(session, house, dossier, "case_officer", "hoi", MORNING + timedelta(minutes=1))
    assert refused.value.missing == ("Hội đồng xét",)


def test_a_procedure_that_never_asks_costs_no_statement(session: Session, house: House) -> None:
    dossier = in_progress(session, house)
    procedure = procedure_of(session, dossier.version_id)
    assert "opinions_settled" in opinion_rounds.facts(session, dossier, procedure)
    assert "opinions_settled" in held_facts(session, dossier, procedure)
    asked_now = asked(session, house, 2)
    assert "opinions_settled" not in held_facts(session, asked_now, procedure)


def test_a_branch_asks_and_is_given_up_with_its_slips(session: Session, house: House, storage: Storage) -> None:
    answered, given_up = in_progress(session, house, 1), in_progress(session, house, 2)
    for dossier in (answered, given_up):
        take(session, house, dossier, "case_officer", "re")
        assert dossier.promised_date is None
    assert house.chief is not None
    (slip,) = slips_of(session, answered)
    say(session, storage, slip.id, house.speaks(session, house.chief))
    assert step_of(session, answered) == "ky"
    # The other branch is through first, so nobody waits for the police any more, and the clock goes on.
    task = next(one for one in open_tasks(session, given_up.id) if one.step == "kiem_tra")
    seen, officer = given_up.lock_version, house.actor(session, "case_officer")
    request = Request("dat")
    processing.take_action(session, given_up.id, task.id, request, actor=officer, at=hour(25), seen_version=seen)
    assert (step_of(session, given_up), round_of(session, given_up).outcome) == ("ky", "withdrawn")
    assert given_up.promised_date == date(2026, 11, 30)
    with pytest.raises(OpinionRefusedError):
        say(session, storage, slips_of(session, given_up)[0].id, house.speaks(session, house.chief))
