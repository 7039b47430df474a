"""Each shipped procedure goes its whole way through the services, as one of its golden cases tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from forms.answers import to_json
from forms.spec import one_page
from portal.db import Role
from portal.gathering import GatheringSession
from portal.jobs import papers
from portal.models import Appointment, Dossier, OpinionSlip, Task
from portal.papers.judging import genuine
from portal.papers.keys import trusted_roots
from portal.papers.verifying import verify
from portal.parts import Parts
from portal.services import (
    checks,
    decisions,
    drafts,
    evidence_check,
    fees,
    filing,
    issuing,
    opinion_counting,
    opinion_further,
    payments,
    processing,
    publishing,
)
from portal.services.actors import Actor
from portal.services.decisions import Agenda
from portal.services.definitions import procedure_of
from portal.services.officers import actor_of
from portal.services.opinion_further import Further
from portal.services.processing import Request
from portal.services.refusals import ActionNotAllowedError
from procedures import catalogue
from procedures.cases.spec import Case, Deed, Happening
from procedures.definition import Procedure
from procedures.overlay import named_agencies
from procedures.specimens import SHORT, filled_in
from tests.conftest import Database
from tests.factories import CODE, World, as_actor, attach, make_agency, make_officer, make_person, publish
from tests.portal.services.asking_house import say
from tests.portal.services.test_life import paid
from tests.shipped import cases, sound
from workflows.asking import Answer, AskedKind, Opinions
from workflows.spec import Step
from workflows.status import DossierStatus

SHIPPED = [one.path for one in catalogue.shipped()]
MEMBERS = 5


@pytest.fixture(scope="module")
def shop(shared_database: Database) -> Iterator[Parts]:
    """The worker's parts: storage and the development keys."""
    parts = Parts(shared_database.settings, Role.WORKER)
    yield parts
    parts.close()


def plain_case(pack: Path) -> Case:
    """Return the first golden case that ends with the result, and with no paper beside receipt and result."""
    filed = [case for case in cases(pack) if case.filing.situation.channel == "online"]
    return next(case for case in filed if set(case.expected.get("papers", ())) == {"receipt", "result"})


def make_world(session: Session, pack: Path, at: datetime) -> World:
    """Return an agency that offers the procedure, staffed with every role it asks for, and those whom it asks."""
    agency, version = make_agency(session), publish(session, pack)
    procedure = procedure_of(session, version.id)
    asked = [one for step in procedure.workflow.steps.values() if step.opinions for one in step.opinions.to]
    names = enumerate(named_agencies(procedure))
    named = {name: make_agency(session, f"H26.9{number}", f"Cơ quan {name}") for number, name in names}
    overlay = {"agencies": {name: one.code for name, one in named.items()}} if named else {}
    offer = publishing.make_offer(session, version, agency, agency, overlay=overlay, at=at)
    officers = {role: make_officer(session, agency, role) for role in procedure.workflow.roles()}
    for one in asked:
        if one.kind is AskedKind.AGENCY:
            make_officer(session, named[one.name], one.role, username=f"{one.name}.{one.role}")
        elif one.kind is AskedKind.COUNCIL:
            for number in range(MEMBERS):
                make_officer(session, agency, one.role, username=f"{one.role}.{number}")
    elsewhere = {f"{one.agency}.{one.role}": one for one in procedure.workflow.steps.values() if one.agency}
    there = {
        name: make_officer(session, named[one.agency or ""], one.role, username=name) for name, one in elsewhere.items()
    }
    # A case may tell of any time: whoever acts in it holds the role by then.
    session.execute(update(Appointment).where(Appointment.started_at > at).values(started_at=at))
    return World(agency, offer, officers, extra=there)


def file(session: Session, world: World, procedure: Procedure, case: Case) -> Dossier:
    """File what the case tells, with every document that it hands in."""
    person, at = make_person(session, name="Trần Đức Lương"), case.filing.at
    draft = drafts.start(session, person, world.offer, at=at)
    draft.answers, draft.delivery = to_json(procedure.form, case.answers), case.filing.situation.delivery
    for document in case.documents:
        attach(session, draft, document, at)
    session.flush()
    return filing.submit(session, draft, person=person, actor=as_actor(person), at=at, code_pattern=CODE)


class Walk:
    """One dossier on its way, with the worker pressing its result in between."""

    def __init__(self, session: Session, world: World, parts: Parts, procedure: Procedure, case: Case) -> None:
        self.session, self.world, self.parts, self.procedure = session, world, parts, procedure
        self.documents = case.documents
        self.dossier = file(session, world, procedure, case)
        # The worker's transactions are parts of the one that the test rolls back.
        maker = sessionmaker(
            session.connection(),
            class_=GatheringSession,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
        )
        parts.__dict__["make_session"] = maker

    def happen(self, one: Happening) -> None:
        """Do one thing that the case tells; what it expects to be refused is left out."""
        if one.deed is Deed.PAYS:
            self.pay(one.at.astimezone(UTC))
        elif one.deed is Deed.OPINES:
            self.opine(one)
        elif one.refused is None:
            self.take(one)

    def pay(self, at: datetime) -> None:
        for order in [one for one in fees.orders_of(self.session, self.dossier) if one.state == "due"]:
            payment = payments.start(self.session, order, gateway="stripe", at=at)
            notice = paid(payment, f"evt_{order.id}", f"pi_{order.id}")
            payments.receive(self.session, notice, gateway="stripe", body=b"{}", at=at)

    def opine(self, one: Happening) -> None:
        """Have those who are asked answer as the case says; a council votes on an agenda where the pack wants one."""
        at, (task,) = one.at.astimezone(UTC), self.open_tasks()
        if decisions.collective_at(self.session, task, self.dossier):
            until = decisions.proposed(self.session, self.dossier, self.asked_at(task), at)
            keeper = self.world.actor(self.session, task.role, at)
            decisions.open_agenda(self.session, Agenda("Phiên xét duyệt", [task.id], until), actor=keeper, at=at)
        query = select(OpinionSlip).where(OpinionSlip.dossier_id == self.dossier.id, OpinionSlip.answered_at.is_(None))
        slips = self.session.scalars(query.order_by(OpinionSlip.id)).all()
        for name, given in (one.opinions or {}).items():
            answers = [answer for answer, times in given.items() for _ in range(times) if answer is not None]
            for slip, answer in zip([slip for slip in slips if slip.name == name], answers, strict=False):
                self.answer(slip, answer, at)
        if task.closed_at is None:
            opinion_counting.count_if_ready(
                self.session, *opinion_counting.locked(self.session, slips[0].round_id), at=at
            )

    def asked_at(self, task: Task) -> Opinions:
        opinions = self.procedure.workflow.steps[task.step].opinions
        assert opinions is not None
        return opinions

    def answer(self, slip: OpinionSlip, answer: Answer, at: datetime) -> None:
        """Have whoever is asked by a slip answer it."""
        actor = actor_of(self.session, slip.officer_id or officer_at(self.session, slip), at)
        assert actor is not None
        say(self.session, self.parts.storage, slip.id, actor, answer, at)

    def take(self, one: Happening) -> None:
        role, action, at = one.role or "", one.action or "", one.at.astimezone(UTC)
        task = self.task_with(action)
        step = self.procedure.workflow.steps[task.step]
        actor = self.actor(step, role, at)
        if step.checks_documents:
            for name in self.documents:
                checks.check_document(
                    self.session, self.dossier, name, verdict="sufficient", note=None, actor=actor, at=at
                )
        form = self.filled(task.step, one) if task.step in self.procedure.task_forms else None
        assign = step.actions[action].assign
        holder = self.world.officers[assign].id if assign else None
        self.dossier = self.session.get_one(Dossier, self.dossier.id, populate_existing=True)
        processing.take_action(
            self.session,
            self.dossier.id,
            task.id,
            Request(action, one.reasons, assignee_id=holder, form=form),
            actor=actor,
            at=at,
            seen_version=self.dossier.lock_version,
        )
        self.press()

    def actor(self, step: Step, role: str, at: datetime) -> Actor:
        """Return who acts at a step: the officer of the own agency, or the one of the other that does it."""
        there = self.world.extra.get(f"{step.agency}.{role}")
        found = actor_of(self.session, there.id, at) if there else self.world.actor(self.session, role, at)
        assert found is not None
        return found

    def filled(self, step: str, one: Happening) -> dict[str, Any]:
        """Return what the officer fills in: what the case tells, and something in every other field."""
        form = one_page(step, {"vi": step}, self.procedure.task_forms[step])
        return filled_in(form, SHORT) | to_json(form, one.fills)

    def open_tasks(self) -> list[Task]:
        query = select(Task).where(Task.dossier_id == self.dossier.id, Task.closed_at.is_(None))
        return list(self.session.scalars(query))

    def place(self) -> str:
        (task,) = self.open_tasks()
        return task.step

    def task_at(self, step: str) -> Task:
        return next(one for one in self.open_tasks() if one.step == step)

    def task_with(self, action: str) -> Task:
        """Return the open task at which the action may be taken."""
        open_tasks = self.open_tasks()
        found = [one for one in open_tasks if action in self.procedure.workflow.steps[one.step].actions]
        assert found, (action, [one.step for one in open_tasks])
        return found[0]

    def press(self) -> None:
        """Do what the worker does with a result that was approved or sealed."""
        paper = issuing.result_of(self.session, self.dossier)
        if paper is None or not issuing.in_press(self.session, self.dossier):
            return
        self.session.commit()
        job = papers.sign_result if paper.state == "draft" else papers.seal_result
        job(self.parts, str(paper.id))
        self.session.expire_all()

    def path(self) -> list[str]:
        """Return the steps in which the dossier stood, and its end."""
        query = select(Task.step).where(Task.dossier_id == self.dossier.id).order_by(Task.opened_at, Task.id)
        dossier = self.session.get_one(Dossier, self.dossier.id, populate_existing=True)
        return [*self.session.scalars(query), *([dossier.ended_at_step] if dossier.ended_at_step else [])]


def test_former_communes_verify_side_by_side_wherever_they_lie(session: Session, shop: Parts) -> None:
    pack, procedure, step = next(
        (one, sound(one), step) for one in SHIPPED for step in sound(one).workflow.steps.values() if step.asks_opinions
    )
    case = next(one for one in cases(pack) if step.name in one.expected.get("path", ()))
    walk = Walk(session, make_world(session, pack, case.filing.at), shop, procedure, case)
    communes = {row["noi"]["commune"] for row in case.answers["noi_o_cu"]}
    former = [make_agency(session, f"H99.{code}", f"Ủy ban nhân dân phường {code}") for code in sorted(communes)]
    for agency in former:
        agency.commune_code = agency.code[4:]
        make_officer(session, agency, "leader")
    happenings = iter(case.happenings)
    while walk.place() != step.name:
        walk.happen(next(happenings))
    assert opinion_further.askable(session, walk.dossier)[: len(former)] == former
    at = case.filing.at.astimezone(UTC) + timedelta(hours=6)
    asked = Further([one.id for one in former], (), "Người này có đăng ký kết hôn ở đó không?", (), date(2026, 11, 26))
    dossier, task = session.get_one(Dossier, walk.dossier.id, populate_existing=True), walk.task_at(step.name)
    officer = walk.world.actor(session, step.role, at)
    opinion_further.ask(session, dossier.id, task.id, asked, actor=officer, at=at, seen_version=dossier.lock_version)
    on = next(one for one in happenings if one.action in step.actions and one.refused is None)
    for slip in session.scalars(select(OpinionSlip).where(OpinionSlip.dossier_id == dossier.id)).all():
        with pytest.raises(ActionNotAllowedError, match="missing_facts"):
            walk.happen(on)
        walk.answer(slip, Answer.AGREE, at + timedelta(hours=1))
    walk.happen(on)
    assert walk.place() == step.actions[on.action or ""].to


def officer_at(session: Session, slip: OpinionSlip) -> Any:
    """Return who holds the role that a slip asks."""
    query = select(Appointment.officer_id).where(
        Appointment.agency_id == slip.asked_agency_id, Appointment.role == slip.role
    )
    return session.scalars(query).first()


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda path: path.parent.name)
def test_a_golden_path_leads_to_a_signed_result(session: Session, shop: Parts, pack: Path) -> None:
    procedure, case = sound(pack), plain_case(pack)
    walk = Walk(session, make_world(session, pack, case.filing.at), shop, procedure, case)
    for one in case.happenings:
        walk.happen(one)
    assert walk.path() == case.expected.get("path", walk.path())
    ended = session.get_one(Dossier, walk.dossier.id, populate_existing=True)
    if case.days_off:  # those of the State, as the portal knows them
        assert str(ended.promised_date) == case.expected["promised"]
    assert ended.status in (DossierStatus.DONE, DossierStatus.RETURNED)
    result = issuing.result_of(session, ended)
    assert result is not None
    assert [one["as"] for one in result.signers] == ["personal", "agency"]
    with shop.storage.open(result.sha256 or "") as stream:
        reports = verify(stream.read(), trusted_roots(shop.settings.keys), at=case.filing.at + timedelta(days=90))
    assert genuine(reports)
    assert evidence_check.check(session).broken == ()
