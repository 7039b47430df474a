"""Who is slower in one branch is not sent away for what another branch did; on one task, never do both win."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.models import Dossier
from portal.services import assigning, processing, supplements
from portal.services.definitions import procedure_of
from portal.services.processing import Request
from portal.services.refusals import StaleDossierError
from tests.factories import MORNING, World, as_actor, make_person, make_world
from tests.portal.services.test_branches import ITEMS, PACK, ROLES, fork, open_now

ASKED = {"items": ITEMS, "reasons": ("Viết thiếu",)}


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session, PACK)


@pytest.fixture
def forked(session: Session, world: World) -> Dossier:
    """Return a dossier with every branch open, at the version that all the pages below were shown at."""
    return fork(session, world)


def act(session: Session, world: World, dossier: Dossier, step: str, action: str, seen: int, **said: Any) -> None:
    """Act on a page that knew this version of the dossier."""
    at = MORNING + timedelta(hours=dossier.event_count / 10)
    task, actor = open_now(session, dossier)[step], world.actor(session, ROLES[step], at)
    processing.take_action(session, dossier.id, task.id, Request(action, **said), actor=actor, at=at, seen_version=seen)


def claim(session: Session, world: World, dossier: Dossier, step: str) -> None:
    officer = world.actor(session, ROLES[step])
    assigning.claim(session, dossier, open_now(session, dossier)[step], actor=officer, at=MORNING)


def test_what_other_branches_do_makes_no_page_stale(session: Session, world: World, forked: Dossier) -> None:
    seen = forked.lock_version
    claim(session, world, forked, "do_ve")
    act(session, world, forked, "doi_chieu", "xong", seen)
    assert set(open_now(session, forked)) == {"phoi_hop", "hoi"}, "the inner branches joined meanwhile"
    act(session, world, forked, "hoi", "hoan_thien", seen, **ASKED)
    with pytest.raises(StaleDossierError):
        act(session, world, forked, "hoi", "dung", seen)


def test_two_on_one_task_never_both_win(session: Session, world: World, forked: Dossier) -> None:
    seen = forked.lock_version
    act(session, world, forked, "hoi", "hoan_thien", seen, **ASKED)
    claim(session, world, forked, "do_ve")
    with pytest.raises(StaleDossierError):
        act(session, world, forked, "hoi", "dung", seen)
    task = open_now(session, forked)["do_ve"]
    act(session, world, forked, "doi_chieu", "xong", seen)
    with pytest.raises(StaleDossierError):
        officer = world.actor(session, "department_head")
        asked = Request("xong")
        processing.take_action(session, forked.id, task.id, asked, actor=officer, at=MORNING, seen_version=seen)


def test_what_concerns_all_makes_every_page_stale_and_no_branch_hides_it(
    session: Session, world: World, forked: Dossier
) -> None:
    seen = forked.lock_version
    act(session, world, forked, "hoi", "hoan_thien", seen, **ASKED)
    person = session.get_one(type(make_person(session, "001190000009")), forked.applicant_id)
    draft = supplements.supplement_draft(session, forked, person, MORNING)
    draft.answers = {**draft.answers, "ho_ten": "Nguyễn Thị Thử Hai"}
    at = MORNING + timedelta(hours=2)
    procedure = procedure_of(session, forked.version_id)
    supplements.answer(session, forked, procedure, person=person, actor=as_actor(person), at=at)
    shown = forked.lock_version
    claim(session, world, forked, "hoi")
    with pytest.raises(StaleDossierError):
        act(session, world, forked, "do_ve", "xong", seen)
    act(session, world, forked, "do_ve", "xong", shown)
