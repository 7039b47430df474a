"""A register that is narrowed by a status is read in its order, and no dossier that is not in it."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NAME = "ix_dossiers_register_status"
COLUMNS = ["receiving_agency_id", "status", "submitted_at", "id", "procedure_code", "sector"]


def upgrade() -> None:
    op.create_index(NAME, "dossiers", COLUMNS)


def downgrade() -> None:
    op.drop_index(NAME, "dossiers")
