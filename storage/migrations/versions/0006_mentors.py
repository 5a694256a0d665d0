"""Mentors: what is asked back about an application, what is missing, and the words they are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "word",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_search_word_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word")),
        sa.UniqueConstraint("word", "person_id", name=op.f("uq_search_word_word_person_id")),
    )
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_word_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("mentor_application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clarification", sa.String(length=600), nullable=True))
        batch_op.add_column(sa.Column("missing", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("mentor_application", schema=None) as batch_op:
        batch_op.drop_column("missing")
        batch_op.drop_column("clarification")
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_word_person_id"))
    op.drop_table("search_word")
