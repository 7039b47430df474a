"""A fee that is due at a step: ordered there from what the officer filled in, it stops the clock until it is paid."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.models import DeadlineEntry, Dossier, DossierEvent, EventPayload, FeeOrder, Message, Person, Task
from portal.services import (
    deadlines,
    evidence_check,
    fees,
    own_days,
    payments,
    processing,
    step_fees,
    tasks,
    withdrawing,
)
from portal.services.definitions import procedure_of
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError
from tests.factories import CONFIRMATION, World, as_actor, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_life import accept, paid
from workflows.status import DossierStatus

FEE = """\
  - id: thue
    kind: charge
    title: Lệ phí trước bạ
    amount: so_tien
    due: at step cho_nop
    clock: pause
    law: "luat, Điều 7"
time_limit"""
STEP = """\
        trinh: {title: Chuyển nộp lệ phí, to: cho_nop}
        bo_qua: {title: Trình ký, to: ky}
    cho_nop:
      title: Chờ nộp lệ phí
      role: receptionist
      status: processing
      automatic: fees_settled
      actions:
        da_nop: {title: Đã nộp, to: ky, when: fees_settled}
"""
PAIRS = (
    ("time_limit", FEE),
    ("        trinh: {title: Trình ký, to: ky}\n", STEP),
    (
        "label: Số trong sổ, law: luat}\n",
        "label: Số trong sổ, law: luat}\n        - {name: so_tien, type: money, label: Tiền, law: luat}\n",
    ),
)


def pack_with_step_fee(folder: Path) -> Path:
    """Write the small pack once more, with a fee that an officer names and that is due at a step of its own."""
    written = (CONFIRMATION / "procedure.yaml").read_text(encoding="utf-8")
    for old, new in PAIRS:
        assert old in written, old
        written = written.replace(old, new, 1)
    (folder / "procedure.yaml").write_text(written, encoding="utf-8")
    (folder / "result.html").write_bytes((CONFIRMATION / "result.html").read_bytes())
    return folder


@pytest.fixture
def world(session: Session, tmp_path: Path) -> World:
    return make_world(session, pack_with_step_fee(tmp_path))


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """Accepted on Monday 23/11/2026, promised for Friday 27/11."""
    found = submit(session, world, make_person(session))
    (order,) = fees.orders_of(session, found)
    assert [line["id"] for line in order.lines] == ["phi"], "what is due at a step is not ordered with the filing"
    settle(session, found, 23)
    accept(session, world, found)
    return found


def settle(session: Session, dossier: Dossier, day: int) -> None:
    order = next(one for one in fees.orders_of(session, dossier) if one.state == "due")
    payment = payments.start(session, order, gateway="stripe", at=hour(day))
    notice = paid(payment, event=f"evt_{payment.id}", money=f"pi_{payment.id}")
    assert payments.receive(session, notice, gateway="stripe", body=b"{}", at=hour(day, "09:00")).outcome == "applied"


def act(session: Session, world: World, dossier: Dossier, action: str, day: int, amount: int | None = 120_000) -> None:
    (task,) = tasks.open_tasks(session, dossier.id)
    form = {"so_trong_so": "7"} | ({"so_tien": amount} if amount is not None else {})
    actor = world.actor(session, "case_officer", hour(day))
    request = Request(action, form=form)
    seen = dossier.lock_version
    processing.take_action(session, dossier.id, task.id, request, actor=actor, at=hour(day), seen_version=seen)


def due(session: Session, dossier: Dossier) -> FeeOrder:
    (order,) = [one for one in fees.orders_of(session, dossier) if one.state == "due"]
    return order


def test_the_clock_stands_still_from_the_order_to_the_money(session: Session, world: World, dossier: Dossier) -> None:
    procedure = procedure_of(session, dossier.version_id)
    assert dossier.promised_date == date(2026, 11, 27)
    act(session, world, dossier, "trinh", 25)
    order = due(session, dossier)
    assert (order.total, order.due, order.clock) == (120_000, "at_step", "pause")
    assert dossier.status == DossierStatus.FEE_DUE
    assert str(dossier.promised_date) == "None", "nothing is promised while the clock stands still"
    assert [task.step for task in tasks.open_tasks(session, dossier.id)] == ["cho_nop"]
    (why,) = deadlines.explanation(session, dossier, procedure, "vi")
    assert why == (
        "Từ ngày 25/11/2026 thời hạn giải quyết tạm dừng; khi được tính tiếp sẽ có ngày hẹn trả. "
        "Lý do: chờ người nộp nộp phí, lệ phí. Căn cứ: Luật thử nghiệm, Điều 7."
    )
    kinds = set(session.scalars(select(Message.kind).where(Message.dossier_id == dossier.id)))
    assert "fee_ordered" in kinds
    settle(session, dossier, 27)
    # Paid on Friday: two working days stood still, and the step goes on by itself.
    assert dossier.promised_date == date(2026, 12, 1)
    assert [task.step for task in tasks.open_tasks(session, dossier.id)] == ["ky"]
    assert deadlines.explanation(session, dossier, procedure, "vi")[1].startswith(
        "Thời gian từ ngày 25/11/2026 đến ngày 27/11/2026 không tính vào thời hạn giải quyết."
    )
    assert evidence_check.check(session).broken == ()
    payload = session.scalars(
        select(EventPayload.payload)
        .join(DossierEvent, DossierEvent.id == EventPayload.event_id)
        .where(DossierEvent.dossier_id == dossier.id, DossierEvent.kind == "clock_moved")
        .order_by(DossierEvent.seq.desc())
    ).first()
    said = json.loads(payload or b"{}")
    assert (said["kind"], said["hold"], said["law"]) == ("resume", f"fee:{order.id}", "Luật thử nghiệm, Điều 7")


def test_a_fee_that_nobody_has_named_stops_the_action_and_one_of_nothing_stops_nothing(
    session: Session, world: World, dossier: Dossier
) -> None:
    with pytest.raises(ActionNotAllowedError) as refused, session.begin_nested():
        act(session, world, dossier, "trinh", 25, amount=None)
    assert refused.value.why == "fee_unknown"
    act(session, world, dossier, "trinh", 25, amount=0)
    assert [task.step for task in tasks.open_tasks(session, dossier.id)] == ["ky"]
    assert dossier.promised_date == date(2026, 11, 27)


def test_a_dossier_that_comes_back_owes_nothing_twice(session: Session, world: World, dossier: Dossier) -> None:
    procedure = procedure_of(session, dossier.version_id)
    act(session, world, dossier, "trinh", 25)
    settle(session, dossier, 25)
    actor = world.actor(session, "case_officer", hour(26))
    assert step_fees.order(session, dossier, procedure, "cho_nop", actor=actor, at=hour(26)) is None
    assert step_fees.expected(session, dossier, procedure, "cho_nop") is None


def test_an_amount_that_was_wrong_is_asked_anew_and_the_first_order_ends(
    session: Session, world: World, dossier: Dossier
) -> None:
    act(session, world, dossier, "trinh", 25)
    procedure = procedure_of(session, dossier.version_id)
    actor, wrong = world.actor(session, "case_officer", hour(26)), due(session, dossier)
    assert step_fees.order(session, dossier, procedure, "cho_nop", actor=actor, at=hour(26)) is None, "it is the same"
    task = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.form.is_not(None))).one()
    task.form = {**(task.form or {}), "so_tien": 90_000}
    session.flush()
    step_fees.order(session, dossier, procedure, "cho_nop", actor=actor, at=hour(26))
    assert (wrong.state, due(session, dossier).total) == ("cancelled", 90_000)
    assert deadlines.waited_for(session, dossier, procedure) == {f"fee:{due(session, dossier).id}"}
    settle(session, dossier, 27)
    assert dossier.promised_date == date(2026, 12, 1), "both waits are one"


def test_what_ends_waits_for_no_money(session: Session, world: World, dossier: Dossier) -> None:
    act(session, world, dossier, "trinh", 25)
    person = session.get_one(Person, dossier.applicant_id)
    withdrawing.withdraw(session, dossier, actor=as_actor(person), at=hour(26), reason=None)
    procedure = procedure_of(session, dossier.version_id)
    assert deadlines.waited_for(session, dossier, procedure) == frozenset()
    assert {one.state for one in fees.orders_of(session, dossier)} == {"paid", "cancelled"}


def test_a_clock_that_was_set_back_writes_nothing_before_what_is_written(
    session: Session, world: World, dossier: Dossier
) -> None:
    act(session, world, dossier, "trinh", 25)
    settle(session, dossier, 24)
    rows = session.scalars(
        select(DeadlineEntry).where(DeadlineEntry.dossier_id == dossier.id).order_by(DeadlineEntry.number)
    ).all()
    assert [row.kind for row in rows] == ["start", "pause", "resume"]
    assert rows[2].at == rows[1].at
    assert dossier.promised_date == date(2026, 11, 27)


def test_what_is_written_in_the_ledger_gives_the_same_promise_again(
    session: Session, world: World, dossier: Dossier
) -> None:
    act(session, world, dossier, "trinh", 25)
    settle(session, dossier, 30)
    procedure = procedure_of(session, dossier.version_id)
    session.flush()
    session.expire_all()
    ledger = deadlines.ledger_of(session, dossier, procedure)
    promise = ledger.due(own_days.calendars(session, dossier.agency_id))
    assert promise is not None
    assert promise.local_date == dossier.promised_date
    assert session.execute(text("SELECT count(*) FROM deadline_entries")).scalar_one() == len(ledger.entries)
