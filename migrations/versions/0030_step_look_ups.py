"""What steps ask of registers, and about whom; the ledger may say that the clock runs on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
KINDS = "'start', 'pause', 'resume', 'restart', 'extend', 'undo'"
OUTCOMES = "'answered', 'no_answer', 'withdrawn'"


def upgrade() -> None:
    op.create_table(
        "step_look_ups",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("task_id", Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("facts", JSONB(none_as_null=True), nullable=False),
        sa.CheckConstraint("clock IN ('run', 'pause', 'restart')", name=op.f("ck_step_look_ups_clock")),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_step_look_ups_outcome")),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_step_look_ups_closed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_look_ups")),
    )
    op.create_index("ix_step_look_ups_dossier", "step_look_ups", ["dossier_id", "asked_at"])
    op.create_index("ix_step_look_ups_next", "step_look_ups", ["next_at"], postgresql_where=OPEN)
    op.create_index("uq_step_look_ups_open", "step_look_ups", ["task_id"], unique=True, postgresql_where=OPEN)
    support.grant_tables(["step_look_ups"])
    for column in ("about", "step"):
        op.add_column("look_ups", sa.Column(column, sa.Text(), nullable=True), schema="shared")
    about = sa.text("about IS NOT NULL")
    op.create_index("ix_look_ups_about", "look_ups", ["about", "id"], schema="shared", postgresql_where=about)
    _kinds(f"{KINDS}, 'run'")


def downgrade() -> None:
    _kinds(KINDS)
    op.drop_index("ix_look_ups_about", "look_ups", schema="shared")
    for column in ("step", "about"):
        op.drop_column("look_ups", column, schema="shared")
    op.drop_table("step_look_ups")


def _kinds(kinds: str) -> None:
    name = op.f("ck_deadline_entries_kind")
    op.drop_constraint(name, "deadline_entries", type_="check")
    op.create_check_constraint(name, "deadline_entries", f"kind IN ({kinds})")
