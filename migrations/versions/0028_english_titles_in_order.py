"""The titles of procedures are listed in the order of the alphabet in English too."""

import sqlalchemy as sa
from alembic import op

from forms.alphabet import alphabetical

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = "title_en_key"
NAMES = ("id", "title", "title_en", KEY)
ENTRIES = sa.table("catalogue_entries", *map(sa.column, NAMES), schema="shared")


def upgrade() -> None:
    op.add_column("catalogue_entries", sa.Column(KEY, sa.Text(collation="C"), nullable=True), schema="shared")
    bind = op.get_bind()
    for entry in bind.execute(sa.select(ENTRIES)).all():
        ranked = alphabetical(entry.title_en or entry.title)
        bind.execute(sa.update(ENTRIES).where(ENTRIES.c.id == entry.id).values({KEY: ranked}))
    op.alter_column("catalogue_entries", KEY, nullable=False, schema="shared")
    op.create_index(op.f("ix_catalogue_entries_title_en_key"), "catalogue_entries", [KEY], schema="shared")


def downgrade() -> None:
    op.drop_index(op.f("ix_catalogue_entries_title_en_key"), "catalogue_entries", schema="shared")
    op.drop_column("catalogue_entries", KEY, schema="shared")
