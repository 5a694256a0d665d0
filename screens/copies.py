"""A copy of everything that is kept about a person: a page to read, and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy.orm import Session

from community.profiles import CommunityProfile
from screens import holdings
from screens.files import zipped
from storage.holdings import Held, held

NAME = "Мои данные.zip"
STYLE = "body{font:16px/1.5 sans-serif;max-width:44em;margin:1em auto;padding:0 1em}td{padding:.1em .8em .1em 0}"
INTRO = (
    "Здесь всё, что программа хранит о вас. Имена других людей не указаны. "
    "Файл data.json содержит то же самое для программ."
)


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    rows = list(held(session, ids["person"]))
    made = datetime.fromisoformat(ids["at"]).astimezone(community.tz)
    files = {"Мои данные.html": page(rows, community, made), "data.json": plain(rows, made)}
    return NAME, zipped({name: text.encode() for name, text in files.items()})


def page(rows: Sequence[Held], community: CommunityProfile, made: datetime) -> str:
    operator = ", ".join(filter(None, (community.operator.name, community.operator.contact))) or "не указан"
    head = f"<p>{escape(community.name)}. Оператор: {escape(operator)}. Составлено {made:%d.%m.%Y %H:%M}.</p>"
    body = "".join(_section(row, community) for row in rows)
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Мои данные</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><h1>Мои данные</h1>{head}<p>{INTRO}</p>{body}</body></html>"
    )


def plain(rows: Sequence[Held], made: datetime) -> str:
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row.values | {"relation": row.tie.value})
    content = {"made_at": made.isoformat(), "data": tables}
    return json.dumps(content, ensure_ascii=False, indent=1, default=_iso)


def _section(row: Held, community: CommunityProfile) -> str:
    cells = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>"
        for name, value in holdings.lines(row, community).items()
    )
    return f"<h2>{escape(holdings.title(row).capitalize())}</h2><table>{cells}</table>"


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
