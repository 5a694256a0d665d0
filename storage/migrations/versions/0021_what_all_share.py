"""What all notifications of a broadcast share stands in the broadcast, not in each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# What was given out by the next version brings nothing of its own.
GIVE_BACK = """
UPDATE notification SET
    ids = (SELECT ids FROM broadcast WHERE broadcast.id = notification.broadcast_id),
    useful_until = (SELECT useful_until FROM broadcast WHERE broadcast.id = notification.broadcast_id)
WHERE CAST(ids AS TEXT) = '{}' AND broadcast_id IN (SELECT id FROM broadcast)
"""


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("ids", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.execute(GIVE_BACK)
    op.drop_column("broadcast", "ids")
