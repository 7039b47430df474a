"""Opinions while somebody is away, and while an agency is merged away: who answers then, and what the evidence says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.models import Agency, Officer, OpinionSlip, Paper
from portal.papers.opinions import Minutes
from portal.services import (
    decisions,
    delegations,
    evidence_check,
    issuing,
    merging,
    minutes,
    opinion_asking,
    opinion_counting,
    opinion_lists,
    opinion_subjects,
    slip_moving,
)
from portal.services.decisions import Agenda
from portal.services.definitions import procedure_of
from portal.services.delegations import Wanted
from portal.services.opinion_giving import OpinionRefusedError, Reply
from portal.services.refusals import NotFoundError
from portal.storage.base import Storage
from portal.storage.folder import FolderStorage
from tests.factories import make_agency, make_officer
from tests.portal.services.asking_house import House, asked, in_progress, make_house, round_of, say, slips_of
from tests.portal.services.november import hour
from tests.portal.services.test_life import take
from tests.portal.services.test_opinions import told

LAW = "Giấy ủy quyền số 05/GUQ-UBND"
NINE = hour(25, "09:00")


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path)


def lend(session: Session, house: House, member: Officer, to: Officer) -> None:
    days = date(2026, 11, 25), date(2026, 11, 26)
    wanted = Wanted(house.agency.id, "hoi_dong", member.id, to.id, *days, reason="Nghỉ phép", legal_basis=LAW)
    delegations.delegate(session, wanted, actor=house.speaks(session, member), at=hour(24))


def slip_of(session: Session, slips: list[OpinionSlip], officer: Officer) -> OpinionSlip:
    return next(one for one in slips if one.officer_id == officer.id)


def test_a_member_who_is_away_is_stood_in_for_by_name(session: Session, house: House, storage: Storage) -> None:
    dossier = asked(session, house)
    absent, clerk = house.members[0], house.officers["clerk"]
    slip = slip_of(session, slips_of(session, dossier), absent)
    lend(session, house, absent, clerk)
    early = house.speaks(session, clerk, hour(24))
    assert opinion_lists.waiting(session, early).rows == ()
    with pytest.raises(NotFoundError):
        say(session, storage, slip.id, early, at=hour(24))
    actor = house.speaks(session, clerk, NINE)
    assert [one.slip_id for one in opinion_lists.waiting(session, actor).rows] == [slip.id]
    say(session, storage, slip.id, actor, at=NINE)
    (event,) = told(session, dossier, "opinion_given")
    assert (event["from"], event["for"]["name"], event["for"]["until"]) == (slip.title, absent.full_name, "2026-11-26")
    paper = session.get_one(Paper, slip.paper_id)
    assert paper.details[issuing.SIGNS]["authority"] == "authorised"
    with pytest.raises(OpinionRefusedError, match="answered"):
        say(session, storage, slip.id, house.speaks(session, absent, NINE), at=NINE)
    assert evidence_check.check(session).broken == ()


def test_nobody_has_two_voices(session: Session, house: House, storage: Storage) -> None:
    dossier = asked(session, house)
    first, second, third = house.members
    clerk = house.officers["clerk"]
    lend(session, house, first, third)
    with pytest.raises(OpinionRefusedError, match="own_voice"):
        say(
            session, storage, slip_of(session, slips_of(session, dossier), first).id, house.speaks(session, third, NINE)
        )
    lend(session, house, second, clerk)
    slip = slip_of(session, slips_of(session, dossier), second)
    say(session, storage, slip.id, house.speaks(session, clerk, NINE), at=NINE)
    assert slip.answered_by == clerk.id


def test_the_minutes_name_who_voted_for_a_member(session: Session, house: House, storage: Storage) -> None:
    dossier = in_progress(session, house)
    take(session, house, dossier, "case_officer", "xet")
    keeper, (absent, other, _third) = house.actor(session, "case_officer"), house.members
    keys = [task.id for task, _ in decisions.waiting(session, keeper)]
    agenda = Agenda("Xét một hồ sơ", keys, date(2026, 11, 26))
    decision = decisions.open_agenda(session, agenda, actor=keeper, at=hour(23, "09:00"))
    lend(session, house, absent, house.officers["clerk"])
    actor = house.speaks(session, house.officers["clerk"], NINE)
    assert [waits for _, waits in decisions.recent(session, actor)] == [1]
    assert [waits for _, waits in decisions.recent(session, house.speaks(session, other, NINE))] == [1]
    slips = slips_of(session, dossier)
    votes = {one.id: Reply("dong_y", "") for one in slips}
    assert decisions.vote(session, decision, votes, storage=storage, actor=actor, at=NINE) == 1
    opinion_counting.settle(session, round_of(session, dossier).id, at=hour(27))
    drawing = minutes.drawing(session, decision.id)
    assert drawing is not None
    assert isinstance(drawing.paper.slip, Minutes)
    title = slip_of(session, slips, absent).title
    assert drawing.paper.slip.remarks == (f"{dossier.code}, {title} ({actor.name} biểu quyết thay)",)


def test_what_a_merged_agency_was_asked_is_answered_by_its_successor(
    session: Session, house: House, storage: Storage
) -> None:
    dossier = asked(session, house)
    police, chief = house.police, house.chief
    assert police is not None
    assert chief is not None
    (slip,) = [one for one in slips_of(session, dossier) if one.asked_agency_id == police.id]
    heir: Agency = make_agency(session, "H26.PC08", "Phòng Cảnh sát PCCC và CNCH")
    merging.merge(session, police.code, heir.code, law="Nghị quyết 12", since=NINE, at=hour(24))
    assert slip_moving.open_at_merged(session, police.id, at=hour(24)) == ()
    assert merging.left(session, NINE) == [police.id]
    (key,) = slip_moving.open_at_merged(session, police.id, at=NINE)
    assert not slip_moving.move_slip(session, key, at=NINE), "nobody there could answer"
    leader = make_officer(session, heir, "leader")
    assert slip_moving.move_slip(session, key, at=NINE)
    assert not slip_moving.move_slip(session, key, at=NINE), "twice does nothing"
    assert merging.left(session, NINE) == []
    (event,) = told(session, dossier, "opinion_moved")
    assert (event["from"], event["to"], event["law"]) == (police.name, heir.name, "Nghị quyết 12")
    with pytest.raises(NotFoundError):
        say(session, storage, slip.id, house.speaks(session, chief, NINE), at=NINE)
    say(session, storage, slip.id, house.speaks(session, leader, NINE), at=NINE)
    assert (slip.title, slip.answered_by) == (heir.name, leader.id)
    asking = procedure_of(session, dossier.version_id).workflow.steps["y_kien"].opinions
    assert asking is not None
    assert opinion_asking.whom(session, dossier, "y_kien", asking.to, NINE)[0].agency_id == heir.id
    assert evidence_check.check(session).broken == ()


def test_who_has_the_dossier_now_reads_what_was_said_before(session: Session, house: House) -> None:
    dossier = asked(session, house)
    (slip, *_) = slips_of(session, dossier)
    elsewhere = make_agency(session, "H26.102", "Ủy ban nhân dân phường Khác")
    stranger = house.speaks(session, make_officer(session, elsewhere, "case_officer"))
    with pytest.raises(NotFoundError):
        opinion_subjects.slip_seen(session, slip.id, stranger)
    dossier.agency_id = elsewhere.id
    session.flush()
    assert opinion_subjects.slip_seen(session, slip.id, stranger).id == slip.id
