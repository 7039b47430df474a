"""When the last event of a dossier was, and into which agency another one was merged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid

from portal.db import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SUCCESSOR = "fk_agencies_successor_id_agencies"


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("head_at", Instant(), nullable=True))
    op.execute(
        "UPDATE dossiers SET head_at = last.at FROM dossier_events AS last "
        "WHERE last.dossier_id = dossiers.id AND last.seq = dossiers.event_count"
    )
    op.add_column("agencies", sa.Column("successor_id", Uuid(), nullable=True), schema="shared")
    op.add_column("agencies", sa.Column("merged_at", Instant(), nullable=True), schema="shared")
    op.add_column("agencies", sa.Column("merged_by_law", sa.Text(), nullable=True), schema="shared")
    op.create_foreign_key(
        op.f(SUCCESSOR),
        "agencies",
        "agencies",
        ["successor_id"],
        ["id"],
        source_schema="shared",
        referent_schema="shared",
    )
    op.create_index(
        op.f("ix_agencies_successor_id"),
        "agencies",
        ["successor_id"],
        schema="shared",
        postgresql_where=sa.text("successor_id IS NOT NULL"),
    )
    name = op.f("ck_agencies_merged")
    whole = "(successor_id IS NULL) = (merged_at IS NULL) AND (successor_id IS NULL) = (merged_by_law IS NULL)"
    op.create_check_constraint(name, "agencies", f"{whole} AND successor_id <> id", schema="shared")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_agencies_merged"), "agencies", type_="check", schema="shared")
    op.drop_index(op.f("ix_agencies_successor_id"), "agencies", schema="shared")
    op.drop_constraint(op.f(SUCCESSOR), "agencies", type_="foreignkey", schema="shared")
    for column in ("merged_by_law", "merged_at", "successor_id"):
        op.drop_column("agencies", column, schema="shared")
    op.drop_column("dossiers", "head_at")
