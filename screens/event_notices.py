"""What people are told of events, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import events
from community.broadcasts import READER
from community.events import State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.registrations import ACTIVE
from community.reminders import BEFORE, Kind
from messengers.screen import Button, Screen
from screens import presses
from screens.moments import at_clock, when
from screens.navigation import Rows, button, menu
from screens.words import ended, esc
from storage.models import Account, Event, Person, Registration

LONG_BEFORE = timedelta(days=30)
Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def seat_offered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while it is held."""
    found = _registered(session, ids, "offered")
    if found is None:
        return None
    event, registration = found
    until = _dated(registration.offered_until or event.starts_at, community)
    text = f"🎉 Освободилось место: {_named(event, community)}.\nДержим его за вами: {until}. Придёте?"
    return Screen(text, [_yes_or_no(event), [menu()]], kept=True)


def seat_lapsed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    found = _registered(session, ids, "cancelled")
    if found is None:
        return None
    event, _ = found
    text = f"Время ответа вышло, и место предложено следующему: {_named(event, community)}."
    return Screen(f"{text}\nЕсли планы в силе, запишитесь снова.", _again(event), kept=True)


def seat_freed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    found = _registered(session, ids, "cancelled")
    if found is None:
        return None
    event, _ = found
    text = f"Мы не дождались ответа, и место передано тем, кто ждал: {_named(event, community)}."
    return Screen(f"{text}\nЕсли планы в силе, запишитесь снова.", _again(event), kept=True)


def registration_requested(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    registration, person = session.get(Registration, ids["registration"]), session.get(Person, ids["person"])
    event = session.get(Event, registration.event_id) if registration else None
    if registration is None or person is None or event is None or registration.state != "requested":
        return None
    town = community.municipality(person.municipality or "")
    text = f"📥 Запись ждёт вашего подтверждения: <b>{esc(person.name)}</b>"
    text += f", {esc(town.name)}" if town else ""
    text += f".\n{_named(event, community)}."
    text += answers(event, registration)
    decide = [
        button("✅ Подтвердить", presses.ApproveRegistration(id=registration.id)),
        button("Отказать", presses.RefuseRegistration(id=registration.id)),
    ]
    return Screen(text, [decide, [menu()]], kept=True)


def registration_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    registration = session.get(Registration, ids["registration"])
    event = session.get(Event, registration.event_id) if registration else None
    if registration is None or event is None or event.state != State.PUBLISHED:
        return None
    named = _named(event, community)
    match registration.state:
        case "registered":
            text = f"✅ Организатор подтвердил запись. Вы записаны: {named}."
        case "waitlisted":
            text = f"Организатор подтвердил запись, но мест пока нет: {named}. Вы в листе ожидания, напишем."
        case "refused":
            text = f"Организатор не подтвердил запись: {named}. Посмотрите другие мероприятия."
        case _:
            return None
    return Screen(text, _to_card(event), kept=True)


def event_changed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    event = session.get(Event, ids["event"])
    if event is None or event.state != State.PUBLISHED:
        return None
    where = ", ".join(filter(None, (esc(event.place or ""), "онлайн" if event.url else "")))
    title, moment = esc(event.title), _dated(event.starts_at, community)
    text = f"❗ Изменилось мероприятие «{title}».\nТеперь: {moment}; {where or 'место сообщим позже'}."
    return Screen(text, [[_card(event), *_cannot(session, event, ids)], [menu()]], kept=True)


def event_cancelled(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    event = session.get(Event, ids["event"])
    if event is None or event.state != State.CANCELLED:
        return None
    text = f"✖️ Отменено: {_named(event, community)}."
    text += f"\nПричина: {esc(ended(event.reason))}" if event.reason else ""
    calendar = button("📅 Мероприятия", presses.Calendar(of="all", id="-", page=0))
    return Screen(text, [[calendar], [menu()]], kept=True)


def event_reminder(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Of the time it was written for: moved since, people have been told of it."""
    event = session.get(Event, ids["event"])
    if event is None or event.state != State.PUBLISHED or event.starts_at.isoformat() != ids["starts_at"]:
        return None
    kind, title = Kind(ids["kind"]), esc(event.title)
    text = {
        Kind.DAY: f"📅 Напоминаем: «{title}» — {_dated(event.starts_at, community, event.ends_at)}.",
        Kind.HOUR: f"🔔 Скоро начинаем, в {at_clock(event.starts_at, community)}: «{title}».",
        Kind.START: f"🔔 Начинаем: «{title}». Подключайтесь по ссылке.",
    }[kind]
    text += f"\n📌 {ended(where)}" if (where := _where(event, kind)) else ""
    join = [[Button("🔗 Подключиться", url=event.url)]] if event.url and kind is not Kind.DAY else []
    cannot = _cannot(session, event, ids) if kind is Kind.DAY else []
    return Screen(text, [*join, [_card(event), *cannot], [menu()]], kept=True)


def still_coming(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    event = session.get(Event, ids["event"])
    if event is None or event.state != State.PUBLISHED or event.starts_at.isoformat() != ids["starts_at"]:
        return None
    until = _dated(event.starts_at - BEFORE[Kind.FREE], community)
    text = f"Ещё придёте? {_named(event, community)}.\nМеста закончились, и есть те, кто ждёт."
    text += f"\nОтветьте, пожалуйста, до этого времени: {until}. Потом место достанется им."
    return Screen(text, [_yes_or_no(event), [_card(event)], [menu()]], kept=True)


def event_file(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/event_files.py`."""
    event = session.get(Event, ids["event"])
    if event is None:
        return None
    text = f"📲 «{esc(event.title)}» — в файле выше. Откройте его, и телефон предложит добавить событие в календарь."
    return Screen(text, _to_card(event), kept=True)


def answers(event: Event, registration: Registration) -> str:
    """What somebody answered to the organiser's questions."""
    said = zip(event.questions, registration.answers, strict=False)
    return "".join(f"\n{esc(question)} — {esc(answer)}." for question, answer in said)


def _registered(session: Session, ids: Mapping[str, Any], state: str) -> tuple[Event, Registration] | None:
    """Where nothing has changed since."""
    registration = session.get(Registration, ids["registration"])
    event = session.get(Event, registration.event_id) if registration else None
    if registration is None or event is None or event.state != State.PUBLISHED or registration.state != state:
        return None
    return (event, registration) if registration.changed_at.isoformat() == ids["since"] else None


def _named(event: Event, community: CommunityProfile) -> str:
    return f"«{esc(event.title)}», {_dated(event.starts_at, community)}"


def _dated(moment: datetime, community: CommunityProfile, ends_at: datetime | None = None) -> str:
    """Never «завтра»: a notice may be read later than it was written."""
    return when(moment, community.tz, moment - LONG_BEFORE, community.city, ends_at=ends_at)


def _where(event: Event, kind: Kind) -> str:
    """Nothing where a button says it all."""
    online = "онлайн, ссылку пришлём за час до начала" if kind is Kind.DAY else "онлайн"
    if kind is Kind.START or not (event.place or (event.url and kind is Kind.DAY)):
        return ""
    return f"Где: {', '.join(filter(None, (esc(event.place or ''), online if event.url else '')))}"


def _cannot(session: Session, event: Event, ids: Mapping[str, Any]) -> list[Button]:
    """Whoever makes it happen and has no seat has none to give up."""
    account = session.get(Account, ids.get(READER) or 0)
    person = session.get(Person, account.person_id) if account else None
    mine = events.registration_of(session, person, event) if person else None
    if person and (mine is None or mine.state not in ACTIVE):
        return []
    return [button("Не смогу", presses.LeaveEvent(id=event.id))]


def _yes_or_no(event: Event) -> list[Button]:
    return [button("✅ Приду", presses.ComeToEvent(id=event.id)), button("Не смогу", presses.LeaveEvent(id=event.id))]


def _again(event: Event) -> Rows:
    return [[button("↩️ Записаться снова", presses.SignUp(id=event.id))], [_card(event)], [menu()]]


def _to_card(event: Event) -> Rows:
    return [[_card(event)], [menu()]]


def _card(event: Event) -> Button:
    return button("📅 Подробнее", presses.ShowEvent(id=event.id))


EVENT_NOTICES: dict[str, Told] = {
    Notice.SEAT_OFFERED: seat_offered,
    Notice.SEAT_LAPSED: seat_lapsed,
    Notice.SEAT_FREED: seat_freed,
    Notice.REGISTRATION_REQUESTED: registration_requested,
    Notice.REGISTRATION_ANSWERED: registration_answered,
    Notice.EVENT_CHANGED: event_changed,
    Notice.EVENT_CANCELLED: event_cancelled,
    Notice.EVENT_REMINDER: event_reminder,
    Notice.STILL_COMING: still_coming,
    Notice.EVENT_FILE: event_file,
}
