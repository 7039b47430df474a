"""Lists that read their index alone: the agency beside what an officer holds, the promise beside a notice of it."""

from alembic import op
from sqlalchemy import text

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

HELD = "closed_at IS NULL AND officer_id IS NOT NULL"


def upgrade() -> None:
    _tasks(["agency_id"])
    _notices(["dossier_id", "promised_date"])


def downgrade() -> None:
    _notices([])
    _tasks([])


def _tasks(beside: list[str]) -> None:
    name = "ix_tasks_open_officer"
    op.drop_index(name, "tasks")
    columns = ["officer_id", "due_at", "id"]
    op.create_index(name, "tasks", columns, postgresql_where=text(HELD), postgresql_include=beside)


def _notices(beside: list[str]) -> None:
    name = "ix_deadline_notices_role"
    op.drop_index(name, "deadline_notices")
    op.create_index(name, "deadline_notices", ["agency_id", "role", "id"], postgresql_include=beside)
