"""The one place that reads the time; everything below the web takes the instant as an argument.

Instants are UTC. Legal dates (promised date, date in a code, year of a series) are local dates of Vietnam.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Clock = Callable[[], datetime]
"""Anything that answers with the present instant in UTC; tests hand in a fixed one."""


def now() -> datetime:
    """The present instant, in UTC with microseconds."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same instant on Vietnam's clock; `instant` must know its time zone."""
    if instant.tzinfo is None:
        msg = "an instant without a time zone has no local time"
        raise ValueError(msg)
    return instant.astimezone(VIETNAM)


def local_date(instant: datetime) -> date:
    """The date in Vietnam at that instant: the one that the law counts by."""
    return local(instant).date()
