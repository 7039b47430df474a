"""Connections that announce their jobs after the commit are left alone by the trigger that does so within it."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TRIGGER = "procrastinate_jobs_notify_queue_job_inserted_v1"
WAITING = "new.status = 'todo'::jobs.procrastinate_job_status"
SILENT = "current_setting('portal.announces', true) IS DISTINCT FROM 'on'"


def upgrade() -> None:
    _notify_when(f"{WAITING} AND {SILENT}")


def downgrade() -> None:
    _notify_when(WAITING)


def _notify_when(condition: str) -> None:
    op.execute(f"DROP TRIGGER {TRIGGER} ON jobs.procrastinate_jobs")
    op.execute(
        f"CREATE TRIGGER {TRIGGER} AFTER INSERT ON jobs.procrastinate_jobs FOR EACH ROW WHEN ({condition}) "
        "EXECUTE FUNCTION jobs.procrastinate_notify_queue_job_inserted_v1()"
    )
