"""SQLite gives the number of a deleted last row again; a button or a letter in hand may still mean the old one."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    rebuild(numbered_for_ever=True)


def downgrade() -> None:
    rebuild(numbered_for_ever=False)


def rebuild(*, numbered_for_ever: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    inspector = sa.inspect(op.get_bind())
    for table in inspector.get_table_names():
        if inspector.get_pk_constraint(table)["constrained_columns"] == ["id"]:
            options = {"sqlite_autoincrement": numbered_for_ever}
            with op.batch_alter_table(table, recreate="always", table_kwargs=options):
                pass
