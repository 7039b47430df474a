"""Roles, extensions, the job queue, and the function that refuses changes."""

from migrations import support

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    support.create_roles()
    support.create_extensions()
    support.grant_schemas()
    support.create_jobs_schema()
    support.create_refusal()


def downgrade() -> None:
    support.drop_refusal()
    support.drop_jobs_schema()
    support.drop_extensions()
