"""How long dossiers took before: what a forecast is made of."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class StepForecast(Base):
    """How long finished dossiers of one version at one agency took from a step to the result, in working minutes.

    Worked out by the worker from the newest of them; waiting for the applicant is not counted.
    """

    __tablename__ = "step_forecasts"
    __table_args__ = (
        UniqueConstraint("agency_id", "version_id", "step"),
        CheckConstraint("dossiers > 0 AND low <= median AND median <= high", name="spread"),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    version_id: Mapped[UUID]
    step: Mapped[str]
    dossiers: Mapped[int]
    low: Mapped[int]
    """One in ten was faster."""
    median: Mapped[int]
    high: Mapped[int]
    """One in ten was slower."""
    newest_at: Mapped[datetime]
    """When the newest of these dossiers ended."""
    made_at: Mapped[datetime]
