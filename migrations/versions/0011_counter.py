"""Filing at the counter: a draft that an officer fills in for the person present belongs to that officer."""

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


def downgrade() -> None:
    op.drop_index("ix_drafts_officer", "drafts")
    op.drop_column("drafts", "officer_id")
