"""Who acts: a person, an officer with the roles held now, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActorKind(StrEnum):
    """What kind of actor an event names."""

    PERSON = "person"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class StandIn:
    """One running delegation, as whoever acts by it carries it."""

    delegation_id: UUID
    agency_id: UUID
    role: str
    officer_id: UUID | None
    """Who is away; ``None`` where the post is vacant."""
    name: str
    """Their name; empty where the post is vacant."""
    post: str
    authority: str
    until: date

    def covers(self, agency_id: UUID, role: str) -> bool:
        """Tell whether this is about a role at an agency."""
        return (self.agency_id, self.role) == (agency_id, role)

    @classmethod
    def of_json(cls, agency_id: UUID, said: Mapping[str, Any]) -> StandIn:
        """Return what ``as_json`` gave."""
        officer = UUID(said["officer"]) if said["officer"] else None
        until = date.fromisoformat(said["until"])
        key = UUID(said["delegation"])
        return cls(key, agency_id, said["role"], officer, said["name"], said["post"], said["authority"], until)

    def as_json(self) -> dict[str, str | None]:
        """Return it as events and papers keep it: for whom, under what authority, and until when."""
        return {
            "delegation": str(self.delegation_id),
            "role": self.role,
            "officer": str(self.officer_id) if self.officer_id else None,
            "name": self.name,
            "post": self.post,
            "authority": self.authority,
            "until": self.until.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as services are told it.

    ``roles`` maps an agency to the roles with which the officer may act there at this instant.
    """

    kind: ActorKind
    id: UUID | None
    name: str
    title: str = ""
    assurance: int = 0
    roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    stands_in: tuple[StandIn, ...] = ()
    """For whom the officer may act at this instant; their roles are among ``roles``."""
    lent: frozenset[tuple[UUID, str]] = frozenset()
    """Agency and role of what is among ``roles`` by delegation alone."""
    acting_for: StandIn | None = None
    """For whom this very act is done."""

    def roles_at(self, agency_id: UUID) -> frozenset[str]:
        """Return the roles with which the actor may act at one agency."""
        return self.roles.get(agency_id, frozenset())

    def own_roles_at(self, agency_id: UUID) -> frozenset[str]:
        """Return the roles held at one agency without standing in for anybody."""
        return frozenset(role for role in self.roles_at(agency_id) if (agency_id, role) not in self.lent)

    def holds(self, role: str) -> bool:
        """Tell whether the role is held at any agency."""
        return any(role in held for held in self.roles.values())

    def has(self, agency_id: UUID, role: str, officer_id: UUID | None) -> bool:
        """Tell whether work of a role, held by ``officer_id`` or by nobody, is the actor's to do."""
        if role not in self.roles_at(agency_id):
            return False
        return officer_id in (None, self.id) or self._for(agency_id, role, officer_id) is not None

    def under(self, agency_id: UUID, role: str, officer_id: UUID | None = None) -> Actor:
        """Return the actor as they act on work of a role that ``officer_id`` holds, or nobody: for whom they do it."""
        if officer_id not in (None, self.id):
            return replace(self, acting_for=self._for(agency_id, role, officer_id))
        if (agency_id, role) not in self.lent:
            return self
        return replace(self, acting_for=next((one for one in self.stands_in if one.covers(agency_id, role)), None))

    def _for(self, agency_id: UUID, role: str, officer_id: UUID | None) -> StandIn | None:
        matching = (one for one in self.stands_in if one.covers(agency_id, role))
        return next((one for one in matching if one.officer_id == officer_id), None)


SYSTEM = Actor(ActorKind.SYSTEM, None, "Hệ thống")
"""The portal acting by itself: a job, a webhook."""
