"""Who acts for whom while they are away, and what is held back while it can still be taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = "'start', 'pause', 'resume', 'restart', 'extend'"
OFFICERS = ("officer_id", "delegate_id", "made_by", "ended_by")


def upgrade() -> None:
    _delegations()
    op.add_column("agencies", sa.Column("assigning", JSONB(none_as_null=True), nullable=True), schema="shared")
    for table in ("messages", "papers"):
        op.add_column(table, sa.Column("held_until", Instant(), nullable=True))
    _kinds(f"{KINDS}, 'undo'")


def downgrade() -> None:
    _kinds(KINDS)
    for table in ("papers", "messages"):
        op.drop_column(table, "held_until")
    op.drop_column("agencies", "assigning", schema="shared")
    op.drop_table("delegations", schema="shared")


def _kinds(kinds: str) -> None:
    name = op.f("ck_deadline_entries_kind")
    op.drop_constraint(name, "deadline_entries", type_="check")
    op.create_check_constraint(name, "deadline_entries", f"kind IN ({kinds})")


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("delegate_id", Uuid(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("made_by", Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ended_by", Uuid(), nullable=True),
        sa.CheckConstraint("authority IN ('deputy', 'authorised', 'acting')", name=op.f("ck_delegations_authority")),
        sa.CheckConstraint("officer_id <> delegate_id", name=op.f("ck_delegations_two_officers")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_delegations_days")),
        sa.ForeignKeyConstraint(["agency_id"], ["shared.agencies.id"], name=op.f("fk_delegations_agency_id_agencies")),
        *(
            sa.ForeignKeyConstraint([name], ["shared.officers.id"], name=op.f(f"fk_delegations_{name}_officers"))
            for name in OFFICERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        schema="shared",
    )
    op.create_index("ix_delegations_delegate", "delegations", ["delegate_id", "ends_at"], schema="shared")
    op.create_index("ix_delegations_agency", "delegations", ["agency_id", "ends_at"], schema="shared")
    support.grant_tables(["shared.delegations"])
