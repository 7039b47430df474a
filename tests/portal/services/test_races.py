"""Two at once never both win: two real processes, many times, on the real database."""

from collections import Counter as Tally

import pytest
from sqlalchemy import func, select

from portal.db import unit_of_work
from portal.models import (
    AnswerSet,
    Attachment,
    Counter,
    Dossier,
    DossierEvent,
    Draft,
    FeeOrder,
    Paper,
    Payment,
    PaymentNotice,
)
from portal.services import evidence_check, fees, payments, web_sessions
from tests.conftest import Database
from tests.factories import MORNING, fill, make_officer, make_person, make_world, submit
from tests.portal.gateways.notices import KEY, event, signed
from tests.portal.services import racing
from tests.portal.services.racing import race
from workflows.status import DossierStatus

pytestmark = pytest.mark.slow

ROUNDS = 25


def test_two_officers_pressing_at_once_never_both_win(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        second = make_officer(session, world.agency, "receptionist", username="second")
        dossiers = [submit(session, world, person).id for _ in range(ROUNDS)]
    officers = [(officer.id, dossiers) for officer in (world.officers["receptionist"], second)]
    told = race(database.environment(), racing.refuse, *officers)
    assert [sorted(pair) for pair in told] == [["stale", "won"]] * ROUNDS
    with unit_of_work(database.sessions()) as session:
        assert set(session.scalars(select(Dossier.status))) == {DossierStatus.NOT_ACCEPTED}
        taken = select(func.count()).where(DossierEvent.kind == "action_taken")
        assert session.scalar(taken) == ROUNDS
        numbers = set(session.scalars(select(Paper.number).where(Paper.kind == "refusal")))
        assert numbers == {f"{number}/2026" for number in range(1, ROUNDS + 1)}
        assert evidence_check.check(session).broken == ()


def test_a_draft_that_is_filed_twice_at_once_is_one_dossier(database: Database) -> None:
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        drafts = [fill(session, world, person).id for _ in range(ROUNDS)]
        tokens = [
            web_sessions.create(session, at=MORNING, data={}, person_id=person.id, assurance=2)[0] for _ in range(2)
        ]
    told = race(database.environment(), racing.file, *((token, drafts) for token in tokens))
    # Whoever was slower is led to the dossier of the faster one, as if it had filed it.
    assert [len(set(pair)) for pair in told] == [1] * ROUNDS
    with unit_of_work(database.sessions()) as session:
        dossiers = session.scalars(select(Dossier)).all()
        assert {dossier.id for dossier in dossiers} == set(drafts)
        assert {(f"/ho-so/{dossier.code}/da-nop",) * 2 for dossier in dossiers} == set(told)
        assert {dossier.code[-7:] for dossier in dossiers} == {f"{number:07d}" for number in range(1, ROUNDS + 1)}
        assert session.scalars(select(Counter.value)).all() == [ROUNDS]
        for rows in (AnswerSet, FeeOrder, Attachment):
            assert Tally(session.scalars(select(rows.dossier_id))) == Tally(drafts), rows
        submitted = select(DossierEvent.dossier_id).where(DossierEvent.kind == "dossier_submitted")
        assert Tally(session.scalars(submitted)) == Tally(drafts)
        assert session.scalars(select(Draft.id)).all() == []
        assert evidence_check.check(session).broken == ()


def _notice(
    payment: Payment, number: int, *, event_id: str = "evt", intent: str = "pi"
) -> tuple[bytes, dict[str, str]]:
    body = event(
        f"{event_id}_{number}",
        id=f"cs_{payment.id}",
        client_reference_id=str(payment.id),
        payment_intent=f"{intent}_{number}",
        amount_total=payment.amount,
    )
    return body, signed(body)


@pytest.mark.parametrize(
    ("second", "apart", "outcomes", "why"),
    [
        ({}, False, ["applied", "ignored"], "replayed"),
        ({"event_id": "evt_other"}, False, ["applied", "ignored"], "already paid"),
        ({"event_id": "evt_other", "intent": "pi_other"}, False, ["applied", "applied"], "paid twice"),
        ({"event_id": "evt_other", "intent": "pi_other"}, True, ["applied", "applied"], "paid twice"),
    ],
    ids=["the same notice", "another notice of it", "other money", "another attempt"],
)
def test_two_notices_at_once_settle_a_fee_once(
    database: Database, second: dict[str, str], *, apart: bool, outcomes: list[str], why: str
) -> None:
    first_notices, second_notices = [], []
    with unit_of_work(database.sessions()) as session:
        world, person = make_world(session), make_person(session)
        for number in range(ROUNDS):
            (order,) = fees.orders_of(session, submit(session, world, person))
            first = payments.start(session, order, gateway="stripe", at=MORNING)
            other = payments.start(session, order, gateway="stripe", at=MORNING) if apart else first
            first_notices.append(_notice(first, number))
            second_notices.append(_notice(other, number, **second))
    environment = {**database.environment(), "STRIPE_SECRET_KEY": "sk_test", "STRIPE_WEBHOOK_SECRET": KEY}
    told = race(environment, racing.notify, (None, first_notices), (None, second_notices))
    assert [sorted(pair) for pair in told] == [outcomes] * ROUNDS
    with unit_of_work(database.sessions()) as session:
        assert set(session.scalars(select(FeeOrder.state))) == {"paid"}
        assert set(session.scalars(select(Dossier.status))) == {DossierStatus.NEW}
        whys = Tally(row.split(":")[0] for row in session.scalars(select(PaymentNotice.why)))
        assert whys == {"the fee is settled": ROUNDS, why: ROUNDS}
        kinds = Tally(session.scalars(select(DossierEvent.kind)))
        assert (kinds["fee_paid"], kinds["paper_made"]) == (ROUNDS, ROUNDS)
        assert set(session.scalars(select(Paper.number))) == {f"DV-26E/{number:07d}" for number in range(1, ROUNDS + 1)}
        assert evidence_check.check(session).broken == ()
