"""The papers of opinions as values: the slip that asks, what is answered, and the minutes of a collective decision.

No law fixes their layout, so they follow that of administrative papers (NĐ 30/2020/NĐ-CP Phụ lục I).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

MINUTES: str = "papers/minutes.html"


@dataclass(frozen=True, slots=True)
class OpinionRequest:
    """Phiếu lấy ý kiến: what is asked, of whom, about what, until when."""

    template: ClassVar[str] = "papers/opinion_request.html"
    to: tuple[str, ...]
    question: str
    about: tuple[str, ...]
    """What is sent with it, by its titles."""
    until: date
    silence: str
    """What no answer counts as, as the end of a sentence."""
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """Phiếu ý kiến: what one of them answered."""

    template: ClassVar[str] = "papers/opinion.html"
    asking: str
    """The agency that asked."""
    asked_on: date
    opined_by: str
    """For whom it is said: the agency, the department, the member of the council."""
    question: str
    answer: str
    paragraphs: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    """The names of what goes with it, each with its SHA-256."""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Voted:
    """One dossier of the agenda: a line for each answer, with the numbers of the members who gave it."""

    code: str
    title: str
    owner: str
    votes: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Biên bản of a collective decision without a meeting."""

    subject: str
    council: str
    members: tuple[str, ...]
    opened_at: datetime
    due_at: datetime
    closed_at: datetime
    agenda: tuple[Voted, ...]
    remarks: tuple[str, ...]
    """What members wrote beside their votes."""
