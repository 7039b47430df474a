"""Tasks that lie in a branch know the task of their fork."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("fork_id", Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("tasks", "fork_id")
