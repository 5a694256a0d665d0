"""What coordinators do with papers: a letter that asks for deletion, a form that parents have signed."""

from __future__ import annotations

from functools import partial

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import deletion, minors
from community.refusals import FormGone
from handlers.hearing import hear
from handlers.turn import Turn
from messengers.screen import Screen
from screens import destruction, parents, presses
from screens import my_data as screens

FORM = "paper"


class Papers(StatesGroup):
    letter = State()
    code = State()


def ask_for_paper(_: CallbackQuery, callback_data: presses.AskForPaper, turn: Turn) -> Screen:
    return letter_asked(turn, callback_data.id)


def letter_asked(turn: Turn, person_id: int, remark: str = "") -> Screen:
    person = deletion.somebody(turn.session, turn.person, person_id, turn.now)
    turn.dialogue.answers(FORM)["person"] = person.id
    turn.dialogue.answers(FORM).pop("paper", None)
    turn.dialogue.go(Papers.letter)
    return screens.ask_for_paper(person.name or "", person.id, remark)


def letter_said(message: Message, turn: Turn) -> Screen:
    person_id = turn.dialogue.answers(FORM).get("person", 0)
    paper = deletion.parse_paper(message.text or "", turn.today)
    if paper is None:
        return letter_again(turn)
    person = deletion.somebody(turn.session, turn.person, person_id, turn.now)
    turn.dialogue.answers(FORM)["paper"] = paper
    turn.dialogue.pause()
    return screens.confirm_on_paper(person.name or "", person.id, paper)


def letter_again(turn: Turn) -> Screen:
    return letter_asked(turn, turn.dialogue.answers(FORM).get("person", 0), screens.PAPER_WANTED)


def delete_on_paper(_: CallbackQuery, callback_data: presses.DeleteOnPaper, turn: Turn) -> Screen:
    told = turn.dialogue.answers(FORM)
    if told.get("person") != callback_data.id or not told.get("paper"):
        return letter_asked(turn, callback_data.id, screens.paper_lost())
    write = partial(destruction.write, community=turn.community)
    person_id, paper = callback_data.id, told["paper"]
    act = deletion.delete_on_paper(turn.session, turn.person, person_id, paper, write, turn.now)
    turn.dialogue.end(FORM)
    return screens.deleted_on_paper(act)


def forms(_: CallbackQuery, turn: Turn) -> Screen:
    return code_asked(turn)


def code_asked(turn: Turn, remark: str = "") -> Screen:
    zone = turn.community.tz
    awaited = minors.awaited(turn.session, turn.person, turn.now)
    turn.dialogue.go(Papers.code)
    people = [(item.opened_at.astimezone(zone).date(), person) for item, person in awaited]
    return parents.awaited(people, turn.today, remark)


def code_said(message: Message, turn: Turn) -> Screen:
    try:
        person = minors.by_code(turn.session, turn.person, message.text or "", turn.now)
    except FormGone:
        return code_asked(turn, parents.NOT_FOUND)
    turn.dialogue.pause()
    return parents.confirm(person.parent_form_code or "")


def code_again(turn: Turn) -> Screen:
    return code_asked(turn, parents.CODE_WANTED)


def form_chosen(_: CallbackQuery, callback_data: presses.ParentForm, turn: Turn) -> Screen:
    person = minors.by_item(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.pause()
    return parents.confirm(person.parent_form_code or "")


def form_received(_: CallbackQuery, callback_data: presses.ReceiveParentForm, turn: Turn) -> Screen:
    minors.receive(turn.session, turn.person, callback_data.code, turn.now)
    turn.dialogue.pause()
    return parents.received()


def form_asked_for(_: CallbackQuery, turn: Turn) -> Screen:
    minors.ask_for_form(turn.session, turn.person, turn.now)
    return parents.on_its_way()


def register(router: Router) -> None:
    hear(router, Papers.letter, letter_said, letter_again)
    hear(router, Papers.code, code_said, code_again)
    pressed = router.callback_query.register
    pressed(ask_for_paper, presses.AskForPaper.filter())
    pressed(delete_on_paper, presses.DeleteOnPaper.filter())
    pressed(forms, presses.ParentForms.filter())
    pressed(form_chosen, presses.ParentForm.filter())
    pressed(form_received, presses.ReceiveParentForm.filter())
    pressed(form_asked_for, presses.AskForParentForm.filter())
