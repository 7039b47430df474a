"""A task that opens is given by rule: who had the dossier last, whose area it is, who has the least to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.models import Dossier, Officer
from portal.services import assigning, delegations, evidence_check, giving
from portal.services.delegations import Wanted
from portal.services.giving import GivingRefusedError
from portal.services.officers import actor_of
from portal.services.refusals import NotAllowedError, NotFoundError, StaleDossierError
from tests.factories import CONFIRMATION, World, make_officer, make_person, make_world, submit
from tests.portal.services.november import hour
from tests.portal.services.test_delegations import open_task, said
from tests.portal.services.test_life import accept, take

RULES = "assigned_by: [last_handler, {area: ly_do}, load]"


def staffed(session: Session, tmp_path: Path, rules: str = RULES) -> tuple[World, dict[str, Officer]]:
    """An agency with three case officers, whose pack gives the appraisal by these rules."""
    for file in CONFIRMATION.iterdir():
        content = file.read_text(encoding="utf-8")
        content = content.replace(
            "      role: case_officer\n", f"      role: case_officer\n      {rules}\n" if rules else ""
        )
        if not rules:
            content = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(content, "utf-8")
    world = make_world(session, tmp_path)
    others = {name: make_officer(session, world.agency, "case_officer", username=name) for name in ("binh", "chau")}
    return world, {"an": world.officers["case_officer"], **others}


def filed(session: Session, world: World, number: int = 1, reason: str = "") -> Dossier:
    """A dossier that was accepted, with an answer that may name an area."""
    answers = {"so_ban": 6, "ly_do": reason} if reason else {"so_ban": 2}
    found = submit(session, world, make_person(session, f"00119000{number:04d}"), **answers)
    session.execute(text("UPDATE fee_orders SET state = 'cancelled'"))
    accept(session, world, found)
    return found


def holder(session: Session, dossier: Dossier) -> UUID | None:
    return open_task(session, dossier).officer_id


def test_the_least_loaded_then_whose_area_it_is_then_who_had_it_last(session: Session, tmp_path: Path) -> None:
    world, officers = staffed(session, tmp_path)
    names = {one.id: name for name, one in officers.items()}
    given = [filed(session, world, number) for number in range(1, 5)]
    # Three officers have one each before any of them has two.
    assert sorted(names[holder(session, one)] for one in given[:3]) == ["an", "binh", "chau"]  # type: ignore[index]
    assert said(session, given[0], "task_assigned")["rule"] == "load"
    leader = world.actor(session, "leader")
    areas = {officers["chau"].id: ["Tổ dân phố 3"], officers["an"].id: ["Tổ dân phố 30", "tổ 1"]}
    giving.choose(session, world.agency.id, "case_officer", None, areas, actor=leader, at=hour(24), seen=0)
    for number, (reason, name) in enumerate(
        [("ở to dan pho 3, phường", "chau"), ("Tổ dân phố 30", "an"), ("TỔ 1", "an")], start=5
    ):
        mine = filed(session, world, number, reason)
        assert names[holder(session, mine)] == name, reason  # type: ignore[index]
        assert said(session, mine, "task_assigned")["rule"] == "area"
    # What comes back goes to whoever had it.
    had = holder(session, given[0])
    actor = actor_of(session, had, hour(24)) if had else None
    assert actor is not None
    world.officers["case_officer"] = next(one for one in officers.values() if one.id == had)
    take(session, world, given[0], "case_officer", "trinh", at=hour(24))
    take(session, world, given[0], "leader", "tra_lai", reasons=("Thiếu",), at=hour(24, "09:00"))
    assert holder(session, given[0]) == had
    assert said(session, given[0], "task_assigned")["rule"] == "last_handler"
    assert evidence_check.check(session).broken == ()


def test_whoever_is_away_is_given_nothing_while_others_are_there(session: Session, tmp_path: Path) -> None:
    world, officers = staffed(session, tmp_path, "assigned_by: load")
    leader = world.actor(session, "leader")
    for name in ("an", "binh"):
        days = (date(2026, 11, 23), date(2026, 11, 27))
        key = officers[name].id
        clerk = world.officers["clerk"].id
        wanted = Wanted(world.agency.id, "case_officer", key, clerk, *days, "Nghỉ", "Giấy 1")
        delegations.delegate(session, wanted, actor=leader, at=hour(23, "09:00"))
    assert {holder(session, filed(session, world, number)) for number in range(1, 4)} == {officers["chau"].id}
    officers["chau"].active = False
    session.flush()
    assert holder(session, filed(session, world, 4)) in {officers["an"].id, officers["binh"].id}


def test_an_agency_chooses_otherwise_and_the_pack_is_silent(session: Session, tmp_path: Path) -> None:
    world, _officers = staffed(session, tmp_path, "")
    assert holder(session, filed(session, world, 1)) is None
    leader = world.actor(session, "leader")
    giving.choose(session, world.agency.id, "case_officer", "load", {}, actor=leader, at=hour(24), seen=0)
    assert holder(session, filed(session, world, 2)) is not None
    giving.choose(session, world.agency.id, "case_officer", "nobody", {}, actor=leader, at=hour(24), seen=1)
    assert holder(session, filed(session, world, 3)) is None
    for choice, areas, seen, why in (
        ("load", {}, 0, "stale"),
        ("luck", {}, 2, "choice"),
        ("load", {world.officers["clerk"].id: ["Tổ 1"]}, 2, "stranger"),
        ("load", {world.officers["case_officer"].id: ["Tổ 1"] * 51}, 2, "many"),
    ):
        with pytest.raises(GivingRefusedError, match=why):
            giving.choose(session, world.agency.id, "case_officer", choice, areas, actor=leader, at=hour(24), seen=seen)
    with pytest.raises(NotAllowedError):
        clerk = world.actor(session, "clerk")
        giving.choose(session, world.agency.id, "case_officer", "load", {}, actor=clerk, at=hour(24), seen=2)


def test_a_superior_hands_what_somebody_else_has(session: Session, tmp_path: Path) -> None:
    world, officers = staffed(session, tmp_path, "")
    found = filed(session, world)
    task = open_task(session, found)
    an, head = world.actor(session, "case_officer"), world.actor(session, "department_head")
    assigning.claim(session, found, task, actor=an, at=hour(24))
    binh = actor_of(session, officers["binh"].id, hour(24))
    assert binh is not None
    with pytest.raises(NotAllowedError):
        assigning.hand_to(session, found, task, officers["chau"].id, actor=binh, at=hour(24))
    assigning.hand_to(session, found, task, officers["binh"].id, actor=head, at=hour(24))
    assert task.officer_id == officers["binh"].id
    for nobody in (world.officers["clerk"].id, world.agency.id):
        with pytest.raises(NotFoundError):
            assigning.hand_to(session, found, task, nobody, actor=head, at=hour(24))
    assigning.hand_to(session, found, task, officers["chau"].id, actor=binh, at=hour(25))
    world.officers["case_officer"] = officers["chau"]
    take(session, world, found, "case_officer", "trinh", at=hour(25, "10:00"))
    with pytest.raises(StaleDossierError):
        assigning.hand_to(session, found, task, officers["an"].id, actor=head, at=hour(25, "11:00"))
