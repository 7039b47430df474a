"""What a step looks up in a register of the State, and what the answer establishes, as frozen values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from workflows.spec import Clock, Duration, Text

if TYPE_CHECKING:
    # The step holds what it looks up, so it comes first when modules are loaded.
    from workflows.spec import WorkflowSpec

REGISTERS: Final[Mapping[str, Text]] = MappingProxyType(
    {"population": {"vi": "Cơ sở dữ liệu quốc gia về dân cư", "en": "National Population Database"}}
)
"""The registers that can be asked, in words; what each tells is known to ``procedures``."""

ANSWERED: Final = "answered"
"""The register has answered, if only that it knows nothing."""
NO_ANSWER: Final = "no_answer"
"""The register gave no answer in time, or does not answer this question."""
WAYS_OUT: Final = (ANSWERED, NO_ANSWER)
"""The two ways out of a step that looks something up (pack key ``next``); the portal itself takes them."""

FIRST_AGAIN: Final = 1
"""Minutes until a register that gave no answer is asked again, where the pack does not say."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a step asks of a register, by the words of the pack (key ``looks_up``)."""

    register: str
    keys: Mapping[str, str]
    """By what the register finds the answer → an expression over the answers of the dossier."""
    facts: Mapping[str, str]
    """Each fact that the answer establishes → an expression over it; ``procedures`` compiles both."""
    within: Duration
    """How long the register is asked again before the dossier goes on without its answer."""
    clock: Clock
    """What waiting does to the legal time limit."""
    law: str | None = None
    again: int = FIRST_AGAIN
    """Minutes until it is asked again for the first time; each later wait is twice as long."""
    titles: Mapping[str, Text] = field(default_factory=dict)
    """What the facts are called, where the pack says it."""


def way_out(step: str, outcome: str) -> str:
    """Return the fact that a look-up came to an outcome; the colon keeps it apart from the facts of a pack."""
    return f"looked_up:{step}.{outcome}"


def look_ups(spec: WorkflowSpec) -> Iterator[tuple[str, LookUp]]:
    """Return everything that a workflow looks up, with its step."""
    yield from ((step.name, step.looks_up) for step in spec.steps.values() if step.looks_up is not None)


def told_facts(spec: WorkflowSpec) -> frozenset[str]:
    """Return the facts that answers of registers can establish."""
    return frozenset(fact for _, one in look_ups(spec) for fact in one.facts)


def titles_told(spec: WorkflowSpec) -> dict[str, Text]:
    """Return what the pack itself calls facts that answers of registers can establish."""
    return {fact: title for _, one in look_ups(spec) for fact, title in one.titles.items()}


def still_to_tell(spec: WorkflowSpec, steps: Collection[str]) -> frozenset[str]:
    """Return the facts that a register may yet establish for a dossier at these steps: it is asked there, or later."""
    order = list(spec.steps)
    first = min((order.index(step) for step in steps if step in spec.steps), default=len(order))
    return frozenset(fact for step, one in look_ups(spec) if order.index(step) >= first for fact in one.facts)
