"""The titles of procedures are listed in the order of the Vietnamese alphabet, whatever the database's locale."""

import sqlalchemy as sa
from alembic import op

from forms.alphabet import alphabetical

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ENTRIES = sa.table("catalogue_entries", sa.column("id"), sa.column("title"), sa.column("title_key"), schema="shared")


def upgrade() -> None:
    op.add_column("catalogue_entries", sa.Column("title_key", sa.Text(collation="C"), nullable=True), schema="shared")
    bind = op.get_bind()
    for key, title in bind.execute(sa.select(ENTRIES.c.id, ENTRIES.c.title)).all():
        bind.execute(sa.update(ENTRIES).where(ENTRIES.c.id == key).values(title_key=alphabetical(title)))
    op.alter_column("catalogue_entries", "title_key", nullable=False, schema="shared")
    op.create_index(op.f("ix_catalogue_entries_title_key"), "catalogue_entries", ["title_key"], schema="shared")


def downgrade() -> None:
    op.drop_index(op.f("ix_catalogue_entries_title_key"), "catalogue_entries", schema="shared")
    op.drop_column("catalogue_entries", "title_key", schema="shared")
