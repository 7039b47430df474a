"""Reasons are counted by procedure, act and code; what somebody wrote themselves is not told there."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.models import GivenReason
from portal.services import given_reasons
from portal.services.given_reasons import Period
from portal.services.refusals import NotAllowedError
from tests.factories import World, make_person, make_world, submit
from tests.portal.services.november import ITEM, hour
from tests.portal.services.test_life import take
from tests.portal.services.test_requests import said


@pytest.fixture
def world(session: Session) -> World:
    """Two dossiers were refused, and of one a better copy was asked for."""
    made = make_world(session)
    for number, reasons in enumerate((("Không đủ điều kiện theo quy định", "Vì lẽ riêng"), ("Vì lẽ khác",))):
        dossier = submit(session, made, make_person(session, f"00119000001{number}"))
        if number:
            last = hour(24).date()
            take(session, made, dossier, "receptionist", "bo_sung", items=(ITEM,), reasons=("Bị mờ",), due_date=last)
        take(session, made, dossier, "receptionist", "tu_choi", at=hour(24 + number), reasons=reasons)
        made.extra[str(number)] = dossier
    return made


def counted(
    session: Session, world: World, since: int = 23, until: int = 30, **more: str
) -> list[tuple[str, str, int]]:
    period = Period(world.agency.id, hour(since).date(), hour(until).date(), **more)
    found = given_reasons.counts(session, period, world.actor(session, "leader", hour(30)))
    return [(one.kind, one.code, one.times) for one in found]


def test_what_was_chosen_and_what_was_asked_for_is_counted(session: Session, world: World) -> None:
    assert counted(session, world) == [
        ("refusal", "other", 2),
        ("refusal", "not_eligible", 1),
        ("supplement", "document:giay_to", 1),
    ]
    assert counted(session, world, until=23) == [("supplement", "document:giay_to", 1)]
    assert counted(session, world, procedure="9.999999") == []
    assert not any("lẽ" in words for words in session.scalars(select(GivenReason.words)))


def test_the_evidence_keeps_the_codes_beside_the_words(session: Session, world: World) -> None:
    told = said(session, world.extra["0"], "action_taken")
    assert told["codes"] == ["not_eligible", "other"]
    assert told["reasons"] == ["Không đủ điều kiện theo quy định", "Vì lẽ riêng"]


def test_only_those_who_answer_for_it_count_and_nobody_rewrites(session: Session, world: World) -> None:
    period = Period(world.agency.id, date(2026, 11, 1), date(2026, 11, 30))
    with pytest.raises(NotAllowedError):
        given_reasons.counts(session, period, world.actor(session, "receptionist", hour(30)))
    with pytest.raises(ValueError, match="at most a year"):
        Period(world.agency.id, date(2025, 1, 1), date(2026, 11, 30))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("UPDATE given_reasons SET code = 'x'"))
