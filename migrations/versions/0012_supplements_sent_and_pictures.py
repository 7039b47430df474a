"""Supplements that wait for a worker, the pictures of a version, and the count of the jobs that failed."""

import hashlib
import io
import json
import zipfile

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.db import JOBS, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PNG = b"\x89PNG\r\n\x1a\n"


def upgrade() -> None:
    op.add_column("supplements", sa.Column("sent_at", Instant(), nullable=True))
    op.add_column("supplements", sa.Column("sent_assurance", sa.BigInteger(), nullable=True))
    rule = "(sent_at IS NULL) = (sent_assurance IS NULL)"
    op.create_check_constraint(op.f("ck_supplements_sent"), "supplements", rule)
    pictures = sa.Column("pictures", JSONB(none_as_null=True), server_default=sa.text("'[]'"), nullable=False)
    op.add_column("procedure_versions", pictures, schema="shared")
    _find_pictures()
    # Only a job that failed for good stands in it: whoever defers or does one writes nothing more.
    op.execute(f"CREATE INDEX ix_jobs_failed ON {JOBS}.procrastinate_jobs (task_name) WHERE status = 'failed'")


def downgrade() -> None:
    op.execute(f"DROP INDEX {JOBS}.ix_jobs_failed")
    op.drop_column("procedure_versions", "pictures", schema="shared")
    op.drop_constraint(op.f("ck_supplements_sent"), "supplements")
    op.drop_column("supplements", "sent_assurance")
    op.drop_column("supplements", "sent_at")


def _find_pictures() -> None:
    """Write down the pictures of the versions that are there, one pack at a time."""
    bind = op.get_bind()
    for key in bind.scalars(sa.text("SELECT id FROM shared.procedure_versions")).all():
        pack = bind.scalar(sa.text("SELECT pack FROM shared.procedure_versions WHERE id = :key"), {"key": key})
        found = json.dumps(_pictures(pack))
        if found != "[]":
            written = "UPDATE shared.procedure_versions SET pictures = CAST(:found AS jsonb) WHERE id = :key"
            bind.execute(sa.text(written), {"found": found, "key": key})


def _pictures(pack: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        contents = [opened.read(name) for name in opened.namelist() if name.endswith(".png")]
    return sorted({hashlib.sha256(one).hexdigest() for one in contents if one.startswith(PNG)})
