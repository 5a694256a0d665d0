"""What people are told of an event they were at, and the posters; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community import events
from community.events import State
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.event_notices import LONG_BEFORE, Told
from screens.feedback import stars
from screens.moments import when
from screens.navigation import button, menu
from screens.words import esc
from storage.models import Event, Person


def how_was_it(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    event = _held(session, ids)
    if event is None:
        return None
    text = f"Как прошло? {_named(event, community)}.\nОцените от 1 до 5, где 5 — отлично. Слова добавите по желанию."
    return Screen(text, [stars(event), [menu()]], kept=True)


def event_materials(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    event = _held(session, ids)
    if event is None or not (event.materials or event.recording):
        return None
    text = f"📎 Материалы встречи: {_named(event, community)}."
    text += f"\n\n{esc(event.materials)}" if event.materials else ""
    text += "\n\nЗапись — по кнопке." if event.recording else ""
    recording = [[Button("▶️ Запись встречи", url=event.recording)]] if event.recording else []
    card = button("📅 Подробнее", presses.ShowEvent(id=event.id))
    return Screen(text, [*recording, [card, menu()]], kept=True)


def event_poster(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/event_posters.py`."""
    event, actor = session.get(Event, ids["event"]), session.get(Person, ids["by"])
    if event is None or actor is None or not events.may_run(session, actor, event, datetime.fromisoformat(ids["at"])):
        return None
    if ids["door"] and event.code_word is None:
        return None
    text = f"📄 Приглашение на «{esc(event.title)}» — в файле выше. Код открывает карточку, в ней записываются."
    if ids["door"]:
        text = f"📄 Плакат для входа на «{esc(event.title)}» — в файле выше. Кто откроет код, тот отмечен. "
        text += "Не выкладывайте его заранее: отметиться по нему можно и не приходя."
    return Screen(text, [[button("✅ Отметка", presses.Attendance(id=event.id))], [menu()]], kept=True)


def _held(session: Session, ids: Mapping[str, Any]) -> Event | None:
    event = session.get(Event, ids["event"])
    return event if event and event.state == State.PUBLISHED else None


def _named(event: Event, community: CommunityProfile) -> str:
    """Never «вчера»: a notice may be read later than it was written."""
    return f"«{esc(event.title)}», {when(event.starts_at, community.tz, event.starts_at - LONG_BEFORE, community.city)}"


ATTENDANCE_NOTICES: dict[str, Told] = {
    Notice.EVENT_POSTER: event_poster,
    Notice.HOW_WAS_IT: how_was_it,
    Notice.EVENT_MATERIALS: event_materials,
}
