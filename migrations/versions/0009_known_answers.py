"""What other sources told: kept with the draft and with what was filed; every question to a register leaves a row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from portal.db import Instant, Role

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SPEAKERS = f"{Role.WEB}, {Role.WORKER}"
OUTCOMES = "'waiting', 'answered', 'nothing', 'unavailable', 'refused', 'broken', 'late'"


def Json() -> JSONB:  # noqa: N802 - reads as the column types beside it
    return JSONB(none_as_null=True)


def upgrade() -> None:
    op.add_column("drafts", sa.Column("known", Json(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("answer_sets", sa.Column("origins", Json(), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "look_ups",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("person_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("groups", Json(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_look_ups_outcome")),
        sa.ForeignKeyConstraint(["person_id"], ["shared.people.id"], name=op.f("fk_look_ups_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_ups")),
        schema="shared",
    )
    op.create_index("ix_look_ups_person", "look_ups", ["person_id", "id"], schema="shared")
    # A trace is never removed, and of what was asked nothing changes: only what became of it is added.
    op.execute(f"GRANT SELECT, INSERT, UPDATE (outcome, answered_at) ON shared.look_ups TO {SPEAKERS}")


def downgrade() -> None:
    op.drop_table("look_ups", schema="shared")
    op.drop_column("answer_sets", "origins")
    op.drop_column("drafts", "known")
