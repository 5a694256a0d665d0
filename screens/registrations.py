"""Signing up for an event, leaving it, confirming a seat."""

from __future__ import annotations

from datetime import datetime

from community.event_calendar import Sought
from community.events import Card
from community.profiles import CommunityProfile
from community.reminders import BEFORE, Kind
from messengers.screen import Button, Screen
from screens import presses
from screens.events import actions
from screens.moments import when
from screens.navigation import back, button, menu
from screens.words import esc, remarked, wanted
from storage.models import Event, Registration

NOT_A_TEAM = wanted("название команды, до 60 знаков, например «Росток»")
NOT_AN_ANSWER = wanted("ответ словами, до 300 знаков")


def signed_up(seen: Card, community: CommunityProfile, now: datetime) -> Screen:
    """Also for a second press."""
    event, mine = seen.event, seen.mine
    named = f"«{esc(event.title)}», {when(event.starts_at, community.tz, now, community.city)}"
    match mine.state if mine else "":
        case "waitlisted":
            text = f"Вы в листе ожидания, № {seen.place}: {named}. Освободится место — напишем."
        case "requested":
            text = f"Запись отправлена организатору: {named}. Ответ придёт сюда."
        case _:
            text = f"✅ Вы записаны: {named}." + (_link(event, now))
    return Screen(text, [*actions(seen, now), [back(presses.ShowEvent(id=event.id)), menu()]])


def _link(event: Event, now: datetime) -> str:
    if not event.url or now >= event.starts_at:
        return ""
    late = now > event.starts_at - BEFORE[Kind.HOUR]
    return " Подключиться можно по кнопке." if late else " Ссылку пришлём ещё раз за час до начала."


def coming(seen: Card, community: CommunityProfile, now: datetime) -> Screen:
    event = seen.event
    text = f"✅ Ждём вас: «{esc(event.title)}», {when(event.starts_at, community.tz, now, community.city)}."
    return Screen(text, [*actions(seen, now), [back(presses.ShowEvent(id=event.id)), menu()]])


def left(registration: Registration, event: Event) -> Screen:
    if registration.state == "refused":
        return Screen("Этой записи уже нет.", [_ends(event)])
    text = f"Запись отменена: «{esc(event.title)}». Спасибо, что предупредили: место достанется другим."
    return Screen(text, [[button("↩️ Записаться снова", presses.SignUp(id=event.id))], _ends(event)])


def join_first(event: Event, community: CommunityProfile) -> Screen:
    where = esc(community.noun.short.accusative)
    text = f"Записываются участники. Вступить в {where} — меньше минуты, затем вернётесь к «{esc(event.title)}»."
    return Screen(text, [[button("🤝 Вступить", presses.Join())], [back(presses.ShowEvent(id=event.id)), menu()]])


def ask(event: Event, answered: int, remark: str = "") -> Screen:
    """The organiser's next question."""
    asked = event.questions
    place = f"<i>Вопрос {answered + 1} из {len(asked)}</i>\n" if len(asked) > 1 else ""
    text = remarked(remark)
    text += f"{place}Организатор спрашивает: {esc(asked[answered])}\n\nНапишите ответ одним сообщением."
    return Screen(text, [[back(presses.ShowEvent(id=event.id)), menu()]])


def ask_team(event: Event, remark: str = "") -> Screen:
    text = remarked(remark)
    text += f"«{esc(event.title)}» — для команд. Как называется ваша? Пусть все в команде напишут одинаково."
    return Screen(text, [[back(presses.ShowEvent(id=event.id)), menu()]])


def _ends(event: Event) -> list[Button]:
    return [button("📅 Мероприятия", presses.Calendar(of=Sought().of, id="-", page=0)), menu()]
