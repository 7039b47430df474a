"""The level of the online service, derived from what the pack really offers.

Toàn trình and một phần are the words of Nghị định 224/2026/NĐ-CP Điều 14; the four older levels of Nghị định
43/2011/NĐ-CP Điều 3 khoản 4 are still asked for in reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from forms.spec import Text
from procedures.definition import Procedure

ONLINE: Final = "online"
FULL: Final = "full"
PARTIAL: Final = "partial"

WORDS: Final[dict[str, Text]] = {
    FULL: {"vi": "Dịch vụ công trực tuyến toàn trình", "en": "Fully online service"},
    PARTIAL: {"vi": "Dịch vụ công trực tuyến một phần", "en": "Partly online service"},
}


@dataclass(frozen=True, slots=True)
class Level:
    """``number`` is 1 to 4; ``name`` is ``full`` or ``partial``; ``words`` are for people."""

    number: int
    name: str
    words: Text


def level_of(procedure: Procedure) -> Level:
    """Return the level of a procedure.

    Without online filing only information and forms are offered (2, or 1 when there is nothing to fill in);
    filing online but with a step in person is 3; filing, paying and processing online is 4.
    """
    if ONLINE not in procedure.description.channels:
        return Level(2 if procedure.form.pages else 1, PARTIAL, WORDS[PARTIAL])
    if procedure.online_level == FULL:
        return Level(4, FULL, WORDS[FULL])
    return Level(3, PARTIAL, WORDS[PARTIAL])
