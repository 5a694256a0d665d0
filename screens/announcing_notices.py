"""What many are told, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import events, pictures
from community.broadcasts import BROADCAST, State
from community.notices import Notice, Topic
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.event_notices import LONG_BEFORE
from screens.moments import when
from screens.navigation import Rows, button, menu
from screens.words import count, esc
from storage.models import Broadcast, Event, Picture

PICTURED = (Notice.EVENT_ANNOUNCED, Notice.EVENT_PICTURE)
Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def event_announced(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Not once the event or the announcement is cancelled."""
    event, broadcast = session.get(Event, ids["event"]), session.get(Broadcast, ids[BROADCAST])
    if event is None or event.state != events.State.PUBLISHED:
        return None
    if broadcast is None or broadcast.state == State.CANCELLED:
        return None
    kind, town = community.event_kind(event.kind), community.municipality(event.municipality or "")
    about = ", ".join(esc(each.name) for each in (kind, town) if each)
    free = None if event.capacity is None else max(event.capacity - events.seated(session, event), 0)
    lines = [
        f"📣 {about}" if about else "📣 Новое мероприятие",
        f"<b>{esc(event.title)}</b>",
        f"📅 {_dated(event, community)}",
        f"📌 {_where(event)}",
        *_seats(event, free, community, broadcast),
    ]
    more = button("📅 Подробнее", presses.ShowEvent(id=event.id))
    no_more = button("🔕 Не получать анонсы", presses.WantNoMore(topic=Topic.EVENTS.value))
    return Screen("\n".join(lines), [*_sign_up(event, free, broadcast), [more], [no_more], [menu()]], kept=True)


def event_picture(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """It comes along, as `picture_of` has it."""
    event = session.get(Event, ids["event"])
    if event is None or event.picture is None:
        return None
    card = button("📅 Подробнее", presses.ShowEvent(id=event.id))
    return Screen(f"🖼 «{esc(event.title)}».", [[card], [menu()]], kept=True)


def picture_of(session: Session, ids: Mapping[str, Any]) -> Picture | None:
    event = session.get(Event, ids["event"])
    return pictures.of(session, event) if event else None


def _dated(event: Event, community: CommunityProfile) -> str:
    """Never «завтра»: a notice may be read later than it was written."""
    start = event.starts_at
    return when(start, community.tz, start - LONG_BEFORE, community.city, ends_at=event.ends_at)


def _where(event: Event) -> str:
    said = [esc(event.place)] if event.place else []
    return ", ".join([*said, "онлайн"] if event.url else said) or "место сообщим позже"


def _seats(event: Event, free: int | None, community: CommunityProfile, broadcast: Broadcast) -> list[str]:
    if _is_early(event, broadcast) and event.opens_at:
        opens = when(event.opens_at, community.tz, event.opens_at - LONG_BEFORE, community.city)
        return [f"Запись откроется: {opens}."]
    if free is None or event.registration_url:
        return []
    if not free:
        return ["Мест нет, но можно встать в лист ожидания."]
    return [f"Осталось {count(free, 'место', 'места', 'мест')} из {event.capacity}."]


def _sign_up(event: Event, free: int | None, broadcast: Broadcast) -> Rows:
    if _is_early(event, broadcast):
        return []
    if event.registration_url:
        return [[Button("✅ Записаться на сайте", url=event.registration_url)]]
    label = "✅ Встать в лист ожидания" if free == 0 else "✅ Записаться"
    return [[button(label, presses.SignUp(id=event.id))]]


def _is_early(event: Event, broadcast: Broadcast) -> bool:
    """Registration had not begun when it was announced."""
    return bool(event.opens_at and broadcast.begun_at and event.opens_at > broadcast.begun_at)


ANNOUNCING_NOTICES: dict[str, Told] = {
    Notice.EVENT_ANNOUNCED: event_announced,
    Notice.EVENT_PICTURE: event_picture,
}
ANNOUNCING_KINDS: dict[str, str] = {
    Notice.EVENT_ANNOUNCED: "анонс мероприятия",
    Notice.EVENT_PICTURE: "картинка мероприятия",
}
