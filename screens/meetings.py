"""Meetings of a pair or group: proposing one, its card, how it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from community.meeting_states import PLANNED, MeetingState
from community.meetings import CALL, NO, YES, Met
from community.mentorships import Seen
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.mentorship_parts import is_present
from screens.mentorships import name_of
from screens.moments import when
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.words import count, day, esc, remarked, short, wanted
from storage.models import Meeting

LONG_BEFORE = timedelta(days=30)
MOST_NAMES = 3
STATES = {
    MeetingState.PROPOSED: "Ждём ответа",
    MeetingState.ACCEPTED: "Договорились",
    MeetingState.HELD: "Состоялась",
    MeetingState.MOVED: "Перенесли",
    MeetingState.MISSED: "Не состоялась",
    MeetingState.CANCELLED: "Отменена",
}
MARKS = {MeetingState.PROPOSED: "✉️", MeetingState.HELD: "✅", MeetingState.MOVED: "↩️", MeetingState.MISSED: "✖️"}
SENT = "Предложение отправлено. Ответ придёт сюда."
NOTED = "Отмечено, спасибо!"
FILE_IS_COMING = "📲 Файл для календаря уже отправляем."
NOT_NOTED = "Отметка убрана."
WHEN_WANTED = wanted("день и время словами, например «в четверг в 16:00»")
WHERE_WANTED = wanted("место или ссылка, например «Школа 7, кабинет 12»")
DAY_WANTED = wanted("день словами, который уже был, например «в понедельник» или «15 октября»")
DETAILS_WANTED = wanted("несколько слов, до 600 знаков, например «Разобрали план урока»")


def listed(seen: Seen, found: Sequence[Meeting], page: int, community: CommunityProfile, now: datetime) -> Screen:
    """`found`: the latest first."""
    held = sum(each.state == MeetingState.HELD for each in found)
    text = f"📅 <b>Встречи</b>: {names(seen)}"
    text += f"\nСостоялось: {held}." if held else "\nОтмеченных встреч пока нет."
    text += "" if found or not is_present(seen) else " Предложите время, это два сообщения."
    choices = [button(short(_label(each, community, now)), presses.ShowMeeting(id=each.id)) for each in found]
    number = seen.mentorship.id
    new = [button("📅 Предложить", presses.ProposeMeeting(id=number))] if is_present(seen) else []
    ends = [back(presses.ShowMentorship(id=number, page=0)), menu()]
    return Screen(text, paged(choices, page, partial(_page, number), ends, onward=new))


def ask_when(
    seen: Seen, meeting: Meeting | None, community: CommunityProfile, now: datetime, remark: str = ""
) -> Screen:
    """`meeting`: the one that is to be moved."""
    text = remarked(remark)
    if meeting is None:
        text += f"Когда встретиться: {names(seen)}? Напишите день и время, например «в четверг в 16:00»."
        return Screen(text, [[back(presses.Meetings(id=seen.mentorship.id, page=0)), menu()]])
    text += f"Сейчас: {_time(meeting, community, now)}. На какое время перенести? Например «в пятницу в 15:30»."
    return Screen(text, [[back(presses.ShowMeeting(id=meeting.id)), menu()]])


def ask_where(seen: Seen, said: str, remark: str = "") -> Screen:
    """`said`: when it is to be."""
    text = f"{remarked(remark)}📅 {said}\n\nГде или как встретитесь? Напишите место или ссылку, либо нажмите кнопку."
    call = button("📲 Созвонимся", presses.MeetByCall())
    return Screen(text, [[call], [back(presses.ProposeMeeting(id=seen.mentorship.id)), menu()]])


def card(met: Met, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    meeting = met.meeting
    text = f"{remarked(remark)}📅 <b>{_time(meeting, community, now)}</b>\n{_state(met, now)}\nС кем: {names(met.seen)}"
    text += f"\n{where}" if (where := place_of(meeting)) else ""
    text += f"\nДлилась {count(meeting.minutes, 'минуту', 'минуты', 'минут')}" if meeting.minutes else ""
    text += f"\n\n«{esc(meeting.note)}»" if meeting.note else ""
    ends = [back(presses.Meetings(id=meeting.mentorship_id, page=0)), menu()]
    return Screen(text, [*link_row(meeting), *_steps(met, community, now), ends])


def ask_day(met: Met, remark: str = "") -> Screen:
    number = met.meeting.id
    text = f"{remarked(remark)}Когда была встреча? Нажмите кнопку или напишите день, например «в понедельник»."
    days = [
        button("Вчера", presses.LoggedOn(id=number, ago=1)),
        button("Позавчера", presses.LoggedOn(id=number, ago=2)),
    ]
    return Screen(text, [days, [back(presses.ShowMeeting(id=number)), menu()]])


def ask_details(met: Met, minutes: Sequence[int], remark: str = "") -> Screen:
    number = met.meeting.id
    text = (
        f"{remarked(remark)}Сколько длилась встреча? А если хочется, напишите пару слов о ней: их прочитаете вы и те, "
    )
    text += "с кем встречались. Координатор видит только число встреч. Пожалуйста, без имён детей."
    lasted = [button(f"{each} минут", presses.MeetingLasted(id=number, minutes=each)) for each in minutes]
    return Screen(text, [*rows_of(lasted), [back(presses.ShowMeeting(id=number)), menu()]])


def nothing_begun() -> Screen:
    """A button older than what it belonged to."""
    text = "Здесь уже всё отправлено или начато заново. Откройте пару и предложите время ещё раз."
    return Screen(text, [[button("🤝 Мой наставник", presses.MyMentors(page=0))], [menu()]])


def names(seen: Seen) -> str:
    """Escaped; of whom they are with."""
    there = [each for each in seen.fellows if each.member.left_at is None] or list(seen.fellows)
    shown = ", ".join(name_of(each) for each in there[:MOST_NAMES])
    return f"{shown} и ещё {len(there) - MOST_NAMES}" if len(there) > MOST_NAMES else shown or "никого"


def place_of(meeting: Meeting) -> str:
    """Escaped."""
    if meeting.format == CALL and not meeting.place:
        return "Созвон"
    return f"Где: {esc(meeting.place)}" if meeting.place else ""


def dated(meeting: Meeting, community: CommunityProfile) -> str:
    """Never «завтра»: for what may be read later than it was written."""
    return _time(meeting, community, meeting.starts_at - LONG_BEFORE)


def link_row(meeting: Meeting) -> Rows:
    planned = meeting.link if meeting.state in PLANNED else None
    return [[Button("🔗 Ссылка на встречу", url=planned)]] if planned else []


def how_buttons(meeting: Meeting) -> Rows:
    held, moved, missed = (
        button(words, presses.LogMeeting(id=meeting.id, how=how))
        for how, words in (("held", "✅ Состоялась"), ("moved", "Перенесли"), ("missed", "Не состоялась"))
    )
    return [[held], [moved, missed]]


def answer_buttons(meeting: Meeting) -> Rows:
    yes = button("✅ Приду", presses.AcceptMeeting(id=meeting.id))
    return [[yes, _other_time(meeting)], [button("Не смогу", presses.DeclineMeeting(id=meeting.id))]]


def again_button(meeting: Meeting) -> Button:
    return button("📅 Предложить другую", presses.ProposeMeeting(id=meeting.mentorship_id))


def _steps(met: Met, community: CommunityProfile, now: datetime) -> Rows:
    meeting = met.meeting
    if not is_present(met.seen):
        return []
    match meeting.state:
        case MeetingState.PROPOSED | MeetingState.ACCEPTED if meeting.starts_at <= now:
            return how_buttons(meeting)
        case MeetingState.PROPOSED if not met.is_mine and met.my_answer is None:
            return answer_buttons(meeting)
        case MeetingState.PROPOSED | MeetingState.ACCEPTED:
            return _planned(met)
        case MeetingState.HELD:
            return _held(met, community, now)
        case MeetingState.CANCELLED:
            return [[again_button(meeting)]]
    held = button("✅ Состоялась", presses.LogMeeting(id=meeting.id, how="held"))
    return [[button("📅 Новое время", presses.ProposeMeeting(id=meeting.mentorship_id)), held]]


def _planned(met: Met) -> Rows:
    number = met.meeting.id
    file = button("📲 В календарь", presses.MeetingFile(id=number))
    no = button("✖️ Отменить" if met.is_mine else "Не смогу", presses.DeclineMeeting(id=number))
    if met.my_answer == NO:
        return [[button("✅ Приду", presses.AcceptMeeting(id=number))]]
    return [[file, _other_time(met.meeting)], [no]]


def _held(met: Met, community: CommunityProfile, now: datetime) -> Rows:
    meeting, number = met.meeting, met.meeting.id
    today = now.astimezone(community.tz).date() == meeting.starts_at.astimezone(community.tz).date()
    yesterday = [button("Это было вчера", presses.LoggedOn(id=number, ago=1))] if today else []
    next_one = button("📅 Следующая", presses.ProposeMeeting(id=meeting.mentorship_id))
    other_day = [] if meeting.proposed_by else [[*yesterday, button("Другой день", presses.LoggedDay(id=number))]]
    return [
        [button("📝 Подробности", presses.TellOfMeeting(id=number)), next_one],
        *other_day,
        [button("Не состоялась", presses.LogMeeting(id=number, how="missed"))],
        [button("🗑 Убрать отметку", presses.UnlogMeeting(id=number))],
    ]


def _other_time(meeting: Meeting) -> Button:
    return button("Другое время", presses.MoveMeeting(id=meeting.id))


def _state(met: Met, now: datetime) -> str:
    meeting = met.meeting
    if meeting.state in PLANNED and meeting.starts_at <= now:
        return "Как прошла встреча?"
    if meeting.state == MeetingState.PROPOSED and not met.is_mine:
        return "Вам удобно это время?" if met.my_answer != YES else "Вы придёте"
    if meeting.state == MeetingState.ACCEPTED and met.my_answer == NO:
        return "Вы ответили, что не сможете"
    return STATES[MeetingState(meeting.state)]


def _time(meeting: Meeting, community: CommunityProfile, now: datetime) -> str:
    """Of one noted down afterwards the hour is not known."""
    if meeting.proposed_by is None and meeting.state not in PLANNED:
        return day(meeting.starts_at.astimezone(community.tz).date(), now.astimezone(community.tz).date())
    return when(meeting.starts_at, community.tz, now, community.city)


def _label(meeting: Meeting, community: CommunityProfile, now: datetime) -> str:
    local, today = meeting.starts_at.astimezone(community.tz), now.astimezone(community.tz).date()
    clock = f", {local:%H:%M}" if meeting.state in PLANNED else ""
    return f"{MARKS.get(MeetingState(meeting.state), '📅')} {day(local.date(), today)}{clock}"


def _page(number: int, page: int) -> presses.Press:
    return presses.Meetings(id=number, page=page)
