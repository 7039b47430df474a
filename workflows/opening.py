"""What a dossier opens elsewhere: a child dossier of another procedure at another agency (liên thông), as a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from workflows.spec import Clock, Duration, Text

if TYPE_CHECKING:
    # The step holds openings, so it comes first when modules are loaded.
    from workflows.spec import WorkflowSpec

DONE: Final = "done"
"""Every child that a step opened has its result."""
REFUSED: Final = "refused"
"""A child was refused, stopped or withdrawn, or could not be opened."""
WAYS_OUT: Final = (DONE, REFUSED)
"""The two ways out of a step that opens dossiers elsewhere (pack key ``next``); the portal itself takes them."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One child dossier that is opened elsewhere, by the words of the pack."""

    name: str
    """What the pack calls it; the name of the agency where it gives none."""
    procedure: str
    """The national code of the other procedure."""
    agency: str
    """The pack's own name of the agency; which one it really is, the offer says."""
    title: Text
    answers: Mapping[str, str] = field(default_factory=dict)
    """Field of the child's form → an expression over the mother's answers; ``procedures`` compiles it."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """Document of the child → document of the mother."""
    brings: Mapping[str, str] = field(default_factory=dict)
    """Field of the form of the waiting step → field of the child that fills it."""
    within: Duration | None = None
    """An inner target; the legal clock is the mother's."""
    attach: bool = False
    """The child's result is kept among the mother's files."""
    clock: Clock = Clock.RUN
    """What waiting does to the mother's legal time limit."""
    law: str | None = None

    def fact(self, outcome: str) -> str:
        """Return the fact that this child came to an outcome: ``thue_done``."""
        return f"{self.name}_{outcome}"


def way_out(step: str, outcome: str) -> str:
    """Return the fact that all children of a step have ended; the colon keeps it apart from the facts of a pack."""
    return f"opened:{step}.{outcome}"


def openings(spec: WorkflowSpec) -> Iterator[tuple[str, Opening]]:
    """Return every opening of a workflow with its step; those of actions stand at the step of the action."""
    for step in spec.steps.values():
        yield from ((step.name, one) for one in step.opens)
        for action in step.actions.values():
            yield from ((step.name, one) for one in action.opens)


def outcome_facts(spec: WorkflowSpec) -> frozenset[str]:
    """Return the facts that the portal establishes when children end; they change while a dossier is processed."""
    of_children = {one.fact(outcome) for _, one in openings(spec) for outcome in WAYS_OUT}
    of_steps = {way_out(step.name, outcome) for step in spec.steps.values() if step.opens for outcome in WAYS_OUT}
    return frozenset(of_children | of_steps)


def outcome_of(outcomes: Collection[str | None]) -> str | None:
    """Return what all children of a step came to together; ``None`` while one of them is under way."""
    if not outcomes or None in outcomes:
        return None
    return DONE if set(outcomes) == {DONE} else REFUSED
