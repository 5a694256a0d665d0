"""What people are told of requests for mentors and of pairs, made at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import mentorships
from community.mentor_requests import Card, said_of
from community.mentoring_states import WITH_A_MENTOR, RequestState
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import mentorships as screens
from screens import presses
from screens.mentor_requests import about_request, find_button, who
from screens.navigation import button, menu
from screens.words import esc
from storage.models import MentorOffer, MentorRequest, Mentorship, MentorshipMember, Person

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def mentor_asked(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while an answer is wanted."""
    offer, request = _offer(session, ids)
    asker = session.get(Person, request.person_id) if request else None
    if offer is None or request is None or asker is None or offer.state not in WITH_A_MENTOR or not offer.asked_at:
        return None
    return screens.asked(Card(offer, request, asker, said_of(session, offer)), community, offer.asked_at)


def mentor_request_withdrawn(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    offer, request = _offer(session, ids)
    if offer is None or request is None or offer.state in WITH_A_MENTOR:
        return None
    text = f"Запрос о наставничестве больше не ждёт вашего ответа: {about_request(request, community)}. Спасибо!"
    return Screen(text, [[screens.mentees_button()], [menu()]], kept=True)


def mentor_request_moved(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """How it stands by now; nothing where it is settled."""
    request = session.get(MentorRequest, ids["request"])
    if request is None or request.closed_at is not None:
        return None
    text = f"🤝 {about_request(request, community)}\n<b>Подбираем дальше.</b> "
    if request.state == RequestState.COORDINATOR:
        text += "Теперь наставника ищет координатор. Найдёт — напишем сюда."
    else:
        text += "Спросили следующего наставника. Ответ придёт сюда, ждать в чате не нужно."
    return Screen(text, [[button("📌 Мой запрос", presses.MyRequest(id=request.id))], [menu()]], kept=True)


def mentor_found(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    mentorship = session.get(Mentorship, ids["mentorship"])
    members = mentorships.members_of(session, ids["mentorship"])
    mentor = next((each.person_id for each in members if each.role == mentorships.Role.MENTOR), None)
    person = session.get(Person, mentor) if mentor else None
    if mentorship is None or person is None or person.name is None or mentorship.completed_at is not None:
        return None
    text = f"🎉 <b>Наставник найден!</b>\n{who(person, community)}\n\nТеперь вы пара. Договоритесь о первой встрече."
    return Screen(text, [[button("🤝 Открыть пару", _card_of(mentorship))], [menu()]], kept=True)


def mentorship_ended(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    mentorship, gone = session.get(Mentorship, ids["mentorship"]), session.get(MentorshipMember, ids["by"])
    if mentorship is None or gone is None:
        return None
    person = session.get(Person, gone.person_id) if gone.person_id else None
    name = f": {esc(person.name)}" if person and person.name else ""
    text = f"Работа в паре завершена{name}. Спасибо за то, что были рядом!"
    if mentorship.outcome == mentorships.Outcome.CHANGED and gone.role == mentorships.Role.MENTOR:
        text = (
            "Координатор подбирает вам нового наставника: так бывает, и в этом нет ничьей вины. Найдём — напишем сюда."
        )
        return Screen(text, [[find_button()], [menu()]], kept=True)
    if mentorship.completed_at is None:
        text = f"Из вашей группы выходят{name}. Остальные продолжают."
    onward = [] if gone.role == mentorships.Role.MENTEE else [[find_button()]]
    return Screen(text, [*onward, [menu()]], kept=True)


def _offer(session: Session, ids: Mapping[str, Any]) -> tuple[MentorOffer | None, MentorRequest | None]:
    offer = session.get(MentorOffer, ids["offer"])
    return offer, session.get(MentorRequest, offer.request_id) if offer else None


def _card_of(mentorship: Mentorship) -> presses.Press:
    return presses.ShowMentorship(id=mentorship.id, page=0)


MENTORING_KINDS: dict[str, str] = {
    Notice.MENTOR_ASKED: "просьба о наставничестве",
    Notice.MENTOR_FOUND: "весть о найденном наставнике",
    Notice.MENTOR_REQUEST_MOVED: "новость о запросе наставника",
    Notice.MENTOR_REQUEST_WITHDRAWN: "отметка, что запрос снят",
    Notice.MENTORSHIP_ENDED: "сообщение о завершении пары",
}
MENTORING_NOTICES: dict[str, Told] = {
    Notice.MENTOR_ASKED: mentor_asked,
    Notice.MENTOR_FOUND: mentor_found,
    Notice.MENTOR_REQUEST_MOVED: mentor_request_moved,
    Notice.MENTOR_REQUEST_WITHDRAWN: mentor_request_withdrawn,
    Notice.MENTORSHIP_ENDED: mentorship_ended,
}
