"""When a promised date may be moved, and to which day (NĐ 61/2018/NĐ-CP, Điều 19 khoản 9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from workflows.calendar import LOCAL, WorkingCalendar

TOLD_BEFORE: Final = 1
"""Working days before the promised date at which the applicant is told at the latest, unless it has passed already."""
SUGGESTED: Final = 3
"""Working days that are suggested; no law fixes how long an extension lasts."""
LONGEST: Final = timedelta(days=366)
"""What lies beyond it is a slip of the pen."""


class Fault(StrEnum):
    """Why a promised date cannot be moved, or not to that day."""

    NO_PROMISE = "no_promise"
    """The clock has not started, stands still, or the dossier is closed."""
    USED = "used"
    """It was moved before: once is all that the law allows."""
    TOO_LATE = "too_late"
    """It ends within a working day, and has not passed yet."""
    NOT_LATER = "not_later"
    DAY_OFF = "day_off"
    TOO_FAR = "too_far"
    NO_REASON = "no_reason"


def fault_of_time(promised: date, due_at: datetime, now: datetime, calendar: WorkingCalendar) -> Fault | None:
    """Say whether the time has passed in which the applicant is told beforehand; what is late may always be told."""
    last = calendar.add_working_days(promised, -TOLD_BEFORE)
    return Fault.TOO_LATE if last < _today(now) and now <= due_at else None


def fault_of_day(day: date, promised: date, now: datetime, calendar: WorkingCalendar) -> Fault | None:
    """Say what is wrong with a new promised date."""
    today = _today(now)
    if day <= max(promised, today):
        return Fault.NOT_LATER
    if day > today + LONGEST:
        return Fault.TOO_FAR
    return None if calendar.is_working_day(day) else Fault.DAY_OFF


def suggested(promised: date, now: datetime, calendar: WorkingCalendar) -> date:
    """Return a new promised date to begin with: some working days after the old one, or after today."""
    return calendar.add_working_days(max(promised, _today(now)), SUGGESTED)


def _today(now: datetime) -> date:
    return now.astimezone(LOCAL).date()
