"""Whose advertising a message to many is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("advertiser", sa.String(length=150), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("broadcast", table_kwargs={"sqlite_autoincrement": True}) as broadcast:
        broadcast.drop_column("advertiser")
