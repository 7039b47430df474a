"""Dossiers that a dossier opened at other agencies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "child_dossiers",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("mother_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("version_id", Uuid(), nullable=False),
        sa.Column("offer_id", Uuid(), nullable=False),
        sa.Column("answers", JSONB(none_as_null=True), nullable=False),
        sa.Column("files", JSONB(none_as_null=True), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", Uuid(), nullable=True),
        sa.Column("target_at", Instant(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'open', 'ended', 'stopped')", name=op.f("ck_child_dossiers_state")),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name=op.f("ck_child_dossiers_outcome")),
        sa.CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name=op.f("ck_child_dossiers_ended")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_dossiers")),
    )
    op.create_index("ix_child_dossiers_mother", "child_dossiers", ["mother_id", "asked_at"])
    unsettled = sa.text("settled_at IS NULL")
    op.create_index("ix_child_dossiers_unsettled", "child_dossiers", ["asked_at"], postgresql_where=unsettled)
    support.grant_tables(["child_dossiers"])


def downgrade() -> None:
    op.drop_table("child_dossiers")
