"""Dossiers that are opened elsewhere: asked for, opened once, told of, stopped; and steps at another agency."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from portal.models import (
    Appointment,
    Attachment,
    CatalogueEntry,
    ChildDossier,
    Dossier,
    DossierEvent,
    ProcedureVersion,
    Task,
)
from portal.services import (
    child_filing,
    child_life,
    children,
    desk,
    evidence_check,
    extending,
    linked_procedures,
    offering,
    processing,
    reopening,
    tasks,
    undoing,
    withdrawing,
)
from portal.services.definitions import procedure_of
from portal.services.facts_held import held_facts
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError, IncompleteFilingError, NotAllowedError, NotFoundError
from portal.services.reopening import Reopening, ReopenRefusedError
from procedures.overlay import check_overlay
from tests.factories import CODE, MORNING, as_actor
from tests.portal.services.linked import Linked, issue_result, make_linked, settle_fees
from tests.procedures.opening_packs import other_pack
from tests.procedures.opening_packs import procedure_of as procedure_of_pack
from workflows.status import DossierStatus

LATER = MORNING + timedelta(days=2)


@pytest.fixture
def linked(session: Session, tmp_path: Path) -> Linked:
    return make_linked(session, tmp_path / "mother")


def take(
    session: Session,
    linked: Linked,
    role: str,
    action: str,
    *,
    elsewhere: bool = False,
    at: datetime = MORNING,
) -> None:
    world = linked.other if elsewhere else linked.world
    (task,) = tasks.open_tasks(session, linked.mother.id)
    processing.take_action(
        session,
        linked.mother.id,
        task.id,
        Request(action, reasons=("Lý do",)),
        actor=world.actor(session, role),
        at=at,
        seen_version=linked.mother.lock_version,
    )


def asked(session: Session, linked: Linked) -> ChildDossier:
    """Accept the mother and bring it to the step that waits."""
    take(session, linked, "receptionist", "nhan")
    take(session, linked, "case_officer", "hoi")
    (row,) = children.children_of(session, linked.mother)
    return row


def opened(session: Session, linked: Linked) -> Dossier:
    row = asked(session, linked)
    child = child_life.open_child(session, row.id, at=MORNING, code_pattern=CODE)
    assert child is not None
    return child


def step_of(session: Session, dossier: Dossier) -> str:
    (task,) = tasks.open_tasks(session, dossier.id)
    return task.step


def kinds(session: Session, dossier: Dossier) -> list[str]:
    return list(session.scalars(select(DossierEvent.kind).where(DossierEvent.dossier_id == dossier.id)))


def to_be_drawn(session: Session) -> list[str]:
    """Return the dossiers of whose files a worker makes pictures, so that officers see them without a download."""
    jobs = text("SELECT args->>'dossier_id' FROM procrastinate_jobs WHERE task_name = 'picture_files'")
    return list(session.scalars(jobs))


def test_what_is_asked_for_is_opened_once(session: Session, linked: Linked) -> None:
    child = opened(session, linked)
    assert (child.agency_id, child.procedure_code) == (linked.other.agency.id, "9.000001")
    assert (child.applicant_id, child.status) == (linked.person.id, DossierStatus.FEE_DUE)
    assert child_life.open_child(session, child.id, at=MORNING, code_pattern=CODE) is None
    (file,) = session.scalars(select(Attachment).where(Attachment.dossier_id == child.id))
    assert file.document == "giay_to"
    assert str(child.id) in to_be_drawn(session)
    assert session.scalar(select(func.count()).where(Dossier.id == child.id)) == 1
    assert step_of(session, linked.mother) == "cho_thue"
    assert linked.mother.promised_date is None
    assert "child_opened" in kinds(session, linked.mother)
    held = children.facts(session, linked.mother, procedure_of(session, linked.mother.version_id))
    assert held == frozenset()


def test_what_opened_a_dossier_elsewhere_is_not_taken_back(session: Session, linked: Linked) -> None:
    take(session, linked, "receptionist", "nhan")
    take(session, linked, "case_officer", "trinh")
    procedure, officer = procedure_of(session, linked.mother.version_id), linked.world.actor(session, "case_officer")
    assert undoing.undoable(session, linked.mother, procedure, officer, MORNING) is not None
    take(session, linked, "leader", "tra_lai")
    take(session, linked, "case_officer", "hoi")
    assert undoing.undoable(session, linked.mother, procedure, officer, MORNING) is None
    with pytest.raises(ActionNotAllowedError):
        seen = linked.mother.lock_version
        undoing.undo(session, linked.mother.id, actor=officer, at=MORNING, seen_version=seen)
    assert [one.state for one in children.children_of(session, linked.mother)] == ["asked"]


def test_an_ended_mother_is_opened_again_only_where_somebody_is_there_for_it(session: Session, linked: Linked) -> None:
    opened(session, linked)
    session.execute(update(Task).values(closed_at=LATER, action="tra"))
    linked.mother.closed_at, linked.mother.ended_at_step = LATER, "da_tra"
    session.flush()
    procedure = procedure_of(session, linked.mother.version_id)
    assert reopening.steps(linked.mother, procedure) == ["tham_dinh", "cho_thue", "do_dac", "ky"]
    leader, seen = linked.world.actor(session, "leader"), linked.mother.lock_version
    accepting, surveying = (Reopening(step, "Sai số", "Quyết định 3/QĐ-UBND") for step in ("tiep_nhan", "do_dac"))
    with pytest.raises(ReopenRefusedError, match="step"):
        reopening.reopen(session, linked.mother.id, accepting, actor=leader, at=LATER, seen_version=seen)
    # Whether there is somebody is asked at the agency where the step is done.
    surveyor = Appointment.officer_id == linked.other.officers["case_officer"].id
    session.execute(update(Appointment).where(surveyor).values(ended_at=MORNING))
    with pytest.raises(ReopenRefusedError, match="unstaffed"):
        reopening.reopen(session, linked.mother.id, surveying, actor=leader, at=LATER, seen_version=seen)
    session.execute(update(Appointment).where(surveyor).values(ended_at=None))
    reopening.reopen(session, linked.mother.id, surveying, actor=leader, at=LATER, seen_version=seen)
    assert step_of(session, linked.mother) == "do_dac"


def test_a_result_leads_on_and_is_brought_along(session: Session, linked: Linked) -> None:
    child = opened(session, linked)
    (waiting,) = tasks.open_tasks(session, linked.mother.id)
    # As it is when the mother was sent to another agency meanwhile.
    waiting.opened_at = MORNING + timedelta(hours=1)
    paper = issue_result(session, child)
    for _ in range(2):
        child_life.settle(session, child.id, at=LATER)
    assert step_of(session, linked.mother) == "ky"
    assert linked.mother.promised_date is not None
    assert kinds(session, linked.mother).count("child_ended") == 1
    assert tasks.filled_forms(session, linked.mother.id)["cho_thue"] == {"so_thue": 4}
    kept = select(Attachment).where(Attachment.dossier_id == linked.mother.id, Attachment.sha256 == paper.sha256)
    (file,) = session.scalars(kept)
    assert file.document == "from-elsewhere:thue"
    assert str(linked.mother.id) in to_be_drawn(session)
    held = held_facts(session, linked.mother, procedure_of(session, linked.mother.version_id))
    assert {"thue_done", "children_settled", "documents_checked"} <= held


def test_a_refusal_leads_back_and_the_next_one_is_another(session: Session, linked: Linked) -> None:
    child = opened(session, linked)
    settle_fees(session, child)
    (task,) = tasks.open_tasks(session, child.id)
    desk_there = linked.other.actor(session, "receptionist")
    refuse = Request("tu_choi", reasons=("Không đủ",))
    processing.take_action(
        session, child.id, task.id, refuse, actor=desk_there, at=MORNING, seen_version=child.lock_version
    )
    child_life.settle(session, child.id, at=LATER)
    assert step_of(session, linked.mother) == "tham_dinh"
    held = held_facts(session, linked.mother, procedure_of(session, linked.mother.version_id))
    assert "thue_refused" in held
    take(session, linked, "case_officer", "hoi", at=LATER)
    assert len(children.children_of(session, linked.mother)) == 2
    assert step_of(session, linked.mother) == "cho_thue"


def test_withdrawing_the_mother_stops_what_it_opened(session: Session, linked: Linked) -> None:
    child = opened(session, linked)
    withdrawing.withdraw(session, linked.mother, actor=as_actor(linked.person), at=MORNING, reason=None)
    assert "child_stopped" in kinds(session, linked.mother)
    for _ in range(2):
        child_life.stop(session, child.id, at=LATER)
    assert (child.status, tasks.open_tasks(session, child.id)) == (DossierStatus.STOPPED, [])
    assert kinds(session, child).count("dossier_stopped") == 1
    child_life.settle(session, child.id, at=LATER)
    assert "child_ended" not in kinds(session, linked.mother)
    assert evidence_check.check(session).broken == ()


def test_what_is_not_opened_yet_is_not_opened_any_more(session: Session, linked: Linked) -> None:
    row = asked(session, linked)
    take(session, linked, "case_officer", "thoi")
    assert (row.state, step_of(session, linked.mother)) == ("stopped", "tham_dinh")
    assert child_life.open_child(session, row.id, at=MORNING, code_pattern=CODE) is None
    assert linked.mother.promised_date is not None


def test_a_child_that_ended_first_stays_as_it_is(session: Session, linked: Linked) -> None:
    child = opened(session, linked)
    issue_result(session, child)
    withdrawing.withdraw(session, linked.mother, actor=as_actor(linked.person), at=MORNING, reason=None)
    child_life.stop(session, child.id, at=LATER)
    child_life.settle(session, child.id, at=LATER)
    assert "dossier_stopped" not in kinds(session, child)
    assert linked.mother.status == DossierStatus.WITHDRAWN


def test_what_cannot_be_opened_is_refused_with_the_reason(session: Session, linked: Linked) -> None:
    take(session, linked, "receptionist", "nhan")
    linked.other.offer.closed_at = MORNING
    session.flush()
    with pytest.raises(ActionNotAllowedError) as refused:
        take(session, linked, "case_officer", "hoi")
    assert refused.value.why == "not_offered_elsewhere"


def test_a_step_at_another_agency_is_done_there(session: Session, linked: Linked) -> None:
    take(session, linked, "receptionist", "nhan")
    there = linked.other.actor(session, "case_officer")
    with pytest.raises(NotFoundError):
        desk.visible_dossier(session, there, linked.mother.code, LATER)
    take(session, linked, "case_officer", "do")
    (task,) = session.scalars(select(Task).where(Task.dossier_id == linked.mother.id, Task.closed_at.is_(None)))
    assert task.agency_id == linked.other.agency.id
    assert desk.visible_dossier(session, there, linked.mother.code, LATER).id == linked.mother.id
    with pytest.raises(NotAllowedError):
        take(session, linked, "case_officer", "xong")
    own = linked.world.actor(session, "leader")
    assert [extending.may_extend(session, linked.mother, who) for who in (own, there)] == [True, False]
    take(session, linked, "case_officer", "xong", elsewhere=True)
    assert step_of(session, linked.mother) == "ky"


def test_an_offer_says_which_agencies_take_part(session: Session, linked: Linked) -> None:
    version = session.get_one(ProcedureVersion, linked.world.offer.version_id)
    procedure = procedure_of(session, version.id)
    assert linked_procedures.findings_of(session, version, procedure) == []
    assert check_overlay(procedure, {}) == ["it is not said which agency 'thue' is (Cơ quan thuế)"]
    assert check_overlay(procedure, {"agencies": {"thue": "H26.120", "x": "H"}}) == ["the procedure asks no agency 'x'"]
    wrong = linked_procedures.wrong_at
    assert wrong(session, procedure, {"agencies": {"thue": "H26.120"}}) == []
    own = {"agencies": {"thue": linked.world.agency.code}}
    assert wrong(session, procedure, own) == [f"the agency {linked.world.agency.code} does not offer 9.000001"]
    missing = offering.missing_roles(session, procedure, [linked.world.agency], MORNING)
    assert missing == {linked.world.agency.id: set()}
    session.execute(delete(CatalogueEntry).where(CatalogueEntry.code == "9.000001"))
    (found,) = linked_procedures.findings_of(session, version, procedure)
    assert found.message == "the catalogue has no procedure 9.000001"
    assert found.line is not None
    assert found.line > 1


def test_what_the_other_procedure_lacks_is_called_as_people_call_it() -> None:
    other = procedure_of_pack(other_pack())
    lacking = child_filing.lacking_words(other, IncompleteFilingError(["dien"], ["giay"]))
    assert lacking == ["“Diện”", "“Giấy tờ”"]
