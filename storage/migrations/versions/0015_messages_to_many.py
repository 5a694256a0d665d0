"""Messages to many: their words, files and buttons, who looked at them first, and named audiences."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = {"copy_of": "broadcast", "resend_of": "broadcast", "confirmed_by": "person"}
COLUMNS = (
    "words",
    "purpose",
    "is_urgent",
    "buttons",
    "rule",
    "next_at",
    "copy_of",
    "resend_of",
    "hold_until",
    "confirmed_by",
    "confirmed_at",
    "paused_because",
)


def upgrade() -> None:
    with op.batch_alter_table("broadcast", table_kwargs={"sqlite_autoincrement": True}) as broadcast:
        broadcast.add_column(sa.Column("words", sa.Text(), nullable=True))
        broadcast.add_column(sa.Column("purpose", sa.String(length=12), nullable=False, server_default="information"))
        broadcast.add_column(sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        broadcast.add_column(sa.Column("buttons", sa.JSON(), nullable=False, server_default="[]"))
        broadcast.add_column(sa.Column("rule", sa.String(length=200), nullable=True))
        broadcast.add_column(sa.Column("next_at", UtcDateTime(), nullable=True))
        broadcast.add_column(sa.Column("copy_of", KEY, nullable=True))
        broadcast.add_column(sa.Column("resend_of", KEY, nullable=True))
        broadcast.add_column(sa.Column("hold_until", UtcDateTime(), nullable=True))
        broadcast.add_column(sa.Column("confirmed_by", KEY, nullable=True))
        broadcast.add_column(sa.Column("confirmed_at", UtcDateTime(), nullable=True))
        broadcast.add_column(sa.Column("paused_because", sa.String(length=24), nullable=True))
        for column, table in REFERENCES.items():
            broadcast.create_foreign_key(op.f(f"fk_broadcast_{column}"), table, [column], ["id"])
    with op.batch_alter_table("broadcast", table_kwargs={"sqlite_autoincrement": True}) as broadcast:
        for column in ("purpose", "is_urgent", "buttons"):
            broadcast.alter_column(column, server_default=None)
    _files()
    _acknowledgements()
    _segments()


def downgrade() -> None:
    for table in ("segment", "acknowledgement", "broadcast_file"):
        op.drop_table(table)
    with op.batch_alter_table("broadcast", table_kwargs={"sqlite_autoincrement": True}) as broadcast:
        for column in REFERENCES:
            broadcast.drop_constraint(op.f(f"fk_broadcast_{column}"), type_="foreignkey")
        for column in COLUMNS:
            broadcast.drop_column(column)


def _files() -> None:
    op.create_table(
        "broadcast_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("broadcast_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_file_broadcast_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_file")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_broadcast_file_broadcast_id"), "broadcast_file", ["broadcast_id"])


def _acknowledgements() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("broadcast_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_acknowledgement_broadcast_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acknowledgement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("broadcast_id", "person_id", name=op.f("uq_acknowledgement_broadcast_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_acknowledgement_person_id"), "acknowledgement", ["person_id"])


def _segments() -> None:
    op.create_table(
        "segment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_segment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_segment_person_id_name")),
        sqlite_autoincrement=True,
    )
