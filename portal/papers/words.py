"""Values as the words of a Vietnamese paper: dates, money, amounts read aloud."""

from __future__ import annotations

from datetime import date, datetime
from itertools import combinations, pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

DateOrInstant = TypeVar("DateOrInstant", date, datetime)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")
COMMITTEE = ("ủy", "ban", "nhân", "dân")
COMMITTEES = ([*COMMITTEE], ["uỷ", *COMMITTEE[1:]])
_MOST_LINES = 4
_DASH = "-"
_FOR_A_DASH = 3
"""So many letters longer may a line be when it ends between the two halves of a name like Bà Rịa - Vũng Tàu."""
_CLOSING_MARKS = (".", "!", "?", "…", ":", ";")
_DEPUTY = "phó "
_FEBRUARY = 2
_TEN = 10


def _local(value: DateOrInstant) -> DateOrInstant:
    """Return an aware instant as the wall clock of Vietnam shows it; a plain date stays what it is."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM)
    return value


def date_vi(value: date) -> str:
    """Return ``ngày 05 tháng 02 năm 2026``: days below 10 and the months 1 and 2 carry a zero (NĐ 30/2020)."""
    local = _local(value)
    month = f"{local.month:02d}" if local.month <= _FEBRUARY else str(local.month)
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def date_short(value: date) -> str:
    """Return ``05/02/2026``."""
    return f"{_local(value):%d/%m/%Y}"


def time_vi(value: datetime) -> str:
    """Return ``14 giờ 05 phút, ngày 22 tháng 11 năm 2026``."""
    local = _local(value)
    return f"{local:%H} giờ {local:%M} phút, {date_vi(local)}"


def clock(value: datetime) -> str:
    """Return ``14:05 22/11/2026``, for the cells of a table."""
    return f"{_local(value):%H:%M %d/%m/%Y}"


def w3c(value: datetime) -> str:
    """Return an instant as ``2026-11-22T14:05:00+07:00``."""
    return _local(value).isoformat(timespec="seconds")


def two_digits(value: int) -> str:
    """Return a count as forms write it: ``01``."""
    return f"{value:02d}"


def money(value: int) -> str:
    """Return whole đồng as ``1.234.567 đồng``."""
    return f"{value:,}".replace(",", ".") + " đồng"


def amount_in_words(value: int) -> str:
    """Return whole đồng read aloud: 8000 is ``tám nghìn đồng``. Raises ``ValueError`` below zero."""
    return f"{number_in_words(value)} đồng"


def number_in_words(value: int) -> str:
    """Return a whole number read aloud in Vietnamese. Raises ``ValueError`` below zero."""
    if value < 0:
        raise ValueError("Only whole numbers from zero on can be read aloud")
    if value == 0:
        return _DIGITS[0]
    billions, rest = divmod(value, 10**9)
    words = [f"{number_in_words(billions)} {_SCALES[3]}"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words.append(f"{_group_in_words(group, full=bool(words))} {_SCALES[power]}".strip())
    return " ".join(words)


def _group_in_words(group: int, *, full: bool) -> str:
    """Return three digits in words; ``full`` says the hundreds aloud even when they are zero."""
    hundreds, rest = divmod(group, 100)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if rest:
        words.append(_below_hundred(rest, after_hundreds=bool(words)))
    return " ".join(words)


def _below_hundred(rest: int, *, after_hundreds: bool) -> str:
    """Return 1 to 99 in words, with the forms linh, mười, mốt, tư and lăm."""
    tens, units = divmod(rest, _TEN)
    if tens == 0:
        return f"linh {_DIGITS[units]}" if after_hundreds else _DIGITS[units]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    special = {1: "một", 4: "bốn", 5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return head if units == 0 else f"{head} {special.get(units, _DIGITS[units])}"


def capital(text: str) -> str:
    """Return ``text`` with its first letter as a capital; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def full_stop(text: str) -> str:
    """Return ``text`` as a sentence that ends: with a full stop, unless it has a closing mark already."""
    ended = text.rstrip()
    return ended if not ended or ended.endswith(_CLOSING_MARKS) else f"{ended}."


def territory(name: str) -> str:
    """Return where an agency rules: ``thành phố Hà Nội`` for its people's committee; other names stay as they are."""
    words = name.split()
    is_committee = len(words) > len(COMMITTEE) and [word.casefold() for word in words[: len(COMMITTEE)]] in COMMITTEES
    return " ".join(words[len(COMMITTEE) :]) if is_committee else name


def in_place_of(title: str) -> str | None:
    """Return whom a deputy signs for: ``KT. CHỦ TỊCH`` for a PHÓ CHỦ TỊCH; a head signs for nobody (NĐ 30/2020)."""
    held = office(title)
    return f"KT. {held[len(_DEPUTY) :].upper()}" if held.casefold().startswith(_DEPUTY) else None


def office(title: str) -> str:
    """Return the first of the offices that a title names, by which a deputy signs: PHÓ CHỦ TỊCH, CHỦ TỊCH HỘI ĐỒNG."""
    return title.partition(",")[0].strip()


def even_lines(text: str, longest: int) -> list[str]:
    """Break ``text`` into as few lines of about ``longest`` letters as it needs, as even as they come.

    A people's committee keeps "Ủy ban nhân dân" together on the first line, as heads of papers do. Words with a
    no-break space between them stay together, too.
    """
    words = [word for word in text.split(" ") if word]
    head = " ".join(words[: len(COMMITTEE)])
    if len(text) > longest and len(words) > len(COMMITTEE) and head.casefold().split() in COMMITTEES:
        return [head, *even_lines(" ".join(words[len(COMMITTEE) :]), longest)]
    return filled_lines(words, -(-len(text) // longest))


def filled_lines(words: list[str], count: int) -> list[str]:
    """Set ``words`` in ``count`` lines (four at most, and no more than words), the longest as short as can be.

    No line begins with the dash of a double name; one may rather end with it. Of two ways as good, the upper lines are
    the longer ones.
    """
    count = max(1, min(count, len(words), _MOST_LINES))
    places = [index for index in range(1, len(words)) if words[index] != _DASH]
    settings = (_cut(words, cuts) for cuts in combinations(places, min(count - 1, len(places))))
    return min(settings, key=lambda lines: (sorted(map(_weight, lines), reverse=True), [-len(line) for line in lines]))


def _weight(line: str) -> int:
    """Return how long a line counts."""
    return len(line) - (_FOR_A_DASH if line.endswith(_DASH) else 0)


def _cut(words: list[str], cuts: tuple[int, ...]) -> list[str]:
    """Join ``words`` into lines that end before each of ``cuts``."""
    return [" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words)))]
