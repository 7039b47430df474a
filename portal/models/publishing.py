"""What publishers did, and the previews of results that they asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key

PREVIEWED = (
    "'result', 'filed_form', 'common_form', 'receipt', 'supplement', 'clarification', 'refusal', 'apology', 'stop', "
    "'control', 'fee_receipt'"
)


class PublishingAct(Base):
    """One thing that was done to a version on its way; rows are only ever added."""

    __tablename__ = "publishing_acts"
    __table_args__ = (
        Index("ix_publishing_acts_version", "version_id", "id"),
        Index("ix_publishing_acts_code", "code", "id"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    version_id: Mapped[UUID]
    """Without a foreign key: what was done to a draft outlives the draft."""
    code: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str]
    """SHA-256 of the pack at that moment: what exactly was approved."""
    kind: Mapped[str]
    officer_id: Mapped[UUID | None]
    """``NULL`` for the portal itself."""
    officer_name: Mapped[str]
    note: Mapped[str | None]
    at: Mapped[datetime]


class ResultPreview(Base):
    """The result of a pack, its form as filed or a slip, rendered from sample answers by the worker; kept for a day."""

    __tablename__ = "result_previews"
    __table_args__ = (
        UniqueConstraint("version_id", "digest", "paper", "case_file"),
        CheckConstraint("state IN ('waiting', 'ready', 'failed')", name="state"),
        CheckConstraint(f"paper IN ({PREVIEWED})", name="paper"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    version_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SHARED}.procedure_versions.id", ondelete="CASCADE"))
    digest: Mapped[str]
    paper: Mapped[str] = mapped_column(server_default="result")
    """The result, the form as filed in the layout of the pack, that form in the common layout, or a kind of slip."""
    case_file: Mapped[str]
    """The golden case whose answers are shown, or how long made-up ones are; empty for a paper without answers."""
    state: Mapped[str]
    pdf: Mapped[bytes | None] = mapped_column(deferred=True)
    problem: Mapped[dict[str, Any] | None]
    """Why it failed: ``{"kind": "template", "message": …, "file": …, "line": …}``."""
    asked_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
