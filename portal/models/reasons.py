"""Reasons that were given by a list, to be counted: which act, which reason, in which procedure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from portal.db import Base, Key

KINDS = "'return', 'refusal', 'stop', 'supplement', 'clarification', 'extension'"


class GivenReason(Base):
    """One reason for one act; free text stays in the evidence and is not here. Rows are only ever added."""

    __tablename__ = "given_reasons"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        Index("ix_given_reasons_agency", "agency_id", "given_at"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    procedure_code: Mapped[str]
    kind: Mapped[str]
    """What the reason was given for."""
    step: Mapped[str | None]
    code: Mapped[str]
    words: Mapped[str]
    """What the list says, in Vietnamese; ``other`` is the reason that somebody wrote themselves."""
    given_at: Mapped[datetime]
