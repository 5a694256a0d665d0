"""notifications wait in a queue for each network"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'new'")
WAITING_OR_SENDING = sa.text("state IN ('new', 'sending')")


def upgrade() -> None:
    with op.batch_alter_table("notification", schema=None) as notification:
        notification.drop_index("ix_notification_waiting")
        notification.add_column(sa.Column("network", sa.String(length=16), nullable=True))
        notification.create_index(
            "ix_notification_waiting",
            ["network", "lane", "due"],
            unique=False,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )
    op.execute(
        "UPDATE notification SET network = (SELECT account.network FROM account "
        "WHERE account.id = notification.account_id) WHERE state IN ('new', 'sending')"
    )
    op.execute("UPDATE notification SET state = 'unsure' WHERE state = 'failed' AND reason = 'uncertain'")


def downgrade() -> None:
    op.execute("UPDATE notification SET state = 'failed', reason = 'uncertain' WHERE state = 'unsure'")
    with op.batch_alter_table("notification", schema=None) as notification:
        notification.drop_index("ix_notification_waiting")
        notification.drop_column("network")
        notification.create_index(
            "ix_notification_waiting",
            ["lane", "due"],
            unique=False,
            sqlite_where=WAITING_OR_SENDING,
            postgresql_where=WAITING_OR_SENDING,
        )
