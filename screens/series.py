"""Events that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community.event_details import Detail
from community.hours import Why
from community.profiles import CommunityProfile
from community.recurrences import Recurrence
from community.series import Standing
from messengers.screen import Button, Screen
from screens import presses
from screens.announcing import next_one
from screens.event_details import LABELS, SAVED
from screens.moments import UNCLEAR, in_list, when
from screens.navigation import back, button, menu
from screens.recurrences import repeats
from screens.words import count, esc, remarked, wanted
from storage.models import Event

EXAMPLES = "«каждый вторник», «третий четверг 16:00» или «каждый месяц 15-го»"
NOT_A_RULE = wanted("как часто повторять, как в примерах ниже")
REASON = wanted("причина словами, до 300 знаков")
SHOWN = 3
BEGUN = "✅ Теперь повторяется."
MONTH_ENDS = 28


def ask_rule(event: Event, remark: str = "") -> Screen:
    text = f"{remarked(remark)}🔁 Как часто повторять «{esc(event.title)}»? Напишите словами: {EXAMPLES}."
    text += "\n\nБез времени повторим в тот же час."
    return Screen(text, [[back(presses.RunEvent(id=event.id)), menu()]])


def why(unclear: Why) -> str:
    return UNCLEAR.get(unclear, NOT_A_RULE)


def confirm(
    event: Event, rule: Recurrence, starts: Sequence[datetime], community: CommunityProfile, now: datetime
) -> Screen:
    text = f"🔁 «{esc(event.title)}»: {repeats(rule, community.tz)}."
    text += "".join(f"\n• {in_list(start, community, now)}" for start in starts)
    text += "\n\nЗапись на каждую встречу своя, ближайшие два месяца появятся в календаре сразу."
    text += " В каникулы и тихие месяцы не повторяем."
    text += " Где такого числа нет, возьмём последний день месяца." if (rule.day or 0) > MONTH_ENDS else ""
    yes = button("✅ Повторять так", presses.StartSeries(id=event.id))
    other = button("📝 Иначе", presses.RepeatEvent(id=event.id))
    return Screen(text, [[yes, other], [back(presses.RunEvent(id=event.id)), menu()]])


def card(
    found: Standing, community: CommunityProfile, now: datetime, remark: str = "", nearest: Event | None = None
) -> Screen:
    """`nearest`: of which the reader may tell others now."""
    event = found.event
    text = f"{remarked(remark)}🔁 <b>{esc(event.title)}</b>\n"
    if not found.goes_on:
        text += "Больше не повторяется." + _still_ahead(found, community, now)
        again = button("🔁 Повторять снова", presses.RepeatEvent(id=event.id))
        return Screen(text, [*_rest(found), [again], [back(presses.RunEvent(id=event.id)), menu()]])
    text += f"Повторяется: {repeats(found.rule, community.tz)}."
    text += _still_ahead(found, community, now)
    text += f"\n\nЭта встреча: {when(event.starts_at, community.tz, now, community.city)}."
    skip = button("✖️ Пропустить этот раз", presses.AskToSkip(id=event.id))
    stop = button("🗑 Завершить серию", presses.AskToEndSeries(id=event.id))
    skips = [[skip]] if event.state == "published" and event.starts_at > now else []
    return Screen(text, [*next_one(nearest), *skips, [stop], [back(presses.RunEvent(id=event.id)), menu()]])


def ask_to_skip(event: Event, concerned: int, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Пропустить «{esc(event.title)}», "
    text += f"{when(event.starts_at, community.tz, now, community.city)}? "
    text += "Остальные встречи останутся. "
    text += f"Напишем всем, кого это касается: {_people(concerned)}." if concerned else "Записавшихся пока нет."
    text += "\n\nНапишите причину одним сообщением, её увидят участники. Или пропустите без неё."
    yes = button("✖️ Пропустить без причины", presses.SkipEvent(id=event.id))
    return Screen(text, [[yes], [back(presses.ShowSeries(id=event.id)), menu()]])


def skipped(found: Standing, community: CommunityProfile, now: datetime) -> Screen:
    text = f"Этот раз пропущен: {when(found.event.starts_at, community.tz, now, community.city)}. "
    text += "Тем, кого это касается, уже пишем."
    text += _still_ahead(found, community, now)
    return Screen(text, [[button("🔁 Вся серия", presses.ShowSeries(id=found.event.id))], [menu()]])


def ask_following(event: Event, detail: Detail, later: int) -> Screen:
    """After a detail of one event was changed, while later ones have another."""
    what = "время" if detail is Detail.WHEN else f"«{LABELS[detail]}»"
    text = f"{SAVED} «{esc(event.title)}» повторяется, впереди ещё {_meetings(later)}. Изменить {what} и там?"
    text += "\n\nЕсли меняется время или место, участникам напишем."
    only = button("Только это", presses.RunEvent(id=event.id))
    both = button("Это и следующие", presses.ChangeFollowing(id=event.id, name=detail.value))
    return Screen(text, [[only, both], [menu()]])


def followed(changed: int) -> str:
    return f"✅ Изменено и дальше: {_meetings(changed)}." if changed else SAVED


def ask_to_end(found: Standing, community: CommunityProfile, now: datetime) -> Screen:
    text = f"Завершить серию «{esc(found.event.title)}»? "
    text += f"Последней останется встреча: {when(found.event.starts_at, community.tz, now, community.city)}."
    if found.later:
        text += f"\n\nПосле неё в плане ещё {_meetings(len(found.later))}. "
        text += "Без записавшихся уберём сразу, об остальных спросим."
    yes = button("🗑 Завершить", presses.EndSeries(id=found.event.id))
    return Screen(text, [[yes], [back(presses.ShowSeries(id=found.event.id)), menu()]])


def ended(found: Standing, community: CommunityProfile, now: datetime) -> Screen:
    text = f"Серия завершена: «{esc(found.event.title)}»."
    if found.later:
        text += f" Остались встречи, на которые записывались ({len(found.later)}):"
        text += _listed(found, community, now) + "\n\nОтменить и их? Тем, кого это касается, напишем."
    stay = "Оставить эти" if found.later else "⚙️ Управление"
    return Screen(text, [*_rest(found), [button(stay, presses.RunEvent(id=found.event.id))], [menu()]])


def rest_cancelled(event: Event, number: int) -> Screen:
    text = f"Отменено: {_meetings(number)}. Тем, кого это касается, уже пишем." if number else "Отменять больше нечего."
    return Screen(text, [[button("⚙️ Управление", presses.RunEvent(id=event.id))], [menu()]])


def _rest(found: Standing) -> list[list[Button]]:
    if not found.later or found.goes_on:
        return []
    return [[button("🗑 Отменить и их", presses.CancelRest(id=found.event.id))]]


def _still_ahead(found: Standing, community: CommunityProfile, now: datetime) -> str:
    return f"\n\nДальше:{_listed(found, community, now)}" if found.later else ""


def _listed(found: Standing, community: CommunityProfile, now: datetime) -> str:
    lines = "".join(f"\n• {in_list(each.starts_at, community, now)}" for each in found.later[:SHOWN])
    more = len(found.later) - SHOWN
    return lines + (f"\nи ещё {more}" if more > 0 else "") + "."


def _meetings(number: int) -> str:
    return count(number, "встреча", "встречи", "встреч")


def _people(number: int) -> str:
    return count(number, "человек", "человека", "человек")
