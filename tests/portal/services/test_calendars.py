"""The Vietnamese calendar: decreed years, provisional ones, an agency's own hours."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from portal.models import Agency
from portal.services.calendars import NOTICES, calendar_for, calendar_of
from workflows.calendar import LOCAL, OFFICE_WEEK
from workflows.duration import parse_duration

YEARS = range(2025, 2030)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),
        ("2026-02-16", False),  # the eve of Tết
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-27", False),  # Giỗ Tổ fell on a Sunday
        ("2026-08-31", False),  # swapped with a Saturday
        ("2026-08-22", True),
        ("2026-09-02", False),
        ("2026-11-24", False),  # Ngày Văn hóa Việt Nam
        ("2025-11-24", True),
        ("2026-11-21", False),
    ],
)
def test_days_of_the_country(day: str, works: bool) -> None:
    assert calendar_for(None, YEARS).is_working_day(date.fromisoformat(day)) is works


def test_the_days_of_tet_are_one_holiday() -> None:
    calendar = calendar_for(None, YEARS)
    names = {calendar.days_off[date(2026, 2, day)].name["vi"] for day in range(16, 21)}
    assert names == {"Tết Nguyên đán"}
    assert calendar.days_off[date(2026, 11, 24)].name == {"vi": "Ngày Văn hóa Việt Nam", "en": "Vietnam Cultural Day"}


def test_a_year_that_nobody_has_decreed_yet_makes_a_promise_provisional() -> None:
    calendar = calendar_for(None, YEARS)
    limit = parse_duration("15 working days")
    assert calendar.provisional_years == {2027, 2028, 2029}
    assert calendar.promise(datetime(2026, 12, 20, tzinfo=LOCAL), limit).provisional
    assert not calendar.promise(datetime(2026, 11, 20, tzinfo=LOCAL), limit).provisional


def test_an_agency_keeps_its_own_hours() -> None:
    calendar = calendar_for({"mon": ["07:00-11:30", "13:00-17:30"], "sat": ["07:30-11:30"]}, YEARS)
    assert calendar.hours == {0: ((420, 690), (780, 1050)), 5: ((450, 690),)}
    assert calendar.is_working_day(date(2026, 11, 21))
    assert calendar.version != calendar_for(None, YEARS).version


@pytest.mark.parametrize(
    "hours",
    [
        {"monday": ["07:30-11:30"]},
        {"mon": ["7h30"]},
        {"mon": ["11:30-07:30"]},
        {"mon": ["08:00-12:00", "11:00-17:00"]},
    ],
)
def test_hours_that_cannot_be_are_refused(hours: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"weekday|period|overlap"):
        calendar_for(hours, YEARS)


def test_the_same_calendar_is_made_once_and_named_by_its_content() -> None:
    assert calendar_for(None, YEARS) is calendar_for(None, YEARS)
    assert calendar_for(None, YEARS).version.startswith("VN-")


def test_every_notice_names_its_law_or_is_empty() -> None:
    raw = json.loads(NOTICES.read_text(encoding="utf-8"))
    for row in [*raw["days_off"], *raw["working_days"]]:
        assert date.fromisoformat(row["day"]).year >= 2025
        assert row["law"]
        assert set(row["name"]) == {"vi", "en"}


def test_the_calendar_of_an_agency(session: Session) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    agency = Agency(
        id=uuid4(), code="H99.77", name="Xã Thử", abbr="UBND", tier="commune", place="Xã Thử",
        hours={"mon": ["08:00-12:00"]}, created_at=now,
    )  # fmt: skip
    session.add(agency)
    session.flush()
    assert calendar_of(session, agency.id, now).hours == {0: ((480, 720),)}
    agency.hours = None
    session.flush()
    assert calendar_of(session, agency.id, now).hours == dict(OFFICE_WEEK)
