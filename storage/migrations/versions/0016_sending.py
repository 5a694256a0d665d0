"""How far a message to many is, where its author sees that, and what became of everybody."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = (
    "resend_to",
    "remark",
    "reported_at",
    "report",
    "samples",
    "floods",
    "told_at",
    "told_account",
    "told_message",
)


def upgrade() -> None:
    with op.batch_alter_table("broadcast", table_kwargs={"sqlite_autoincrement": True}) as broadcast:
        broadcast.add_column(sa.Column("resend_to", sa.String(length=8), nullable=True))
        broadcast.add_column(sa.Column("remark", sa.Text(), nullable=True))
        broadcast.add_column(sa.Column("reported_at", UtcDateTime(), nullable=True))
        broadcast.add_column(sa.Column("report", sa.JSON(), nullable=False, server_default="{}"))
        broadcast.add_column(sa.Column("samples", sa.JSON(), nullable=False, server_default="[]"))
        broadcast.add_column(sa.Column("floods", sa.JSON(), nullable=False, server_default="[]"))
        broadcast.add_column(sa.Column("told_at", UtcDateTime(), nullable=True))
        broadcast.add_column(sa.Column("told_account", KEY, nullable=True))
        broadcast.add_column(sa.Column("told_message", sa.BigInteger(), nullable=True))
        broadcast.create_foreign_key(op.f("fk_broadcast_told_account"), "account", ["told_account"], ["id"])
    with op.batch_alter_table("broadcast", table_kwargs={"sqlite_autoincrement": True}) as broadcast:
        for column in ("report", "samples", "floods"):
            broadcast.alter_column(column, server_default=None)
    # Of what has ended before, nobody is told any more.
    op.execute("UPDATE broadcast SET reported_at = ended_at WHERE state IN ('sent', 'cancelled')")


def downgrade() -> None:
    with op.batch_alter_table("broadcast", table_kwargs={"sqlite_autoincrement": True}) as broadcast:
        broadcast.drop_constraint(op.f("fk_broadcast_told_account"), type_="foreignkey")
        for column in COLUMNS:
            broadcast.drop_column(column)
