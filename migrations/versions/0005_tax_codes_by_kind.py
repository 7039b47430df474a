"""A tax code belongs to one citizen and to one organisation: a household business bears its owner's number."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("uq_people_tax_code"), "people", schema="shared")
    op.create_unique_constraint(op.f("uq_people_kind_tax_code"), "people", ["kind", "tax_code"], schema="shared")


def downgrade() -> None:
    op.drop_constraint(op.f("uq_people_kind_tax_code"), "people", schema="shared")
    op.create_unique_constraint(op.f("uq_people_tax_code"), "people", ["tax_code"], schema="shared")
