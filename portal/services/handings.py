"""A handing of a dossier from one to another, as a value, and how what was done stands against a limit.

Form 06 of TT 03/2025/TT-VPCP Phụ lục I (phiếu kiểm soát quá trình giải quyết hồ sơ) is made of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portal.clock import local_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


class Timing(StrEnum):
    """How something stands against its limit."""

    EARLY = "early"
    """Done on an earlier day than the limit's."""
    ON_TIME = "on_time"
    LATE = "late"
    RUNNING = "running"
    """Not done yet, and the limit has not passed."""


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a handing; ``name`` is empty when it is not a person: the portal itself, or whoever has the role."""

    kind: str
    """``person``, ``officer``, ``system`` or ``role``."""
    name: str = ""
    key: UUID | None = None
    """Of an officer."""
    instead_of: str = ""
    """The name of whoever is away, where an officer stood in for them."""
    acting_as: str = ""
    """The post, where it was vacant and an officer held it meanwhile."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One event worth a note on the slip: its kind, and what its payload says."""

    kind: str
    at: datetime
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handing:
    """The dossier went from ``giver`` to ``receiver``, who had it until ``done_at``."""

    agency: str
    step: str
    role: str
    giver: Party
    given_at: datetime
    receiver: Party
    received_at: datetime | None
    """``None`` while nobody of the role has taken it."""
    target_at: datetime | None
    """The inner target of the step."""
    due_at: datetime | None
    """The legal limit as it stood when the step was done; ``None`` while the legal clock does not run."""
    done_at: datetime | None = None
    passed_on: bool = False
    """It went to another officer of the same step, so nothing was done that a limit could judge."""
    remarks: tuple[Remark, ...] = ()
    agency_en: str | None = None
    """The English name of the agency, where it has one."""

    def against(self, limit: datetime | None, at: datetime) -> Timing | None:
        """Return how it stands against ``limit`` at an instant; ``None`` where there is nothing to judge."""
        return None if limit is None or self.passed_on else timing(self.done_at, limit, at)


def timing(done_at: datetime | None, limit: datetime, at: datetime) -> Timing:
    """Return how what was done at ``done_at``, or is not done yet, stands against ``limit`` at the instant ``at``."""
    if (done_at or at) > limit:
        return Timing.LATE
    if done_at is None:
        return Timing.RUNNING
    return Timing.EARLY if local_date(done_at) < local_date(limit) else Timing.ON_TIME
