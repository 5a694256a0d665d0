from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(table: Table, *key: str) -> dict[str, postgresql.Insert | sqlite.Insert]:
    """By the name of the dialect. A row whose unique `key` is there already is left as it is."""
    made: dict[str, postgresql.Insert | sqlite.Insert]
    made = {"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)}
    return {dialect: insert.on_conflict_do_nothing(index_elements=key) for dialect, insert in made.items()}
