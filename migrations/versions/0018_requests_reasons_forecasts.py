"""Clarifications and second supplements, reasons that are counted, forecasts, and previews of slips."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OPEN = sa.text("answered_at IS NULL AND withdrawn_at IS NULL")
FINISHED = sa.text("closed_at IS NOT NULL AND ended_at_step IS NOT NULL")
ALLOWED = sa.text("used_at IS NULL AND allowed IS NOT FALSE")
KINDS = "'return', 'refusal', 'stop', 'supplement', 'clarification', 'extension'"
PREVIEWED_BEFORE = "'result', 'filed_form', 'common_form'"
SLIPS = "'receipt', 'supplement', 'clarification', 'refusal', 'apology', 'stop', 'control', 'fee_receipt'"


def upgrade() -> None:
    _supplements()
    _allowances()
    _reasons()
    _forecasts()
    _previews(f"{PREVIEWED_BEFORE}, {SLIPS}")


def downgrade() -> None:
    # Previews are kept for a day, and asked for again when they are wanted.
    op.execute("DELETE FROM shared.result_previews")
    _previews(PREVIEWED_BEFORE)
    op.drop_index("ix_dossiers_finished", "dossiers")
    op.drop_table("step_forecasts")
    op.drop_table("given_reasons")
    op.drop_table("supplement_allowances")
    op.drop_index("ix_supplements_lapsing", "supplements")
    op.drop_constraint(op.f("ck_supplements_kind"), "supplements")
    for name in ("lapsed_at", "replies", "action", "kind"):
        op.drop_column("supplements", name)


def _supplements() -> None:
    table = "supplements"
    op.add_column(table, sa.Column("kind", sa.Text(), server_default="supplement", nullable=False))
    op.add_column(table, sa.Column("action", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("replies", JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column(table, sa.Column("lapsed_at", Instant(), nullable=True))
    op.create_check_constraint(op.f("ck_supplements_kind"), table, "kind IN ('supplement', 'clarification')")
    op.create_index("ix_supplements_lapsing", table, ["due_date", "id"], postgresql_where=OPEN)


def _allowances() -> None:
    op.create_table(
        "supplement_allowances",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("asked_by", Uuid(), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_reason", sa.Text(), nullable=False),
        sa.Column("decided_by", Uuid(), nullable=True),
        sa.Column("decided_name", sa.Text(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("allowed", sa.Boolean(), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=True),
        sa.Column("used_at", Instant(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (allowed IS NULL)", name=op.f("ck_supplement_allowances_decided")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_allowances")),
    )
    op.create_index(
        "uq_supplement_allowances_open",
        "supplement_allowances",
        ["dossier_id", "step", "action"],
        unique=True,
        postgresql_where=ALLOWED,
    )
    op.create_index(
        "ix_supplement_allowances_waiting",
        "supplement_allowances",
        ["agency_id", "id"],
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    support.grant_tables(["supplement_allowances"])


def _reasons() -> None:
    op.create_table(
        "given_reasons",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_given_reasons_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_reasons")),
    )
    op.create_index("ix_given_reasons_agency", "given_reasons", ["agency_id", "given_at"])
    support.grant_append_only(["given_reasons"])


def _forecasts() -> None:
    op.create_table(
        "step_forecasts",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("version_id", Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("dossiers", sa.BigInteger(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("median", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("newest_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint("dossiers > 0 AND low <= median AND median <= high", name=op.f("ck_step_forecasts_spread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_forecasts")),
        sa.UniqueConstraint(
            "agency_id", "version_id", "step", name=op.f("uq_step_forecasts_agency_id_version_id_step")
        ),
    )
    support.grant_tables(["step_forecasts"])
    op.create_index(
        "ix_dossiers_finished", "dossiers", ["agency_id", "version_id", "closed_at"], postgresql_where=FINISHED
    )


def _previews(papers: str) -> None:
    name = op.f("ck_result_previews_paper")
    op.drop_constraint(name, "result_previews", schema="shared")
    op.create_check_constraint(name, "result_previews", f"paper IN ({papers})", schema="shared")
