"""What lists of registries tell is kept for a while."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def Json() -> JSONB:  # noqa: N802 - reads as the column types beside it
    return JSONB(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "registry_entries",
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", Json(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("list_name", "code", name=op.f("pk_registry_entries")),
        schema="shared",
    )
    op.create_table(
        "registry_searches",
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("words_digest", sa.Text(), nullable=False),
        sa.Column("codes", Json(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("list_name", "words_digest", name=op.f("pk_registry_searches")),
        schema="shared",
    )
    for table in ("registry_entries", "registry_searches"):
        op.create_index(op.f(f"ix_{table}_told_at"), table, ["told_at"], schema="shared")
    support.grant_tables(["shared.registry_entries", "shared.registry_searches"])


def downgrade() -> None:
    op.drop_table("registry_searches", schema="shared")
    op.drop_table("registry_entries", schema="shared")
