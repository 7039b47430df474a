"""What expressions see beside the answers: how and when a dossier is filed, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from forms.expressions import DATE, TEXT, TEXTS, TRUTH, WHOLE, ValueType, one_of, record
from procedures.vocabulary import REPRESENTED
from workflows.calendar import WorkingCalendar

CHANNELS: Final = ("online", "counter", "post")
"""How a dossier comes in, and how a result goes out (trực tuyến, trực tiếp, bưu chính công ích)."""

KINDS_OF_PERSON: Final = ("citizen", "organisation")

NOBODY: Final = "none"
"""Whom somebody represents who files for themself, and the right that they need for it."""

SITUATION: Final[Mapping[str, ValueType]] = MappingProxyType(
    {
        "channel": one_of(*CHANNELS),
        "today": DATE,
        "submitted_at_minutes": WHOLE,
        "filed_on_behalf": TRUTH,
        "represents": one_of(NOBODY, *REPRESENTED),
        "days_off": TEXTS,
        "days_worked": TEXTS,
        "delivery": one_of(*CHANNELS),
        "identity": record(
            {
                "kind": one_of(*KINDS_OF_PERSON),
                "full_name": TEXT,
                "citizen_id": TEXT,
                "tax_code": TEXT,
                "birth_date": DATE,
                "sex": TEXT,
                "phone": TEXT,
                "email": TEXT,
            }
        ),
    }
)
"""The names of the situation and their types; no field of a form may bear one of them."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The whole days off of the State, and the days of a weekend that are worked for them, in ISO form."""

    days_off: tuple[str, ...] = ()
    days_worked: tuple[str, ...] = ()

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> DaysOff:
        """Return the days of a calendar; a day off of which some hours are worked is a working day."""
        off = [day.isoformat() for day, found in sorted(calendar.days_off.items()) if not found.kept]
        return cls(tuple(off), tuple(day.isoformat() for day in sorted(calendar.working_days)))

    def values(self) -> dict[str, object]:
        """Return the names and values that ``working_days`` reads."""
        return {"days_off": self.days_off, "days_worked": self.days_worked}


@dataclass(frozen=True, slots=True)
class Situation:
    """How, when and by whom a dossier is filed; what is not known is left out and makes conditions unknown."""

    channel: str
    today: date
    """The local day of the filing, Asia/Ho_Chi_Minh."""
    submitted_at_minutes: int
    """Minutes after local midnight: 15:00 is 900."""
    filed_on_behalf: bool
    identity: Mapping[str, object] = field(default_factory=dict)
    """What the electronic identity told: ``full_name``, ``citizen_id``, ``birth_date`` …"""
    delivery: str | None = None
    """How the applicant wants the result."""
    days: DaysOff = field(default_factory=DaysOff)
    """What ``working_days`` counts with, beside the weekends."""
    represents: str = NOBODY
    """For whom it is filed, where the pack asks: ``child``, ``ward``, ``person``, ``organisation``."""
    right: str = NOBODY
    """By what right: ``law``, ``document``, ``identity``; ``none`` where nobody was asked."""

    @property
    def whom(self) -> str:
        """Return for whom it is filed; for another person where it is only known that it is for another."""
        return "person" if self.filed_on_behalf and self.represents == NOBODY else self.represents

    def values(self) -> dict[str, object]:
        """Return the names and values that expressions read."""
        values: dict[str, object] = {
            "channel": self.channel,
            "today": self.today,
            "submitted_at_minutes": self.submitted_at_minutes,
            "filed_on_behalf": self.filed_on_behalf,
            "represents": self.whom,
            "identity": dict(self.identity),
            **self.days.values(),
        }
        if self.delivery is not None:
            values["delivery"] = self.delivery
        return values
