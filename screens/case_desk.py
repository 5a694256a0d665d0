"""The coordinators' desk of questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from community.case_desk import REASONS, Seen, Wanted
from community.consultations import OPEN, State
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.case_topics import topic_name, topic_of
from screens.consultations import from_whom, words_of
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.words import day, esc, short
from storage.models import Case, Person

PAGE = 6
STATES = {
    State.SEARCHING: "Ищем наставника",
    State.TAKEN: "Отвечает наставник",
    State.ANSWERED: "Есть ответ",
    State.ASKED: "Ждём автора",
    State.COORDINATOR: "У координатора",
    State.CLOSED: "Закрыт",
}
FILTERS = {"searching": "Ищем", "taken": "У наставника", "answered": "Есть ответ", "coordinator": "У координатора"}
REASON = {
    "answered": "Ответ найден",
    "elsewhere": "Это не к нам",
    "nobody": "Некому ответить",
    "rules": "Нарушает правила",
    "other": "Другая причина",
}
NAME = "Нужно имя словами, например «Борис», или кнопка из списка."
NOBODY = "Никого с таким именем, кто может взять этот вопрос, не нахожу."
WORDS = "Нужна пара слов текстом, до 300 знаков, например «ответ есть в готовых ответах»."
ALREADY = "Этот вопрос уже закрыт, менять ничего не нужно."


def listed(
    cases: Sequence[Case], total: int, wanted: Wanted, page: int, community: CommunityProfile, now: datetime
) -> Screen:
    press = presses.CaseTools(topic=wanted.topic or "-", state=wanted.state or "-", late=wanted.late)
    tools = button("📌 Отбор, обращения, итоги", press)
    text = f"💬 <b>Открытые вопросы</b>: {total}. Сначала те, что ждут дольше."
    if chosen := in_words(wanted, community):
        text += f"\nОтбор: {esc(chosen)}."
    text += "".join(f"\n№ {case.id} · {_line(case, community, now)}" for case in cases)
    text += "" if total else "\nТаких сейчас нет."
    choices = [button(f"№ {case.id}", presses.DeskCase(id=case.id)) for case in cases]
    ends = [back(presses.MoreOfDesk()) if not page else button("◀️", _page(wanted, page - 1))]
    if (page + 1) * PAGE < total:
        ends.append(button("Ещё ▶️", _page(wanted, page + 1)))
    return Screen(text, [*rows_of(choices), [tools], [*ends, menu()]])


def tools(wanted: Wanted, coordinates: bool, community: CommunityProfile) -> Screen:
    """`coordinates`: and not only answers questions of support."""
    text = f"📌 <b>Отбор вопросов</b>: {esc(in_words(wanted, community) or 'все открытые')}.\n"
    text += "Нажмите на выбранное ещё раз, чтобы снять."
    late = replace(wanted, late=not wanted.late)
    choices = [
        button("✅ Тема" if wanted.topic else "Тема", presses.CaseTopics(state=wanted.state or "-", late=wanted.late)),
        button("✅ Просроченные" if wanted.late else "Просроченные", _page(late, 0)),
    ]
    for state, name in FILTERS.items():
        chosen = state == wanted.state
        press = _page(replace(wanted, state=None if chosen else state), 0)
        choices.append(button(f"✅ {name}" if chosen else name, press))
    more = [button("⚠️ Обращения", presses.Complaints())]
    more += [button("📊 Итоги", presses.CaseNumbers())] if coordinates else []
    return Screen(text, [*rows_of(choices), more, [back(_page(wanted, 0)), menu()]])


def topics(wanted: Wanted, page: int, community: CommunityProfile) -> Screen:
    every = button("Любая тема", _page(replace(wanted, topic=None), 0))
    choices = [
        button(short(topic.name), _page(replace(wanted, topic=topic.id), 0)) for topic in community.consulting_topics
    ]

    def turn_to(page: int) -> presses.Press:
        return presses.CaseTopics(state=wanted.state or "-", late=wanted.late, page=page)

    return Screen("Какая тема?", paged(choices, page, turn_to, [every, menu()]))


def card(seen: Seen, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    case = seen.case
    text = f"{remark}\n\n" if remark else ""
    text += f"<b>Вопрос № {case.id}</b> · {topic_of(case, community)}\n"
    text += f"{STATES[State(case.state)]}.{_dates(case, community, now)}"
    if seen.mentor and seen.mentor.name:
        text += f"\nОтвечает: {esc(short(seen.mentor.name))}."
    if seen.said:
        text += f"\n\n{from_whom(case, seen.asker, community)}\n{words_of(seen.said)}"
    else:
        text += "\n\n🔒 Текст видят только двое: кто спросил и кто отвечает."
    return Screen(text, [*_actions(seen), [back(presses.CaseDesk()), menu()]])


def ask_whom(case: Case, people: Sequence[Person], typed: bool, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"Кому поручить вопрос № {case.id}? "
    if typed:
        text += "Вот кого нахожу. Если нужного нет, напишите имя полнее."
    elif people:
        text += "Здесь те, у кого сейчас меньше всего вопросов. Другого найдёт имя: напишите его."
    else:
        text += "Сейчас некому: все, кто может ответить, на паузе или уже отвечают. Можно попробовать имя."
    choices = [
        [button(short(person.name or "имя не указано"), presses.AssignCase(id=case.id, person=person.id))]
        for person in people[:4]
    ]
    return Screen(text, [*choices, [back(presses.DeskCase(id=case.id)), menu()]])


def assigned(case: Case, mentor: Person | None) -> Screen:
    name = f": {esc(short(mentor.name))}" if mentor and mentor.name else ""
    text = f"Вопрос № {case.id} передан{name}. Карточка с вопросом уже отправлена."
    return Screen(text, [[button("💬 К вопросам", presses.CaseDesk()), menu()]])


def ask_reason(case: Case) -> Screen:
    text = f"Почему закрыть вопрос № {case.id}? Автору напишем об этом по-доброму."
    choices = [button(REASON[reason], presses.WordCase(id=case.id, reason=reason)) for reason in REASONS]
    return Screen(text, [*rows_of(choices), [back(presses.DeskCase(id=case.id)), menu()]])


def ask_words(case: Case, reason: str, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"Вопрос № {case.id}, причина: {REASON[reason].lower()}. Можно добавить пару слов для автора: "
    text += "напишите их одним сообщением или закройте без слов."
    close = button("✖️ Закрыть без слов", presses.CloseForReason(id=case.id, reason=reason))
    return Screen(text, [[close], [back(presses.AskCaseReason(id=case.id)), menu()]])


def closed(case: Case, now_closed: bool) -> Screen:
    text = f"Вопрос № {case.id} закрыт. Автору сообщим." if now_closed else ALREADY
    return Screen(text, [[button("💬 К вопросам", presses.CaseDesk()), menu()]])


def ask_twin(seen: Seen, community: CommunityProfile) -> Screen:
    case = seen.case
    if not seen.twins:
        return Screen("Других открытых вопросов этого автора нет.", [[back(presses.DeskCase(id=case.id)), menu()]])
    text = f"С каким вопросом того же автора объединить № {case.id}? Его слова перейдут туда, а этот закроется."
    choices = [
        [
            button(
                short(f"№ {twin.id} · {topic_name(twin.topic, community)}"), presses.MergeCase(id=case.id, into=twin.id)
            )
        ]
        for twin in seen.twins
    ]
    return Screen(text, [*choices, [back(presses.DeskCase(id=case.id)), menu()]])


def merged(into: Case) -> Screen:
    text = f"Готово: всё теперь в вопросе № {into.id}. Автору сообщим."
    return Screen(text, [[button("💬 Открыть вопрос", presses.DeskCase(id=into.id)), menu()]])


def in_words(wanted: Wanted, community: CommunityProfile) -> str:
    topic = topic_name(wanted.topic, community) if wanted.topic else ""
    state = FILTERS.get(wanted.state or "", "").lower()
    return ", ".join(filter(None, (topic, state, "просроченные" if wanted.late else "")))


def _actions(seen: Seen) -> Rows:
    case = seen.case
    if case.state not in OPEN:
        return []
    rows: Rows = []
    if case.is_support and case.state in (State.SEARCHING, State.COORDINATOR):
        rows.append([button("✋ Взять и ответить", presses.TakeCase(id=case.id))])
    choices = [button("👥 Поручить", presses.AskToAssign(id=case.id))]
    if seen.twins:
        choices.append(button("🔁 Объединить", presses.AskMerge(id=case.id)))
    return [*rows, *rows_of([*choices, button("✖️ Закрыть", presses.AskCaseReason(id=case.id))])]


def _line(case: Case, community: CommunityProfile, now: datetime) -> str:
    since = (case.sent_at or case.created_at).astimezone(community.tz).date()
    late = " · ❗ срок прошёл" if _is_late(case, now) else ""
    said = STATES[State(case.state)].lower()
    return f"{esc(short(topic_name(case.topic, community), 30))} · {said} · с {_day(since, community, now)}{late}."


def _dates(case: Case, community: CommunityProfile, now: datetime) -> str:
    text = f"\nЗадан {_day((case.sent_at or case.created_at).astimezone(community.tz).date(), community, now)}"
    if case.answer_by and case.answered_at is None and case.state in OPEN:
        until = _day(case.answer_by.astimezone(community.tz).date(), community, now)
        text += f", ❗ ответить нужно было до {until}" if _is_late(case, now) else f", ответить нужно до {until}"
    if case.answered_at:
        text += f", первый ответ {_day(case.answered_at.astimezone(community.tz).date(), community, now)}"
    return f"{text}."


def _day(value: date, community: CommunityProfile, now: datetime) -> str:
    return day(value, now.astimezone(community.tz).date())


def _is_late(case: Case, now: datetime) -> bool:
    return case.answered_at is None and case.answer_by is not None and case.answer_by < now


def _page(wanted: Wanted, page: int) -> presses.CaseDesk:
    return presses.CaseDesk(page=page, topic=wanted.topic or "-", state=wanted.state or "-", late=wanted.late)
