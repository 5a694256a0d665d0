"""What people are told of series, of what they proposed, and of their results; None: nothing left to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from community.events import State
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.event_notices import LONG_BEFORE, Told
from screens.moments import clock, in_list, when
from screens.navigation import button, menu
from screens.words import ended, esc
from storage.models import Event, EventSeries, Person, Registration, TopicIdea

DATES = 6


def series_ended(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """For hosts of what was removed."""
    series = session.get(EventSeries, ids["series"])
    if series is None or series.ended_at is None:
        return None
    text = f"🔁 Больше не повторяется: «{esc(series.pattern['title'])}». Встречи, на которые никто не записан, убраны."
    return Screen(text, [[_plan()], [menu()]], kept=True)


def series_changed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    found = _still(session, ids, State.PUBLISHED)
    if not found:
        return None
    text = f"❗ Изменились встречи «{esc(found[0].title)}». Теперь:{_dates(found, community)}"
    places = {esc(event.place) if event.place else "онлайн" if event.url else "" for event in found}
    text += f"\n📌 Где: {place}." if len(places) == 1 and (place := places.pop()) else ""
    text += "\n\nЕсли не сможете прийти, отмените запись в карточке встречи."
    near = button("📅 Ближайшая из них", presses.ShowEvent(id=found[0].id))
    mine = button("⭐ Мои записи", presses.Calendar(of="mine", id="-", page=0))
    return Screen(text, [[near], [mine], [menu()]], kept=True)


def series_cancelled(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    found = _still(session, ids, State.CANCELLED)
    if not found:
        return None
    text = f"✖️ Отменены встречи «{esc(found[0].title)}»:{_dates(found, community)}"
    return Screen(f"{text}\n\nПосмотрите, что ещё впереди.", [[_plan("all")], [menu()]], kept=True)


def _still(session: Session, ids: Mapping[str, Any], state: State) -> list[Event]:
    found = (session.get(Event, event) for event in ids["events"])
    return [event for event in found if event and event.state == state]


def _dates(found: Sequence[Event], community: CommunityProfile) -> str:
    dates = [in_list(event.starts_at, community, found[0].starts_at) for event in found]
    more = len(dates) - DATES
    text = "".join(f"\n• {each}" for each in dates[:DATES]) + (f"\nи ещё {more}" if more > 0 else "")
    return "\n".join(filter(None, (f"{text}.", clock(community).strip())))


def _plan(of: str = "run") -> Button:
    return button("📅 Мероприятия", presses.Calendar(of=of, id="-", page=0))


def _dated(event: Event, community: CommunityProfile) -> str:
    """Never «завтра»: a notice may be read later than it was written."""
    return when(event.starts_at, community.tz, event.starts_at - LONG_BEFORE, community.city)


def event_proposed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while it waits for an answer."""
    event, author = session.get(Event, ids["event"]), session.get(Person, ids["person"])
    if event is None or author is None or event.state != State.PROPOSED or event.reason is not None:
        return None
    text = f"🎤 Предлагает мероприятие: <b>{esc(author.name)}</b>\n«{esc(event.title)}», {_dated(event, community)}."
    return Screen(text, [[button("🎤 Посмотреть", presses.Proposal(id=event.id))], [menu()]], kept=True)


def proposal_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    event = session.get(Event, ids["event"])
    state = "asked" if event and event.state == State.PROPOSED and event.reason else event.state if event else ""
    if event is None or state != ids["state"]:
        return None
    title = esc(event.title)
    if state == State.PUBLISHED:
        text = f"🎉 Ваше предложение подтверждено: «{title}», {_dated(event, community)}. Запись открыта."
        run = button("⚙️ Управление", presses.RunEvent(id=event.id))
        return Screen(text, [[button("📅 Карточка", presses.ShowEvent(id=event.id)), run], [menu()]], kept=True)
    if state == "asked":
        text = f"💬 По предложению «{title}» спрашивают: {esc(event.reason)}\n\nДополните его, и оно уйдёт снова."
        return Screen(text, [[button("🎤 Моё предложение", presses.Proposal(id=event.id))], [menu()]], kept=True)
    text = f"Спасибо за предложение «{title}»! Сейчас провести его не получится."
    text += f"\nПочему: {ended(esc(event.reason))}" if event.reason else ""
    text += "\n\nПредложите другое время или тему, это важно для всех."
    return Screen(text, [[button("🎤 Предложить другое", presses.Propose())], [menu()]], kept=True)


def topic_suggested(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    topic, author = session.get(TopicIdea, ids["topic"]), session.get(Person, ids["person"])
    if topic is None or author is None or topic.closed_at is not None:
        return None
    text = f"💡 Предлагает тему: <b>{esc(author.name)}</b>\n«{esc(topic.words)}»"
    return Screen(text, [[button("💡 Ответить", presses.ShowTopic(id=topic.id))], [menu()]], kept=True)


def topic_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    topic = session.get(TopicIdea, ids["topic"])
    if topic is None:
        return None
    said = "По ней готовим мероприятие, оно появится в календаре." if ids["made"] else "Приняли к сведению."
    text = f"💡 Спасибо за тему «{esc(topic.words)}»! {said}"
    return Screen(text, [[_plan("all")], [menu()]], kept=True)


def result_given(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    registration = session.get(Registration, ids["registration"])
    event = session.get(Event, registration.event_id) if registration else None
    if registration is None or event is None or not registration.result:
        return None
    text = f"⭐ Ваш результат: <b>{esc(registration.result)}</b>\n«{esc(event.title)}». Спасибо за участие!"
    return Screen(text, [[button("📅 Подробнее", presses.ShowEvent(id=event.id))], [menu()]], kept=True)


SERIES_NOTICES: dict[str, Told] = {
    Notice.SERIES_ENDED: series_ended,
    Notice.SERIES_CHANGED: series_changed,
    Notice.SERIES_CANCELLED: series_cancelled,
    Notice.EVENT_PROPOSED: event_proposed,
    Notice.PROPOSAL_ANSWERED: proposal_answered,
    Notice.TOPIC_SUGGESTED: topic_suggested,
    Notice.TOPIC_ANSWERED: topic_answered,
    Notice.RESULT_GIVEN: result_given,
}
