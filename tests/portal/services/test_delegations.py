"""Who is away lends a role for some days: the delegate sees and acts, and evidence and papers say for whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.models import Agency, Appointment, Delegation, Dossier, DossierEvent, EventPayload, Task
from portal.services import (
    acting_leaders,
    assigning,
    delegations,
    desk,
    evidence_check,
    issuing,
    paper_values,
    processing,
    signatories,
    staffing,
)
from portal.services.actors import Actor
from portal.services.definitions import procedure_of
from portal.services.delegations import DelegationRefusedError, Wanted
from portal.services.handed_over import handings_of
from portal.services.handing_words import party_words
from portal.services.officers import actor_of
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError
from portal.services.wanted import View
from portal.services.wanted import Wanted as DeskWanted
from tests.factories import World, make_agency, make_officer, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_life import accept, pay, take

LAW = "Giấy ủy quyền số 05/GUQ-UBND"


@pytest.fixture
def world(session: Session) -> World:
    found = make_world(session)
    titles = {
        "leader": "CHỦ TỊCH",
        "department_head": "PHÓ CHỦ TỊCH",
        "receptionist": "PHÓ CHỦ TỊCH, CHỦ TỊCH HỘI ĐỒNG",
        "clerk": "VĂN THƯ",
    }
    for role, title in titles.items():
        found.officers[role].title = title
    return found


@pytest.fixture
def dossier(session: Session, world: World) -> Dossier:
    """A dossier that stands with the case officer, who took it by name."""
    found = submit(session, world, make_person(session))
    pay(session, found)
    accept(session, world, found)
    assigning.claim(session, found, open_task(session, found), actor=world.actor(session, "case_officer"), at=hour(23))
    return found


def open_task(session: Session, dossier: Dossier) -> Task:
    return session.scalars(select(Task).where(Task.dossier_id == dossier.id, Task.closed_at.is_(None))).one()


def lend(
    session: Session, world: World, role: str = "case_officer", to: str = "clerk", by: str = "", **other: Any
) -> Delegation:
    said: dict[str, Any] = {
        "agency_id": world.agency.id,
        "role": role,
        "officer_id": world.officers[role].id,
        "delegate_id": world.officers[to].id,
        "first_day": date(2026, 11, 25),
        "last_day": date(2026, 11, 26),
        "reason": "Nghỉ phép",
        "legal_basis": LAW,
    }
    actor = world.actor(session, by or role)
    return delegations.delegate(session, Wanted(**said | other), actor=actor, at=hour(24, "09:00"))


def stand_in(session: Session, world: World, role: str, at: datetime) -> Actor:
    found = actor_of(session, world.officers[role].id, at)
    assert found is not None
    return found


def said(session: Session, dossier: Dossier, kind: str) -> dict[str, Any]:
    query = select(EventPayload.payload).join(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
    newest = session.scalars(query.where(DossierEvent.kind == kind).order_by(DossierEvent.seq.desc())).first()
    return dict(json.loads(newest or b"{}"))


def test_the_delegate_sees_and_acts_from_the_first_day_to_the_last(
    session: Session, world: World, dossier: Dossier
) -> None:
    row = lend(session, world)
    for day, clock, held in ((24, "23:59", False), (25, "00:00", True), (26, "23:59", True), (27, "00:00", False)):
        actor = stand_in(session, world, "clerk", hour(day, clock))
        assert ("case_officer" in actor.roles_at(world.agency.id)) is held, (day, clock)
        mine = desk.rows(session, actor, DeskWanted(View.MINE), at=hour(day, clock)).rows
        assert [one.dossier_id for one in mine] == ([dossier.id] if held else []), (day, clock)
    take_as(session, dossier, stand_in(session, world, "clerk", hour(25)), "trinh", hour(25))
    told = said(session, dossier, "action_taken")["for"]
    assert told == {
        "delegation": str(row.id),
        "role": "case_officer",
        "officer": str(world.officers["case_officer"].id),
        "name": world.officers["case_officer"].full_name,
        "post": "CÔNG CHỨC",
        "authority": "authorised",
        "until": "2026-11-26",
    }
    # The control slip names both, whether the clerk acted or took it for them.
    procedure = procedure_of(session, dossier.version_id)
    signing = handings_of(session, dossier, procedure)[-1]
    both = f"{world.officers['clerk'].full_name} (thay {world.officers['case_officer'].full_name})"
    assert party_words(signing.giver, signing, procedure, "vi") == both
    assert party_words(signing.giver, signing, procedure, "en") == both.replace("thay", "for")
    # What they do under a role of their own is done for nobody.
    take(session, world, dossier, "leader", "tra_lai", reasons=("Thiếu số",), at=hour(25, "09:00"))
    assert "for" not in said(session, dossier, "action_taken")
    assert evidence_check.check(session).broken == ()


def take_as(session: Session, dossier: Dossier, actor: Actor, action: str, at: datetime) -> None:
    processing.take_action(
        session,
        dossier.id,
        open_task(session, dossier).id,
        processing.Request(action),
        actor=actor,
        at=at,
        seen_version=dossier.lock_version,
    )


def test_what_is_taken_for_somebody_is_theirs_when_they_are_back(
    session: Session, world: World, dossier: Dossier
) -> None:
    task = open_task(session, dossier)
    assigning.release(session, dossier, task, actor=world.actor(session, "case_officer"), at=hour(24, "08:00"))
    lend(session, world)
    clerk = stand_in(session, world, "clerk", hour(25))
    assigning.claim(session, dossier, task, actor=clerk, at=hour(25))
    assert task.officer_id == world.officers["case_officer"].id
    assert said(session, dossier, "task_assigned")["for"]["name"] == world.officers["case_officer"].full_name
    receiver = handings_of(session, dossier, procedure_of(session, dossier.version_id))[-1].receiver
    assert (receiver.name, receiver.instead_of) == (clerk.name, world.officers["case_officer"].full_name)
    with pytest.raises(StaleDossierError):
        second = make_officer(session, world.agency, "case_officer", username="second")
        assigning.claim(session, dossier, task, actor=actor_of(session, second.id, hour(25)), at=hour(25))  # type: ignore[arg-type]


@pytest.mark.parametrize("ended", ["the delegation", "the role", "the delegate", "whoever is away"])
def test_what_ended_a_second_ago_opens_nothing(session: Session, world: World, dossier: Dossier, ended: str) -> None:
    row = lend(session, world)
    at, absent = hour(25, "10:00"), world.officers["case_officer"]
    actor = stand_in(session, world, "clerk", at)
    assert actor.stands_in
    if ended == "the delegation":
        delegations.end(session, row.id, actor=world.actor(session, "leader"), at=at)
    elif ended == "the role":
        appointment = session.scalars(select(Appointment).where(Appointment.officer_id == absent.id)).one()
        staffing.dismiss(session, appointment, at=at)
    elif ended == "the delegate":
        world.officers["clerk"].active = False
    else:
        absent.active = False
    session.flush()
    now = actor_of(session, world.officers["clerk"].id, at + timedelta(seconds=1))
    assert now is None or not now.has(world.agency.id, "case_officer", absent.id)
    if now is not None:
        with pytest.raises(NotAllowedError):
            take_as(session, dossier, now, "trinh", at + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"first_day": date(2026, 11, 23)}, "past"),
        ({"last_day": date(2026, 11, 24)}, "backwards"),
        ({"last_day": date(2027, 11, 26)}, "long"),
        ({"reason": " "}, "incomplete"),
        ({"legal_basis": ""}, "incomplete"),
        ({"to": "case_officer"}, "self"),
    ],
)
def test_what_is_refused(session: Session, world: World, other: dict[str, Any], why: str) -> None:
    with pytest.raises(DelegationRefusedError, match=why):
        lend(session, world, **other)
    assert session.scalars(select(Delegation)).all() == []


def test_nobody_lends_what_is_not_theirs_nor_lends_further(session: Session, world: World) -> None:
    with pytest.raises(NotAllowedError):
        lend(session, world, by="department_head")
    lend(session, world)
    with pytest.raises(DelegationRefusedError, match="taken"):
        lend(session, world, to="receptionist", by="leader")
    with pytest.raises(DelegationRefusedError, match="away_too"):
        lend(session, world, role="clerk", to="case_officer")
    # The delegate has the role, and cannot lend it; nor does a leader's stand-in rule over the others' roles.
    clerk = stand_in(session, world, "clerk", hour(25))
    lent = [(one.role, one.officer) for one in delegations.lendable(session, clerk, world.agency, hour(25))]
    assert lent == [("clerk", world.officers["clerk"])]
    with pytest.raises(NotAllowedError):
        wanted = Wanted(
            world.agency.id,
            "case_officer",
            world.officers["case_officer"].id,
            world.officers["leader"].id,
            date(2026, 12, 1),
            date(2026, 12, 2),
            "Nghỉ",
            LAW,
        )
        delegations.delegate(session, wanted, actor=clerk, at=hour(25))
    stranger = make_officer(session, make_agency(session, "H26.102", "Phường khác"), "leader", username="khac")
    with pytest.raises(DelegationRefusedError, match="stranger"):
        lend(session, world, role="clerk", delegate_id=stranger.id)
    with pytest.raises(NotFoundError):
        (row,) = session.scalars(select(Delegation))
        delegations.end(session, row.id, actor=actor_of(session, stranger.id, hour(25)), at=hour(25))  # type: ignore[arg-type]


def test_what_was_ended_early_may_be_lent_again_the_same_day(session: Session, world: World) -> None:
    row, at = lend(session, world), hour(25, "10:00")
    leader, days = world.actor(session, "leader"), (date(2026, 11, 25), date(2026, 11, 26))
    absent, other = world.officers["case_officer"].id, world.officers["receptionist"].id
    wanted = Wanted(world.agency.id, "case_officer", absent, other, *days, "Nghỉ phép", LAW)
    with pytest.raises(DelegationRefusedError, match="taken"):
        delegations.delegate(session, wanted, actor=leader, at=at)
    delegations.end(session, row.id, actor=leader, at=at)
    again = delegations.delegate(session, wanted, actor=leader, at=at)
    assert stand_in(session, world, "receptionist", at).has(world.agency.id, "case_officer", absent)
    assert (row.ends_at, again.starts_at) == (at, at)


def _vacate(session: Session, world: World) -> Delegation:
    """Let the leader go, and have the province name an acting one."""
    province = make_agency(session, "H26", "Ủy ban nhân dân thành phố Thử")
    world.agency.parent_id = province.id
    above = make_officer(session, province, "leader", username="chu-tich-tp")
    ends = update(Appointment).where(Appointment.role == "leader", Appointment.agency_id == world.agency.id)
    session.execute(ends.values(ended_at=hour(23, "08:00")))
    actor = actor_of(session, above.id, hour(24))
    assert actor is not None
    assert _vacant(session, actor, hour(24)) == [(world.agency, None)]
    head = world.officers["department_head"].id
    days = (date(2026, 11, 25), date(2026, 11, 26))
    wanted = Wanted(world.agency.id, "leader", None, head, *days, "Khuyết", LAW, "Chủ tịch")
    row = delegations.delegate(session, wanted, actor=actor, at=hour(24, "09:00"))
    assert _vacant(session, actor, hour(25)) == [(world.agency, world.officers["department_head"].full_name)]
    assert _vacant(session, actor, hour(27)) == [(world.agency, None)], "over, and nobody was appointed"
    make_officer(session, world.agency, "leader", username="moi")
    moved = update(Appointment).where(Appointment.officer_id != above.id, Appointment.role == "leader")
    session.execute(moved.where(Appointment.ended_at.is_(None)).values(started_at=hour(26, "08:00")))
    assert _vacant(session, actor, hour(26, "09:00")) == []
    return row


def _vacant(session: Session, actor: Actor, at: datetime) -> list[tuple[Agency, str | None]]:
    return [(one.agency, one.name) for one in acting_leaders.vacancies(session, actor, at)]


@pytest.mark.parametrize(
    ("to", "make", "authority", "title", "signed_as"),
    [
        ("department_head", lend, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        (
            "receptionist",
            lend,
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"],
            "PHÓ CHỦ TỊCH",
            "PHÓ CHỦ TỊCH, CHỦ TỊCH HỘI ĐỒNG",
        ),
        ("clerk", lend, ["TUQ. CHỦ TỊCH"], "VĂN THƯ", "TUQ. CHỦ TỊCH, VĂN THƯ"),
        ("department_head", None, ["TM. ỦY BAN NHÂN DÂN"], "Q. CHỦ TỊCH", "Q. CHỦ TỊCH"),
    ],
    ids=["a deputy", "a deputy with two offices", "authorised", "acting"],
)
def test_the_result_says_under_what_authority_it_was_signed(
    session: Session,
    world: World,
    dossier: Dossier,
    to: str,
    make: Callable[..., Delegation] | None,
    authority: list[str],
    title: str,
    signed_as: str,
) -> None:
    row = make(session, world, role="leader", to=to) if make else _vacate(session, world)
    take(session, world, dossier, "case_officer", "trinh", at=hour(25, "08:00"))
    paper = issuing.draft_result(
        session,
        dossier,
        procedure_of(session, dossier.version_id),
        actor=world.actor(session, "case_officer"),
        at=hour(25),
    )
    # The draft that is read before it is signed says already who signs, and under what authority.
    drafted = paper_values.of_paper(session, paper).leader
    assert drafted is not None
    assert (drafted.name, drafted.title, list(drafted.authority)) == (world.officers[to].full_name, title, authority)
    take_as(session, dossier, stand_in(session, world, to, hour(25)), "duyet", hour(25, "09:00"))
    assert paper_values.of_paper(session, paper).leader == drafted
    assert paper.details[issuing.AS_READ] is True
    who, actor = signatories.approver(session, paper)
    assert (who.title, actor.acting_for and actor.acting_for.delegation_id) == (signed_as, row.id)
    # Once a leader is appointed, nobody acts as one any more.
    assert stand_in(session, world, to, hour(26, "09:00")).has(world.agency.id, "leader", None) is bool(make)


def test_an_apology_of_the_leaders_delegate_is_signed_for_the_leader(
    session: Session, world: World, dossier: Dossier
) -> None:
    lend(session, world, role="leader")
    clerk = stand_in(session, world, "clerk", hour(25)).under(world.agency.id, "leader")
    details = {"promised_at": hour(27).isoformat(), "new_at": hour(28).isoformat(), "reason": "Mưa bão"}
    paper = issuing.make_slip(session, dossier, issuing.APOLOGY, actor=clerk, at=hour(25), details=details)
    signer = paper_values.of_paper(session, paper).officer
    assert signer is not None
    assert (signer.authority, signer.title) == (("TUQ. CHỦ TỊCH",), "VĂN THƯ")
