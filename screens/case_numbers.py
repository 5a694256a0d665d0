"""Questions of a period in numbers."""

from __future__ import annotations

from datetime import timedelta

from community.case_numbers import FEWEST, Numbers, Period, Span
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.case_topics import topic_name
from screens.navigation import back, button, menu, rows_of
from screens.words import count, esc, full_days, short

SPANS = {
    Span.MONTH: "Этот месяц",
    Span.LAST_MONTH: "Прошлый месяц",
    Span.QUARTER: "Этот квартал",
    Span.YEAR: "Этот год",
}
TOPICS = 6


def shown(numbers: Numbers, span: str, community: CommunityProfile) -> Screen:
    lines = [
        f"📊 <b>Вопросы</b>, {days_of(numbers.period)}",
        f"Задано: {numbers.asked}, есть ответ: {numbers.answered}, закрыто: {numbers.closed}.",
        f"Сейчас просрочено: {numbers.late}." if numbers.late else "Просроченных нет.",
    ]
    if numbers.days is not None:
        took = _number(numbers.days)
        lines.append(f"До первого ответа в среднем: {'меньше дня' if took == '0' else f'{took} дн.'}")
    if numbers.rating is not None:
        lines.append(f"Средняя оценка: {_number(numbers.rating)} из 5.")
    lines += (
        ["", *(_topic(topic, many, community) for topic, many in numbers.topics[:TOPICS])] if numbers.topics else []
    )
    lines += [
        "",
        "<b>Темы поддержки</b>",
        *(_topic(topic, many, community) for topic, many in numbers.support[:TOPICS]),
    ]
    lines.append(f"Здесь только темы, где вопросов {FEWEST} и больше: так никого не узнать.")
    spans = [button(name, presses.CaseNumbers(of=each)) for each, name in SPANS.items() if each != span]
    file = [button("📄 Файл Excel", presses.CaseFile(of=span))]
    return Screen("\n".join(lines), [*rows_of(spans), file, [back(presses.CaseTools()), menu()]])


def file_follows(period: Period, span: str) -> Screen:
    text = f"Готовим файл за {days_of(period)}, пришлём его сюда. В нём нет ни имён, ни текстов."
    return Screen(text, [[back(presses.CaseNumbers(of=span)), menu()]])


def days_of(period: Period) -> str:
    return full_days(period.since, period.until - timedelta(days=1))


def _topic(topic: str, many: int, community: CommunityProfile) -> str:
    return f"{esc(short(topic_name(topic, community)))}: {count(many, 'вопрос', 'вопроса', 'вопросов')}."


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")
