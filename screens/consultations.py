"""What the asker and the mentor read of a case."""

from __future__ import annotations

from collections.abc import Sequence

from community.closing import ERASED
from community.consultations import State
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.case_topics import topic_of
from screens.navigation import Rows, back, button, menu
from screens.spoken import ALONE, FILES, Around, whole
from screens.words import esc, short
from storage.models import Case, Person, TalkMessage

SHOWN = 500  # characters of a question on a card
STATUS = {
    State.SEARCHING: "Ищем наставника",
    State.TAKEN: "Отвечает наставник",
    State.ANSWERED: "Есть ответ",
    State.ASKED: "Ждём вашего ответа",
    State.COORDINATOR: "У координатора",
    State.CLOSED: "Закрыт",
}


def sent(case: Case) -> Screen:
    text = f"Вопрос № {case.id} отправлен. {STATUS[State(case.state)]}.\nОтвет придёт сюда, ждать в чате не нужно."
    return Screen(text, [[own_button(case.id)], [menu()]])


def cancelled() -> Screen:
    return Screen("Хорошо, никому не отправляем.", [[menu()]])


def card(case: Case, said: Sequence[TalkMessage], asker: Person | None, community: CommunityProfile) -> Screen:
    """For a mentor whom the question is offered to."""
    text = (
        f"❓ Вопрос № {case.id} · {topic_of(case, community)}\n{from_whom(case, asker, community)}\n\n{words_of(said)}"
    )
    text += "\n\nОтветьте на это сообщение — и вопрос ваш."
    take = button("✋ Взять и ответить", presses.TakeCase(id=case.id))
    return Screen(text, [[take], [menu()]], kept=True)


def closed_meanwhile(case: Case, community: CommunityProfile) -> Screen:
    """To mentors: in place of their cards, or to whoever answered."""
    why = "Автор удалил данные, вопрос закрыт" if case.close_reason == ERASED else "Вопрос закрыт, отвечать не нужно"
    text = f"Вопрос № {case.id} · {topic_of(case, community)}\n{why}. Спасибо!"
    return Screen(text, [[menu()]], kept=True)


def taken_by_colleague(case: Case, community: CommunityProfile) -> Screen:
    return Screen(
        f"Вопрос № {case.id} · {topic_of(case, community)}\nУже отвечает коллега. Спасибо!", [[menu()]], kept=True
    )


def to_answer(case: Case, said: Sequence[TalkMessage]) -> Screen:
    """With the question: the screen may stand in its place."""
    words = "\n".join(message.words for message in said if message.words)
    text = f"✋ Вопрос № {case.id} ваш.\n\n" + (f"{esc(short(words, SHOWN))}\n\n" if words else "")
    open_it = button("❓ Открыть вопрос", presses.MentorCase(id=case.id))
    return Screen(f"{text}Напишите ответ: текст, фото, голос или файл.", [[open_it], [menu()]])


def said_to_mentor(
    case: Case, message: TalkMessage, asker: Person | None, community: CommunityProfile, around: Around = ALONE
) -> Screen:
    text = f"💬 Вопрос № {case.id} · {from_whom(case, asker, community)}\n\n{whole(message, around)}"
    return Screen(text, _in_talk(case), kept=True)


def said_to_asker(
    case: Case, message: TalkMessage, mentor: Person | None, community: CommunityProfile, around: Around = ALONE
) -> Screen:
    who = esc(mentor.name) if mentor else esc(community.roles.mentor.title)
    text = f"💬 Вопрос № {case.id} · отвечает {who}\n\n{whole(message, around)}"
    return Screen(text, _in_talk(case), kept=True)


def delivered(case: Case, answered: bool = False) -> Screen:
    """`answered`: it was the mentor who wrote, and may think that this is all."""
    end = [[button("✅ Закрыть вопрос", presses.ProposeClosing(id=case.id))]] if answered else []
    return Screen(f"Передано: вопрос № {case.id}.", [*end, [menu()]], toast="Передано")


def ask_words(case: Case, asks: bool) -> Screen:
    """`asks`: for who has asked; the other answers."""
    text = f"Вопрос № {case.id}. Напишите, что передать: текст, фото, голос или файл."
    return Screen(text, [[back(home(case.id, asks)), menu()]])


def home(case_id: int, asks: bool) -> presses.Press:
    return presses.MyCase(id=case_id) if asks else presses.MentorCase(id=case_id)


def own_button(case_id: int) -> Button:
    """For who has asked."""
    return button(f"💬 Вопрос № {case_id}", presses.MyCase(id=case_id))


def from_whom(case: Case, asker: Person | None, community: CommunityProfile) -> str:
    if case.is_anonymous or asker is None:
        return "Без имени"
    if case.is_support:
        return esc(asker.name or "Гость")
    town = community.municipality(asker.municipality or "")
    return ", ".join(filter(None, (esc(asker.name or "Гость"), esc(town.name) if town else "")))


def words_of(said: Sequence[TalkMessage]) -> str:
    words = "\n".join(filter(None, (message.words for message in said)))
    return esc(short(words, SHOWN)) if words else FILES


def _in_talk(case: Case) -> Rows:
    answer = button("↩️ Ответить", presses.AnswerCase(id=case.id))
    return [[answer], [button("⚠️ Пожаловаться", presses.Complain(id=case.id)), menu()]]
