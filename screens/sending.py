"""Sending a message to many: how many get it, when, and what to type where nobody else can look at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community.broadcasts import State
from community.hours import Why
from community.profiles import CommunityProfile
from community.quiet import quiet_until
from community.recurrences import Recurrence
from community.send_looks import Look
from community.sending import HOLD, Asked
from messengers.screen import Button, Screen
from screens import presses
from screens.broadcast_cards import STATES, title
from screens.broadcast_words import first_words, resent
from screens.moments import EXAMPLE, UNCLEAR, clock, in_list, when
from screens.navigation import PAGE, PAIRED, Rows, back, button, menu, rows_of
from screens.recipients import by_network, left_out, number, people, reasons
from screens.recurrences import repeats
from screens.words import esc, remarked, short, wanted
from storage.models import Broadcast

RHYTHMS = "«каждый понедельник в 10:00», «первый четверг месяца в 16:00»"
NOT_A_RULE = wanted("как часто и во сколько")
NO_HOUR = "Во сколько? Напишите ещё раз вместе с часом."
WHICH_HALF = "Это утро или день? Напишите ещё раз целиком: «в 4 утра» или «в 16:00»."
NOT_WORDS = wanted("что поправить, одним сообщением до 500 знаков")
PAST = "Это время уже прошло. Напишите другое."
OTHER_NUMBER = "Число не совпало. Проверьте получателей и напишите число из этого сообщения."
COMES = "📄 Присылаем объявление таким, каким его увидят."
NOT_A_NUMBER = wanted("число получателей цифрами")


def ask(asked: Asked, community: CommunityProfile, now: datetime) -> Screen:
    broadcast, counted = asked.broadcast, asked.counted
    text = f"📣 <b>Отправить?</b>{' Срочное.' if broadcast.is_urgent else ''}\n{title(broadcast, None)}"
    text += "".join(f"\n{line}" for line in (resent(broadcast),) if line)
    text += f"\n\nПолучат: {by_network(counted)}.{left_out(counted, reasons(broadcast))}"
    if not counted.receive:
        whom = button("👥 Кому", presses.Aim(id=broadcast.id))
        return Screen(f"{text}\n\nСейчас писать некому: выберите других получателей.", [[whom], _ends(broadcast)])
    text += f"\n\n{_night(broadcast, community, now)}{_second_look(asked)}"
    verb = "Отправить на проверку" if asked.others else "Отправить сейчас"
    go = [[button(f"📣 {verb}: {number(counted.receive)}", presses.SendNow(id=broadcast.id))]]
    later = button("🗓 Позже", presses.SendLater(id=broadcast.id))
    again = button("🔁 Повторять", presses.RepeatBroadcast(id=broadcast.id))
    return Screen(text, [*go, [later, again], *_urgency(asked), _ends(broadcast)])


def _night(broadcast: Broadcast, community: CommunityProfile, now: datetime) -> str:
    if broadcast.is_urgent:
        return "Придёт сразу всем, и тем, у кого сейчас тихие часы."
    quiet = quiet_until(now, community.tz, community.quiet.first, community.quiet.last)
    return "Сейчас тихие часы: многим придёт утром." if quiet else "Ночью никого не будим: придёт утром."


def _second_look(asked: Asked) -> str:
    if asked.others is None:
        return ""
    if asked.is_alone:
        return "\nПолучателей много, а посмотреть больше некому: понадобится ваше подтверждение числом."
    return "\nПолучателей много: сначала объявление посмотрит кто-то из коллег."


def _urgency(asked: Asked) -> Rows:
    broadcast = asked.broadcast
    if broadcast.is_urgent:
        return [[button("🌙 Не будить ночью", presses.UrgentBroadcast(id=broadcast.id, urgent=False))]]
    if not asked.may_be_urgent:
        return []
    return [[button("❗ Срочно: прислать и ночью", presses.UrgentBroadcast(id=broadcast.id, urgent=True))]]


def _ends(broadcast: Broadcast) -> list[Button]:
    return [back(presses.OpenDraft(id=broadcast.id)), menu()]


def ask_when(broadcast: Broadcast, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}🗓 <b>Когда отправить?</b>\n{title(broadcast, None)}\n\n"
    text += f"Напишите день и час, например: {EXAMPLE.split(' или ')[0]}, «завтра в 9:00».{clock(community)}"
    return Screen(text, _step_back(broadcast))


def ask_hour(broadcast: Broadcast, choices: Sequence[datetime], community: CommunityProfile, now: datetime) -> Screen:
    """`choices`: «в 4» may be before noon or after it."""
    text = f"🗓 <b>Утром или днём?</b>\n{title(broadcast, None)}\n\nВыберите или напишите точнее, например: «4 утра»."
    offers = [
        [button(f"🗓 {in_list(each, community, now)}", presses.SendAt(id=broadcast.id, minute=minute_of(each)))]
        for each in choices
    ]
    return Screen(text + clock(community), [*offers, *_step_back(broadcast)])


def minute_of(moment: datetime) -> int:
    """As a button carries it."""
    return int(moment.timestamp()) // 60


def ask_rule(broadcast: Broadcast, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}🔁 <b>Как часто и во сколько повторять?</b>\n{title(broadcast, None)}\n\n"
    text += f"Напишите словами, например: {RHYTHMS}.{clock(community)} В каникулы и тихие месяцы не повторяем."
    return Screen(text, _step_back(broadcast))


def no_rule(read: Recurrence | Why | None) -> str:
    if isinstance(read, Recurrence):
        return WHICH_HALF if read.hours else NO_HOUR
    return UNCLEAR.get(read, NOT_A_RULE) if read else NOT_A_RULE


def ask_number(
    asked: Asked,
    community: CommunityProfile,
    now: datetime,
    at: datetime | Recurrence | None = None,
    remark: str = "",
) -> Screen:
    """`at`: the time that was chosen."""
    many = asked.counted.receive
    text = f"{remarked(remark)}Получат: {people(many)}. Обычно такое объявление сначала смотрит кто-то из коллег, "
    text += "но сейчас больше некому.\n\nПроверьте текст и получателей ещё раз. Если всё верно, напишите число "
    text += f"получателей цифрами: {number(many)}. {_held(at, community, now)}, до отправки можно отменить."
    return Screen(text, _step_back(asked.broadcast))


def _held(at: datetime | Recurrence | None, community: CommunityProfile, now: datetime) -> str:
    if isinstance(at, Recurrence):
        return f"Будем повторять: {repeats(at, community.tz)}"
    if at is None or at <= now + HOLD:
        return "Отправим не раньше чем через десять минут"
    return f"Отправим {when(at, community.tz, now, community.city)}"


def ask_words(look: Look, remark: str = "") -> Screen:
    text = f"{remarked(remark)}↩️ <b>Что поправить?</b>\n{title(look.broadcast, look.event)}\n\nНапишите одним "
    text += "сообщением, до 500 знаков: автор увидит ваши слова."
    return Screen(text, [[back(presses.ShowBroadcast(id=look.broadcast.id)), menu()]])


def given_back() -> Screen:
    text = "↩️ Объявление вернулось автору с вашими словами. Когда его поправят, оно придёт снова. Спасибо!"
    return Screen(text, [[button("📣 Объявления", presses.Broadcasts(page=0)), menu()]])


def _step_back(broadcast: Broadcast) -> Rows:
    return [[back(presses.SendBroadcast(id=broadcast.id)), menu()]]


def listed(looks: Sequence[Look], total: int, page: int, community: CommunityProfile, now: datetime) -> Screen:
    new = [button("➕ Новое", presses.Compose())]
    if not total:
        text = "📣 Объявлений пока нет. Здесь видно всё, что вы и коллеги отправляете многим."
        return Screen(text, [new, [menu()]])
    lines, choices = [f"📣 <b>Объявления</b>: {number(total)}. Сначала новые.{clock(community)}"], []
    for place, look in enumerate(looks, page * PAGE + 1):
        lines.append(f"{place}. {_line(look, community, now)}")
        choices.append(button(short(f"{place}. {_named(look)}", PAIRED), _opens(look)))
    ends = [button("◀️", presses.Broadcasts(page=page - 1))] if page else []
    if (page + 1) * PAGE < total:
        ends.append(button("Ещё ▶️", presses.Broadcasts(page=page + 1)))
    return Screen("\n".join(lines), [*rows_of(choices), [*new, *ends], [menu()]])


def _line(look: Look, community: CommunityProfile, now: datetime) -> str:
    broadcast, state = look.broadcast, State(look.broadcast.state)
    planned = state == State.SCHEDULED
    moment = (broadcast.next_at or broadcast.due) if planned else broadcast.begun_at or broadcast.ended_at
    facts = [STATES[state], in_list(moment or broadcast.created_at, community, now)]
    if broadcast.begun_at:
        facts.append(f"дошло {number(look.tally.sent)}")
    return f"{', '.join(facts)}: «{esc(_named(look))}»."


def _named(look: Look) -> str:
    named = look.event.title if look.event else first_words(look.broadcast) or "без текста"
    return short(named.rstrip("."), 40)


def _opens(look: Look) -> presses.Press:
    return presses.ShowBroadcast(id=look.broadcast.id)
