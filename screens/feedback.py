"""How it was: a rating, some words if wished, with a name or without one."""

from __future__ import annotations

from community.feedback import ENOUGH, RATINGS, Opinions
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, back, button, menu
from screens.words import count, esc, remarked, wanted
from storage.models import Event

PAGE = 3
NOT_AN_OPINION = wanted("отзыв словами, до 600 знаков, например «Пригодится уже на этой неделе»")


def stars(event: Event) -> list[Button]:
    return [button(str(each), presses.RateEvent(id=event.id, rating=each)) for each in RATINGS]


def ask(event: Event) -> Screen:
    text = f"Как прошло? «{esc(event.title)}»\nОцените от 1 до 5, где 5 — отлично."
    return Screen(text, [stars(event), _ends(event)])


def ask_words(event: Event, rating: int, words: str | None, remark: str = "") -> Screen:
    text = remarked(remark)
    text += f"«{esc(event.title)}»\nВаша оценка: {rating}."
    text += f"\nВаш отзыв: {esc(words)}\n\nОтправить? Можно написать иначе." if words else "\n\n"
    text += "" if words else "Что запомнилось, чего не хватило? Напишите одним сообщением или отправьте только оценку."
    text += "\n<i>Без имени: кто написал, не сохраняется, от времени остаётся только день.</i>"
    return Screen(text, [*_send(event), _ends(event)])


def _send(event: Event) -> Rows:
    named = button("✉️ Отправить", presses.SendFeedback(id=event.id, named=True))
    return [[named, button("Без имени", presses.SendFeedback(id=event.id, named=False))]]


def thanks(event: Event) -> Screen:
    text = f"🙏 Спасибо, отзыв сохранён: «{esc(event.title)}». Он поможет сделать следующую встречу лучше."
    return Screen(text, [_ends(event)])


def already(event: Event) -> Screen:
    text = f"Ваш отзыв уже есть: «{esc(event.title)}». Спасибо! Он отправляется один раз."
    return Screen(text, [_ends(event)])


def opinions(seen: Opinions, page: int) -> Screen:
    """For those who run the event."""
    event = seen.event
    lines = [f"<b>{esc(event.title)}</b>", _numbers(seen), *(_said(name, words) for name, words in seen.words)]
    if seen.hidden:
        lines.append("<i>Слова без имени пока не показываем: по ним можно было бы понять, кто написал.</i>")
    turn = [button("◀️", presses.Opinions(id=event.id, page=page - 1))] if page else []
    if (page + 1) * PAGE < seen.total:
        turn.append(button("Ещё ▶️", presses.Opinions(id=event.id, page=page + 1)))
    ends = [back(presses.RunEvent(id=event.id)), menu()]
    return Screen("\n\n".join(lines), [*([turn] if turn else []), ends])


def _numbers(seen: Opinions) -> str:
    if not seen.answers:
        return "Отзывов пока нет. Их просим у тех, чьё участие подтверждено, через час после окончания."
    text = f"Отзывов: {seen.answers}"
    if seen.average is None:
        needed = count(ENOUGH, "отзыва", "отзывов", "отзывов")
        return f"{text}. Среднюю оценку покажем от {needed}, чтобы не было видно, кто сколько поставил."
    average = f"{seen.average:.1f}".replace(".", ",")
    return f"{text}, средняя оценка {average} из 5."


def _said(name: str | None, words: str) -> str:
    return f"💬 {esc(words)}\n<i>{esc(name) if name else 'Без имени'}</i>"


def _ends(event: Event) -> list[Button]:
    return [back(presses.ShowEvent(id=event.id)), menu()]
