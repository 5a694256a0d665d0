"""Registers: the words by which somebody is found, and indexes for lists"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.models import register_words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("register", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_person_paused_at"), ["paused_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_person_joined_at_id_register"), ["joined_at", "id", "register"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_person_municipality_joined_at"), ["municipality", "joined_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_person_organisation_joined_at"), ["organisation", "joined_at"], unique=False
        )
    _fill()


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_organisation_joined_at"))
        batch_op.drop_index(batch_op.f("ix_person_municipality_joined_at"))
        batch_op.drop_index(batch_op.f("ix_person_joined_at_id_register"))
        batch_op.drop_index(batch_op.f("ix_person_paused_at"))
        batch_op.drop_column("register")


def _fill() -> None:
    columns: tuple[sa.ColumnClause[Any], ...] = (
        sa.column("id"),
        sa.column("name"),
        sa.column("full_name"),
        sa.column("specialities", sa.JSON()),
        sa.column("register"),
    )
    person = sa.table("person", *columns)
    wanted = sa.select(person.c.id, person.c.name, person.c.full_name, person.c.specialities)
    for number, name, full_name, topics in op.get_bind().execute(wanted.where(person.c.name.is_not(None))).all():
        words = register_words(name, full_name, topics)
        op.get_bind().execute(sa.update(person).where(person.c.id == number).values(register=words))
