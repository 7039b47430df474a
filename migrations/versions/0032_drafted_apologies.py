"""Apologies that wait for a leader's signature are found by their agency."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NAME = "ix_papers_drafted_apologies"


def upgrade() -> None:
    where = sa.text("kind = 'apology' AND number IS NULL")
    op.create_index(NAME, "papers", ["agency_id", "id"], postgresql_where=where)


def downgrade() -> None:
    op.drop_index(NAME, "papers")
