"""What is said beside the evidence: private notes, labels, and letters between the agency and the applicant."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Key


class DossierNote(Base):
    """A note that officers of the agency leave one another; nobody else reads it, and it is never changed."""

    __tablename__ = "dossier_notes"
    __table_args__ = (Index("ix_dossier_notes_dossier", "dossier_id", "id"),)

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    officer_id: Mapped[UUID]
    at: Mapped[datetime]
    text: Mapped[str]


class Label(Base):
    """A mark that an agency puts on dossiers; one that is retired is not given any more, and stays where it is."""

    __tablename__ = "labels"
    __table_args__ = (
        CheckConstraint("tone IN ('grey', 'blue', 'green', 'amber', 'red')", name="tone"),
        UniqueConstraint("agency_id", "name"),
    )

    id: Mapped[Key]
    agency_id: Mapped[UUID]
    name: Mapped[str]
    tone: Mapped[str]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class DossierLabel(Base):
    """That a dossier bears a label."""

    __tablename__ = "dossier_labels"
    __table_args__ = (Index("ix_dossier_labels_label", "label_id", "dossier_id"),)

    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey("labels.id"), primary_key=True)
    agency_id: Mapped[UUID]
    officer_id: Mapped[UUID]
    at: Mapped[datetime]


class Letter(Base):
    """What officer and applicant write one another about a dossier: kept, and never part of what is decided upon."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("(officer_id IS NULL) <> (person_id IS NULL)", name="writer"),
        Index("ix_letters_dossier", "dossier_id", "id"),
        Index(
            "ix_letters_unread",
            "agency_id",
            "id",
            postgresql_where=text("person_id IS NOT NULL AND read_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    officer_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]
    text: Mapped[str]
    read_at: Mapped[datetime | None]
