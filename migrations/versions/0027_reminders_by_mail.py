"""The daily mail that tells officers what is due, and whether an officer wants it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    wanted = sa.Column("digest", sa.Boolean, server_default=sa.text("true"), nullable=False)
    op.add_column("desk_settings", wanted, schema="shared")
    op.create_table(
        "officer_digests",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("lines", JSONB(none_as_null=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name=op.f("ck_officer_digests_done")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_digests")),
        sa.UniqueConstraint("officer_id", "day", name=op.f("uq_officer_digests_officer_id_day")),
        schema="shared",
    )
    support.grant_tables(["shared.officer_digests"])


def downgrade() -> None:
    op.drop_table("officer_digests", schema="shared")
    op.drop_column("desk_settings", "digest", schema="shared")
