"""The control slip tells the way of a dossier from its tasks and events, and stays with it when it ends."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.models import Dossier, Paper, Task
from portal.papers.judging import genuine
from portal.papers.keys import trusted_roots
from portal.papers.verifying import verify
from portal.parts import Parts
from portal.services import assigning, control_slips, lookups, withdrawing
from portal.services.definitions import procedure_of
from portal.services.handed_over import handings_of
from portal.services.handings import Handing, Timing, timing
from portal.services.refusals import ActionNotAllowedError, NotAllowedError, NotFoundError
from tests.conftest import Database
from tests.factories import CONFIRMATION, MORNING, World, as_actor, make_officer, make_person, make_world, submit
from tests.portal.services.test_life import accept, pay, take
from tests.portal.worker import work

HOUR = timedelta(hours=1)
ASKED = ({"kind": "document", "name": "giay_to", "title": "Giấy tờ", "reason": "Mờ"},)


def timed(folder: Path) -> Path:
    """The pack of the tests, with an inner target of two working hours for the appraisal."""
    for file in CONFIRMATION.iterdir():
        text = file.read_text("utf-8").replace(
            "role: case_officer\n", "role: case_officer\n      within: 2 working hours\n"
        )
        (folder / file.name).write_text(text, "utf-8")
    return folder


def ways(session: Session, dossier: Dossier) -> tuple[Handing, ...]:
    return handings_of(session, dossier, procedure_of(session, dossier.version_id))


def content(session: Session, dossier: Dossier) -> Any:
    paper = control_slips.newest(session, dossier)
    assert paper is not None
    return control_slips.content(session, paper, dossier, procedure_of(session, dossier.version_id))


def task_of(session: Session, dossier: Dossier) -> Task:
    return session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None))).one()


def accepted(session: Session, world: World) -> Dossier:
    dossier = submit(session, world, make_person(session))
    pay(session, dossier)
    accept(session, world, dossier)
    return dossier


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (timedelta(), Timing.ON_TIME),
        (timedelta(microseconds=1), Timing.LATE),
        (-HOUR, Timing.ON_TIME),
        (timedelta(hours=-10), Timing.EARLY),  # 23:00 of the day before, on Vietnam's clock
        (timedelta(hours=-9), Timing.ON_TIME),  # midnight
    ],
)
def test_what_is_done_on_an_earlier_day_of_vietnam_is_early(done: timedelta, expected: Timing) -> None:
    assert timing(MORNING + done, MORNING, MORNING) is expected
    assert timing(None, MORNING, MORNING + done) is (Timing.LATE if done > timedelta() else Timing.RUNNING)


def test_each_handing_says_who_when_and_how_it_kept_both_limits(session: Session, tmp_path: Path) -> None:
    world = make_world(session, timed(tmp_path))
    dossier = accepted(session, world)
    take(session, world, dossier, "case_officer", "trinh", at=MORNING + 3 * HOUR, form={"so_trong_so": "1"})
    take(session, world, dossier, "leader", "tra_lai", at=MORNING + 4 * HOUR, reasons=("Tra lại sổ gốc",))
    desk, appraisal, signing, again = ways(session, dossier)
    assert (desk.giver.name, desk.receiver.name) == ("Nguyễn Thị Thử", "Cán bộ receptionist.h26.101")
    assert (desk.against(desk.target_at, MORNING), desk.against(desk.due_at, MORNING)) == (None, None)
    assert (appraisal.giver, appraisal.given_at) == (desk.receiver, MORNING)
    assert (appraisal.received_at, appraisal.done_at) == (MORNING, MORNING + 3 * HOUR)
    late = MORNING + timedelta(days=9)
    assert appraisal.against(appraisal.target_at, late) is Timing.LATE
    assert appraisal.against(appraisal.due_at, late) is Timing.EARLY
    assert (signing.giver, signing.receiver.name) == (appraisal.receiver, "Cán bộ leader.h26.101")
    assert (again.giver, again.receiver.kind, again.received_at) == (signing.receiver, "role", None)
    assert again.against(again.due_at, MORNING + 4 * HOUR) is Timing.RUNNING
    assert again.against(again.due_at, late) is Timing.LATE
    control_slips.draft(session, dossier, actor=world.actor(session, "leader"), at=MORNING + 4 * HOUR)
    rows = content(session, dossier).handings
    assert [one.notes for one in rows] == [("Tiếp nhận",), ("Trình ký",), ("Trả lại: Tra lại sổ gốc",), ()]
    assert (rows[1].step_outcome, rows[1].legal_outcome) == ("Quá hạn", "Trước hạn")
    assert rows[3].receiver == "Công chức thụ lý (chưa có người nhận)"


def test_what_goes_from_officer_to_officer_within_a_step_is_a_handing_of_its_own(session: Session) -> None:
    world = make_world(session)
    dossier = accepted(session, world)
    first, task = world.actor(session, "case_officer"), task_of(session, dossier)
    second = make_officer(session, world.agency, "case_officer", username="thu-hai")
    assigning.claim(session, dossier, task, actor=first, at=MORNING + HOUR)
    assigning.hand_to(session, dossier, task, second.id, actor=first, at=MORNING + 2 * HOUR)
    _desk, mine, other = ways(session, dossier)
    assert (mine.receiver.key, mine.received_at, mine.done_at) == (first.id, MORNING + HOUR, MORNING + 2 * HOUR)
    assert mine.against(mine.due_at, MORNING + timedelta(days=30)) is None
    assert (other.giver, other.receiver.key, other.received_at) == (mine.receiver, second.id, MORNING + 2 * HOUR)


def test_waiting_for_a_supplement_is_noted_with_what_it_does_to_the_clock(session: Session) -> None:
    world = make_world(session)
    dossier = accepted(session, world)
    take(session, world, dossier, "case_officer", "hoan_thien", at=MORNING + HOUR, items=ASKED, reasons=("Mờ",))
    control_slips.draft(session, dossier, actor=world.actor(session, "leader"), at=MORNING + 2 * HOUR)
    slip = content(session, dossier)
    assert slip.promised_at is None
    assert slip.handings[1].notes[0] == "Yêu cầu hoàn thiện: Mờ"
    assert {"Yêu cầu bổ sung: Giấy tờ", "Tạm dừng thời hạn giải quyết"} <= set(slip.handings[1].notes)


def test_a_draft_is_made_anew_and_the_end_gives_the_same_slip_a_number(session: Session) -> None:
    world = make_world(session)
    dossier = submit(session, world, make_person(session))
    officer = world.actor(session, "receptionist")
    with pytest.raises(NotAllowedError):
        control_slips.draft(session, dossier, actor=world.actor(session, "clerk"), at=MORNING)
    first = control_slips.draft(session, dossier, actor=officer, at=MORNING)
    assert control_slips.draft(session, dossier, actor=officer, at=MORNING + HOUR) is first
    assert (first.number, first.state, first.made_at) == (None, "draft", MORNING + HOUR)
    take(session, world, dossier, "receptionist", "tu_choi", at=MORNING + 2 * HOUR, reasons=("Sai nơi",))
    slips = session.scalars(select(Paper).where(Paper.kind == "control")).all()
    assert [(one.id, one.number, one.made_by) for one in slips] == [(first.id, "1/2026", officer.id)]
    with pytest.raises(ActionNotAllowedError):
        control_slips.draft(session, dossier, actor=officer, at=MORNING + 3 * HOUR)


def test_a_slip_is_made_of_what_a_lawful_erasure_left(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        dossier = accepted(session, world)
    with database.engine(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("UPDATE event_payloads SET payload = NULL, salt = NULL")
    with unit_of_work(database.sessions()) as session:
        desk, appraisal = ways(session, dossier)
        assert (appraisal.giver, desk.remarks) == (desk.receiver, ())


def test_a_long_way_costs_no_more_statements(session: Session) -> None:
    world = make_world(session)
    dossier = accepted(session, world)
    asked: list[str] = []
    engine = session.get_bind().engine

    def noting(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    procedure = procedure_of(session, dossier.version_id)
    counts = []
    event.listen(engine, "before_cursor_execute", noting)
    try:
        for turn in range(3):
            asked.clear()
            handings_of(session, dossier, procedure)
            counts.append(len(asked))
            at = MORNING + (turn + 1) * HOUR
            take(session, world, dossier, "case_officer", "trinh", at=at, form={"so_trong_so": "1"})
            take(session, world, dossier, "leader", "tra_lai", at=at + HOUR / 2, reasons=("Xem lại",))
    finally:
        event.remove(engine, "before_cursor_execute", noting)
    assert counts == [4, 4, 4]


def test_the_slip_of_a_dossier_that_ended_is_signed_kept_and_not_for_its_applicant(database: Database) -> None:
    parts = Parts(database.settings, Role.WORKER)
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        dossier = submit(session, world, person)
        withdrawing.withdraw(session, dossier, actor=as_actor(person), at=MORNING + HOUR, reason="Không cần nữa")
    work(database.settings, parts)
    with unit_of_work(database.sessions()) as session:
        paper = control_slips.newest(session, dossier)
        assert paper is not None
        assert (paper.state, paper.number, [one["as"] for one in paper.signers]) == ("issued", "1/2026", ["agency"])
        with parts.storage.open(paper.sha256 or "") as stream:
            assert genuine(verify(stream.read(), trusted_roots(database.settings.keys), at=MORNING + timedelta(days=1)))
        with pytest.raises(NotFoundError):
            lookups.own_paper(session, paper.id, person.id)
        (row,) = content(session, dossier).handings
        assert (row.giver, row.receiver, row.done_at) == (person.full_name, person.full_name, MORNING + HOUR)
    parts.close()
