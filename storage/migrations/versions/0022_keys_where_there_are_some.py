"""Only what has a key of its own stands in the index of keys: what goes to many has none."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

CONSTRAINT = "uq_notification_dedupe_key"
INDEX = "ix_notification_dedupe_key"
HAS_KEY = sa.text("dedupe_key IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("notification", table_kwargs={"sqlite_autoincrement": True}) as notification:
        notification.drop_constraint(CONSTRAINT, type_="unique")
    op.create_index(INDEX, "notification", ["dedupe_key"], unique=True, sqlite_where=HAS_KEY, postgresql_where=HAS_KEY)


def downgrade() -> None:
    op.drop_index(INDEX, table_name="notification")
    with op.batch_alter_table("notification", table_kwargs={"sqlite_autoincrement": True}) as notification:
        notification.create_unique_constraint(CONSTRAINT, ["dedupe_key"])
