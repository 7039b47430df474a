"""How values are written for a person: dates, money, sizes, and what is left of a time limit.

Every function is pure and takes the language; ``rendering`` makes template filters of them.
Instants are UTC and are shown in Vietnamese time; money is whole đồng; sizes are bytes.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.clock import local, local_date

SOON = timedelta(days=2)
"""A time limit with no more than this left is called soon (amber)."""

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
MINUTES_AN_HOUR = 60

_DASH = "—"


def show_title(title: str) -> str:
    """Return the title of an officer as a page shows it: what is kept in capitals, as on papers, in small letters.

    The sign for whom somebody stands in keeps its capitals: ``TUQ. Chủ tịch, Trưởng phòng``.
    """
    return ", ".join(_office(one) for one in title.split(", "))


def _office(name: str) -> str:
    if not name.isupper():
        return name
    sign, dot, post = name.rpartition(". ")
    return f"{sign}{dot}{post.capitalize()}"


def show_date(value: date | datetime | None) -> str:
    """Return ``22/11/2026``; an instant is shown as the day it is in Vietnam."""
    if value is None:
        return _DASH
    day = local(value) if isinstance(value, datetime) else value
    return day.strftime("%d/%m/%Y")


def show_time(value: datetime | None) -> str:
    """Return ``14:03``, Vietnamese time."""
    return _DASH if value is None else local(value).strftime("%H:%M")


def show_instant(value: datetime | None, language: str) -> str:
    """Return ``14:03 ngày 22/11/2026``."""
    if value is None:
        return _DASH
    between = " ngày " if language == "vi" else " on "
    return f"{show_time(value)}{between}{show_date(value)}"


def show_money(amount: int | None, language: str) -> str:
    """Return ``1.234.567 đồng`` (``1,234,567 VND`` in English)."""
    if amount is None:
        return _DASH
    if language == "en":
        return f"{amount:,} VND"
    return f"{amount:,}".replace(",", ".") + " đồng"


def show_size(size: int, language: str) -> str:
    """Return ``640 KB`` or ``1,4 MB``; decimals are written as the language writes them."""
    if size < KILOBYTE:
        return f"{size} byte" if language == "vi" or size == 1 else f"{size} bytes"
    if size < MEGABYTE:
        return f"{size / KILOBYTE:.0f} KB"
    text = f"{size / MEGABYTE:.1f} MB"
    return text.replace(".", ",") if language == "vi" else text


@dataclass(frozen=True, slots=True)
class Due:
    """What is left of a time limit: its words, and the tone that the page paints (ok, soon, late)."""

    words: str
    tone: str


def due(at: datetime | None, now: datetime, language: str) -> Due | None:
    """Say how long it is from ``now`` to ``at``: ``còn 2 ngày``, ``còn 3 giờ``, ``quá hạn 1 ngày``."""
    if at is None:
        return None
    left = at - now
    if left < timedelta(0):
        return Due(_overdue(-left, language), "late")
    return Due(_remaining(at, now, language), "soon" if left <= SOON else "ok")


def _remaining(at: datetime, now: datetime, language: str) -> str:
    days = (local_date(at) - local_date(now)).days
    if days > 0:
        return f"còn {days} ngày" if language == "vi" else f"{_counted(days, 'day')} left"
    minutes = int((at - now).total_seconds() // 60)
    if minutes >= MINUTES_AN_HOUR:
        hours = minutes // MINUTES_AN_HOUR
        return f"còn {hours} giờ" if language == "vi" else f"{_counted(hours, 'hour')} left"
    return f"còn {minutes} phút" if language == "vi" else f"{_counted(minutes, 'minute')} left"


def _overdue(late: timedelta, language: str) -> str:
    if late.days:
        return f"quá hạn {late.days} ngày" if language == "vi" else f"{_counted(late.days, 'day')} overdue"
    hours = max(1, int(late.total_seconds() // 3600))
    return f"quá hạn {hours} giờ" if language == "vi" else f"{_counted(hours, 'hour')} overdue"


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
