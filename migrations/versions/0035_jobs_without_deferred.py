"""That a job was deferred is written nowhere but in the job: the event of it cost each act a row that nobody reads."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TRIGGER = "procrastinate_trigger_status_events_insert_v1"


def upgrade() -> None:
    op.execute(f"DROP TRIGGER {TRIGGER} ON jobs.procrastinate_jobs")


def downgrade() -> None:
    op.execute(
        f"CREATE TRIGGER {TRIGGER} AFTER INSERT ON jobs.procrastinate_jobs FOR EACH ROW "
        "WHEN (new.status = 'todo'::jobs.procrastinate_job_status) "
        "EXECUTE FUNCTION jobs.procrastinate_trigger_function_status_events_insert_v1()"
    )
