"""A procedure of the catalogue knows what the roles are called that its live version defines for itself."""

import io
import zipfile
from typing import Any

import sqlalchemy as sa
from alembic import op
from ruamel.yaml import YAML
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OWN = "own_roles"
ENTRIES = sa.table(
    "catalogue_entries", *map(sa.column, ("id", "live_version_id")), sa.column(OWN, JSONB), schema="shared"
)
VERSIONS = sa.table("procedure_versions", *map(sa.column, ("id", "pack")), schema="shared")


def upgrade() -> None:
    column = sa.Column(OWN, JSONB(none_as_null=True), server_default=sa.text("'{}'"), nullable=False)
    op.add_column("catalogue_entries", column, schema="shared")
    bind = op.get_bind()
    live = sa.select(ENTRIES.c.id, VERSIONS.c.pack).join_from(
        ENTRIES, VERSIONS, VERSIONS.c.id == ENTRIES.c.live_version_id
    )
    for key, pack in bind.execute(live).all():
        bind.execute(sa.update(ENTRIES).where(ENTRIES.c.id == key).values({OWN: _own_roles(pack)}))


def downgrade() -> None:
    op.drop_column("catalogue_entries", OWN, schema="shared")


def _own_roles(pack: bytes) -> dict[str, dict[str, str]]:
    """Read what a published pack calls its roles: a text is one of Vietnamese, or one of each language."""
    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        raw: Any = YAML(typ="safe").load(files.read("procedure.yaml"))
    roles = raw["workflow"].get("roles", {})
    return {role: {"vi": words} if isinstance(words, str) else dict(words) for role, words in roles.items()}
