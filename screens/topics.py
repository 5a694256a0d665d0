"""What members would like to hear of."""

from __future__ import annotations

from community.profiles import CommunityProfile
from community.topics import Idea
from messengers.screen import Screen
from screens import presses
from screens.navigation import back, button, menu
from screens.words import esc, remarked, wanted
from storage.models import TopicIdea

WORDS = wanted("тема словами, до 300 знаков, например «как работать с классом 5–6 лет»")


def ask(remark: str = "") -> Screen:
    text = remarked(remark)
    text += "💡 О чём вам было бы полезно поговорить или послушать? Напишите одним сообщением."
    return Screen(text, [[back(presses.CalendarFilters()), menu()]])


def sent(topic: TopicIdea) -> Screen:
    text = f"Спасибо! Тема передана тем, кто составляет план: «{esc(topic.words)}». Ответ придёт сюда."
    own = button("🎤 Провести своё", presses.Propose())
    return Screen(text, [[own, button("📅 Мероприятия", _calendar())], [menu()]])


def card(idea: Idea, community: CommunityProfile) -> Screen:
    """For those who plan."""
    town = community.municipality(idea.author.municipality or "")
    author = ", ".join(filter(None, (idea.author.name, town.name if town else "")))
    text = f"💡 <b>Предлагают тему</b>\n{esc(idea.topic.words)}\n\nАвтор: {esc(author)}"
    if idea.topic.closed_at is not None:
        return Screen(f"{text}\n\nОтвет уже дан{_by(idea)}.", [[back(presses.Attention(page=0)), menu()]])
    make = button("➕ Сделать мероприятие", presses.MakeOfTopic(id=idea.topic.id))
    noted = button("Принято к сведению", presses.NoteTopic(id=idea.topic.id))
    return Screen(text, [[make], [noted], [back(presses.Attention(page=0)), menu()]])


def answered(idea: Idea) -> Screen:
    """After a press, also one that came too late."""
    text = "Готово, автору сообщено." if idea.decided_now else f"Ответ уже дан{_by(idea)}. Менять ничего не нужно."
    return Screen(text, [[back(presses.Attention(page=0)), menu()]])


def _by(idea: Idea) -> str:
    return f" ({esc(idea.decider.name)})" if idea.decider and idea.decider.name else ""


def _calendar() -> presses.Calendar:
    return presses.Calendar(of="all", id="-", page=0)
