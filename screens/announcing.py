"""Announcing an event: to whom, how many get it and why others do not, how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community.announcing import Choice, Told
from community.audiences import Reason
from community.broadcasts import Progress, State
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.moments import when
from screens.navigation import Rows, back, button, menu
from screens.recipients import by_network, left_out, number, people, people_of
from screens.words import esc, short
from storage.models import Broadcast, Event

EVERYBODY = "-"
WHY = {
    Reason.KNOWS: "уже знают о нём",
    Reason.NO_CONSENT: "не давали согласия на анонсы",
    Reason.MUTED: "отключили анонсы",
    Reason.PAUSED: "взяли паузу",
    Reason.UNREACHABLE: "заблокировали бота",
}
ANNOUNCE = "📣 Сообщить о мероприятии"
ANNOUNCE_NEXT = "📣 Сообщить о ближайшем"


def next_one(nearest: Event | None) -> Rows:
    """For several events at once, such as a plan or a series."""
    return [[button(ANNOUNCE_NEXT, presses.AnnounceEvent(id=nearest.id))]] if nearest else []


def ask(
    event: Event,
    choices: Sequence[Choice],
    so_far: Progress | None,
    community: CommunityProfile,
    now: datetime,
) -> Screen:
    """`so_far`: it was announced before."""
    text = f"📣 <b>Кому сообщить?</b>\n«{esc(event.title)}»"
    text += f"\n📅 {when(event.starts_at, community.tz, now, community.city)}"
    text += f"\n\n{_before(so_far, community, now)} Теперь напишем только тем, кто ещё не знает." if so_far else ""
    found = [choice for choice in choices if choice.counted.receive]
    text += "\n" if found else ""
    for choice in found:
        text += f"\n{_whom(choice, community)}: {by_network(choice.counted)}."
    text += left_out(choices[0].counted, WHY)
    text += "\n\nНочью никого не будим: придёт утром." if found else "\n\nСейчас писать некому."
    to = [[_to(event, choice, community)] for choice in found]
    stop = [[_stop(so_far.last)]] if so_far and so_far.is_on else []
    return Screen(text, [*to, *stop, *_ends(event, bool(found))])


def begun(told: Told, so_far: Progress | None, community: CommunityProfile, now: datetime) -> Screen:
    """What came of the press; of a second one, too."""
    event = told.event
    if told.broadcast is None:
        text = f"{_before(so_far, community, now)} " if so_far else ""
        text += f"Новых получателей пока нет: «{esc(event.title)}».{left_out(told.choice.counted, WHY)}"
        return Screen(text, _after(event))
    text = f"📣 Отправляем: «{esc(event.title)}».\n{_whom(told.choice, community)}: "
    text += f"{people(told.broadcast.found)}. Кого сейчас не беспокоим, тем придёт утром."
    far = button("🔄 Сколько дошло", presses.ShowBroadcast(id=told.broadcast.id))
    return Screen(text, [[far], [_stop(told.broadcast)], *_after(event)])


def stopped(broadcast: Broadcast, event: Event | None) -> Screen:
    """Also where there was nothing left to stop."""
    got = f"Дошло до {people_of(broadcast.delivered)}."
    if broadcast.state == State.CANCELLED:
        text = f"✖️ Отправка отменена. {got} Остальным можно сообщить позже."
    else:
        text = f"Всё уже отправлено, отменять нечего. {got}"
    return Screen(text, _after(event) if event else [[menu()]])


def line(so_far: Progress | None) -> str:
    """On the card of those who run the event: «📣 Отправлено 830 из 1 240»."""
    if so_far is None:
        return ""
    if so_far.is_on:
        return f"📣 Отправлено {number(so_far.delivered)} из {number(so_far.total)}"
    stopped_ = ", отменено" if so_far.last.state == State.CANCELLED else ""
    return f"📣 Сообщили: {people(so_far.delivered)}{stopped_}"


def _before(so_far: Progress | None, community: CommunityProfile, now: datetime) -> str:
    if so_far is None:
        return ""
    moment = when(so_far.last.begun_at or now, community.tz, now, community.city)
    if so_far.is_on:
        return f"Уже отправляем, начали {moment}: дошло {number(so_far.delivered)} из {number(so_far.total)}."
    return f"Уже сообщили, {moment}: {people(so_far.delivered)}."


def _whom(choice: Choice, community: CommunityProfile) -> str:
    town = community.municipality(choice.town or "")
    return esc(town.name) if town else "Всем"


def _to(event: Event, choice: Choice, community: CommunityProfile) -> Button:
    town = community.municipality(choice.town or "")
    named = short(town.name, 28) if town else "Всем"
    press = presses.AnnounceTo(id=event.id, town=choice.town or EVERYBODY)
    return button(f"📣 {named}: {number(choice.counted.receive)}", press)


def _stop(broadcast: Broadcast) -> Button:
    return button("✖️ Отменить отправку", presses.StopAnnouncing(id=broadcast.id))


def _ends(event: Event, is_asked: bool) -> Rows:
    nobody = [[button("Никому пока", presses.ShowEvent(id=event.id))]] if is_asked else []
    return [*nobody, [back(presses.RunEvent(id=event.id)), menu()]]


def _after(event: Event) -> Rows:
    card, run = presses.ShowEvent(id=event.id), presses.RunEvent(id=event.id)
    return [[button("📅 Карточка", card), button("⚙️ Управление", run)], [menu()]]
