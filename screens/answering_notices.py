"""What people are told while a mentor is looked for, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.mentor_questions import WORD
from community.mentor_requests import Card, said_of
from community.mentoring_states import OfferState
from community.mentorships import Role, members_of
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import mentorships as screens
from screens import presses
from screens.mentor_requests import CLOSED, about_request, find_button, who
from screens.navigation import button, menu
from screens.words import esc, listed, short
from storage.models import MentorOffer, MentorRequest, Mentorship, MentorWord, Person

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def mentor_question(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To the person who asks, while the answer is waited for."""
    word = session.get(MentorWord, ids[WORD])
    offer = session.get(MentorOffer, word.offer_id) if word else None
    if word is None or offer is None or offer.state != OfferState.CLARIFYING:
        return None
    request, mentor = session.get_one(MentorRequest, offer.request_id), session.get_one(Person, offer.mentor_id)
    text = "🔔 Напоминаем: наставник ждёт ответа.\n" if ids.get("again") else ""
    text += f"❓ <b>Наставник уточняет</b>\n{who(mentor, community)}\n{about_request(request, community)}\n\n"
    text += f"«{esc(word.words)}»\n\nОтветьте на это сообщение или нажмите «Ответить»."
    text += f" Ждём до {screens.until(offer.answer_by, community, word.said_at)}." if offer.answer_by else ""
    return Screen(text, [[button("↩️ Ответить", presses.AnswerMentor(id=offer.id))], [menu()]], kept=True)


def mentor_question_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To the mentor, whole, while the card is theirs."""
    word, card = session.get(MentorWord, ids[WORD]), _card(session, ids)
    if word is None or card is None:
        return None
    text = f"💬 <b>Вам ответили</b>\n{who(card.asker, community)}\n{about_request(card.request, community)}\n\n"
    text += f"«{esc(word.words)}»\n\n{_until(card, community)}"
    return Screen(text, [*screens.answers(card), [menu()]], kept=True)


def mentor_question_over(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    card = _card(session, ids)
    if card is None:
        return None
    text = f"🤝 Ответа на ваш вопрос пока нет: {who(card.asker, community)}. Можно решить и без него.\n\n"
    return Screen(f"{text}{_until(card, community)}", [*screens.answers(card), [menu()]], kept=True)


def mentor_answer_due(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """A reminder, once."""
    card = _card(session, ids)
    if card is None:
        return None
    text = (
        f"🔔 Вас ждёт запрос о наставничестве\n{who(card.asker, community)}\n{about_request(card.request, community)}"
    )
    return Screen(f"{text}\n\n{_until(card, community)}", [*screens.answers(card), [menu()]], kept=True)


def mentor_request_closed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    request = session.get(MentorRequest, ids["request"])
    if request is None or request.close_reason not in CLOSED:
        return None
    text = f"🤝 {about_request(request, community)}\nЗапрос закрыт. {CLOSED[request.close_reason]}"
    text += f"\nОт координатора: «{esc(request.close_words)}»" if request.close_words else ""
    text += "\n\nНовый запрос можно начать в любой день."
    return Screen(text, [[find_button()], [menu()]], kept=True)


def pair_made(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To a mentor whose pair a coordinator has put down."""
    made = session.get(Mentorship, ids["mentorship"])
    mentee = next(iter(_mentees(session, ids["mentorship"])), None)
    if made is None or made.completed_at is not None or mentee is None:
        return None
    text = f"🤝 <b>Координатор записал вашу пару</b>\n{who(mentee, community)}\n\nДоговоритесь о первой встрече."
    return Screen(text, [[button("🤝 Открыть пару", presses.ShowMentorship(id=made.id, page=0))], [menu()]], kept=True)


def mentor_changed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """To the mentor of a pair or group that a coordinator has ended."""
    mentees = _mentees(session, ids["mentorship"])
    if not mentees:
        return None
    whose = (
        who(mentees[0], community) if len(mentees) == 1 else esc(listed([short(each.name or "") for each in mentees]))
    )
    text = f"🤝 Работа завершена: {whose}. Координатор подбирает другого наставника: так бывает, "
    text += "и в этом нет ничьей вины. Спасибо за то, что были рядом! Места у вас снова свободны."
    return Screen(text, [[screens.mentees_button()], [menu()]], kept=True)


def _card(session: Session, ids: Mapping[str, Any]) -> Card | None:
    """While it is for the mentor to answer."""
    offer = session.get(MentorOffer, ids["offer"])
    request = session.get(MentorRequest, offer.request_id) if offer else None
    asker = session.get(Person, request.person_id) if request else None
    if offer is None or request is None or asker is None or offer.state != OfferState.ASKED:
        return None
    return Card(offer, request, asker, said_of(session, offer))


def _until(card: Card, community: CommunityProfile) -> str:
    if card.offer.answer_by is None:
        return "Ответьте, пожалуйста."
    since = card.offer.asked_at or card.offer.answer_by
    return f"Ответьте, пожалуйста, до {screens.until(card.offer.answer_by, community, since)}."


def _mentees(session: Session, mentorship_id: int) -> list[Person]:
    """Those who have a name; of one that is over those of its last day."""
    members = [each for each in members_of(session, mentorship_id) if each.role == Role.MENTEE and each.person_id]
    last = max((each.left_at for each in members if each.left_at), default=None)
    people = (session.get(Person, each.person_id) for each in members if each.left_at in (None, last))
    return [each for each in people if each and each.name]


ANSWERING_NOTICES: dict[str, Told] = {
    Notice.MENTOR_QUESTION: mentor_question,
    Notice.MENTOR_QUESTION_ANSWERED: mentor_question_answered,
    Notice.MENTOR_QUESTION_OVER: mentor_question_over,
    Notice.MENTOR_ANSWER_DUE: mentor_answer_due,
    Notice.MENTOR_REQUEST_CLOSED: mentor_request_closed,
    Notice.PAIR_MADE: pair_made,
    Notice.MENTOR_CHANGED: mentor_changed,
}
