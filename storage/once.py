from __future__ import annotations

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(
    table: Table, *key: str, where: ColumnElement[bool] | None = None
) -> dict[str, postgresql.Insert | sqlite.Insert]:
    """By the name of the dialect. A row whose unique `key` is there already is left as it is.

    `where`: of the index of the key, if it has not every row.
    """
    made: dict[str, postgresql.Insert | sqlite.Insert]
    made = {"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)}
    return {
        dialect: insert.on_conflict_do_nothing(index_elements=key, index_where=where)
        for dialect, insert in made.items()
    }
