"""What a step asks of others: opinion slips (phiếu lấy ý kiến), and what becomes of the answers, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from workflows.spec import Clock, Duration, Outcome, Text


class Answer(StrEnum):
    """What somebody who is asked can say; a text of their own always goes with it."""

    AGREE = "dong_y"
    DISAGREE = "khong_dong_y"
    OTHER = "y_kien_khac"


ANSWER_WORDS: Final[Mapping[Answer, Text]] = MappingProxyType(
    {
        Answer.AGREE: {"vi": "Đồng ý", "en": "Agree"},
        Answer.DISAGREE: {"vi": "Không đồng ý", "en": "Disagree"},
        Answer.OTHER: {"vi": "Ý kiến khác", "en": "Other opinion"},
    }
)

NO_OPINION: Final = "none"
"""What ``silence`` says where no answer is no opinion at all."""

PASSED: Final = str(Outcome.PASSED)
FAILED: Final = str(Outcome.FAILED)
VERDICTS: Final = (PASSED, FAILED)
"""The two ways out of a step that asks for opinions (pack key ``next``); the portal itself takes them."""

RESULT: Final = "result"
"""What ``about`` calls the draft of the result."""
FORM: Final = "form"
"""What ``about`` calls the form as it was filed."""
COUNTED: Final = ("asked", "answered", "silent")
"""What ``passes`` reads beside the answers."""
EVERYBODY: Final = f"count({Answer.AGREE}) == asked"
"""When opinions pass, where the pack does not say."""


class AskedKind(StrEnum):
    """Who can be asked."""

    AGENCY = "agency"
    """Another agency; which one it really is, the offer of the agency in charge says."""
    ROLE = "role"
    """A department of the same agency: whoever holds a role there answers for it."""
    COUNCIL = "council"
    """Everybody who holds a role at the same agency: each is asked, each answers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One who is asked; a council is one here, and as many slips as it has members."""

    kind: AskedKind
    name: str
    """The pack's own name of an agency, or the role."""
    title: Text
    role: str
    """Who answers there."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How any slip is answered: how long there is, with which words, and what waiting and silence mean."""

    within: Duration
    answers: tuple[Answer, ...]
    silence: Answer | None
    """What no answer counts as; ``None`` where it is no opinion."""
    clock: Clock
    remind: Duration | None = None
    """How long before the end whoever has not answered is reminded."""
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Opinions:
    """What a step asks, whom, and when it passes (pack key ``opinions``)."""

    to: tuple[Asked, ...]
    rules: Rules
    passes: str = EVERYBODY
    """An expression over the answers; ``procedures`` compiles it, here it is a text."""
    about: tuple[str, ...] = (FORM,)
    """What is to be remarked on: the form, the draft of the result, documents by their names."""
    question: Text | None = None
    collective: bool = False
    """The dossiers wait here until somebody puts them on the agenda of one decision without a meeting."""


def verdict(step: str, outcome: str) -> str:
    """Return the fact that opinions were counted at a step; the colon keeps it apart from the facts of a pack."""
    return f"opinions:{step}.{outcome}"
