"""Filing at the counter: an officer's own draft for the person present, who confirms by telephone or on paper."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("officer_id", Uuid(), nullable=True))
    op.create_index("ix_drafts_officer", "drafts", ["officer_id"], postgresql_where=sa.text("officer_id IS NOT NULL"))
    op.add_column("confirmations", sa.Column("recorded_by", Uuid(), nullable=True))
    op.add_column("confirmations", sa.Column("printed_digest", sa.Text(), nullable=True))
    op.add_column("confirmations", sa.Column("printed_sha256", sa.Text(), nullable=True))


def downgrade() -> None:
    for name in ("printed_sha256", "printed_digest", "recorded_by"):
        op.drop_column("confirmations", name)
    op.drop_index("ix_drafts_officer", "drafts")
    op.drop_column("drafts", "officer_id")
