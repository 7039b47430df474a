"""Money that is given back: how much of which payment, why, and what became of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("payment_id", Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fees", JSONB(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("done_by", Uuid(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount")),
        sa.CheckConstraint("reason IN ('overpaid', 'paid_twice', 'paid_late')", name=op.f("ck_refunds_reason")),
        sa.CheckConstraint("state IN ('due', 'by_hand', 'done')", name=op.f("ck_refunds_state")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_refunds_done")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index("ix_refunds_dossier", "refunds", ["dossier_id"])
    op.create_index("ix_refunds_payment", "refunds", ["payment_id"])
    support.grant_tables(["refunds"])


def downgrade() -> None:
    op.drop_table("refunds")
