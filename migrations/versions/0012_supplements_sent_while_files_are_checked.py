"""A supplement that was sent while one of its files was looked into is filed by the worker, as soon as that is done."""

import sqlalchemy as sa
from alembic import op

from portal.db import Instant

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("supplements", sa.Column("sent_at", Instant(), nullable=True))
    op.add_column("supplements", sa.Column("sent_assurance", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_supplements_sent"), "supplements", "(sent_at IS NULL) = (sent_assurance IS NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_supplements_sent"), "supplements")
    op.drop_column("supplements", "sent_assurance")
    op.drop_column("supplements", "sent_at")
