"""Refunds in words: how much, why, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from portal.models import Refund
from portal.services.refunds import BY_HAND, DONE, DUE
from portal.web.formats import show_instant, show_money
from portal.web.language import N_, current_language
from portal.web.language import gettext as _

WHY: Final[Mapping[str, str]] = {
    "overpaid": N_("nộp thừa sau khi hồ sơ được bổ sung"),
    "paid_twice": N_("nộp hai lần"),
    "paid_late": N_("nộp khi không còn phải nộp"),
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    DUE: (N_("Đang hoàn qua kênh thanh toán"), "amber"),
    BY_HAND: (N_("Chờ cơ quan trả lại"), "amber"),
    DONE: (N_("Đã hoàn"), "green"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One refund, as a page shows it."""

    key: UUID
    amount: str
    why: str
    state: str
    tone: str
    when: str
    reference: str | None
    by_hand: bool
    """Whether an officer is to pay it out."""


def lines_of(refunds: Iterable[Refund]) -> list[Line]:
    """Return refunds as pages show them."""
    return [_line(one) for one in refunds]


def _line(one: Refund) -> Line:
    language = current_language()
    words, tone = STATES[one.state]
    when = show_instant(one.done_at or one.ordered_at, language)
    amount = show_money(one.amount, language)
    return Line(one.id, amount, _(WHY[one.reason]), _(words), tone, when, one.reference, one.state == BY_HAND)
