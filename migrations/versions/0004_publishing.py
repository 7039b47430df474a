"""Publishing: drafts that name nothing yet, what publishers did, previews of results, open dossiers by version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VERSIONS = "procedure_versions"


def Json() -> JSONB:  # noqa: N802 - reads as the column types beside it
    return JSONB(none_as_null=True)


def upgrade() -> None:
    _let_drafts_be_unnamed()
    _let_offers_be_renewed()
    _acts()
    _previews()
    op.create_index(
        "ix_dossiers_version_open", "dossiers", ["version_id"], postgresql_where=sa.text("closed_at IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_dossiers_version_open", "dossiers")
    op.drop_table("result_previews", schema="shared")
    op.drop_table("publishing_acts", schema="shared")
    _keep_one_offer_each()
    op.drop_constraint(op.f("ck_procedure_versions_named"), VERSIONS, schema="shared")
    op.drop_index("uq_procedure_versions_named", VERSIONS, schema="shared")
    # A draft that names nothing has no place in the older table.
    op.execute("DELETE FROM shared.procedure_versions WHERE code = ''")
    op.create_unique_constraint(
        op.f("uq_procedure_versions_code_version"), VERSIONS, ["code", "version"], schema="shared"
    )


def _let_drafts_be_unnamed() -> None:
    op.drop_constraint(op.f("uq_procedure_versions_code_version"), VERSIONS, schema="shared")
    op.create_index(
        "uq_procedure_versions_named",
        VERSIONS,
        ["code", "version"],
        unique=True,
        schema="shared",
        postgresql_where=sa.text("code <> ''"),
    )
    op.create_check_constraint(
        op.f("ck_procedure_versions_named"),
        VERSIONS,
        "state = 'draft' OR (code <> '' AND version > 0)",
        schema="shared",
    )


def _let_offers_be_renewed() -> None:
    """Other local values are a new offer: dossiers keep the one under which they were filed."""
    op.drop_constraint(op.f("uq_offers_version_id_agency_id"), "offers", schema="shared")
    op.create_index(
        "uq_offers_open",
        "offers",
        ["version_id", "agency_id"],
        unique=True,
        schema="shared",
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _keep_one_offer_each() -> None:
    op.drop_index("uq_offers_open", "offers", schema="shared")
    op.execute("""
        DELETE FROM shared.offers AS older USING shared.offers AS newer
        WHERE older.version_id = newer.version_id AND older.agency_id = newer.agency_id AND older.id < newer.id
    """)
    op.create_unique_constraint(
        op.f("uq_offers_version_id_agency_id"), "offers", ["version_id", "agency_id"], schema="shared"
    )


def _acts() -> None:
    op.create_table(
        "publishing_acts",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("version_id", Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_acts")),
        schema="shared",
    )
    op.create_index("ix_publishing_acts_version", "publishing_acts", ["version_id", "id"], schema="shared")
    op.create_index("ix_publishing_acts_code", "publishing_acts", ["code", "id"], schema="shared")
    support.grant_append_only(["shared.publishing_acts"])


def _previews() -> None:
    op.create_table(
        "result_previews",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("version_id", Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("case_file", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("problem", Json(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f("ck_result_previews_state")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["shared.procedure_versions.id"],
            name=op.f("fk_result_previews_version_id_procedure_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_previews")),
        sa.UniqueConstraint(
            "version_id", "digest", "case_file", name=op.f("uq_result_previews_version_id_digest_case_file")
        ),
        schema="shared",
    )
    op.create_index(op.f("ix_result_previews_asked_at"), "result_previews", ["asked_at"], schema="shared")
    support.grant_tables(["shared.result_previews"])
