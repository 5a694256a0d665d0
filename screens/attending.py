"""On the cards of events: the buttons of those who were there, and of those who note it."""

from __future__ import annotations

from datetime import datetime

from community.attendance import BY_ONESELF, is_open
from community.events import Card, Stage
from messengers.screen import Button
from screens import presses
from screens.navigation import Rows, button
from screens.words import esc


def buttons(seen: Card, now: datetime) -> Rows:
    event, mine = seen.event, seen.mine
    if mine and mine.attended_at:
        rate = [[button("⭐ Оценить", presses.RateEvent(id=event.id, rating=0))]]
        rows = rate if seen.stage is Stage.OVER and mine.rated_at is None else []
    else:
        here = event.code_word and is_open(event, now, BY_ONESELF)
        rows = [[button("✅ Отметиться", presses.Attend(id=event.id))]] if here else []
    if event.recording and seen.keeps and seen.stage is Stage.OVER:
        rows.append([Button("▶️ Запись встречи", url=event.recording)])
    return rows


def deeds(seen: Card) -> list[Button]:
    """Of those who run it."""
    event = seen.event
    found = [
        button("✅ Отметка", presses.Attendance(id=event.id)),
        button("📎 Материалы", presses.Materials(id=event.id)),
    ]
    said = [button("💬 Отзывы", presses.Opinions(id=event.id, page=0))] if seen.stage is Stage.OVER else []
    return [*found, *said] if event.state == "published" else []


def materials(seen: Card) -> str:
    shown = seen.keeps and seen.stage is Stage.OVER and seen.event.materials
    return f"\n\n📎 Материалы:\n{esc(seen.event.materials or '')}" if shown else ""
