"""What agencies publish: procedures and their immutable versions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base, Key


class VersionState(StrEnum):
    """How far a version has come; only ``DRAFT`` may still change."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETIRED = "retired"


class CatalogueEntry(Base):
    """A procedure as people find it: its national code and the words of its live version."""

    __tablename__ = "catalogue_entries"
    __table_args__ = (
        Index(
            "ix_catalogue_entries_search",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        ),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str | None]
    title_key: Mapped[str] = mapped_column(Text(collation="C"), index=True)
    """The title as ``forms.alphabet`` ranks it, compared letter by letter whatever the locale of the database."""
    title_en_key: Mapped[str] = mapped_column(Text(collation="C"), index=True)
    """The same of the title that is shown in English: the Vietnamese one where there is no other."""
    sector: Mapped[str] = mapped_column(index=True)
    competence: Mapped[str]
    life_events: Mapped[list[str]]
    search: Mapped[str]
    """Folded words: lower case, no diacritics, đ as d."""
    own_roles: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What the roles are called that its live version defines for itself, by role and language."""
    live_version_id: Mapped[UUID | None]
    updated_at: Mapped[datetime]


class ProcedureVersion(Base):
    """One version of a pack, byte for byte; a trigger refuses to change it once it is published."""

    __tablename__ = "procedure_versions"
    __table_args__ = (
        Index("uq_procedure_versions_named", "code", "version", unique=True, postgresql_where=text("code <> ''")),
        CheckConstraint("state = 'draft' OR (code <> '' AND version > 0)", name="named"),
        CheckConstraint("state IN ('draft', 'submitted', 'published', 'retired')", name="state"),
        CheckConstraint(
            "state IN ('draft', 'submitted') OR published_by IS NULL OR published_by <> drafted_by",
            name="four_eyes",
        ),
        Index("ix_procedure_versions_state", "state", "code"),
        {"schema": SHARED},
    )

    id: Mapped[Key]
    code: Mapped[str]
    """Empty, with version 0, while a draft names none or names one that is taken."""
    version: Mapped[int]
    digest: Mapped[str]
    title: Mapped[str]
    pack: Mapped[bytes]
    """The pack as a deterministic zip."""
    pictures: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    """The SHA-256 of each picture of the pack, so that one is found without opening any."""
    state: Mapped[VersionState]
    findings: Mapped[list[dict[str, Any]]]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SHARED}.agencies.id"))
    drafted_by: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SHARED}.officers.id"))
    """``NULL`` for what the shipped catalogue brought."""
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SHARED}.officers.id"))
    published_at: Mapped[datetime | None]
    effective_from: Mapped[date | None]
    lock_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
