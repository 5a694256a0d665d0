"""Asking a question: the one screen before it is sent, and what one has asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community import closing
from community.asking import Draft
from community.consents import Kind, wording
from community.consultations import State
from community.profiles import CommunityProfile
from community.sensitive import Sensitive
from community.talks import Side
from messengers.screen import Button, Screen
from screens import presses
from screens.case_topics import topic_name, topic_of
from screens.consents import document
from screens.consultations import STATUS, own_button, words_of
from screens.navigation import PAGE, Rows, back, button, menu, paged
from screens.words import day, esc, short, wanted
from storage.models import Case, TalkMessage

SHOWN = 350  # characters of a question, where other things stand beside it
LAST_SHOWN = 160  # of each of the last messages
ASK = "❓ Задать вопрос"
NOT_WORDS = wanted("вопрос словами, фото, голосом или файлом, например «Как провести первое родительское собрание?»")
TOO_LARGE = "Файл больше 20 МБ бот не передаст. Пришлите поменьше или напишите ссылку."
NOT_FETCHED = "Файл не удалось получить. Пришлите его, пожалуйста, ещё раз."
JOINED = "Добавлено к вопросу.\n"
WARNINGS = {
    Sensitive.CHILD: (
        "❗ Похоже, в тексте имя ребёнка или диагноз: уберите, пожалуйста, или напишите «ученик 3 класса»."
    ),
    Sensitive.DIAGNOSIS: (
        "❗ Похоже, в тексте имя ребёнка или диагноз: проверьте, пожалуйста, чтобы ребёнка нельзя было узнать."
    ),
    Sensitive.DOCUMENT: "❗ Похоже, в тексте номер документа или телефон: уберите, пожалуйста, ответу они не нужны.",
}
PICTURES = "🖼 На фото не должно быть лиц детей и документов: проверьте, пожалуйста."


def ask_words(asked_before: bool, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += "Напишите вопрос: текст, фото, голос или файл, можно несколькими сообщениями."
    text += "\nСначала покажем, что получилось, и ничего не отправим без вас."
    return Screen(text, [*_mine(asked_before), [menu()]])


def draft(draft: Draft, community: CommunityProfile) -> Screen:
    """Before it is sent: the one screen."""
    text = JOINED if draft.joined else ""
    text += f"Тема: <b>{topic_of(draft.case, community)}</b>\n\n{_quoted(draft.said, SHOWN)}"
    hints = [WARNINGS[draft.sensitive]] if draft.sensitive else []
    hints += [PICTURES] if draft.pictures else []
    text += "".join(f"\n\n{hint}" for hint in hints)
    text += "\n\nПохоже, на это уже отвечали: посмотрите ниже." if draft.similar else ""
    text += "\n\nОтправить вопрос наставникам? Пока он никому не передан. Дополнить можно следующим сообщением."
    return Screen(text, _choices(draft))


def _choices(draft: Draft) -> Rows:
    number = draft.case.id
    send = button("✉️ Отправить", presses.SendQuestion(id=number, named=True))
    topic = button("🗂 Сменить тему", presses.ChangeTopic(id=number, page=0))
    hidden = button("🕶 Отправить без имени", presses.SendQuestion(id=number, named=False))
    again = [[button("✏️ Переписать", presses.RewriteQuestion(id=number))]] if draft.sensitive else []
    never = button("✖️ Это не вопрос", presses.CancelQuestion(id=number))
    near = [
        [button(short(f"📚 {article.title}"), presses.OfferedArticle(id=article.id, case=number))]
        for article in draft.similar[: 2 if again else 3]
    ]
    return [*near, [send, topic], [hidden], *again, [never, menu()]]


def topics(case: Case, page: int, community: CommunityProfile) -> Screen:
    text = f"О чём вопрос? Сейчас: <b>{topic_of(case, community)}</b>."
    choices = [
        button(each.name, presses.TopicOfCase(id=case.id, topic=each.id))
        for each in community.consulting_topics
        if each.id != case.topic
    ]
    ends = [back(presses.ShowDraft(id=case.id)), menu()]
    return Screen(text, paged(choices, page, lambda to: presses.ChangeTopic(id=case.id, page=to), ends))


def consent(community: CommunityProfile, waits: bool) -> Screen:
    """For a guest: the consent alone, they need not join. `waits`: a question is there already."""
    lead = "Вопрос цел и пока никому не передан.\n" if waits else ""
    lead += "Чтобы передать его наставнику и вернуть ответ, нужно согласие. Вступать не обязательно.\n\n"
    version = wording(community, Kind.PARTICIPATION).version
    agree = button("Даю согласие", presses.AgreeToAsk(version=version))
    refuse = button("Не даю", presses.DeclineToAsk())
    return Screen(lead + document(community, Kind.PARTICIPATION), [[agree, refuse], [menu()]])


def declined() -> Screen:
    text = "Понимаем. Без согласия передать вопрос нельзя: он стёрт, его никто не видел. Передумаете — спросите снова."
    return Screen(text, [[button(ASK, presses.AskQuestion())], [menu()]])


def rewritten() -> Screen:
    text = "Прежнее стёрто, вложения тоже. Напишите вопрос заново, без имён и документов, "
    text += "например: «ученик 3 класса не читает»."
    return Screen(text, [[menu()]])


def sent_already(case: Case) -> Screen:
    return Screen(f"Вопрос № {case.id} уже отправлен.", [[own_button(case.id)], [menu()]])


def listed(cases: Sequence[Case], page: int, community: CommunityProfile) -> Screen:
    """«Мои вопросы», the newest first."""
    if not cases:
        text = "Вы пока ни о чём не спрашивали. Спросите о том, что важно сейчас: отвечают коллеги."
        return Screen(text, [[button(ASK, presses.AskQuestion())], [menu()]])
    shown = [button(_label(case, community), presses.MyCase(id=case.id)) for case in cases]
    last = (len(shown) - 1) // (PAGE - 2)
    page = min(max(page, 0), last)
    rows = [[each] for each in shown[page * (PAGE - 2) : (page + 1) * (PAGE - 2)]]
    arrows = [button("◀️", presses.MyQuestions(page=page - 1))] if page else []
    arrows += [button("Ещё ▶️", presses.MyQuestions(page=page + 1))] if page < last else []
    text = "<b>Мои вопросы</b>\nНажмите, чтобы прочитать, дополнить или закрыть."
    ends = [button(ASK, presses.AskQuestion()), menu()]
    return Screen(text, [*rows, *([arrows] if arrows else []), ends])


def card(case: Case, said: Sequence[TalkMessage], community: CommunityProfile, now: datetime) -> Screen:
    text = f"<b>Вопрос № {case.id}</b> · {topic_of(case, community)}\n"
    text += f"{status(case)}{_until(case, community, now)}\n\n{_talk(said)}"
    return Screen(text, [*_next(case, now), _seldom(case), [back(presses.MyQuestions(page=0)), menu()]])


def _seldom(case: Case) -> list[Button]:
    """`SureToName`: only the asker can undo being unnamed."""
    named = [button("👤 Назвать себя", presses.SureToName(id=case.id))] if case.is_anonymous else []
    return [*named, button("⚠️ Пожаловаться", presses.Complain(id=case.id))]


def status(case: Case) -> str:
    state = State(case.state)
    again = case.reopened_at is not None and state in (State.SEARCHING, State.TAKEN)
    return f"Открыт снова. {STATUS[state]}." if again else f"{STATUS[state]}."


def waiting(cases: Sequence[Case]) -> str:
    """A line of the main menu."""
    first = cases[0]
    said = "💬 Наставник спрашивает" if first.state == State.ASKED.value else "💬 Есть ответ"
    more = f" и ещё {len(cases) - 1}" if len(cases) > 1 else ""
    return f"{said}: вопрос № {first.id}{more}."


def waiting_button(cases: Sequence[Case]) -> Button:
    if len(cases) > 1:
        return button(f"💬 Мои вопросы ({len(cases)})", presses.MyQuestions(page=0))
    return own_button(cases[0].id)


def _mine(asked_before: bool) -> Rows:
    return [[button("💬 Мои вопросы", presses.MyQuestions(page=0))]] if asked_before else []


def _label(case: Case, community: CommunityProfile) -> str:
    return short(f"№ {case.id} · {STATUS[State(case.state)]} · {topic_name(case.topic, community)}")


def _until(case: Case, community: CommunityProfile, now: datetime) -> str:
    if not closing.may_reopen(case, now) or case.closed_at is None:
        return ""
    last = (case.closed_at + closing.REOPENS).astimezone(community.tz).date()
    return f" Открыть снова можно до {day(last, now.astimezone(community.tz).date())}."


def _next(case: Case, now: datetime) -> Rows:
    if case.state != State.CLOSED.value:
        more = button("✏️ Дополнить", presses.AnswerCase(id=case.id))
        return [[more, button("✅ Вопрос решён", presses.CloseCase(id=case.id))]]
    if not closing.may_reopen(case, now):
        return [[button("❓ Задать новый вопрос", presses.AskQuestion())]]
    rate = [[button("⭐ Оценить ответ", presses.CloseCase(id=case.id))]] if _unrated(case) else []
    return [[button("🔁 Открыть снова", presses.ReopenCase(id=case.id))], *rate]


def _unrated(case: Case) -> bool:
    return closing.may_rate(case) and case.rating is None


def _talk(said: Sequence[TalkMessage]) -> str:
    lines = [
        f"{'Вы' if each.side == Side.ASKER.value else 'Наставник'}: {_quoted([each], LAST_SHOWN)}" for each in said
    ]
    return "\n\n".join(lines) or "Переписки пока нет."


def _quoted(said: Sequence[TalkMessage], most: int) -> str:
    words = "\n".join(filter(None, (message.words for message in said)))
    return esc(short(words, most)) if words else words_of(said)
