"""Opinion slips: who was asked about a dossier, what they said, how it was counted; and decisions over many at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class OpinionRound(Base):
    """All who are asked about a dossier at once, by one set of rules; a later round never erases an earlier one."""

    __tablename__ = "opinion_rounds"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("clock IN ('run', 'pause', 'restart')", name="clock"),
        CheckConstraint("outcome IN ('passed', 'failed', 'heard', 'withdrawn')", name="outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed"),
        Index("ix_opinion_rounds_due", "due_at", "id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "ix_opinion_rounds_remind",
            "remind_at",
            "id",
            postgresql_where=text("closed_at IS NULL AND reminded_at IS NULL AND remind_at IS NOT NULL"),
        ),
        Index("ix_opinion_rounds_task", "task_id"),
        Index("ix_opinion_rounds_decision", "decision_id", postgresql_where=text("decision_id IS NOT NULL")),
        Index(
            "uq_opinion_rounds_open_step",
            "task_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL AND NOT own_accord"),
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    number: Mapped[int]
    task_id: Mapped[UUID]
    step: Mapped[str]
    own_accord: Mapped[bool]
    """Whether an officer asked by themself; nothing is counted then."""
    question: Mapped[str]
    about: Mapped[list[str]]
    """What is to be remarked on: ``form``, ``result``, or documents by their names."""
    answers: Mapped[list[str]]
    silence: Mapped[str | None]
    clock: Mapped[str]
    law: Mapped[str | None]
    asked_by: Mapped[UUID | None]
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_date: Mapped[date]
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    tally: Mapped[dict[str, Any] | None]
    decision_id: Mapped[UUID | None]
    """The collective decision on whose agenda it stands."""


class OpinionSlip(Base):
    """One who is asked, and what they answered."""

    __tablename__ = "opinion_slips"
    __table_args__ = (
        CheckConstraint("answer IN ('dong_y', 'khong_dong_y', 'y_kien_khac')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_opinion_slips_round", "round_id"),
        Index("ix_opinion_slips_dossier", "dossier_id"),
        Index(
            "ix_opinion_slips_open",
            "asked_agency_id",
            "role",
            "due_at",
            "id",
            postgresql_where=text("answered_at IS NULL AND withdrawn_at IS NULL"),
        ),
        Index("ix_opinion_slips_given", "asked_agency_id", "role", "answered_at", "id"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    """The agency that asks."""
    name: Mapped[str]
    """The pack's name for who is asked."""
    title: Mapped[str]
    """What the paper calls who is asked, in Vietnamese."""
    asked_agency_id: Mapped[UUID]
    role: Mapped[str]
    officer_id: Mapped[UUID | None]
    """The member of a council; ``NULL`` where whoever holds the role answers."""
    due_at: Mapped[datetime]
    """Copy of the round's, for the order of the list."""
    answer: Mapped[str | None]
    text: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    answered_by_name: Mapped[str | None]
    late: Mapped[bool]
    """Whether it came when the round had been counted: it is kept, and changes nothing."""
    withdrawn_at: Mapped[datetime | None]
    paper_id: Mapped[UUID | None]
    """The answer as a signed paper."""


class CollectiveDecision(Base):
    """A council decides over many dossiers without a meeting; its agenda are the rounds that name it."""

    __tablename__ = "collective_decisions"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "number"),
        Index("ix_collective_decisions_agency", "agency_id", "opened_at", "id"),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str]
    council: Mapped[str]
    """The role that every member of the council holds."""
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """When the last of its dossiers was counted."""
    minutes_number: Mapped[str | None]
    minutes_sha256: Mapped[str | None]
    """Of the minutes in the storage; ``NULL`` until the worker has drawn them up and signed them."""
    minutes_size: Mapped[int | None]
    minutes_signers: Mapped[list[dict[str, str]]]
