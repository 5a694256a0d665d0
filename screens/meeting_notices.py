"""What people are told of meetings, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community import fit_checks, meeting_nudges, mentorships
from community.fit_checks import Asked
from community.meeting_reminders import Kind
from community.meeting_states import PLANNED, MeetingState
from community.mentorships import Fellow, Seen
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import fit_checks as fit_screens
from screens import presses
from screens.meetings import (
    again_button,
    answer_buttons,
    dated,
    how_buttons,
    link_row,
    place_of,
)
from screens.mentorships import GONE, mentees_button
from screens.navigation import Rows, button, menu
from screens.words import esc, listed, short
from storage.models import FitCheck, Meeting, Mentorship, MentorshipMember, Person

LISTED = 4
COLLEAGUE = "Коллега"
Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def meeting_proposed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Also of one moved; only while it is asked."""
    meeting = _meeting(session, ids, MeetingState.PROPOSED)
    if meeting is None:
        return None
    what = "Предлагают перенести встречу" if meeting.sequence else "Предлагают встретиться"
    text = f"📅 <b>{what}</b>: {_name(session, ids)}\n{dated(meeting, community)}{_where(meeting)}"
    text += "\n\nОтветьте кнопкой или знаком «+»."
    return Screen(text, [*answer_buttons(meeting), [menu()]], kept=True)


def meeting_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    meeting = _meeting(session, ids, MeetingState.ACCEPTED) or _meeting(session, ids, MeetingState.PROPOSED)
    if meeting is None:
        return None
    if meeting.state == MeetingState.PROPOSED:
        return Screen(
            f"{_name(session, ids)}: на встречу {dated(meeting, community)} не получится.", _card(meeting), kept=True
        )
    text = f"✅ Договорились о встрече: {dated(meeting, community)}{_where(meeting)}\nОтвет: {_name(session, ids)}. "
    text += "Напомним за день и за час."
    file = button("📲 В календарь", presses.MeetingFile(id=meeting.id))
    return Screen(text, [[file, _to_card(meeting)], [menu()]], kept=True)


def meeting_cancelled(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    meeting = session.get(Meeting, ids["meeting"])
    if meeting is None or meeting.state != MeetingState.CANCELLED:
        return None
    text = (
        f"Встреча не получится: {dated(meeting, community)}, {_name(session, ids)}. Можно договориться на другой день."
    )
    return Screen(text, [[again_button(meeting)], [menu()]], kept=True)


def meeting_reminder(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Of the time it was written for."""
    meeting = session.get(Meeting, ids["meeting"])
    if meeting is None or meeting.state != MeetingState.ACCEPTED or meeting.starts_at.isoformat() != ids["starts_at"]:
        return None
    soon = Kind(ids["kind"]) is Kind.HOUR
    text = f"{'🔔 Скоро встреча' if soon else '📅 Напоминаем о встрече'}: {dated(meeting, community)}{_where(meeting)}"
    text += f"\nС кем: {_fellows(session, meeting, ids)}."
    move = button("Другое время", presses.MoveMeeting(id=meeting.id))
    cannot = button("Не смогу", presses.DeclineMeeting(id=meeting.id))
    return Screen(text, [*link_row(meeting), [move, cannot], [_to_card(meeting), menu()]], kept=True)


def how_was_meeting(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only where nobody has said it yet."""
    meeting = session.get(Meeting, ids["meeting"])
    if meeting is None or meeting.state not in PLANNED:
        return None
    text = f"<b>Как прошла встреча?</b>\n{_upper(dated(meeting, community))}. С кем: {_fellows(session, meeting, ids)}."
    return Screen(text, [*how_buttons(meeting), [_to_card(meeting), menu()]], kept=True)


def meeting_file(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/meeting_files.py`."""
    meeting = session.get(Meeting, ids["meeting"])
    if meeting is None:
        return None
    text = "📲 Встреча — в файле выше. Откройте его, и телефон предложит добавить её в календарь."
    return Screen(text, _card(meeting), kept=True)


def mentees_wait(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """All of them in one message; those who have met since are left out."""
    mentor = session.get(Person, ids["mentor"])
    waiting = meeting_nudges.waiting(session, mentor, community, datetime.fromisoformat(ids["at"])) if mentor else []
    if not waiting:
        return None
    named = [_team(made, people) for made, people in waiting]
    text = f"📅 Давно не было встреч, отмеченных здесь: {listed(named, LISTED)}.\n"
    text += "Если встречались, отметьте одним нажатием. Если нет, можно предложить время или взять паузу."
    rows: Rows = [[button(short(f"👤 {_label(made, people)}"), _pair(made.id))] for made, people in waiting[:LISTED]]
    if len(waiting) == 1:
        number = waiting[0][0].id
        rows = [
            [button("✅ Встреча была", presses.LogToday(id=number)), _propose(number)],
            [button("⏸ Взять паузу", presses.AskToPausePair(id=number))],
        ]
    return Screen(text, [*_unlike(rows), [mentees_button(), menu()]], kept=True)


def meeting_wanted(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    number = ids["mentorship"]
    if not meeting_nudges.is_wanted(session, number, community, datetime.fromisoformat(ids["at"])):
        return None
    text = f"🤝 Может быть, пора встретиться? С кем: {_others(session, number, ids['mentor'])}.\n"
    text += (
        "Предложите удобное время, второй стороне останется ответить «+». Если встречались, отметьте одним нажатием."
    )
    held = button("✅ Встреча была", presses.LogToday(id=number))
    return Screen(text, [[_propose(number), held], [button("🤝 Открыть пару", _pair(number))], [menu()]], kept=True)


def fit_check(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Not where the meeting was noted down by mistake, or the pair is over."""
    made = session.get(Mentorship, ids["mentorship"])
    if made is None or made.completed_at is not None or not fit_checks.is_wanted(session, made.id):
        return None
    members = [each for each in mentorships.members_of(session, made.id) if each.left_at is None]
    mine = next((each for each in members if each.id == ids["to"]), None)
    if mine is None:
        return None
    fellows = [Fellow(each, session.get(Person, each.person_id or 0)) for each in members if each is not mine]
    return fit_screens.ask(Asked(FitCheck(mentorship_id=made.id), Seen(made, mine, fellows)))


def _meeting(session: Session, ids: Mapping[str, Any], state: MeetingState) -> Meeting | None:
    """As it was when they were to be told."""
    meeting = session.get(Meeting, ids["meeting"])
    return meeting if meeting and (meeting.state, meeting.sequence) == (state, ids["sequence"]) else None


def _name(session: Session, ids: Mapping[str, Any]) -> str:
    member = session.get(MentorshipMember, ids["member"])
    person = session.get(Person, member.person_id) if member and member.person_id else None
    return esc(person.name) if person and person.name else COLLEAGUE


def _fellows(session: Session, meeting: Meeting, ids: Mapping[str, Any]) -> str:
    """Whom the reader meets."""
    everybody = mentorships.members_of(session, meeting.mentorship_id)
    return _named(session, [each for each in everybody if each.id != ids["to"]])


def _others(session: Session, mentorship_id: int, reader: int) -> str:
    """The same, of a pair or a group."""
    everybody = mentorships.members_of(session, mentorship_id)
    return _named(session, [each for each in everybody if each.person_id != reader])


def _named(session: Session, members: list[MentorshipMember]) -> str:
    people = [session.get(Person, each.person_id) for each in members if each.person_id and not each.left_at]
    return listed([esc(each.name) for each in people if each and each.name], LISTED) or GONE


def _where(meeting: Meeting) -> str:
    return f"\n{where}" if (where := place_of(meeting)) else ""


def _team(made: Mentorship, people: list[Person]) -> str:
    return esc(_label(made, people))


def _label(made: Mentorship, people: list[Person]) -> str:
    first = people[0].name if people and people[0].name else GONE
    return short(made.title or (f"{first} и другие" if len(people) > 1 else first))


def _unlike(rows: Rows) -> Rows:
    """Of two with one label the first stays: the list below has both."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        labels = {each.label for each in row}
        if not labels & seen:
            kept.append(row)
        seen |= labels
    return kept


def _upper(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _propose(number: int) -> Button:
    return button("📅 Предложить", presses.ProposeMeeting(id=number))


def _pair(number: int) -> presses.Press:
    return presses.ShowMentorship(id=number, page=0)


def _to_card(meeting: Meeting) -> Button:
    return button("📅 Подробнее", presses.ShowMeeting(id=meeting.id))


def _card(meeting: Meeting) -> Rows:
    return [[_to_card(meeting)], [menu()]]


MEETING_NOTICES: dict[str, Told] = {
    Notice.MEETING_PROPOSED: meeting_proposed,
    Notice.MEETING_ANSWERED: meeting_answered,
    Notice.MEETING_CANCELLED: meeting_cancelled,
    Notice.MEETING_REMINDER: meeting_reminder,
    Notice.MEETING_FILE: meeting_file,
    Notice.HOW_WAS_MEETING: how_was_meeting,
    Notice.MENTEES_WAIT: mentees_wait,
    Notice.MEETING_WANTED: meeting_wanted,
    Notice.FIT_CHECK: fit_check,
}
MEETING_KINDS: dict[str, str] = {
    Notice.MEETING_PROPOSED: "предложение встретиться",
    Notice.MEETING_ANSWERED: "ответ о встрече",
    Notice.MEETING_CANCELLED: "весть об отменённой встрече",
    Notice.MEETING_REMINDER: "напоминание о встрече",
    Notice.MEETING_FILE: "файл со встречей",
    Notice.HOW_WAS_MEETING: "вопрос, как прошла встреча",
    Notice.MENTEES_WAIT: "напоминание о подопечных",
    Notice.MEETING_WANTED: "напоминание о встрече с наставником",
    Notice.FIT_CHECK: "вопрос, подходите ли вы друг другу",
}
