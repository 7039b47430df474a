"""Money goes back the way it came: at once by the gateway, else by an officer against a voucher, and never twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.gateways import counter
from portal.gateways.base import GatewayRefused, Refunded
from portal.models import Dossier, Message, Payment, Refund
from portal.parts import Parts
from portal.services import evidence_check, fees, payments, refunds
from portal.services.refunds import RefundRefusedError
from portal.services.refusals import NotAllowedError
from tests.conftest import Database
from tests.factories import MORNING, World, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_fee_changes import EACH, correct
from tests.portal.services.test_life import paid
from tests.portal.services.test_requests import said
from tests.portal.services.test_step_fees import settle
from tests.portal.worker import work


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """Three copies at 8,000 đồng each, not paid."""
    return submit(session, world, make_person(session), so_ban=3)


def rows(session: Session) -> list[tuple[str, int, str, dict[str, int]]]:
    found = session.scalars(select(Refund).order_by(Refund.id))
    return [(one.reason, one.amount, one.state, one.fees) for one in found]


def test_what_a_supplement_shows_to_be_too_much_is_given_back_once(
    session: Session, world: World, dossier: Dossier
) -> None:
    settle(session, dossier, 23)
    correct(session, world, dossier, 1)
    assert rows(session) == [("overpaid", 2 * EACH, "due", {"phi": 2 * EACH})]
    refund = session.scalars(select(Refund)).one()
    money = session.get_one(Payment, refund.payment_id).payment_reference
    assert refunds.waiting(session, refund.id) == (money, 2 * EACH)
    refunds.given(session, refund.id, Refunded("re_1", 2 * EACH, settled=True), at=hour(25))
    refunds.given(session, refund.id, Refunded("re_1", 2 * EACH, settled=True), at=hour(25))
    assert refunds.waiting(session, refund.id) is None
    assert said(session, dossier, "fee_refunded") == {
        "refund": str(refund.id),
        "amount": 2 * EACH,
        "by_hand": False,
        "reference": "re_1",
    }
    told = session.scalars(select(Message.kind)).all()
    assert told.count("fee_refunded") == 1
    assert evidence_check.check(session).broken == ()


def test_what_was_given_back_counts_as_paid_no_more(session: Session, world: World, dossier: Dossier) -> None:
    settle(session, dossier, 23)
    paid_of = dict.fromkeys(("phi",), 2 * EACH)
    refunds.owe_overpaid(session, dossier, paid_of, at=MORNING)
    correct(session, world, dossier, 4)
    due = [one.total for one in fees.orders_of(session, dossier) if one.state == "due"]
    assert due == [3 * EACH], "of four copies one is paid: what went back is owed again"


def test_money_that_came_twice_goes_back_whole(session: Session, dossier: Dossier) -> None:
    (order,) = fees.orders_of(session, dossier)
    first, second = (payments.start(session, order, gateway="stripe", at=MORNING) for _ in range(2))
    for payment, money in ((first, "pi_1"), (second, "pi_2")):
        notice = paid(payment, event=f"evt_{money}", money=money)
        payments.receive(session, notice, gateway="stripe", body=b"{}", at=MORNING)
    assert rows(session) == [("paid_twice", 3 * EACH, "due", {})]
    assert refunds.waiting(session, session.scalars(select(Refund.id)).one()) == ("pi_2", 3 * EACH)


def test_cash_is_paid_out_by_an_officer_against_a_voucher(session: Session, world: World, dossier: Dossier) -> None:
    (order,) = fees.orders_of(session, dossier)
    payment = payments.start(session, order, gateway=counter.CounterGateway.kind, at=MORNING)
    clerk = world.actor(session, "clerk")
    notice = counter.received(str(payment.id), order.total, "000123", str(clerk.id), MORNING)
    payments.receive(session, notice, gateway="counter", body=notice.raw, at=MORNING, actor=clerk)
    correct(session, world, dossier, 2)
    assert rows(session) == [("overpaid", EACH, "by_hand", {"phi": EACH})]
    key = session.scalars(select(Refund.id)).one()
    with pytest.raises(NotAllowedError):
        refunds.pay_out(session, key, "PC 7", actor=world.actor(session, "case_officer"), at=MORNING)
    with pytest.raises(RefundRefusedError, match="no_voucher"):
        refunds.pay_out(session, key, "  ", actor=clerk, at=MORNING)
    refunds.pay_out(session, key, " PC  7 ", actor=clerk, at=hour(25))
    assert said(session, dossier, "fee_refunded")["reference"] == "PC 7"
    with pytest.raises(RefundRefusedError, match="done"):
        refunds.pay_out(session, key, "PC 8", actor=clerk, at=MORNING)


def test_what_no_gateway_answers_about_for_a_day_is_left_to_an_officer(
    session: Session, world: World, dossier: Dossier
) -> None:
    settle(session, dossier, 23)
    refunds.owe_overpaid(session, dossier, {"phi": EACH}, at=MORNING)
    key = session.scalars(select(Refund.id)).one()
    assert refunds.give_up(session, at=MORNING + timedelta(hours=23)) == 0
    assert refunds.give_up(session, at=MORNING + timedelta(hours=25)) == 1
    assert refunds.waiting(session, key) is None
    refunds.pay_out(session, key, "PC 9", actor=world.actor(session, "clerk"), at=hour(25))


@dataclass
class Till:
    """A gateway that gives money back, or refuses to."""

    refuses: bool = False
    asked: list[tuple[str, int, str]] = field(default_factory=list)

    def refund(self, payment_reference: str, amount: int, idempotency_key: str) -> Refunded:
        """Give back what is asked for, unless it is told to refuse."""
        self.asked.append((payment_reference, amount, idempotency_key))
        if self.refuses:
            raise GatewayRefused("charge_already_refunded")
        return Refunded("re_1", amount, settled=True)


@pytest.mark.parametrize(("refuses", "state"), [(False, "done"), (True, "by_hand")])
def test_the_worker_asks_the_gateway_and_leaves_to_an_officer_what_it_refuses(
    database: Database, refuses: bool, state: str
) -> None:
    with unit_of_work(database.sessions()) as session:
        world = make_world(session)
        dossier = submit(session, world, make_person(session), so_ban=3)
        settle(session, dossier, 23)
        refunds.owe_overpaid(session, dossier, {"phi": EACH}, at=MORNING)
        key = session.scalars(select(Refund.id)).one()
    till: Any = Till(refuses)
    parts = Parts(database.settings, Role.WORKER)
    parts.__dict__["gateway"] = till
    work(database.settings, parts)
    parts.close()
    assert [(amount, name) for _money, amount, name in till.asked] == [(EACH, f"refund-{key}")]
    with unit_of_work(database.sessions()) as session:
        assert session.get_one(Refund, key).state == state
