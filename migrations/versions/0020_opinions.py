"""Opinion slips with the rounds in which they are asked, decisions over many dossiers, and the files of answers."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPEN_ROUND = "closed_at IS NULL"
OPEN_SLIP = sa.text("answered_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    _rounds()
    _slips()
    _decisions()
    support.grant_tables(["opinion_rounds", "opinion_slips", "collective_decisions"])
    op.add_column("attachments", sa.Column("slip_id", Uuid(), nullable=True))
    _belongs("draft_id IS NOT NULL OR dossier_id IS NOT NULL OR slip_id IS NOT NULL")
    op.create_index("ix_attachments_slip", "attachments", ["slip_id"], postgresql_where=sa.text("slip_id IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("ix_attachments_slip", "attachments")
    op.execute("DELETE FROM attachments WHERE slip_id IS NOT NULL")
    _belongs("draft_id IS NOT NULL OR dossier_id IS NOT NULL")
    op.drop_column("attachments", "slip_id")
    for table in ("collective_decisions", "opinion_slips", "opinion_rounds"):
        op.drop_table(table)


def _belongs(rule: str) -> None:
    op.drop_constraint(op.f("ck_attachments_belongs"), "attachments")
    op.create_check_constraint(op.f("ck_attachments_belongs"), "attachments", rule)


def _required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _optional(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _json() -> JSONB:
    return JSONB(none_as_null=True)


def _rounds() -> None:
    outcomes = "'passed', 'failed', 'heard', 'withdrawn'"
    op.create_table(
        "opinion_rounds",
        _required("id", Uuid()),
        _required("dossier_id", Uuid()),
        _required("agency_id", Uuid()),
        _required("number", sa.BigInteger()),
        _required("task_id", Uuid()),
        _required("step", sa.Text()),
        _required("own_accord", sa.Boolean()),
        _required("question", sa.Text()),
        _required("about", _json()),
        _required("answers", _json()),
        _optional("silence", sa.Text()),
        _required("clock", sa.Text()),
        _optional("law", sa.Text()),
        _optional("asked_by", Uuid()),
        _required("asked_by_name", sa.Text()),
        _required("asked_at", Instant()),
        _required("due_at", Instant()),
        _required("due_date", sa.Date()),
        _optional("remind_at", Instant()),
        _optional("reminded_at", Instant()),
        _optional("closed_at", Instant()),
        _optional("outcome", sa.Text()),
        _optional("tally", _json()),
        _optional("decision_id", Uuid()),
        sa.CheckConstraint("clock IN ('run', 'pause', 'restart')", name=op.f("ck_opinion_rounds_clock")),
        sa.CheckConstraint(f"outcome IN ({outcomes})", name=op.f("ck_opinion_rounds_outcome")),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_opinion_rounds_closed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_rounds")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_opinion_rounds_dossier_id_number")),
    )
    _index("ix_opinion_rounds_due", ["due_at", "id"], OPEN_ROUND)
    unreminded = f"{OPEN_ROUND} AND reminded_at IS NULL AND remind_at IS NOT NULL"
    _index("ix_opinion_rounds_remind", ["remind_at", "id"], unreminded)
    op.create_index("ix_opinion_rounds_task", "opinion_rounds", ["task_id"])
    _index("ix_opinion_rounds_decision", ["decision_id"], "decision_id IS NOT NULL")
    _index("uq_opinion_rounds_open_step", ["task_id"], f"{OPEN_ROUND} AND NOT own_accord", unique=True)


def _index(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, "opinion_rounds", columns, unique=unique, postgresql_where=sa.text(where))


def _slips() -> None:
    answers = "'dong_y', 'khong_dong_y', 'y_kien_khac'"
    op.create_table(
        "opinion_slips",
        _required("id", Uuid()),
        _required("round_id", Uuid()),
        _required("dossier_id", Uuid()),
        _required("agency_id", Uuid()),
        _required("name", sa.Text()),
        _required("title", sa.Text()),
        _required("asked_agency_id", Uuid()),
        _required("role", sa.Text()),
        _optional("officer_id", Uuid()),
        _required("due_at", Instant()),
        _optional("answer", sa.Text()),
        _optional("text", sa.Text()),
        _optional("answered_at", Instant()),
        _optional("answered_by", Uuid()),
        _optional("answered_by_name", sa.Text()),
        _required("late", sa.Boolean()),
        _optional("withdrawn_at", Instant()),
        _optional("paper_id", Uuid()),
        sa.CheckConstraint(f"answer IN ({answers})", name=op.f("ck_opinion_slips_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_opinion_slips_answered")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_slips")),
    )
    op.create_index("ix_opinion_slips_round", "opinion_slips", ["round_id"])
    op.create_index("ix_opinion_slips_dossier", "opinion_slips", ["dossier_id"])
    waiting = ["asked_agency_id", "role", "due_at", "id"]
    op.create_index("ix_opinion_slips_open", "opinion_slips", waiting, postgresql_where=OPEN_SLIP)
    given = ["asked_agency_id", "role", "answered_at", "id"]
    op.create_index("ix_opinion_slips_given", "opinion_slips", given)


def _decisions() -> None:
    op.create_table(
        "collective_decisions",
        _required("id", Uuid()),
        _required("agency_id", Uuid()),
        _required("year", sa.BigInteger()),
        _required("number", sa.BigInteger()),
        _required("title", sa.Text()),
        _required("council", sa.Text()),
        _required("opened_by", Uuid()),
        _required("opened_at", Instant()),
        _required("due_at", Instant()),
        _optional("closed_at", Instant()),
        _optional("minutes_number", sa.Text()),
        _optional("minutes_sha256", sa.Text()),
        _optional("minutes_size", sa.BigInteger()),
        _required("minutes_signers", _json()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collective_decisions")),
        sa.UniqueConstraint("agency_id", "year", "number", name=op.f("uq_collective_decisions_agency_id_year_number")),
    )
    op.create_index("ix_collective_decisions_agency", "collective_decisions", ["agency_id", "opened_at", "id"])
