"""How a case ends: closed, rated, opened again; and what a mentor's own answers come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from community.closing import RATINGS, may_rate
from community.results_of_mentors import Consulting
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, button, menu
from screens.words import count, wanted
from storage.models import Case

LITTLE = 2  # a rating up to this
HELPED = "Ответ помог? Оцените от 1 до 5, где 5 — очень помог."
NOT_WORDS = wanted("пара слов об ответе, до 600 знаков, например «Сделала так, получилось»")


def closed(case: Case) -> Screen:
    """To its asker; also where it was closed already."""
    text = f"Вопрос № {case.id} закрыт."
    if not may_rate(case):
        return Screen(f"{text} Понадобится — спрашивайте снова.", [[again(case)], [menu()]])
    if case.rating is not None:
        return Screen(f"{text} Ваша оценка: {case.rating}. Спасибо!", [[again(case)], [menu()]])
    return Screen(f"{text} {HELPED}", [stars(case), [again(case)], [menu()]])


def rated(case: Case, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"Вопрос № {case.id}, оценка: {case.rating}. Спасибо!"
    text += " Жаль, что помогло мало: вопрос можно открыть снова." if has_helped_little(case) else ""
    text += "\nЕсли хотите, напишите пару слов об ответе: их увидят наставник и координатор, больше никто."
    reopen = [[again(case)]] if has_helped_little(case) else []
    return Screen(text, [[button("✖️ Без слов", presses.EndRating(id=case.id))], *reopen, [menu()]])


def has_helped_little(case: Case) -> bool:
    return case.rating is not None and case.rating <= LITTLE


def rating_ended(case: Case) -> Screen:
    return Screen(f"Спасибо! Вопрос № {case.id} закрыт, оценка сохранена.", [[again(case)], [menu()]])


def reopened(case: Case) -> Screen:
    who = "Наставник уже знает" if case.mentor_id else "Ищем наставника"
    text = f"Вопрос № {case.id} открыт снова. {who}.\nНапишите, что осталось неясным: добавим к этому вопросу."
    return Screen(text, [[button("✏️ Дополнить", presses.AnswerCase(id=case.id))], [menu()]])


def proposed(case: Case) -> Screen:
    """To the mentor."""
    text = f"Вопрос № {case.id}: спросим автора, решён ли он. Если автор промолчит неделю, вопрос закроется без него."
    return Screen(text, [[menu()]])


def stars(case: Case) -> list[Button]:
    return [button(str(each), presses.RateCase(id=case.id, rating=each)) for each in RATINGS]


def again(case: Case) -> Button:
    return button("🔁 Открыть снова", presses.ReopenCase(id=case.id))


def consulting_lines(done: Consulting) -> Sequence[str]:
    if not done.answered:
        return ()
    lines = [f"• ответили на {count(done.answered, 'вопрос', 'вопроса', 'вопросов')}, из них закрыто: {done.closed}"]
    lines += [f"• первый ответ обычно {_took(done.first_answer)}"] if done.first_answer is not None else []
    rating = f"{done.rating:.1f}".replace(".", ",") if done.rating is not None else ""
    return [*lines, f"• средняя оценка: {rating} из 5" if rating else "• средняя оценка появится после пяти оценок"]


def _took(time: timedelta) -> str:
    minutes = max(round(time.total_seconds() / 60), 1)
    if minutes < 60:
        return f"за {count(minutes, 'минуту', 'минуты', 'минут')}"
    hours = round(minutes / 60)
    return (
        f"за {count(hours, 'час', 'часа', 'часов')}"
        if hours < 48
        else f"за {count(hours // 24, 'день', 'дня', 'дней')}"
    )


def rows_of_rating(case: Case) -> Rows:
    return [stars(case)] if may_rate(case) and case.rating is None else []
