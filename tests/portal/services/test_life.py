"""A dossier lives its whole life on the real database, its papers pressed by the real worker."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.gateways.base import Notice, Outcome
from portal.models import Dossier, Message, Paper, Payment, Task
from portal.papers.judging import genuine
from portal.papers.keys import trusted_roots
from portal.papers.slips import Receipt
from portal.papers.verifying import verify
from portal.parts import Parts
from portal.services import (
    checks,
    evidence_check,
    fees,
    filing,
    issuing,
    lookups,
    paper_values,
    payments,
    processing,
    supplements,
)
from portal.services import verification as verifying
from portal.services.answer_sets import newest_answers
from portal.services.definitions import procedure_of
from portal.services.processing import Request
from portal.services.refusals import (
    ActionNotAllowedError,
    AssuranceTooLowError,
    IncompleteFilingError,
    NotAllowedError,
    StaleDossierError,
)
from tests.conftest import Database
from tests.factories import (
    CODE,
    CONFIRMATION,
    MORNING,
    World,
    as_actor,
    attach,
    fill,
    make_person,
    make_world,
    submit,
)
from tests.portal.worker import work
from workflows.status import DossierStatus


def paid(
    payment: Payment,
    event: str = "evt_1",
    money: str = "pi_1",
    amount: int | None = None,
    outcome: Outcome = Outcome.PAID,
) -> Notice:
    return Notice(
        event_id=event,
        kind="checkout.session.completed",
        reference=str(payment.id),
        provider_reference=f"cs_{payment.id}",
        payment_reference=money,
        amount=payment.amount if amount is None else amount,
        currency="VND",
        outcome=outcome,
        at=MORNING,
        raw=b"{}",
    )


def pay(session: Session, dossier: Dossier) -> None:
    (order,) = fees.orders_of(session, dossier)
    payment = payments.start(session, order, gateway="stripe", at=MORNING)
    row = payments.receive(session, paid(payment), gateway="stripe", body=b"{}", at=MORNING)
    assert row.outcome == "applied"


def take(
    session: Session,
    world: World,
    dossier: Dossier,
    role: str,
    action: str,
    at: datetime = MORNING,
    **request: object,
) -> None:
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None)))
    dossier = session.get_one(Dossier, dossier.id, populate_existing=True)
    processing.take_action(
        session,
        dossier.id,
        task.id,
        Request(action, **request),  # type: ignore[arg-type]
        actor=world.actor(session, role),
        at=at,
        seen_version=dossier.lock_version,
    )


def accept(session: Session, world: World, dossier: Dossier) -> None:
    officer = world.actor(session, "receptionist")
    checks.check_document(session, dossier, "giay_to", verdict="sufficient", note=None, actor=officer, at=MORNING)
    take(session, world, dossier, "receptionist", "nhan")


def test_a_dossier_goes_from_filing_to_a_verified_result(database: Database) -> None:
    settings = database.settings
    parts = Parts(settings, Role.WORKER)
    make_session = database.sessions(Role.WEB)
    with unit_of_work(make_session) as session:
        world, person = make_world(session), make_person(session)
        dossier = submit(session, world, person)
        assert dossier.code == "H26.101-20261123-0000001"
        assert dossier.status == DossierStatus.FEE_DUE
        pay(session, dossier)
        assert dossier.status == DossierStatus.NEW
        accept(session, world, dossier)
        assert dossier.status == DossierStatus.PROCESSING
        assert str(dossier.promised_date) == "2026-11-27"  # 24/11 is a holiday since 2026
        take(session, world, dossier, "case_officer", "trinh", form={"so_trong_so": "12/2020"})
    work(settings, parts)
    with unit_of_work(make_session) as session:
        take(session, world, dossier, "leader", "duyet")
        with pytest.raises(ActionNotAllowedError, match="result_in_press"), session.begin_nested():
            take(session, world, dossier, "clerk", "phat_hanh")
    work(settings, parts)
    with unit_of_work(make_session) as session:
        take(session, world, session.get_one(Dossier, dossier.id), "clerk", "phat_hanh")
    work(settings, parts)
    with unit_of_work(make_session) as session:
        ended = session.get_one(Dossier, dossier.id)
        assert ended.status == DossierStatus.RETURNED
        papers = {paper.kind: paper for paper in issuing.papers_of(session, ended)}
        assert set(papers) == {"control", "fee_receipt", "filed_form", "receipt", "result"}
        assert all(paper.state == "issued" for paper in papers.values())
        assert papers.pop("filed_form").signers == []
        assert papers["result"].number == "01/GXN-UBND"
        slip = paper_values.of_paper(session, papers["receipt"]).slip
        assert isinstance(slip, Receipt)
        assert [one.digests for one in slip.documents] == [(newest_answers(session, ended).sha256,), ("0" * 64,)]
        for paper in papers.values():
            is_genuine(parts, paper)
        verdict = verifying.verify(session, papers["result"].verify_token)
        assert verdict is not None
        assert verdict.state == "valid"
        assert evidence_check.check(session).broken == ()
        told = [entry.kind for entry in lookups.timeline(session, ended)]
        assert told[0] == "dossier_submitted"
        assert "dossier_closed" in told
        messages = session.scalars(select(Message.kind).where(Message.dossier_id == ended.id)).all()
        assert ("result_issued" in messages, "dossier_closed" in messages) == (True, False), "one message tells both"
    parts.close()


@pytest.mark.parametrize(
    ("copies", "within", "promised"), [(1, "1 ngày làm việc", "2026-11-25"), (6, "9 ngày", "2026-12-02")]
)
def test_the_receipt_tells_the_time_limit_that_holds(
    session: Session, tmp_path: Path, copies: int, within: str, promised: str
) -> None:
    for file in CONFIRMATION.iterdir():
        general = "time_limit: {within: 3 working days, law: luat}"
        case = general.replace("}", ", where: [{when: so_ban > 5, within: 9 days, say: Nhiều}]}")
        (tmp_path / file.name).write_text(file.read_text("utf-8").replace(general, case), "utf-8")
    world, person = make_world(session, tmp_path), make_person(session)
    world.offer.overlay = {"time_limit": "1 working day"}
    dossier = submit(session, world, person, so_ban=copies, ly_do="Nộp nhiều nơi")
    pay(session, dossier)
    accept(session, world, dossier)
    (receipt,) = (paper for paper in issuing.papers_of(session, dossier) if paper.kind == "receipt")
    slip = paper_values.of_paper(session, receipt).slip
    assert isinstance(slip, Receipt)
    assert (slip.within, str(dossier.promised_date)) == (within, promised)


def is_genuine(parts: Parts, paper: Paper) -> None:
    assert paper.sha256 is not None
    with parts.storage.open(paper.sha256) as stream:
        reports = verify(stream.read(), trusted_roots(parts.settings.keys), at=MORNING + timedelta(days=1))
    assert genuine(reports), (paper.kind, reports)
    assert len(reports) == len(paper.signers)


def test_an_action_needs_its_role_its_facts_and_the_newest_state(session: Session) -> None:
    world, person = make_world(session), make_person(session)
    dossier = submit(session, world, person)
    with pytest.raises(ActionNotAllowedError) as refused:
        take(session, world, dossier, "receptionist", "nhan")
    assert set(refused.value.missing) == {"documents_checked", "fees_settled"}
    with pytest.raises(NotAllowedError):
        take(session, world, dossier, "leader", "nhan")
    (task,) = session.scalars(select(Task).where(Task.dossier_id == dossier.id))
    with pytest.raises(StaleDossierError):
        processing.take_action(
            session,
            dossier.id,
            task.id,
            Request("nhan"),
            actor=world.actor(session, "receptionist"),
            at=MORNING,
            seen_version=dossier.lock_version - 1,
        )


@pytest.mark.parametrize(
    ("changes", "outcome", "why"),
    [
        ({"event": "evt_1"}, "ignored", "replayed"),
        ({"event": "evt_2"}, "ignored", "already paid"),
        ({"event": "evt_3", "money": "pi_2"}, "applied", "paid twice"),
        ({"event": "evt_4", "amount": 1}, "refused", "wrong amount"),
        ({"event": "evt_5", "outcome": Outcome.EXPIRED}, "ignored", "out of order"),
        ({"event": "evt_6", "outcome": Outcome.FAILED, "money": "pi_2"}, "ignored", "out of order"),
    ],
)
def test_every_notice_after_the_payment_leaves_a_row_and_changes_nothing_else(
    session: Session, changes: dict[str, object], outcome: str, why: str
) -> None:
    world, person = make_world(session), make_person(session)
    dossier = submit(session, world, person)
    (order,) = fees.orders_of(session, dossier)
    payment = payments.start(session, order, gateway="stripe", at=MORNING)
    payments.receive(session, paid(payment), gateway="stripe", body=b"{}", at=MORNING)
    events = dossier.event_count
    row = payments.receive(session, paid(payment, **changes), gateway="stripe", body=b"{}", at=MORNING)  # type: ignore[arg-type]
    assert (row.outcome, row.why.split(":")[0]) == (outcome, why)
    assert (order.state, dossier.event_count) == ("paid", events)


@pytest.mark.parametrize("first", [Outcome.FAILED, Outcome.EXPIRED])
def test_money_that_comes_after_a_failure_settles_the_fee(session: Session, first: Outcome) -> None:
    dossier = submit(session, make_world(session), make_person(session))
    (order,) = fees.orders_of(session, dossier)
    payment = payments.start(session, order, gateway="stripe", at=MORNING)
    told = [
        payments.receive(session, notice, gateway="stripe", body=b"{}", at=MORNING)
        for notice in (
            paid(payment, "evt_1", outcome=first),
            paid(payment, "evt_2", outcome=first),
            paid(payment, "evt_3"),
        )
    ]
    assert [(row.outcome, row.why) for row in told] == [
        ("applied", f"this attempt {first}"),
        ("ignored", f"already {first}"),
        ("applied", "the fee is settled"),
    ]
    assert (order.state, dossier.status) == ("paid", DossierStatus.NEW)


def test_a_notice_for_an_unknown_payment_is_refused_and_kept(session: Session) -> None:
    stranger = Payment(id=make_person(session).id, amount=8000)
    row = payments.receive(session, paid(stranger), gateway="stripe", body=b"{}", at=MORNING)
    assert (row.outcome, row.why) == ("refused", "unknown payment")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE dossier_events SET kind = 'fee_paid' WHERE seq = 1",
        "UPDATE dossier_events SET at = at + interval '1 second' WHERE seq = 2",
        "DELETE FROM event_payloads WHERE event_id = (SELECT id FROM dossier_events WHERE seq = 2)",
        "UPDATE event_payloads SET payload = '{}' WHERE event_id = (SELECT id FROM dossier_events WHERE seq = 1)",
        """DELETE FROM event_payloads WHERE event_id = (SELECT id FROM dossier_events ORDER BY seq DESC LIMIT 1);
        DELETE FROM dossier_events WHERE seq = (SELECT max(seq) FROM dossier_events)""",
        "UPDATE answer_sets SET answers = answers || '{\"so_ban\": 1}'",
        "UPDATE dossiers SET status = 10",
        "UPDATE dossiers SET head_hash = NULL",
    ],
)
def test_the_check_of_the_evidence_finds_what_an_administrator_changed(database: Database, damage: str) -> None:
    with unit_of_work(database.sessions()) as session:
        submit(session, make_world(session), make_person(session))
        assert evidence_check.check(session).broken == ()
    with database.engine(Role.OWNER).begin() as connection:
        for table in ("dossier_events", "answer_sets"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in damage.split(";"):
            connection.exec_driver_sql(statement)
    with unit_of_work(database.sessions()) as session:
        assert evidence_check.check(session).broken


@pytest.mark.parametrize("statement", ["UPDATE dossier_events SET kind = 'x'", "DELETE FROM dossier_events"])
@pytest.mark.parametrize("role", [Role.WEB, Role.OWNER])
def test_the_database_refuses_to_change_events(database: Database, role: Role, statement: str) -> None:
    with unit_of_work(database.sessions()) as session:
        submit(session, make_world(session), make_person(session))
    with (
        database.engine(role).connect() as connection,
        pytest.raises(Exception, match=r"permission denied|written once"),
    ):
        connection.execute(text(statement))


def test_a_second_supplement_is_refused_where_the_pack_says_once(session: Session) -> None:
    world, person = make_world(session), make_person(session)
    dossier = submit(session, world, person)
    items = ({"kind": "document", "name": "giay_to", "title": "Giấy tờ", "reason": "Bản chụp bị mờ"},)
    take(session, world, dossier, "receptionist", "bo_sung", items=items, reasons=("Bản chụp bị mờ",))
    assert dossier.status == DossierStatus.SUPPLEMENT
    draft = supplements.supplement_draft(session, dossier, person, MORNING)
    attach(session, draft, "giay_to", MORNING + timedelta(hours=1))
    procedure = procedure_of(session, dossier.version_id)
    at = MORNING + timedelta(hours=1)
    supplements.answer(session, dossier, procedure, person=person, actor=as_actor(person), at=at)
    assert dossier.status == DossierStatus.FEE_DUE
    with pytest.raises(ActionNotAllowedError):
        take(session, world, dossier, "receptionist", "bo_sung", items=items, reasons=("Vẫn mờ",))
    assert evidence_check.check(session).broken == ()


def test_a_supplement_request_ends_as_the_pack_says_and_never_on_a_day_off(session: Session) -> None:
    world, person = make_world(session), make_person(session)
    items = ({"kind": "document", "name": "giay_to", "title": "Giấy tờ", "reason": "Mờ"},)
    dossier = submit(session, world, person)
    take(
        session, world, dossier, "receptionist", "bo_sung", items=items, reasons=("Mờ",), at=MORNING + timedelta(days=2)
    )
    asked = supplements.open_supplement(session, dossier)
    assert asked is not None
    assert str(asked.due_date) == "2026-12-07"  # ten days end on a Saturday
    other = submit(session, world, person)
    pay(session, other)
    accept(session, world, other)
    take(session, world, other, "case_officer", "hoan_thien", items=items, reasons=("Mờ",))
    asked = supplements.open_supplement(session, other)
    assert asked is not None
    assert str(asked.due_date) == "2026-12-01"  # five working days; 24/11 is a holiday


def test_a_filing_below_the_level_or_incomplete_changes_nothing(session: Session) -> None:
    world, person = make_world(session), make_person(session)
    draft = fill(session, world, person, so_ban=9)
    with pytest.raises(AssuranceTooLowError):
        filing.submit(session, draft, person=person, actor=as_actor(person, 1), at=MORNING, code_pattern=CODE)
    with pytest.raises(IncompleteFilingError) as refused:
        filing.submit(session, draft, person=person, actor=as_actor(person), at=MORNING, code_pattern=CODE)
    assert refused.value.fields == ("ly_do",)
    assert session.scalar(select(Dossier.id).limit(1)) is None


def test_a_document_needs_as_many_files_as_the_pack_says(session: Session, tmp_path: Path) -> None:
    for file in CONFIRMATION.iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace("required: true, law", "required: true, min: 2, law"), "utf-8")
    world, person = make_world(session, tmp_path), make_person(session)
    draft = fill(session, world, person)
    with pytest.raises(IncompleteFilingError) as refused:
        filing.submit(session, draft, person=person, actor=as_actor(person), at=MORNING, code_pattern=CODE)
    assert refused.value.documents == ("giay_to",)
    attach(session, draft, "giay_to")
    assert filing.submit(session, draft, person=person, actor=as_actor(person), at=MORNING, code_pattern=CODE).code
