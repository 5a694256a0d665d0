"""Rights over one's data: pauses with an end, terms of accounts, owners who may be gone."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_until", UtcDateTime(), nullable=True))
    _created_by(nullable=True)
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heard_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("dialogue_at", UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_account_heard_at"), ["heard_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_dialogue_at"), ["dialogue_at"], unique=False)
    # the terms of what is there already begin today
    op.execute("UPDATE account SET heard_at = CURRENT_TIMESTAMP, dialogue_at = CURRENT_TIMESTAMP")


def downgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_dialogue_at"))
        batch_op.drop_index(batch_op.f("ix_account_heard_at"))
        batch_op.drop_column("dialogue_at")
        batch_op.drop_column("heard_at")
    op.execute("DELETE FROM expected WHERE created_by IS NULL")
    op.execute("DELETE FROM invitation WHERE created_by IS NULL")
    _created_by(nullable=False)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("paused_until")


def _created_by(*, nullable: bool) -> None:
    """Whoever invited somebody may be deleted; what they created stays."""
    for table in ("expected", "invitation"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(
                "created_by",
                existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=nullable,
            )
