"""What a register of the State can be asked at a step of a workflow, and what follows from its answer.

The least is asked: only the groups of data that the facts of the step read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from forms.expressions import DATE, TEXT, TRUTH, Expression, Kind, Known, Value, ValueType, one_of, record
from forms.fields.civil_status import FEMALE, MALE
from procedures.population import POPULATION, Group

ANSWER: Final = "register"
"""What facts call the answer: ``register.marital_status``."""
FOUND: Final = "found"
"""Whether the register knows whom or what it was asked about."""
CITIZEN_ID: Final = "citizen_id"
DIED_ON: Final = "died_on"

_HOME: Final = record({"province": TEXT, "commune": TEXT, "detail": TEXT})
_OWN: Final[Mapping[str, ValueType]] = MappingProxyType(
    {
        "marital_status": one_of("single", "married", "divorced", "widowed"),
        "sex": one_of(MALE, FEMALE),
        "residence": _HOME,
        "current_residence": _HOME,
    }
)


def _kind(name: str, types: Collection[str]) -> ValueType:
    return _OWN.get(name) or (DATE if "date" in types else TEXT)


@dataclass(frozen=True, slots=True)
class Register:
    """One register: by which keys it is asked, and what it tells."""

    keys: tuple[str, ...]
    tells: Mapping[str, ValueType]
    groups: Mapping[str, Group]
    """For each name, the group of data with which it is asked."""


REGISTERS: Final[Mapping[str, Register]] = MappingProxyType(
    {
        "population": Register(
            keys=(CITIZEN_ID,),
            tells={name: _kind(name, one.types) for name, one in POPULATION.items()} | {DIED_ON: DATE},
            groups={name: one.group for name, one in POPULATION.items()} | {DIED_ON: Group.DEATH},
        )
    }
)
"""The registers of ``workflows.looking_up``. Of a death only a step asks: nobody is asked about their own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step asks of a register, compiled."""

    register: str
    keys: Mapping[str, Expression]
    facts: Mapping[str, Expression]
    names: frozenset[str]
    """What of the answer is read: nothing else is asked."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups of data that are asked; to learn whether somebody is known their name is enough."""
        wanted = {REGISTERS[self.register].groups[name] for name in self.names}
        return tuple(group for group in Group if group in wanted) or (Group.NAME,)

    def key(self, name: str, values: Mapping[str, object]) -> str | None:
        """Return by what the register is asked; ``None`` where that is not known or no text."""
        value: Value = self.keys[name].evaluate(values)
        return value.value if isinstance(value, Known) and isinstance(value.value, str) and value.value else None

    def holding(self, values: Mapping[str, object], told: Mapping[str, Any] | None) -> list[str]:
        """Return the facts that hold by an answer (``None``: the register knows nothing), in the pack's order."""
        seen = {**values, ANSWER: {FOUND: told is not None, **self.typed(told or {})}}
        return [name for name, expression in self.facts.items() if expression.holds(seen)]

    def typed(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Return an answer in its JSON form as expressions read it; what was not asked is left out."""
        tells = REGISTERS[self.register].tells
        return {name: _typed(tells[name], told[name]) for name in self.names if name in told}


def _typed(kind: ValueType, value: Any) -> Any:
    return date.fromisoformat(value) if kind.kind is Kind.DATE and isinstance(value, str) else value


def answer_type(register: str) -> ValueType:
    """Return the type of what facts call ``register``."""
    return record({FOUND: TRUTH, **REGISTERS[register].tells})
