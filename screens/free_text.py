"""What the bot says when nobody asked it anything it knows, or too much at once."""

from __future__ import annotations

from messengers.screen import Screen
from screens.navigation import menu


def greeting() -> Screen:
    return Screen("Здравствуйте! Рады вас видеть. Всё, что умею, — в меню.", [[menu()]])


def thanks() -> Screen:
    return Screen("Пожалуйста! Хорошего дня.", [[menu()]])


def short_reply() -> Screen:
    return Screen("Принято. Если хотите что-то сделать, загляните в меню.", [[menu()]])


def old_button() -> Screen:
    return Screen(
        "Эта кнопка больше не действует: бот обновился. Начните из меню.", [[menu()]], toast="Кнопка устарела"
    )


def form_gone() -> Screen:
    return Screen("Бот обновился, и этот шаг изменился. Ничего не потеряно: начните ещё раз из меню.", [[menu()]])


def too_fast() -> Screen:
    return Screen(
        "Сообщений слишком много сразу, часть пропущена. Подождите полминуты и повторите последнее.", [[menu()]]
    )


def was_away() -> Screen:
    return Screen(
        "Бот был недоступен и мог пропустить ваши сообщения. Повторите, пожалуйста, последнее — или загляните в меню.",
        [[menu()]],
    )


def incident(number: str) -> Screen:
    text = (
        "Что-то сломалось у нас, не у вас. Ваши прежние ответы целы. Попробуйте ещё раз, а если повторится — "
        f"сообщите координатору номер <b>{number}</b>."
    )
    return Screen(text, [[menu()]])
