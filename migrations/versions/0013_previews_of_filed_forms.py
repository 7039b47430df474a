"""Publishers preview the form as filed too: in the layout of the pack, and in the common one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "result_previews"
PAPERS = "'result', 'filed_form', 'common_form'"
ONE = "uq_result_previews_version_id_digest_case_file"
EACH = "uq_result_previews_version_id_digest_paper_case_file"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("paper", sa.Text(), server_default="result", nullable=False), schema="shared")
    op.create_check_constraint(op.f("ck_result_previews_paper"), TABLE, f"paper IN ({PAPERS})", schema="shared")
    op.drop_constraint(op.f(ONE), TABLE, schema="shared")
    op.create_unique_constraint(op.f(EACH), TABLE, ["version_id", "digest", "paper", "case_file"], schema="shared")


def downgrade() -> None:
    # A preview is made anew when somebody asks for it.
    op.execute("DELETE FROM shared.result_previews WHERE paper <> 'result'")
    op.drop_constraint(op.f(EACH), TABLE, schema="shared")
    op.create_unique_constraint(op.f(ONE), TABLE, ["version_id", "digest", "case_file"], schema="shared")
    op.drop_constraint(op.f("ck_result_previews_paper"), TABLE, schema="shared")
    op.drop_column(TABLE, "paper", schema="shared")
