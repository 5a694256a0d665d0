"""Statements about a range of people: of the rows that belong to people, too, only those of the range are read.

Left to itself, PostgreSQL reads the consents of everybody for each range, where it believes the tables to be empty. The
range is written into the statement, so that no plan is kept from when they were small.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam
from sqlalchemy.orm import InstrumentedAttribute

_AFTER = bindparam("after_person", 0, BigInteger(), literal_execute=True)
_UP_TO = bindparam("up_to_person", 2**62, BigInteger(), literal_execute=True)


def in_range(person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """True of everybody, until the statement is asked with the parameters of `people`."""
    return and_(person_id > _AFTER, person_id <= _UP_TO)


def people(after: int, up_to: int) -> dict[str, Any]:
    return {_AFTER.key: after, _UP_TO.key: up_to}
