"""What people read while they write to each other through the bot."""

from __future__ import annotations

from collections.abc import Sequence

from community.conversations import Begun
from community.mentorships import Kind, Seen
from community.pair_talks import reached
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.case_topics import topic_of
from screens.consultations import from_whom, words_of
from screens.navigation import Rows, button, menu
from screens.words import count, esc, listed, short
from storage.models import Case, Person, TalkMessage

QUOTED = 60
TOGETHER = {Kind.GROUP: "👥 Группа:", Kind.PEERS: "👥 Равные:", Kind.PROJECT: "👥 Команда:"}


def held(case: Case, message: TalkMessage) -> Screen:
    text = f"Ответ на вопрос № {case.id} отправим через минуту. Если заметите опечатку, его ещё можно исправить."
    mend = button("✏️ Исправить", presses.MendAnswer(id=message.id))
    now = button("✉️ Отправить сейчас", presses.SendAnswerNow(id=message.id))
    return Screen(text, [[mend], [now], [menu()]])


def mend(case: Case, message: TalkMessage) -> Screen:
    text = (
        f"Напишите ответ на вопрос № {case.id} заново — он заменит прежний. "
        "Если ничего не напишете, через десять минут уйдёт прежний."
    )
    return Screen(text, [[button("✉️ Отправить прежний", presses.SendAnswerNow(id=message.id))], [menu()]])


def sent_now(case: Case) -> Screen:
    end = button("✅ Закрыть вопрос", presses.ProposeClosing(id=case.id))
    return Screen(f"Ответ на вопрос № {case.id} отправлен.", [[end], [menu()]], toast="Отправлено")


def passed_on(begun: Begun) -> Screen:
    """The bot has chosen the talk."""
    text = f"Передано: вопрос № {begun.case.id}{_quoted(begun.question)}.\nЧтобы спросить о другом, откройте меню."
    return Screen(text, [[menu()]], toast="Передано")


def for_whom(draft: Case, begun: Sequence[Begun | Seen], said: Sequence[TalkMessage]) -> Screen:
    text = f"Кому это сообщение? Пока оно никому не передано.\n\n{words_of(said)}"
    talking: Rows = [[_to(draft, each)] for each in begun[:4]]
    new = button("❓ Новый вопрос", presses.AsQuestion(id=draft.id))
    return Screen(text, [*talking, [new], [button("✖️ Никому", presses.CancelQuestion(id=draft.id)), menu()]])


def _to(draft: Case, talk: Begun | Seen) -> Button:
    if isinstance(talk, Seen):
        who = talk.mentorship.title or listed([each.person.name or "" for each in reached(talk) if each.person], 2)
        together = TOGETHER.get(Kind(talk.mentorship.kind), "👤")
        return button(short(f"{together} {who}"), presses.PassToPair(draft=draft.id, id=talk.mentorship.id))
    line = short(f"💬 № {talk.case.id} · {_line(talk.question) or 'вложение'}")
    return button(line, presses.PassOn(draft=draft.id, case=talk.case.id))


def contact_seen(draft: Case, case: Case, said: Sequence[TalkMessage]) -> Screen:
    text = (
        f"⏸ Похоже, здесь телефон, адрес или имя в сети, а вопрос № {case.id} задан без имени. "
        f"Пока ничего не передано.\n\n{words_of(said)}"
    )
    send = button("✉️ Отправить как есть", presses.PassOn(draft=draft.id, case=case.id))
    again = button("✏️ Написать иначе", presses.AnswerCase(id=case.id))
    return Screen(text, [[again], [send], [button("✖️ Не отправлять", presses.CancelQuestion(id=draft.id)), menu()]])


def returned(words: str, why: str) -> Screen:
    """What was not passed on comes back whole."""
    text = f"{why} Сообщение никому не передано."
    return Screen(f"{text} Вот оно:\n\n{esc(words)}" if words else text, [[menu()]])


TAKEN = "На этот вопрос уже отвечает коллега."
CLOSED = "Этот вопрос уже закрыт."


def left_out(case: Case, files: int) -> Screen:
    said = count(files, "файл не поместился", "файла не поместились", "файлов не поместились")
    text = (
        f"Вопрос № {case.id}: {said}. За один раз передаём до десяти файлов, вместе до 50 МБ. "
        "Остальное передано; пришлите лишнее отдельным сообщением."
    )
    return Screen(text, [[button("↩️ Дослать", presses.AnswerCase(id=case.id)), menu()]])


def undelivered(case: Case, message: TalkMessage) -> Screen:
    what = f"«{esc(short(_line(message.words), QUOTED))}»" if message.words else "вложение"
    text = (
        f"❗ Сообщение пока не доставлено: {what}, вопрос № {case.id}. "
        "Собеседник сейчас недоступен. Попробуйте позже, сообщение сохранено."
    )
    return Screen(text, [[button("🔁 Отправить ещё раз", presses.SayAgain(id=message.id))], [menu()]], kept=True)


def tried_again(case: Case) -> Screen:
    text = f"Отправляем ещё раз: вопрос № {case.id}. Если не получится, напишем."
    return Screen(text, [[menu()]], toast="Отправляем")


def question_changed(
    case: Case, said: Sequence[TalkMessage], asker: Person | None, community: CommunityProfile
) -> Screen:
    text = f"❓ Вопрос № {case.id} · {topic_of(case, community)}\n{from_whom(case, asker, community)}\n\n"
    text += f"{words_of(said)}\n<i>(изменено)</i>\n\nОтветьте на это сообщение, и мы передадим."
    return Screen(text, [[button("↩️ Ответить", presses.AnswerCase(id=case.id)), menu()]], kept=True)


def _line(words: str) -> str:
    return " ".join(words.split())


def _quoted(words: str) -> str:
    return f", «{esc(short(_line(words), QUOTED))}»" if words else ""
