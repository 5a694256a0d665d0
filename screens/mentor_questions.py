"""A mentor who is asked wants to know something first, and is answered."""

from __future__ import annotations

from community.mentor_requests import Card
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.mentor_requests import about_request, who
from screens.mentorships import mentees_button
from screens.navigation import back, button, menu
from screens.words import esc, remarked, wanted
from storage.models import MentorRequest, MentorWord

QUESTION_WANTED = wanted("вопрос словами, до 600 знаков")
ANSWER_WANTED = wanted("ответ словами, до 600 знаков, например «В пятых и шестых, с сентября»")


def ask_question(card: Card, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}❓ Что уточнить?\n{who(card.asker, community)}\n\n"
    text += "Напишите вопрос одним сообщением, например: «В каких классах вы ведёте уроки?» Передадим его и вернём вам "
    text += "ответ. Пока ждём, ваш срок не идёт."
    return Screen(text, [[back(presses.MentorAsked(id=card.offer.id)), menu()]])


def question_sent(card: Card) -> Screen:
    text = "Вопрос передан. Ответ придёт сюда, и вы решите. Если всё уже ясно, принять запрос можно и сейчас."
    yes = button("📥 Открыть запрос", presses.MentorAsked(id=card.offer.id))
    return Screen(text, [[yes], [mentees_button(), menu()]])


def ask_answer(request: MentorRequest, question: MentorWord, community: CommunityProfile, remark: str = "") -> Screen:
    text = (
        f"{remarked(remark)}🤝 {about_request(request, community)}\nНаставник спрашивает: «{esc(question.words)}»\n\n"
    )
    text += "Напишите ответ одним сообщением. Имена детей и диагнозы не нужны."
    return Screen(text, [[back(presses.MyRequest(id=request.id)), menu()]])


def answer_sent(request: MentorRequest) -> Screen:
    text = "Ответ передан наставнику. Когда он решит, напишем сюда: ждать в чате не нужно."
    return Screen(text, [[button("📌 Мой запрос", presses.MyRequest(id=request.id))], [menu()]])
