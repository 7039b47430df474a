"""What narrows a register stands behind its order, and the agency beside the version of an open dossier."""

from alembic import op
from sqlalchemy import text

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _open_dossiers(["version_id", "agency_id"])
    _register(["procedure_code", "sector"])


def downgrade() -> None:
    _register([])
    _open_dossiers(["version_id"])


def _open_dossiers(columns: list[str]) -> None:
    name = "ix_dossiers_version_open"
    op.drop_index(name, "dossiers")
    op.create_index(name, "dossiers", columns, postgresql_where=text("closed_at IS NULL"))


def _register(behind: list[str]) -> None:
    name = "ix_dossiers_register"
    op.drop_index(name, "dossiers")
    op.create_index(name, "dossiers", ["receiving_agency_id", "submitted_at", "id", *behind])
