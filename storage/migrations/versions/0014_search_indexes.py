"""The cards of a day are found without reading those of all years."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEX = "ix_case_offer_offered_at_person_id"


def upgrade() -> None:
    op.create_index(INDEX, "case_offer", ["offered_at", "person_id"])


def downgrade() -> None:
    op.drop_index(INDEX, "case_offer")
