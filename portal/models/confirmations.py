"""What another person than the one who fills in a filing confirms of it, with their own electronic identity."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from portal.db import Base, Key


class Confirmation(Base):
    """One person asked to confirm their part of a draft; the dossier takes over the draft's key, and so these rows."""

    __tablename__ = "confirmations"
    __table_args__ = (
        CheckConstraint("expected_kind IN ('citizen', 'organisation')", name="expected_kind"),
        CheckConstraint("state IN ('asked', 'confirmed', 'declined', 'void')", name="state"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'declined') OR (answered_at IS NOT NULL AND person_id IS NOT NULL)",
            name="answered",
        ),
        CheckConstraint("state <> 'confirmed' OR digest IS NOT NULL", name="digest"),
        # Of one party at most one counts at a time, whoever asks at the same instant.
        Index(
            "uq_confirmations_party",
            "draft_id",
            "party",
            unique=True,
            postgresql_where=text("state IN ('asked', 'confirmed')"),
        ),
        Index("ix_confirmations_draft_id", "draft_id"),
        Index("ix_confirmations_expected", "expected_number", postgresql_where=text("state = 'asked'")),
        Index("uq_confirmations_token_hash", "token_hash", unique=True),
        Index("uq_confirmations_code_hash", "code_hash", unique=True, postgresql_where=text("state = 'asked'")),
    )

    id: Mapped[Key]
    draft_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    party: Mapped[str]
    """Name of the party in the pack; ``owner`` where a mandate is given this way, ``applicant`` at a counter."""
    expected_kind: Mapped[str]
    expected_number: Mapped[str]
    """Số định danh of the citizen, or mã số thuế of the organisation, that has to confirm."""
    expected_name: Mapped[str]
    asked_by: Mapped[UUID]
    """The person or officer who asked."""
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    salt: Mapped[bytes]
    """128 random bits, of which a key of the portal makes the link and the code; neither is stored."""
    token_hash: Mapped[bytes]
    code_hash: Mapped[bytes]
    state: Mapped[str]
    digest: Mapped[str | None]
    """SHA-256 of what was shown and confirmed."""
    answered_at: Mapped[datetime | None]
    """When it was confirmed or declined."""
    person_id: Mapped[UUID | None]
    assurance: Mapped[int | None]
    reason: Mapped[str | None]
    """Why it was declined, as the person wrote it; or why it was signed by hand, as the officer did."""
    recorded_by: Mapped[UUID | None]
    """The officer who recorded that it was signed by hand; ``NULL`` for one that was given by electronic identity."""
    printed_digest: Mapped[str | None]
    """SHA-256 of what was printed to be signed by hand, to be compared with what stands when it is recorded."""
    printed_sha256: Mapped[str | None]
    """Of the PDF to be signed; ``NULL`` until the worker has made it."""
