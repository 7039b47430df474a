"""A golden case as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from procedures.reading.yaml_building import YamlFile
from procedures.situation import Situation
from workflows.asking import Answer


class Deed(StrEnum):
    """What happens to a dossier after it was filed."""

    PAYS = "pays"
    """The applicant pays what is owed."""
    SUPPLEMENTS = "supplements"
    """The applicant answers the open supplement request."""
    FINDS_INSUFFICIENT = "finds_insufficient"
    """The desk finds documents insufficient."""
    TAKES = "takes"
    """An officer takes an action of the workflow."""
    ENDS = "ends"
    """A dossier that was opened elsewhere comes to its end."""
    ASKS = "asks"
    """An officer asks others of their own accord."""
    TELLS = "tells"
    """A register that was asked answers, or has not answered in all that time."""
    OPINES = "opinions"
    """Those who were asked answer, or the time for it is over."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens, when and by whom."""

    index: int
    """Its place in the list of the file."""
    at: datetime
    deed: Deed
    role: str | None = None
    action: str | None = None
    reasons: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    answers: Mapping[str, Any] | None = None
    refused: str | None = None
    """Why the machine is expected to say no."""
    fills: Mapping[str, Any] = field(default_factory=dict)
    """What the officer fills in at the step."""
    opinions: Mapping[str, Mapping[Answer | None, int]] | None = None
    """Who says what, and how many of a council do; ``None`` of those who answer is silence."""
    step: str | None = None
    """At which open step, where several branches are open and more than one could be meant."""
    child: str | None = None
    """Which of the dossiers that were opened elsewhere ends."""
    outcome: str | None = None
    asks: tuple[str, ...] = ()
    """Whom an officer asks of their own accord, by names that the case gives them."""
    until: date | None = None
    """The last day for those; without it what the pack proposes."""
    register: str | None = None
    """Which register answers, and what: its data by name, ``nothing`` or ``silence``."""
    tells: Mapping[str, Any] | str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """The filing itself: when, how, and by whom."""

    at: datetime
    situation: Situation


@dataclass(frozen=True, slots=True)
class Case:
    """One golden case. ``expected`` holds only what the author wrote down; the rest may come out as it will."""

    file: str
    title: str
    filing: Filing
    answers: Mapping[str, Any]
    documents: tuple[str, ...]
    happenings: tuple[Happening, ...]
    days_off: tuple[date, ...]
    expected: Mapping[str, Any]
    yaml: YamlFile
