"""Who acts: a person, an officer with the roles held now, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


class ActorKind(StrEnum):
    """What kind of actor an event names."""

    PERSON = "person"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as services are told it.

    ``roles`` maps an agency to the roles that the officer holds there at this instant.
    """

    kind: ActorKind
    id: UUID | None
    name: str
    title: str = ""
    assurance: int = 0
    roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)

    def roles_at(self, agency_id: UUID) -> frozenset[str]:
        """Return the roles held at one agency."""
        return self.roles.get(agency_id, frozenset())

    def holds(self, role: str) -> bool:
        """Tell whether the role is held at any agency."""
        return any(role in held for held in self.roles.values())


SYSTEM = Actor(ActorKind.SYSTEM, None, "Hệ thống")
"""The portal acting by itself: a job, a webhook."""
