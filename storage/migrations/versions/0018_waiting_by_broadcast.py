"""What waits of a broadcast is found by the broadcast, and what somebody was told by both."""

from alembic import op
from sqlalchemy import text

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "notification"
PERSONAL = text("state = 'new' AND broadcast_id IS NULL")
OF_MANY = text("broadcast_id IS NOT NULL")
NEW = text("state = 'new'")
OLD = ("ix_notification_waiting", "ix_notification_broadcast", "ix_notification_person_id")
FRESH = ("ix_notification_waiting", "ix_notification_broadcast", "ix_notification_person_id_broadcast_id")


def upgrade() -> None:
    _drop(OLD)
    _partial("ix_notification_waiting", ["network", "lane", "due", "id"], PERSONAL)
    _partial("ix_notification_broadcast", ["broadcast_id", "state", "network", "due", "id"], OF_MANY)
    op.create_index("ix_notification_person_id_broadcast_id", TABLE, ["person_id", "broadcast_id"])


def downgrade() -> None:
    _drop(FRESH)
    _partial("ix_notification_waiting", ["network", "lane", "due"], NEW)
    _partial("ix_notification_broadcast", ["broadcast_id", "state"], OF_MANY)
    op.create_index("ix_notification_person_id", TABLE, ["person_id"])


def _drop(names: tuple[str, ...]) -> None:
    for name in names:
        op.drop_index(name, table_name=TABLE)


def _partial(name: str, columns: list[str], where: object) -> None:
    op.create_index(name, TABLE, columns, sqlite_where=where, postgresql_where=where)
