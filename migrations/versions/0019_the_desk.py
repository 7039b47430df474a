"""The desk: words to search by, lists in the order of what is due, saved views, bulk runs, notes, labels, letters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPEN = "closed_at IS NULL"
FREE = "closed_at IS NULL AND officer_id IS NULL"
HELD = "closed_at IS NULL AND officer_id IS NOT NULL"
TONES = "'grey', 'blue', 'green', 'amber', 'red'"
TABLES = ("list_exports", "letters", "dossier_labels", "labels", "dossier_notes", "bulk_items", "bulk_runs")
LISTS = (
    ("ix_tasks_open_agency", ["agency_id", "due_at", "id"], OPEN),
    ("ix_tasks_open_sector", ["agency_id", "sector", "due_at", "id"], OPEN),
    ("ix_tasks_free", ["agency_id", "role", "due_at", "id"], FREE),
    ("ix_tasks_held", ["agency_id", "role", "due_at", "id"], HELD),
    ("ix_tasks_open_officer", ["officer_id", "due_at", "id"], HELD),
    ("ix_tasks_done", ["closed_by", "closed_at"], "closed_by IS NOT NULL"),
)


def upgrade() -> None:
    _words()
    _lists()
    _own()
    _bulk()
    _remarks()
    _exports()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for table in ("desk_settings", "saved_views"):
        op.drop_table(table, schema="shared")
    for name, _columns, _where in LISTS:
        op.drop_index(name, "tasks")
    op.drop_column("tasks", "sector")
    _index("ix_tasks_open_role", "tasks", ["agency_id", "role", "due_at", "id"], OPEN)
    _index("ix_tasks_open_officer", "tasks", ["officer_id", "due_at", "id"], OPEN)
    op.create_index("ix_dossiers_agency_status", "dossiers", ["agency_id", "status", "due_at"])
    _one_text()
    op.drop_table("search_words")


def _words() -> None:
    op.create_table(
        "search_words",
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "word", "submitted_at", "dossier_id", name=op.f("pk_search_words")),
    )
    op.execute(
        """
        INSERT INTO search_words (agency_id, word, submitted_at, dossier_id)
        SELECT DISTINCT agency.id, words.word, d.submitted_at, d.id
        FROM dossiers d,
            unnest(ARRAY[d.agency_id, d.receiving_agency_id]) agency (id),
            unnest(string_to_array(d.search, ' ') || split_part(d.code, '-', 3)) words (word)
        WHERE words.word <> ''
        """
    )
    support.grant_tables(["search_words"])
    op.drop_index("ix_dossiers_search", "dossiers")
    op.drop_column("dossiers", "search")


def _one_text() -> None:
    """Bring back the one text of all words."""
    op.add_column("dossiers", sa.Column("search", sa.Text(), nullable=False, server_default=""))
    op.execute(
        """
        UPDATE dossiers d SET search = found.words FROM (
            SELECT dossier_id, string_agg(DISTINCT word, ' ') AS words FROM search_words GROUP BY dossier_id
        ) found WHERE found.dossier_id = d.id
        """
    )
    op.alter_column("dossiers", "search", server_default=None)
    ops = {"search": "gin_trgm_ops"}
    op.create_index("ix_dossiers_search", "dossiers", ["search"], postgresql_using="gin", postgresql_ops=ops)


def _lists() -> None:
    op.add_column("tasks", sa.Column("sector", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE tasks t SET sector = d.sector FROM dossiers d WHERE d.id = t.dossier_id")
    op.drop_index("ix_tasks_open_role", "tasks")
    op.drop_index("ix_tasks_open_officer", "tasks")
    for name, columns, where in LISTS:
        _index(name, "tasks", columns, where)
    # No list reads it any more.
    op.drop_index("ix_dossiers_agency_status", "dossiers")


def _own() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wanted", JSONB(none_as_null=True), nullable=False),
        sa.Column("columns", JSONB(none_as_null=True), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("officer_id", "name", name=op.f("uq_saved_views_officer_id_name")),
        schema="shared",
    )
    op.create_index(
        "uq_saved_views_default",
        "saved_views",
        ["officer_id"],
        unique=True,
        schema="shared",
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "desk_settings",
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("keyboard", sa.Boolean(), nullable=False),
        sa.Column("columns", JSONB(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_desk_settings")),
        schema="shared",
    )
    support.grant_tables(["shared.saved_views", "shared.desk_settings"])


def _bulk() -> None:
    op.create_table(
        "bulk_runs",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("chosen_at", Instant(), nullable=False),
        sa.Column("doing", JSONB(none_as_null=True), nullable=True),
        sa.Column("begun_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_runs")),
    )
    op.create_index("ix_bulk_runs_officer", "bulk_runs", ["officer_id", "id"])
    op.create_table(
        "bulk_items",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("run_id", Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("task_id", Uuid(), nullable=False),
        sa.Column("seen_version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("detail", JSONB(none_as_null=True), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name=op.f("ck_bulk_items_state")),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_runs.id"], name=op.f("fk_bulk_items_run_id_bulk_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_items")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_bulk_items_run_id_number")),
    )
    support.grant_tables(["bulk_runs", "bulk_items"])


def _remarks() -> None:
    _dossiers_own(
        "dossier_notes",
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    support.grant_append_only(["dossier_notes"])
    _labels()
    _dossiers_own(
        "letters",
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("person_id", Uuid(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.CheckConstraint("(officer_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_letters_writer")),
    )
    _index("ix_letters_unread", "letters", ["agency_id", "id"], "person_id IS NOT NULL AND read_at IS NULL")
    support.grant_tables(["letters"])


def _labels() -> None:
    op.create_table(
        "labels",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("made_by", Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint(f"tone IN ({TONES})", name=op.f("ck_labels_tone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_labels_agency_id_name")),
    )
    op.create_table(
        "dossier_labels",
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("label_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name=op.f("fk_dossier_labels_label_id_labels")),
        sa.PrimaryKeyConstraint("dossier_id", "label_id", name=op.f("pk_dossier_labels")),
    )
    op.create_index("ix_dossier_labels_label", "dossier_labels", ["label_id", "dossier_id"])
    support.grant_tables(["labels", "dossier_labels"])


def _exports() -> None:
    op.create_table(
        "list_exports",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("wanted", JSONB(none_as_null=True), nullable=False),
        sa.Column("columns", JSONB(none_as_null=True), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("fetched_at", Instant(), nullable=True),
        sa.CheckConstraint("format IN ('xlsx', 'csv')", name=op.f("ck_list_exports_format")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_exports")),
    )
    op.create_index("ix_list_exports_officer", "list_exports", ["officer_id", "id"])
    support.grant_tables(["list_exports"])


def _dossiers_own(name: str, *more: sa.Column[object] | sa.CheckConstraint) -> None:
    op.create_table(
        name,
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("dossier_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_dossier", name, ["dossier_id", "id"])


def _index(name: str, table: str, columns: Sequence[str], where: str) -> None:
    op.create_index(name, table, list(columns), postgresql_where=sa.text(where))
