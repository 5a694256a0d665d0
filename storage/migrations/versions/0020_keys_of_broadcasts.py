"""What goes to many is told once by its broadcast and its person: it needs no key of its own any more."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEX = "ix_notification_person_id_broadcast_id"
COLUMNS = ["person_id", "broadcast_id"]
# Of the united, who were both to be told: what has ended stays, else the older.
TWICE = """
DELETE FROM notification WHERE broadcast_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM notification AS other
    WHERE other.person_id = notification.person_id AND other.broadcast_id = notification.broadcast_id
    AND ((other.done_at IS NOT NULL AND notification.done_at IS NULL)
        OR ((other.done_at IS NULL) = (notification.done_at IS NULL) AND other.id < notification.id)))
"""
NAME_THEM = """
UPDATE notification SET dedupe_key = 'broadcast:' || broadcast_id || ':' || person_id
WHERE dedupe_key IS NULL AND broadcast_id IS NOT NULL
"""


def upgrade() -> None:
    op.execute(TWICE)
    _change(nullable=True, unique=True)


def downgrade() -> None:
    op.execute(NAME_THEM)
    _change(nullable=False, unique=False)


def _change(*, nullable: bool, unique: bool) -> None:
    op.drop_index(INDEX, table_name="notification")
    with op.batch_alter_table("notification", table_kwargs={"sqlite_autoincrement": True}) as notification:
        notification.alter_column("dedupe_key", existing_type=sa.String(100), nullable=nullable)
    op.create_index(INDEX, "notification", COLUMNS, unique=unique)
