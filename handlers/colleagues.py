from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import colleagues
from community.members import must_have_joined
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import colleagues as screens
from screens import presses

FORM = "find"
LONGEST = 200


class Find(StatesGroup):
    words = State()


def open_(_: CallbackQuery, turn: Turn) -> Screen:
    return ask(turn)


def ask(turn: Turn, remark: str = "") -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.go(Find.words)
    return screens.ask(turn.community, remark)


def said(message: Message, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.answers(FORM)["words"] = (message.text or "")[:LONGEST]
    return page(turn, "w", "-", 0)


def choices(_: CallbackQuery, callback_data: presses.ColleagueLists, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    known = colleagues.listed(callback_data.of, turn.community)
    if not known:
        return ask(turn)
    turn.dialogue.go(Find.words)
    return screens.ask_choice(callback_data.of, known, callback_data.page)


def found(_: CallbackQuery, callback_data: presses.Colleagues, turn: Turn) -> Screen:
    if callback_data.of != "last":
        return page(turn, callback_data.of, callback_data.id, max(callback_data.page, 0))
    last = turn.dialogue.answers(FORM).get("last")
    return page(turn, *last) if last else ask(turn)


def page(turn: Turn, of: str, choice: str, number: int) -> Screen:
    form, first = turn.dialogue.answers(FORM), number * screens.PAGE
    form["last"] = [of, choice, number]
    turn.dialogue.go(Find.words)
    sought = turn.session, turn.person
    if of == "w":
        people, total = colleagues.found(*sought, form.get("words", ""), turn.community, first, screens.PAGE)
    else:
        people, total = colleagues.having(*sought, of, choice, first, screens.PAGE)
    if number and not people:  # fewer than there were when the button was shown
        return page(turn, of, choice, 0)
    return screens.found(people, total, of, choice, number, turn.community)


def card(_: CallbackQuery, callback_data: presses.Colleague, turn: Turn) -> Screen:
    return screens.card(colleagues.one(turn.session, turn.person, callback_data.id), turn.community)


def not_words(_: Message, turn: Turn) -> Screen:
    return ask(turn, screens.WORDS)


def register(router: Router) -> None:
    router.message.register(said, Find.words, HasText())
    router.message.register(not_words, Find.words)
    router.callback_query.register(open_, presses.FindColleague.filter())
    router.callback_query.register(choices, presses.ColleagueLists.filter())
    router.callback_query.register(found, presses.Colleagues.filter())
    router.callback_query.register(card, presses.Colleague.filter())
