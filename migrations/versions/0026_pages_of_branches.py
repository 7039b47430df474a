"""Which pages still show an open task as it is, although something went on in another branch of its dossier."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NAME = "ck_tasks_shown"


def upgrade() -> None:
    op.add_column("tasks", sa.Column("shown_from", sa.BigInteger(), nullable=True))
    op.add_column("tasks", sa.Column("shown_until", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f(NAME), "tasks", "(shown_from IS NULL) = (shown_until IS NULL)")


def downgrade() -> None:
    op.drop_constraint(op.f(NAME), "tasks", type_="check")
    op.drop_column("tasks", "shown_until")
    op.drop_column("tasks", "shown_from")
