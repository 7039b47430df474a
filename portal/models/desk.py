"""What an officer keeps at the desk: views with a name, which columns, whether keys act; and the words of dossiers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key


class SearchWord(Base):
    """One folded word by which the officers of an agency find a dossier, the newest dossiers of a word side by side."""

    __tablename__ = "search_words"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    # Ordered by its letters alone, so that the beginning of a word is a range, whatever the server's locale is.
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(primary_key=True)


class SavedView(Base):
    """A list of the desk that an officer gave a name: what it holds, and its columns."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("officer_id", "name"),
        Index("uq_saved_views_default", "officer_id", unique=True, postgresql_where=text("is_default")),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    officer_id: Mapped[UUID]
    name: Mapped[str]
    wanted: Mapped[dict[str, Any]]
    """The values of ``portal.services.wanted.Wanted`` that narrow the list."""
    columns: Mapped[list[str]]
    is_default: Mapped[bool]
    """Whether the desk opens with it."""
    created_at: Mapped[datetime]


class DeskSettings(Base):
    """How an officer wants the desk; without a row it is as it comes."""

    __tablename__ = "desk_settings"
    __table_args__ = ({"schema": SHARED},)

    officer_id: Mapped[UUID] = mapped_column(primary_key=True)
    keyboard: Mapped[bool]
    """Whether single keys act (WCAG 2.1.4 wants that they can be turned off)."""
    columns: Mapped[list[str]]
    digest: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether a mail tells once a day what is due."""
