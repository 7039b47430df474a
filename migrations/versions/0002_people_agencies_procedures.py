"""People, agencies, procedures and sessions: what all provinces share."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB

from migrations import support
from portal.db import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def Json() -> JSONB:  # noqa: N802 - reads as the column types beside it
    return JSONB(none_as_null=True)


TABLES = (
    "agencies",
    "catalogue_entries",
    "officers",
    "people",
    "rate_counters",
    "saved_searches",
    "web_sessions",
    "appointments",
    "identity_links",
    "procedure_versions",
    "offers",
)

KEEP_PUBLISHED = """
CREATE FUNCTION shared.keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('published', 'retired') AND (
        TG_OP = 'DELETE' OR (NEW.code, NEW.version, NEW.digest, NEW.pack) IS DISTINCT FROM
                            (OLD.code, OLD.version, OLD.digest, OLD.pack)
    ) THEN
        RAISE EXCEPTION 'version % of % is published: it never changes', OLD.version, OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON shared.procedure_versions
    FOR EACH ROW EXECUTE FUNCTION shared.keep_published()
"""


def upgrade() -> None:
    _agencies()
    _catalogue_entries()
    _officers()
    _people()
    _rate_counters()
    _saved_searches()
    _web_sessions()
    _appointments()
    _identity_links()
    _procedure_versions()
    _offers()
    support.grant_tables(f"shared.{table}" for table in TABLES)
    op.execute(KEEP_PUBLISHED)


def downgrade() -> None:
    op.drop_table("offers", schema="shared")
    op.drop_table("procedure_versions", schema="shared")
    op.drop_table("identity_links", schema="shared")
    op.drop_table("appointments", schema="shared")
    op.drop_table("web_sessions", schema="shared")
    op.drop_table("saved_searches", schema="shared")
    op.drop_table("rate_counters", schema="shared")
    op.drop_table("people", schema="shared")
    op.drop_table("officers", schema="shared")
    op.drop_table("catalogue_entries", schema="shared")
    op.drop_table("agencies", schema="shared")
    op.execute("DROP FUNCTION shared.keep_published()")


def _agencies() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("abbr", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("parent_id", Uuid(), nullable=True),
        sa.Column("province_code", sa.Text(), nullable=True),
        sa.Column("commune_code", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("hours", Json(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("tier IN ('ministry', 'province', 'department', 'commune')", name=op.f("ck_agencies_tier")),
        sa.ForeignKeyConstraint(["parent_id"], ["shared.agencies.id"], name=op.f("fk_agencies_parent_id_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_agencies_code")),
        schema="shared",
    )
    op.create_index(op.f("ix_agencies_parent_id"), "agencies", ["parent_id"], unique=False, schema="shared")


def _catalogue_entries() -> None:
    op.create_table(
        "catalogue_entries",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("life_events", Json(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("live_version_id", Uuid(), nullable=True),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_entries")),
        sa.UniqueConstraint("code", name=op.f("uq_catalogue_entries_code")),
        schema="shared",
    )
    op.create_index(
        "ix_catalogue_entries_search",
        "catalogue_entries",
        ["search"],
        unique=False,
        schema="shared",
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_catalogue_entries_sector"), "catalogue_entries", ["sector"], unique=False, schema="shared")


def _officers() -> None:
    op.create_table(
        "officers",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("username", name=op.f("uq_officers_username")),
        schema="shared",
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("tax_code", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("residence", Json(), nullable=True),
        sa.Column("language", sa.Text(), server_default="vi", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('citizen', 'organisation')", name=op.f("ck_people_kind")),
        sa.CheckConstraint("citizen_id IS NOT NULL OR tax_code IS NOT NULL", name=op.f("ck_people_has_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("citizen_id", name=op.f("uq_people_citizen_id")),
        sa.UniqueConstraint("tax_code", name=op.f("uq_people_tax_code")),
        schema="shared",
    )


def _rate_counters() -> None:
    op.create_table(
        "rate_counters",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_counters")),
        schema="shared",
        prefixes=["UNLOGGED"],
    )
    op.create_index(op.f("ix_rate_counters_expires_at"), "rate_counters", ["expires_at"], unique=False, schema="shared")


def _saved_searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_saved_searches")),
        schema="shared",
    )
    op.create_index(
        op.f("ix_saved_searches_created_at"), "saved_searches", ["created_at"], unique=False, schema="shared"
    )


def _web_sessions() -> None:
    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", Uuid(), nullable=True),
        sa.Column("officer_id", Uuid(), nullable=True),
        sa.Column("assurance", sa.BigInteger(), nullable=True),
        sa.Column("data", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_sessions")),
        schema="shared",
    )
    op.create_index("ix_web_sessions_expires_at", "web_sessions", ["expires_at"], unique=False, schema="shared")


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("officer_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["shared.agencies.id"], name=op.f("fk_appointments_agency_id_agencies")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["shared.officers.id"], name=op.f("fk_appointments_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        schema="shared",
    )
    op.create_index("ix_appointments_agency_role", "appointments", ["agency_id", "role"], unique=False, schema="shared")
    op.create_index(
        "uq_appointments_current",
        "appointments",
        ["officer_id", "agency_id", "role"],
        unique=True,
        schema="shared",
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _identity_links() -> None:
    op.create_table(
        "identity_links",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("person_id", Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("assurance", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["shared.people.id"], name=op.f("fk_identity_links_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_links")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_links_issuer_subject")),
        schema="shared",
    )
    op.create_index(op.f("ix_identity_links_person_id"), "identity_links", ["person_id"], unique=False, schema="shared")


def _procedure_versions() -> None:
    op.create_table(
        "procedure_versions",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("pack", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", "published", "retired", name="versionstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("findings", Json(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=True),
        sa.Column("drafted_by", Uuid(), nullable=True),
        sa.Column("drafted_at", Instant(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("published_by", Uuid(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("lock_version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted') OR published_by IS NULL OR published_by <> drafted_by",
            name=op.f("ck_procedure_versions_four_eyes"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'published', 'retired')", name=op.f("ck_procedure_versions_state")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["shared.agencies.id"], name=op.f("fk_procedure_versions_agency_id_agencies")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["shared.officers.id"], name=op.f("fk_procedure_versions_drafted_by_officers")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["shared.officers.id"], name=op.f("fk_procedure_versions_published_by_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_versions")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_procedure_versions_code_version")),
        schema="shared",
    )
    op.create_index(
        "ix_procedure_versions_state", "procedure_versions", ["state", "code"], unique=False, schema="shared"
    )


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version_id", Uuid(), nullable=False),
        sa.Column("agency_id", Uuid(), nullable=False),
        sa.Column("receiving_agency_id", Uuid(), nullable=False),
        sa.Column("overlay", Json(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["shared.agencies.id"], name=op.f("fk_offers_agency_id_agencies")),
        sa.ForeignKeyConstraint(
            ["receiving_agency_id"], ["shared.agencies.id"], name=op.f("fk_offers_receiving_agency_id_agencies")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["shared.procedure_versions.id"], name=op.f("fk_offers_version_id_procedure_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("version_id", "agency_id", name=op.f("uq_offers_version_id_agency_id")),
        schema="shared",
    )
    op.create_index("ix_offers_agency_code", "offers", ["agency_id", "code"], unique=False, schema="shared")
    op.create_index(
        "ix_offers_code_open",
        "offers",
        ["code"],
        unique=False,
        schema="shared",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
