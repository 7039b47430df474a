"""A workflow definition as frozen values: steps, actions, ends, durations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows.effects import Effect
from workflows.errors import Path
from workflows.reasons import Reason, ReasonKind
from workflows.status import DossierStatus

if TYPE_CHECKING:
    # A value of its own that speaks of durations and texts, so it cannot come first.
    from workflows.asking import Opinions, Rules
    from workflows.looking_up import LookUp
    from workflows.opening import Opening

Text = Mapping[str, str]
"""What a person reads, by language: ``{"vi": …, "en": …}``; ``vi`` is always there."""


class Unit(StrEnum):
    """In what a duration is counted."""

    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"
    SAME_DAY = "same day"


@dataclass(frozen=True, slots=True)
class Duration:
    """One grammar for all durations: ``8 working hours``, ``15 working days``, ``same day, cut-off 15:00``.

    ``cut_off`` is minutes after midnight, local time: what comes in later counts as the next working day.
    """

    amount: int
    unit: Unit
    cut_off: int | None = None


class Clock(StrEnum):
    """What waiting does to the legal time limit; the pack always says which."""

    RUN = "run"
    PAUSE = "pause"
    RESTART = "restart"


class Signature(StrEnum):
    """Whose signature an action puts on the result."""

    PERSONAL = "personal"
    AGENCY = "agency"


class Outcome(StrEnum):
    """How a branch comes to its join, and a step at which nobody acts to its end."""

    PASSED = "passed"
    FAILED = "failed"


class Join(StrEnum):
    """For which of its branches a fork waits."""

    ALL = "all"
    """For every one; it failed when one of them failed."""
    ANY = "any"
    """For the first that passed; it failed when every one failed."""
    FIRST = "first"
    """For the first that is through, however it came out."""


@dataclass(frozen=True, slots=True)
class Action:
    """What an officer may do at a step (pack key ``actions``)."""

    name: str
    title: Text
    to: str | None = None
    """The step or end that follows, or how the branch comes out (``Outcome``); ``None`` keeps the dossier here."""
    needs: frozenset[str] = frozenset()
    """Named facts that must hold; what is missing is said to the officer."""
    when: str | None = None
    """A named fact that must hold for the action to be offered at all."""
    unless: str | None = None
    reasons_required: bool = False
    reasons: tuple[Reason, ...] = ()
    """The list to choose from; free text is always possible beside it."""
    reason_kind: ReasonKind | None = None
    """What it is that the reasons are given for, where they are counted."""
    effects: tuple[Effect, ...] = ()
    """What the move asks for, in order."""
    paper: str | None = None
    """Kind of paper that is issued: receipt, supplement, refusal, result, …"""
    sign: Signature | None = None
    number: bool = False
    assign: str | None = None
    """Role whose holder is named for the next step while the action is taken."""
    clock: Clock | None = None
    law: str | None = None
    """Of a request to the applicant: the citation by which waiting for the answer moves the clock."""
    within: Duration | None = None
    lapses: str | None = None
    """Of a request to the applicant: the action of the same step that is taken when the time to answer has run out."""
    once: bool = False
    return_to_step: bool = False
    """The action goes back to an earlier step (shown as "Trả lại")."""
    unattended: bool = False
    """The portal may take it by itself although it needs facts, or numbers and seals the result: no person acts."""
    accepts: bool = False
    """The action accepts the dossier: from here the legal time limit runs."""
    opens: tuple[Opening, ...] = ()
    """Dossiers of other procedures that are opened while this one goes on."""
    outcome: str | None = None
    """The fact that what was asked elsewhere came to this; the portal takes the action, and no officer."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the ways that a fork opens at the same time."""

    name: str
    title: Text
    start: str
    steps: tuple[str, ...]
    """Its own steps; those of a fork within it belong to the branches of that fork."""
    when: str | None = None
    """A fact of the pack that must hold for the branch to be opened at all."""
    unless: str | None = None


class RuleKind(StrEnum):
    """By what a step that opens is given to one of those who hold its role."""

    LAST_HANDLER = "last_handler"
    """Whoever acted last on the dossier under that role."""
    AREA = "area"
    """Whoever looks after the area that an answer names."""
    LOAD = "load"
    """Whoever has the fewest open tasks."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule by which a step is given to somebody (pack key ``assigned_by``)."""

    kind: RuleKind
    field: str | None = None
    """Of an area: the field of the form that names it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a dossier stands, and who acts there."""

    name: str
    title: Text
    role: str
    status: DossierStatus
    actions: Mapping[str, Action]
    within: Duration | None = None
    """An inner target; it never replaces the legal time limit."""
    checks_documents: bool = False
    automatic: str | None = None
    """A named fact; while it holds the first action without needs is taken by the system."""
    assigned_by: tuple[Rule, ...] = ()
    """To whom it is given when it opens: the first rule that finds somebody; without any, the whole role sees it."""
    opinions: Opinions | None = None
    """Others are asked when the dossier comes here; the counted answers lead on."""
    asks_opinions: Rules | None = None
    """Whoever acts here may ask others of their own choice, by these rules."""
    waits: bool = False
    """Nobody acts here: the step is done by something else, and its actions are named by the outcome."""
    branches: Mapping[str, Branch] = field(default_factory=dict)
    """A step with branches is a fork: they are open at once, and it goes on where they join."""
    join: Join = Join.ALL
    inside: tuple[str, str] | None = None
    """The fork and the branch of it to which the step belongs."""
    place: Path = ()
    """Where the step is written, below ``workflow``."""
    opens: tuple[Opening, ...] = ()
    """Dossiers of other procedures that are opened when this one comes here, and for which it waits."""
    looks_up: LookUp | None = None
    """A register is asked when the dossier comes here; its answer leads on, or its silence."""
    agency: str | None = None
    """The pack's own name of another agency where this step is done; the dossier stays the same."""

    @property
    def asks_others(self) -> bool:
        """Whether the dossier's coming here asks others: for opinions, of a register, or by a dossier of their own."""
        return bool(self.opinions or self.opens or self.looks_up)

    @property
    def asks(self) -> bool:
        """Say whether anybody can be asked for an opinion here."""
        return self.opinions is not None or self.asks_opinions is not None


@dataclass(frozen=True, slots=True)
class End:
    """Where a dossier comes to rest."""

    name: str
    title: Text
    status: DossierStatus


@dataclass(frozen=True, slots=True)
class WorkflowSpec:
    """A whole workflow."""

    start: str
    steps: Mapping[str, Step]
    ends: Mapping[str, End] = field(default_factory=dict)
    own_roles: Mapping[str, Text] = field(default_factory=dict)
    """Roles that the pack adds to the standard ones, with their words."""
    agencies: Mapping[str, Text] = field(default_factory=dict)
    """Other agencies that take part, by the pack's own names; the offer says which they are."""
    undo: int | None = None
    """Minutes in which an act can be taken back, 0 for not at all; ``None`` where the pack says nothing."""
    facts: Mapping[str, Text] = field(default_factory=dict)
    """What the facts of the pack are called where a person reads them; ``procedures`` knows it."""

    def roles(self) -> frozenset[str]:
        """Return every role that some step needs."""
        return frozenset(step.role for step in self.steps.values() if not step.waits)

    @property
    def asks(self) -> bool:
        """Say whether anybody is ever asked for an opinion."""
        return any(step.asks for step in self.steps.values())

    def roles_at(self, agency: str | None) -> frozenset[str]:
        """Return the roles that steps at an agency need; ``None`` is the dossier's own."""
        return frozenset(step.role for step in self.steps.values() if not step.waits and step.agency == agency)
