"""A draft is saved page after page: no index names what each save changes, and blocks keep room for the new row."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_drafts_person", "drafts")
    op.create_index("ix_drafts_person", "drafts", ["person_id"])
    op.execute("ALTER TABLE drafts SET (fillfactor = 70)")


def downgrade() -> None:
    op.execute("ALTER TABLE drafts RESET (fillfactor)")
    op.drop_index("ix_drafts_person", "drafts")
    op.create_index("ix_drafts_person", "drafts", ["person_id", "updated_at"])
