"""What lists of registries told: kept for a while, so that the same question is not asked again by everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base


class KeptEntry(Base):
    """One entry of a list, as its registry told it last."""

    __tablename__ = "registry_entries"
    __table_args__ = ({"schema": SHARED},)

    list_name: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[dict[str, Any]]
    """The words, by language."""
    as_of: Mapped[date]
    told_at: Mapped[datetime] = mapped_column(index=True)


class KeptSearch(Base):
    """Which entries were found by some words; the words themselves are not kept."""

    __tablename__ = "registry_searches"
    __table_args__ = ({"schema": SHARED},)

    list_name: Mapped[str] = mapped_column(primary_key=True)
    words_digest: Mapped[str] = mapped_column(primary_key=True)
    codes: Mapped[list[Any]]
    count: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(index=True)
