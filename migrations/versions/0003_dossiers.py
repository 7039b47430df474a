"""Dossiers and all that belongs to one: the tables that may lie in one schema a province."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def Json() -> JSONB:  # noqa: N802 - reads as the column types beside it
    return JSONB(none_as_null=True)


APPEND_ONLY = ("answer_sets", "deadline_entries", "dossier_events", "payment_notices")
WRITABLE = (
    "attachments",
    "counters",
    "document_checks",
    "dossiers",
    "drafts",
    "fee_orders",
    "messages",
    "papers",
    "payments",
    "supplements",
    "tasks",
)


def upgrade() -> None:
    _answer_sets()
    _attachments()
    _counters()
    _deadline_entries()
    _document_checks()
    _dossier_events()
    _dossiers()
    _drafts()
    _fee_orders()
    _messages()
    _papers()
    _payment_notices()
    _payments()
    _supplements()
    _tasks()
    _event_payloads()
    support.grant_tables(WRITABLE)
    support.grant_append_only(APPEND_ONLY)
    # Lawful erasure empties a payload; the owner does that, the web and the worker only add.
    op.execute("GRANT SELECT, INSERT ON event_payloads TO portal_web, portal_worker")


def downgrade() -> None:
    op.drop_table("event_payloads")
    op.drop_table("tasks")
    op.drop_table("supplements")
    op.drop_table("payments")
    op.drop_table("payment_notices")
    op.drop_table("papers")
    op.drop_table("messages")
    op.drop_table("fee_orders")
    op.drop_table("drafts")
    op.drop_table("dossiers")
    op.drop_table("dossier_events")
    op.drop_table("document_checks")
    op.drop_table("deadline_entries")
    op.drop_table("counters")
    op.drop_table("attachments")
    op.drop_table("answer_sets")


def _answer_sets() -> None:
    op.create_table(
        "answer_sets",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("version_digest", sa.Text(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("filed_at", Instant(), nullable=False),
        sa.Column("filed_by", Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sets")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_answer_sets_dossier_id_number")),
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("draft_id", Uuid(), nullable=True),
        sa.Column("dossier_id", Uuid(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=True),
        sa.Column("uploaded_by", Uuid(), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.CheckConstraint("draft_id IS NOT NULL OR dossier_id IS NOT NULL", name=op.f("ck_attachments_belongs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_dossier", "attachments", ["dossier_id", "document"], unique=False)
    op.create_index("ix_attachments_draft", "attachments", ["draft_id"], unique=False)


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counters")),
        sa.UniqueConstraint("agency_id", "series", "period", name=op.f("uq_counters_agency_id_series_period")),
    )


def _deadline_entries() -> None:
    op.create_table(
        "deadline_entries",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("promised_date", sa.Date(), nullable=True),
        sa.Column("calendar_version", sa.Text(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('start', 'pause', 'resume', 'restart', 'extend')", name=op.f("ck_deadline_entries_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_entries")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_deadline_entries_dossier_id_number")),
    )


def _document_checks() -> None:
    op.create_table(
        "document_checks",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("checked_by", Uuid(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.CheckConstraint("verdict IN ('sufficient', 'insufficient')", name=op.f("ck_document_checks_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_checks")),
    )
    op.create_index(
        "ix_document_checks_dossier", "document_checks", ["dossier_id", "document", "checked_at"], unique=False
    )


def _dossier_events() -> None:
    op.create_table(
        "dossier_events",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", Uuid(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_events")),
        sa.UniqueConstraint("dossier_id", "seq", name=op.f("uq_dossier_events_dossier_id_seq")),
    )


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("receiving_agency_id", Uuid(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("version_id", Uuid(), nullable=False),
        sa.Column("version_digest", sa.Text(), nullable=False),
        sa.Column("offer_id", Uuid(), nullable=False),
        sa.Column("offer_digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("applicant_id", Uuid(), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("owner_number", sa.Text(), nullable=True),
        sa.Column("owner_address", sa.Text(), nullable=True),
        sa.Column("filed_on_behalf", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("promised_date", sa.Date(), nullable=True),
        sa.Column("calendar_version", sa.Text(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("ended_at_step", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=True),
        sa.Column("event_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("lock_version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("channel IN ('online', 'counter', 'post')", name=op.f("ck_dossiers_channel")),
        sa.CheckConstraint("status BETWEEN 1 AND 10", name=op.f("ck_dossiers_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("code", name=op.f("uq_dossiers_code")),
    )
    op.create_index("ix_dossiers_agency_status", "dossiers", ["agency_id", "status", "due_at"], unique=False)
    op.create_index("ix_dossiers_applicant", "dossiers", ["applicant_id", "submitted_at"], unique=False)
    op.create_index(
        "ix_dossiers_search",
        "dossiers",
        ["search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("person_id", Uuid(), nullable=False),
        sa.Column("offer_id", Uuid(), nullable=False),
        sa.Column("version_id", Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("done_pages", Json(), nullable=False),
        sa.Column("filed_on_behalf", sa.Boolean(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("supplement_id", Uuid(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.CheckConstraint("channel IN ('online', 'counter', 'post')", name=op.f("ck_drafts_channel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("supplement_id", name=op.f("uq_drafts_supplement_id")),
    )
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"], unique=False)
    op.create_index("ix_drafts_person", "drafts", ["person_id", "updated_at"], unique=False)


def _fee_orders() -> None:
    op.create_table(
        "fee_orders",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("lines", Json(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('due', 'paid', 'cancelled')", name=op.f("ck_fee_orders_state")),
        sa.CheckConstraint("total >= 0", name=op.f("ck_fee_orders_total")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_orders")),
    )
    op.create_index("ix_fee_orders_dossier", "fee_orders", ["dossier_id"], unique=False)


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("person_id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("params", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("deliveries", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_person", "messages", ["person_id", "created_at"], unique=False)


def _papers() -> None:
    op.create_table(
        "papers",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issued_date", sa.Date(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("verify_token", sa.Text(), nullable=False),
        sa.Column("signers", Json(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.Column("made_by", Uuid(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'signed', 'issued', 'revoked')", name=op.f("ck_papers_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("verify_token", name=op.f("uq_papers_verify_token")),
    )
    op.create_index("ix_papers_dossier", "papers", ["dossier_id", "made_at"], unique=False)


def _payment_notices() -> None:
    op.create_table(
        "payment_notices",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("payment_id", Uuid(), nullable=True),
        sa.Column("agency_id", Uuid(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.CheckConstraint("outcome IN ('applied', 'ignored', 'refused')", name=op.f("ck_payment_notices_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notices")),
    )
    op.create_index("ix_payment_notices_event", "payment_notices", ["gateway", "event_id"], unique=False)
    op.create_index("ix_payment_notices_received_at", "payment_notices", ["received_at"], unique=False)


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("fee_order_id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("provider_reference", sa.Text(), nullable=True),
        sa.Column("payment_reference", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('started', 'open', 'paid', 'failed', 'expired', 'paid_twice', 'paid_late')",
            name=op.f("ck_payments_state"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("gateway", "provider_reference", name=op.f("uq_payments_gateway_provider_reference")),
    )
    op.create_index("ix_payments_order", "payments", ["fee_order_id", "started_at"], unique=False)


def _supplements() -> None:
    op.create_table(
        "supplements",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("task_id", Uuid(), nullable=False),
        sa.Column("items", Json(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("requested_by", Uuid(), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplements")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_supplements_dossier_id_number")),
    )
    op.create_index(
        "uq_supplements_open",
        "supplements",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL AND withdrawn_at IS NULL"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("target_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("form", Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_dossier", "tasks", ["dossier_id", "opened_at"], unique=False)
    op.create_index(
        "ix_tasks_open_officer",
        "tasks",
        ["officer_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_tasks_open_role",
        "tasks",
        ["agency_id", "role", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_tasks_open_step",
        "tasks",
        ["dossier_id", "step"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _event_payloads() -> None:
    op.create_table(
        "event_payloads",
        sa.Column("event_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["dossier_events.id"], name=op.f("fk_event_payloads_event_id_dossier_events")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_payloads")),
    )
