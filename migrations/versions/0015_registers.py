"""The register of dossiers: its order by agency and time, and what was taken out of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ONCE = "kind IN ('asked', 'made', 'failed')"


def upgrade() -> None:
    op.create_index("ix_dossiers_register", "dossiers", ["receiving_agency_id", "submitted_at", "id"])
    op.create_table(
        "register_acts",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("export_id", Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("detail", JSONB(none_as_null=True), nullable=False),
        sa.CheckConstraint("kind IN ('asked', 'made', 'failed', 'opened')", name=op.f("ck_register_acts_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_acts")),
    )
    op.create_index("ix_register_acts_agency", "register_acts", ["agency_id", "kind", "id"])
    op.create_index("ix_register_acts_export", "register_acts", ["export_id"])
    op.create_index(
        "uq_register_acts_once",
        "register_acts",
        ["export_id", "kind"],
        unique=True,
        postgresql_where=sa.text(ONCE),
    )
    op.create_table(
        "register_files",
        sa.Column("export_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("export_id", name=op.f("pk_register_files")),
    )
    op.create_index(op.f("ix_register_files_made_at"), "register_files", ["made_at"])
    support.grant_append_only(("register_acts",))
    support.grant_tables(("register_files",))


def downgrade() -> None:
    op.drop_table("register_files")
    op.drop_table("register_acts")
    op.drop_index("ix_dossiers_register", "dossiers")
