"""A supplement changes the answers, and with them the fee: the difference is ordered, or said to have been too much."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Dossier, FeeOrder, Message, Person
from portal.services import evidence_check, fees, supplements
from portal.services.definitions import procedure_of
from tests.factories import World, as_actor, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_life import take
from tests.portal.services.test_requests import said
from tests.portal.services.test_step_fees import settle
from workflows.status import DossierStatus

COPIES = ({"kind": "field", "name": "so_ban", "title": "Số bản", "reason": "Không khớp"},)
EACH = 8_000


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """Three copies at 8,000 đồng each, not paid."""
    return submit(session, world, make_person(session), so_ban=3)


def correct(session: Session, world: World, dossier: Dossier, copies: int, day: int = 24, **asked: Any) -> None:
    """Have the number of copies asked for anew, and answered."""
    take(session, world, dossier, "receptionist", "bo_sung", hour(day), items=COPIES, reasons=("Sai",), **asked)
    person = session.get_one(Person, dossier.applicant_id)
    draft = supplements.supplement_draft(session, dossier, person, hour(day))
    draft.answers = {**draft.answers, "so_ban": copies}
    procedure = procedure_of(session, dossier.version_id)
    supplements.answer(session, dossier, procedure, person=person, actor=as_actor(person), at=hour(day, "10:00"))


def orders(session: Session, dossier: Dossier) -> list[tuple[str, int]]:
    return [(one.state, one.total) for one in fees.orders_of(session, dossier)]


def told(session: Session) -> set[str]:
    return set(session.scalars(select(Message.kind)))


def test_what_is_not_paid_is_ordered_anew(session: Session, world: World, dossier: Dossier) -> None:
    assert orders(session, dossier) == [("due", 3 * EACH)]
    correct(session, world, dossier, 5)
    assert orders(session, dossier) == [("cancelled", 3 * EACH), ("due", 5 * EACH)]
    assert dossier.status == DossierStatus.FEE_DUE
    assert "fee_changed" in told(session)
    assert evidence_check.check(session).broken == ()


def test_of_what_is_paid_only_the_difference_is_ordered(session: Session, world: World, dossier: Dossier) -> None:
    settle(session, dossier, 23)
    correct(session, world, dossier, 5)
    assert orders(session, dossier) == [("paid", 3 * EACH), ("due", 2 * EACH)]
    (line,) = session.scalars(select(FeeOrder).where(FeeOrder.state == "due")).one().lines
    assert (line["title"]["vi"], line["full"], line["amount"]) == ("Phí xác nhận (phần nộp thêm)", 2 * EACH, 2 * EACH)
    assert dossier.status == DossierStatus.FEE_DUE, "it is not accepted before the rest is paid"
    settle(session, dossier, 25)
    assert dossier.status == DossierStatus.NEW


def test_what_was_paid_too_much_is_said(session: Session, world: World, dossier: Dossier) -> None:
    settle(session, dossier, 23)
    correct(session, world, dossier, 1)
    assert orders(session, dossier) == [("paid", 3 * EACH)]
    assert said(session, dossier, "fee_overpaid") == {"fees": {"phi": 2 * EACH}, "total": 2 * EACH}
    assert "fee_overpaid" in told(session)
    assert dossier.status == DossierStatus.NEW


def test_answers_that_change_nothing_of_the_fee_change_no_order(
    session: Session, world: World, dossier: Dossier
) -> None:
    correct(session, world, dossier, 3)
    assert orders(session, dossier) == [("due", 3 * EACH)]
    assert not {"fee_changed", "fee_overpaid"} & told(session)
