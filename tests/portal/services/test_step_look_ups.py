"""A step asks a register: the dossier goes on by the answer, and by its silence to a person."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Role, unit_of_work
from portal.jobs import step_answers as jobs
from portal.models import DeadlineEntry, Dossier, DossierEvent, EventPayload, LookUp, Officer, StepLookUp, Task
from portal.parts import Parts
from portal.registries.base import PersonRecord, RegistryUnavailable
from portal.services import (
    deadlines,
    drafts,
    evidence_check,
    filing,
    issuing,
    look_ups,
    publishing,
    step_answers,
    withdrawing,
)
from portal.services.definitions import procedure_of
from portal.services.facts_held import held_facts
from portal.services.step_look_ups import wait_after
from tests.conftest import Database
from tests.factories import CODE, MORNING, PACKS, World, as_actor, make_agency, make_person, make_world, publish
from tests.portal.services.test_life import take
from tests.portal.worker import work
from workflows.status import DossierStatus

PACK = PACKS / "looked_up"
NHUNG = ("079301999103", "Phạm Thị Hồng Nhung")
"""A sample citizen who is single."""
LAN_ANH = ("001195999101", "Nguyễn Thị Lan Anh")
"""One who is married."""


def file(session: Session, world: World, who: tuple[str, str] = NHUNG, about: str = "") -> Dossier:
    person = make_person(session, *who)
    draft = drafts.start(session, person, world.offer, at=MORNING)
    answers = {"ho_ten": person.full_name, "so_dinh_danh": person.citizen_id, "muc_dich": "Kết hôn"}
    answers |= {"cua_nguoi_khac": about} if about else {}
    drafts.save_page(session, draft, "nguoi_nop", answers, person=person, at=MORNING)
    draft.delivery = "online"
    session.flush()
    return filing.submit(session, draft, person=person, actor=as_actor(person), at=MORNING, code_pattern=CODE)


def asked(session: Session, dossier: Dossier) -> StepLookUp:
    query = select(StepLookUp).where(StepLookUp.dossier_id == dossier.id, StepLookUp.closed_at.is_(None))
    return session.scalars(query).one()


def open_steps(session: Session, dossier: Dossier) -> list[str]:
    query = select(Task.step).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None))
    return list(session.scalars(query))


def said(session: Session, dossier: Dossier, kind: str) -> list[dict[str, object]]:
    query = select(EventPayload.payload).join(DossierEvent, DossierEvent.id == EventPayload.event_id)
    rows = session.scalars(query.where(DossierEvent.dossier_id == dossier.id, DossierEvent.kind == kind))
    return [json.loads(row) for row in rows if row]


def test_from_the_filing_through_the_register_to_the_sealed_result_without_an_officer(database: Database) -> None:
    parts = Parts(database.settings, Role.WORKER)
    with unit_of_work(database.sessions()) as session:
        agency = make_agency(session)
        offer = publishing.make_offer(session, publish(session, PACK), agency, agency, overlay={}, at=MORNING)
        dossier = file(session, World(agency, offer, {}))
        assert open_steps(session, dossier) == ["tra_cuu"]
        assert dossier.promised_date is None, "the clock stands still while the register is asked"
    work(database.settings, parts)
    with unit_of_work(database.sessions()) as session:
        ended = session.get_one(Dossier, dossier.id)
        assert ended.status == DossierStatus.RETURNED
        result = {paper.kind: paper for paper in issuing.papers_of(session, ended)}["result"]
        assert (result.state, [one["as"] for one in result.signers]) == ("issued", ["agency"])
        assert set(session.scalars(select(DossierEvent.actor_kind))) == {"person", "system"}
        assert session.scalars(select(Officer.id)).all() == []
        (told,) = said(session, ended, "register_answered")
        assert (told["facts"], told["found"], told["tries"]) == (["doc_than"], True, 1)
        assert "single" not in json.dumps(told), "the answer itself is nowhere kept"
        (trace,) = session.scalars(select(LookUp))
        assert (trace.outcome, trace.about, trace.groups) == ("answered", None, ["name", "marital_status", "death"])
        assert trace.reason == "Xác nhận chưa có vợ, chồng thử: Tra cứu tình trạng hôn nhân"
        assert evidence_check.check(session).broken == ()
    parts.close()


def test_a_silent_register_is_asked_ever_more_seldom_until_a_person_takes_over(session: Session) -> None:
    world = make_world(session, PACK)
    dossier = file(session, world)
    row = asked(session, dossier)
    at, waits = MORNING, []
    while row.closed_at is None:
        assert step_answers.question(session, row.id, at=at) is not None
        step_answers.miss(session, row.id, "unavailable", at=at)
        waits.append((row.next_at - at).total_seconds() / 60)
        at = row.next_at
    assert waits[:4] == [5, 10, 20, 40]
    assert row.next_at == row.until
    assert open_steps(session, dossier) == ["xac_minh"]
    assert row.outcome == "no_answer"
    (told,) = said(session, dossier, "register_silent")
    assert (told["why"], told["tries"]) == ("unavailable", row.tries)
    rows = session.scalars(select(DeadlineEntry).where(DeadlineEntry.dossier_id == dossier.id)).all()
    assert [(one.kind, one.reason) for one in rows] == [
        ("start", "accepted"),
        ("pause", "look_up"),
        ("resume", "look_up"),
    ]
    assert rows[1].legal_basis == "Luật thử nghiệm, Điều 22"
    procedure = procedure_of(session, dossier.version_id)
    assert any(
        "chờ cơ sở dữ liệu quốc gia trả lời" in one for one in deadlines.explanation(session, dossier, procedure, "vi")
    )
    # What comes too late changes nothing, and the person goes on without it.
    version = dossier.lock_version
    step_answers.keep(session, row.id, {"marital_status": "single", "full_name": NHUNG[1]}, at=at)
    assert (dossier.lock_version, row.facts) == (version, [])
    take(session, world, dossier, "case_officer", "trinh", at=at)
    assert open_steps(session, dossier) == ["ky"]
    assert not evidence_check.check(session).broken


def test_a_worker_that_dies_in_the_middle_loses_nothing_and_does_nothing_twice(session: Session) -> None:
    world = make_world(session, PACK)
    dossier = file(session, world, LAN_ANH)
    row = asked(session, dossier)
    for _ in range(2):
        # The first worker asked, and died before it could say what the answer was.
        assert step_answers.question(session, row.id, at=MORNING) is not None
    answer = {"marital_status": "married", "full_name": LAN_ANH[1]}
    for _ in range(2):
        # It had said so, and died before its job was ended.
        step_answers.keep(session, row.id, answer, at=MORNING + timedelta(minutes=1))
        step_answers.miss(session, row.id, "unavailable", at=MORNING + timedelta(minutes=2))
    assert step_answers.question(session, row.id, at=MORNING) is None
    assert len(session.scalars(select(LookUp).where(LookUp.dossier_id == dossier.id)).all()) == 1
    assert len(said(session, dossier, "register_answered")) == 1
    assert said(session, dossier, "register_silent") == []
    assert (open_steps(session, dossier), row.facts) == (["xac_minh"], [])
    assert not evidence_check.check(session).broken


@pytest.mark.parametrize("how", ["left", "withdrawn"])
def test_whoever_goes_on_without_it_asks_no_more(session: Session, how: str) -> None:
    world = make_world(session, PACK)
    dossier = file(session, world)
    row = asked(session, dossier)
    assert step_answers.question(session, row.id, at=MORNING) is not None
    if how == "left":
        take(session, world, dossier, "case_officer", "khong_cho", reasons=("Đã hỏi công an xã",))
    else:
        person = as_actor(make_person(session, "001190000009"))
        withdrawing.withdraw(session, dossier, actor=person, at=MORNING, reason=None)
    assert row.outcome == "withdrawn"
    assert session.get_one(LookUp, row.id).outcome == "late"
    assert len(said(session, dossier, "register_withdrawn")) == 1
    step_answers.keep(session, row.id, {"marital_status": "single"}, at=MORNING)
    assert open_steps(session, dossier) == (["xac_minh"] if how == "left" else [])
    assert not evidence_check.check(session).broken


def test_a_second_answer_takes_the_place_of_the_first(session: Session) -> None:
    world = make_world(session, PACK)
    dossier = file(session, world, LAN_ANH)
    dead = {"marital_status": "married", "full_name": LAN_ANH[1], "died_on": "2020-01-01"}
    step_answers.keep(session, asked(session, dossier).id, dead, at=MORNING)
    procedure = procedure_of(session, dossier.version_id)
    assert "da_chet" in held_facts(session, dossier, procedure)
    later = MORNING + timedelta(minutes=5)
    take(session, world, dossier, "case_officer", "hoi_lai", at=later, reasons=("Nhầm người",))
    # While it is asked again, nothing holds that it said before.
    assert not {"da_chet", "doc_than"} & held_facts(session, dossier, procedure)
    step_answers.keep(session, asked(session, dossier).id, None, at=later)
    assert open_steps(session, dossier) == ["xac_minh"]
    assert not {"da_chet", "doc_than"} & held_facts(session, dossier, procedure)


def test_whoever_else_is_asked_about_sees_it_in_their_account(session: Session) -> None:
    world = make_world(session, PACK)
    dossier = file(session, world, NHUNG, about=LAN_ANH[0])
    step_answers.question(session, asked(session, dossier).id, at=MORNING)
    other = make_person(session, *LAN_ANH)
    (told,) = look_ups.of_person(session, other)
    seen = told.look_up
    assert (seen.dossier_id, seen.about, seen.step) == (dossier.id, LAN_ANH[0], "tra_cuu")
    assert (told.agency.name, told.version_id) == ("Ủy ban nhân dân phường Thử Nghiệm", dossier.version_id)
    assert look_ups.of_person(session, session.get_one(type(other), dossier.applicant_id)) == []


class Register:
    """A register that can be out of order, or speak of somebody else."""

    def __init__(self, *answers: PersonRecord | None) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def find(self, citizen_id: str, *_: object) -> PersonRecord | None:
        self.asked.append(citizen_id)
        if len(self.asked) > 2:
            raise ZeroDivisionError
        if not self.answers:
            raise RegistryUnavailable("down")
        return self.answers.pop()


def test_the_worker_asks_again_what_was_lost_and_believes_no_record_of_another(database: Database) -> None:
    parts = Parts(database.settings, Role.WORKER)
    parts.__dict__["population"] = register = Register(PersonRecord(LAN_ANH[0], full_name=LAN_ANH[1]))
    with unit_of_work(database.sessions()) as session:
        dossier = file(session, make_world(session, PACK))
        row = asked(session, dossier)

    def at(minutes: int) -> datetime:
        return MORNING + timedelta(minutes=minutes)

    # The last answer is a connector's own mistake, which must not keep the dossier for ever.
    came_out = ((1, 0, None), (3, 1, "broken"), (9, 1, "broken"), (11, 2, "unavailable"), (24, 3, "broken"))
    for minutes, tries, why in came_out:
        with patch.object(jobs, "now", lambda minutes=minutes: at(minutes)):
            jobs.ask_registers(parts)
        with unit_of_work(database.sessions()) as session:
            found = session.get_one(StepLookUp, row.id)
            assert (found.tries, found.why) == (tries, why), minutes
    assert register.asked == [NHUNG[0]] * 3
    parts.close()


def test_no_wait_is_longer_than_four_hours() -> None:
    assert [wait_after(60, tries) for tries in (1, 2, 3, 50)] == [timedelta(hours=hours) for hours in (1, 2, 4, 4)]
