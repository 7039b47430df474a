"""Files come in parts, are looked into by a worker, scanned, and made into pictures for those who read them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid

from migrations import support
from portal.db import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ADDED = ("pictured_at", "picked_from", "safe_sha256", "sent_sha256", "scan", "problem", "state")


def upgrade() -> None:
    _states()
    _pages()
    _uploads()
    support.grant_tables(("attachment_pages", "uploads"))


def downgrade() -> None:
    op.drop_table("uploads")
    op.drop_table("attachment_pages")
    op.drop_index("ix_attachments_scan", "attachments")
    for name in ("scan", "problem", "state"):
        op.drop_constraint(op.f(f"ck_attachments_{name}"), "attachments")
    for name in ADDED:
        op.drop_column("attachments", name)


def _states() -> None:
    """What lies there already was looked into when it came, and is scanned as soon as there is a scanner."""
    op.add_column("attachments", sa.Column("state", sa.Text(), nullable=False, server_default="ready"))
    op.add_column("attachments", sa.Column("problem", sa.Text(), nullable=True))
    op.add_column("attachments", sa.Column("scan", sa.Text(), nullable=False, server_default="waiting"))
    op.add_column("attachments", sa.Column("sent_sha256", sa.Text(), nullable=True))
    op.execute("UPDATE attachments SET sent_sha256 = sha256")
    op.alter_column("attachments", "sent_sha256", nullable=False)
    for name in ("state", "scan"):
        op.alter_column("attachments", name, server_default=None)
    op.add_column("attachments", sa.Column("safe_sha256", sa.Text(), nullable=True))
    op.add_column("attachments", sa.Column("picked_from", sa.Text(), nullable=True))
    op.add_column("attachments", sa.Column("pictured_at", Instant(), nullable=True))
    checks = {
        "state": "state IN ('arrived', 'ready', 'refused')",
        "problem": "(state = 'refused') = (problem IS NOT NULL)",
        "scan": "scan IN ('waiting', 'clean', 'infected', 'none')",
    }
    for name, rule in checks.items():
        op.create_check_constraint(op.f(f"ck_attachments_{name}"), "attachments", rule)
    waiting = sa.text("scan = 'waiting' AND state = 'ready'")
    op.create_index("ix_attachments_scan", "attachments", ["uploaded_at"], postgresql_where=waiting)


def _pages() -> None:
    op.create_table(
        "attachment_pages",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("attachment_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("thumbnail_sha256", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_pages")),
        sa.UniqueConstraint("attachment_id", "number", name=op.f("uq_attachment_pages_attachment_id_number")),
    )


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("draft_id", Uuid(), nullable=False),
        sa.Column("person_id", Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.CheckConstraint("received >= 0 AND received <= size", name=op.f("ck_uploads_received")),
    )
    op.create_index("ix_uploads_expires", "uploads", ["expires_at"])
