"""Notices of what is due or late, and the days on which an agency works otherwise than the State."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RUNNING = sa.text("closed_at IS NULL AND due_at IS NOT NULL")
LEVELS = "'soon', 'today', 'overdue', 'head', 'leader'"
CHANGES = "'off', 'morning_off', 'afternoon_off', 'work', 'usual'"


def upgrade() -> None:
    _notices()
    # What falls due first is looked through first, whichever agency has it.
    op.create_index("ix_dossiers_due", "dossiers", ["due_at", "id"], postgresql_where=RUNNING)
    _own_days()


def downgrade() -> None:
    op.drop_column("agencies", "own_days", schema="shared")
    op.drop_table("calendar_changes", schema="shared")
    op.drop_index("ix_dossiers_due", "dossiers")
    op.drop_table("deadline_notices")


def _notices() -> None:
    op.create_table(
        "deadline_notices",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("promised_date", sa.Date(), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.CheckConstraint(f"level IN ({LEVELS})", name=op.f("ck_deadline_notices_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_notices")),
        sa.UniqueConstraint(
            "dossier_id",
            "promised_date",
            "level",
            name=op.f("uq_deadline_notices_dossier_id_promised_date_level"),
        ),
    )
    op.create_index("ix_deadline_notices_role", "deadline_notices", ["agency_id", "role", "id"])
    support.grant_append_only(["deadline_notices"])


def _own_days() -> None:
    op.create_table(
        "calendar_changes",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(f"kind IN ({CHANGES})", name=op.f("ck_calendar_changes_kind")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["shared.agencies.id"], name=op.f("fk_calendar_changes_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_calendar_changes_agency_id_number")),
        schema="shared",
    )
    support.grant_append_only(["shared.calendar_changes"])
    op.add_column("agencies", sa.Column("own_days", JSONB(none_as_null=True), nullable=True), schema="shared")
