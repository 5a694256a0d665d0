"""What people are told of the life of a pair, made at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from community import mentorships
from community.mentoring_states import MentorshipState
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import pair_life as screens
from screens import presses
from screens.mentor_requests import about_request
from screens.navigation import Rows, button, menu
from screens.words import esc, full_day
from storage.models import MentorRequest, Mentorship, MentorshipMember, Person

COLLEAGUE = "Коллега"
Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def mentorship_paused(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    made, until = _open(session, ids), datetime.fromisoformat(ids["until"])
    if made is None or made.state != MentorshipState.PAUSED or made.paused_until != until:
        return None
    text = f"⏸ {_who(session, ids)}: пауза до {full_day(until.astimezone(community.tz).date())}. "
    text += "Назначенные встречи отменены, напоминания молчат. Продолжить можно в любой день."
    return Screen(text, [[button("▶️ Продолжаем", presses.ResumePair(id=made.id)), _card(made)], [menu()]], kept=True)


def mentorship_resumed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    made = _open(session, ids)
    if made is None or made.state == MentorshipState.PAUSED:
        return None
    text = "▶️ Пауза закончилась, продолжаем! Предложите время встречи."
    return Screen(
        text, [[button("📅 Предложить", presses.ProposeMeeting(id=made.id)), _card(made)], [menu()]], kept=True
    )


def mentorship_extended(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    made = _open(session, ids)
    if made is None or made.ends_on != date.fromisoformat(ids["ends_on"]):
        return None
    text = f"📅 Работаете вместе до {full_day(made.ends_on)}: {_who(session, ids)} предлагает продолжать. "
    text += "Если для вас это долго, день можно изменить."
    return Screen(text, [[button("📅 Другой день", presses.AskToExtend(id=made.id)), _card(made)], [menu()]], kept=True)


def mentorship_goes_on(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    made = _open(session, ids)
    if made is None:
        return None
    text = f"▶️ {_who(session, ids)} предлагает ещё поработать вместе, поэтому пока не завершаем."
    later = button("⚙️ Что дальше", presses.PairLife(id=made.id))
    return Screen(text, [[later, _card(made)], [menu()]], kept=True)


def term_ends(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Of the last day it was written for."""
    made = _open(session, ids)
    if made is None or str(made.ends_on) != ids["ends_on"] or made.ends_on is None:
        return None
    text = f"📅 Вы договорились работать вместе до {full_day(made.ends_on)}. Продолжаете или завершаете?"
    longer = button("📅 Продолжаем", presses.AskToExtend(id=made.id))
    return Screen(text, [[longer, _end(made)], [_card(made)], [menu()]], kept=True)


def end_proposed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """While it is still proposed."""
    made, member = _open(session, ids), session.get(MentorshipMember, ids["member"])
    if made is None or member is None or member.confirmed_end_at is None:
        return None
    text = f"✅ {_who(session, ids)} предлагает завершить работу с благодарностью. "
    text += "Напишите пару слов на прощание или продолжайте вместе. Без ответа завершим через неделю."
    keep = button("▶️ Продолжаем", presses.GoOnTogether(id=made.id))
    return Screen(text, [[_end(made), keep], [_card(made)], [menu()]], kept=True)


def mentorship_completed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    made = session.get(Mentorship, ids["mentorship"])
    member = session.get(MentorshipMember, ids["member"])
    person = session.get(Person, member.person_id) if member and member.person_id else None
    if made is None or person is None or made.state != MentorshipState.COMPLETED:
        return None
    return screens.completed(mentorships.look(session, person, made.id), community)


def mentor_left(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    request = session.get(MentorRequest, ids["request"])
    if request is None or request.closed_at is not None:
        return None
    text = f"🤝 <b>Наставник завершает участие, подберём нового.</b>\n{about_request(request, community)}. "
    text += "Ваш запрос у координатора первый, ничего делать не нужно: напишем, когда найдём."
    rows: Rows = [[button("📌 Мой запрос", presses.MyRequest(id=request.id))], [menu()]]
    return Screen(text, rows, kept=True)


def _open(session: Session, ids: Mapping[str, Any]) -> Mentorship | None:
    made = session.get(Mentorship, ids["mentorship"])
    return made if made and made.completed_at is None else None


def _who(session: Session, ids: Mapping[str, Any]) -> str:
    """Escaped."""
    member = session.get(MentorshipMember, ids["by"])
    person = session.get(Person, member.person_id) if member and member.person_id else None
    return esc(person.name) if person and person.name else COLLEAGUE


def _card(made: Mentorship) -> Button:
    return button("🤝 Открыть пару", presses.ShowMentorship(id=made.id, page=0))


def _end(made: Mentorship) -> Button:
    return button("✅ Завершить", presses.AskToComplete(id=made.id))


PAIR_NOTICES: dict[str, Told] = {
    Notice.MENTORSHIP_PAUSED: mentorship_paused,
    Notice.MENTORSHIP_RESUMED: mentorship_resumed,
    Notice.MENTORSHIP_EXTENDED: mentorship_extended,
    Notice.MENTORSHIP_GOES_ON: mentorship_goes_on,
    Notice.TERM_ENDS: term_ends,
    Notice.END_PROPOSED: end_proposed,
    Notice.MENTORSHIP_COMPLETED: mentorship_completed,
    Notice.MENTOR_LEFT: mentor_left,
}
PAIR_KINDS: dict[str, str] = {
    Notice.MENTORSHIP_PAUSED: "весть о паузе в паре",
    Notice.MENTORSHIP_RESUMED: "весть о конце паузы",
    Notice.MENTORSHIP_EXTENDED: "весть о новом сроке",
    Notice.MENTORSHIP_GOES_ON: "предложение продолжать",
    Notice.TERM_ENDS: "напоминание о сроке пары",
    Notice.END_PROPOSED: "предложение завершить работу",
    Notice.MENTORSHIP_COMPLETED: "слова благодарности",
    Notice.MENTOR_LEFT: "весть о смене наставника",
}
