"""The words of the register move to where those of colleagues are: an index finds them."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBERED_FOR_EVER = {"sqlite_autoincrement": True}  # a rebuilt table forgets it
COLUMNS = ("id", "name", "full_name", "register")
person = sa.table("person", *map(sa.column, COLUMNS), sa.column("specialities", sa.JSON()))
word = sa.table("search_word", *map(sa.column, ("catalogue", "word", "person_id")))


def upgrade() -> None:
    with op.batch_alter_table("search_word", table_kwargs=NUMBERED_FOR_EVER) as batch_op:
        batch_op.add_column(sa.Column("catalogue", sa.String(length=8), nullable=False, server_default="mentors"))
        batch_op.drop_constraint(batch_op.f("uq_search_word_word_person_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_search_word_catalogue_word_person_id"), ["catalogue", "word", "person_id"]
        )
    with op.batch_alter_table("person", table_kwargs=NUMBERED_FOR_EVER) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_joined_at_id_register"))
        batch_op.create_index(batch_op.f("ix_person_joined_at_id"), ["joined_at", "id"], unique=False)
        batch_op.drop_column("register")
    for number, name, full_name, topics in op.get_bind().execute(_named()).all():
        rows = [{"catalogue": "people", "word": each, "person_id": number} for each in _words(name, full_name, topics)]
        if rows:
            op.get_bind().execute(sa.insert(word), rows)


def downgrade() -> None:
    op.execute("DELETE FROM search_word WHERE catalogue = 'people'")
    with op.batch_alter_table("person", table_kwargs=NUMBERED_FOR_EVER) as batch_op:
        batch_op.add_column(sa.Column("register", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_index(batch_op.f("ix_person_joined_at_id"))
        batch_op.create_index(
            batch_op.f("ix_person_joined_at_id_register"), ["joined_at", "id", "register"], unique=False
        )
    for number, name, full_name, topics in op.get_bind().execute(_named()).all():
        text = _folded(name, full_name) + "".join(f" #{topic}#" for topic in topics or ())
        op.get_bind().execute(sa.update(person).where(person.c.id == number).values(register=text))
    with op.batch_alter_table("search_word", table_kwargs=NUMBERED_FOR_EVER) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_search_word_catalogue_word_person_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_search_word_word_person_id"), ["word", "person_id"])
        batch_op.drop_column("catalogue")


def _named() -> sa.Select[Any]:
    wanted = sa.select(person.c.id, person.c.name, person.c.full_name, person.c.specialities)
    return wanted.where(person.c.name.is_not(None))


def _words(name: str, full_name: str | None, topics: list[str] | None) -> Iterator[str]:
    said = re.findall(r"[^\W_]+", _folded(name, full_name)) + [f"#{topic}" for topic in topics or ()]
    yield from sorted({each[:40] for each in said})


def _folded(name: str, full_name: str | None) -> str:
    return " ".join(filter(None, (name, full_name))).casefold().replace("ё", "е")
