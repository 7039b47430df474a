"""What others confirm of a filing with their own e-ID, and whom a filing represents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def Json() -> JSONB:  # noqa: N802 - reads as the column types beside it
    return JSONB(none_as_null=True)


def upgrade() -> None:
    op.add_column("drafts", sa.Column("represented", Json(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("dossiers", sa.Column("represented", Json(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("dossiers", sa.Column("owner_id", Uuid(), nullable=True))
    op.create_index(
        "ix_dossiers_owner", "dossiers", ["owner_id", "submitted_at"], postgresql_where=sa.text("owner_id IS NOT NULL")
    )
    op.create_table(
        "confirmations",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("draft_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("expected_kind", sa.Text(), nullable=False),
        sa.Column("expected_number", sa.Text(), nullable=False),
        sa.Column("expected_name", sa.Text(), nullable=False),
        sa.Column("asked_by", Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("person_id", Uuid(), nullable=True),
        sa.Column("assurance", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("expected_kind IN ('citizen', 'organisation')", name=op.f("ck_confirmations_expected_kind")),
        sa.CheckConstraint("state IN ('asked', 'confirmed', 'declined', 'void')", name=op.f("ck_confirmations_state")),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'declined') OR (answered_at IS NOT NULL AND person_id IS NOT NULL)",
            name=op.f("ck_confirmations_answered"),
        ),
        sa.CheckConstraint("state <> 'confirmed' OR digest IS NOT NULL", name=op.f("ck_confirmations_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
    )
    counts = sa.text("state IN ('asked', 'confirmed')")
    op.create_index(
        "uq_confirmations_party", "confirmations", ["draft_id", "party"], unique=True, postgresql_where=counts
    )
    op.create_index("ix_confirmations_draft_id", "confirmations", ["draft_id"])
    op.create_index("uq_confirmations_token_hash", "confirmations", ["token_hash"], unique=True)
    asked = sa.text("state = 'asked'")
    op.create_index("uq_confirmations_code_hash", "confirmations", ["code_hash"], unique=True, postgresql_where=asked)
    op.create_index("ix_confirmations_expected", "confirmations", ["expected_number"], postgresql_where=asked)
    support.grant_tables(("confirmations",))


def downgrade() -> None:
    op.drop_table("confirmations")
    op.drop_index("ix_dossiers_owner", "dossiers")
    op.drop_column("dossiers", "owner_id")
    op.drop_column("dossiers", "represented")
    op.drop_column("drafts", "represented")
