"""The coordinators' desk of questions: which wait, who is to answer, how they end; and their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import case_desk, case_numbers, roles
from community.case_desk import Wanted
from community.refusals import NotAllowed
from community.roles import Right
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import case_desk as screens
from screens import case_numbers as number_screens
from screens import presses
from storage.models import Person

FORM = "casedesk"


class CaseDesk(StatesGroup):
    name = State()
    words = State()


def listed(_: CallbackQuery, callback_data: presses.CaseDesk, turn: Turn) -> Screen:
    turn.dialogue.pause()
    wanted, page, most = wanted_in(callback_data), max(callback_data.page, 0), screens.PAGE
    cases, total = case_desk.listed(turn.session, turn.person, wanted, turn.now, page * most, most)
    if page and not cases:  # fewer than there were when the button was shown
        page = 0
        cases, total = case_desk.listed(turn.session, turn.person, wanted, turn.now, 0, most)
    return screens.listed(cases, total, wanted, page, turn.community, turn.now)


def wanted_in(press: presses.CaseDesk | presses.CaseTools) -> Wanted:
    topic, state = (None if value == "-" else value for value in (press.topic, press.state))
    return Wanted(topic, state, press.late)


def tools(_: CallbackQuery, callback_data: presses.CaseTools, turn: Turn) -> Screen:
    rights = roles.rights_of(turn.session, turn.person, turn.now)
    if not case_desk.may_open(turn.session, turn.person, turn.now):
        raise NotAllowed
    return screens.tools(wanted_in(callback_data), Right.RUN_CONSULTING in rights, turn.community)


def topics(_: CallbackQuery, callback_data: presses.CaseTopics, turn: Turn) -> Screen:
    state = None if callback_data.state == "-" else callback_data.state
    return screens.topics(Wanted(None, state, callback_data.late), callback_data.page, turn.community)


def show(_: CallbackQuery, callback_data: presses.DeskCase, turn: Turn) -> Screen:
    turn.dialogue.pause()
    seen = case_desk.look(turn.session, turn.person, callback_data.id, turn.now)
    return screens.card(seen, turn.community, turn.now)


def ask_whom(_: CallbackQuery, callback_data: presses.AskToAssign, turn: Turn) -> Screen:
    return choosing(turn, callback_data.id)


def choosing(turn: Turn, case_id: int, remark: str = "") -> Screen:
    seen = case_desk.look(turn.session, turn.person, case_id, turn.now)
    turn.dialogue.forms[FORM] = {"id": case_id}
    turn.dialogue.go(CaseDesk.name)
    return screens.ask_whom(seen.case, fittest(turn, case_id), False, remark)


def fittest(turn: Turn, case_id: int) -> Sequence[Person]:
    return case_desk.fittest(turn.session, turn.person, case_id, turn.community, turn.now)


def name_said(message: Message, turn: Turn) -> Screen:
    case_id = turn.dialogue.answers(FORM).get("id", 0)
    found = case_desk.answering(turn.session, turn.person, case_id, message.text or "", turn.now)
    if not found:
        return choosing(turn, case_id, screens.NOBODY)
    seen = case_desk.look(turn.session, turn.person, case_id, turn.now)
    return screens.ask_whom(seen.case, found, True)


def not_a_name(_: Message, turn: Turn) -> Screen:
    return choosing(turn, turn.dialogue.answers(FORM).get("id", 0), screens.NAME)


def assign(_: CallbackQuery, callback_data: presses.AssignCase, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    case = case_desk.assign(turn.session, turn.person, callback_data.id, callback_data.person, turn.now)
    return screens.assigned(case, case_desk.look(turn.session, turn.person, case.id, turn.now).mentor)


def ask_reason(_: CallbackQuery, callback_data: presses.AskCaseReason, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.ask_reason(case_desk.look(turn.session, turn.person, callback_data.id, turn.now).case)


def ask_words(_: CallbackQuery, callback_data: presses.WordCase, turn: Turn) -> Screen:
    return wording(turn, callback_data.id, callback_data.reason)


def wording(turn: Turn, case_id: int, reason: str, remark: str = "") -> Screen:
    seen = case_desk.look(turn.session, turn.person, case_id, turn.now)
    turn.dialogue.forms[FORM] = {"id": case_id, "reason": reason}
    turn.dialogue.go(CaseDesk.words)
    known = reason if reason in case_desk.REASONS else "other"
    return screens.ask_words(seen.case, known, remark)


def words_said(message: Message, turn: Turn) -> Screen:
    form, words = turn.dialogue.answers(FORM), case_desk.parse_reason(message.text or "")
    if words is None:
        return wording(turn, form.get("id", 0), form.get("reason", "other"), screens.WORDS)
    return closing(turn, form.get("id", 0), form.get("reason", "other"), words)


def close(_: CallbackQuery, callback_data: presses.CloseForReason, turn: Turn) -> Screen:
    return closing(turn, callback_data.id, callback_data.reason, None)


def closing(turn: Turn, case_id: int, reason: str, words: str | None) -> Screen:
    case, by_this = case_desk.close(turn.session, turn.person, case_id, reason, words, turn.now)
    turn.dialogue.end(FORM)
    return screens.closed(case, by_this)


def ask_twin(_: CallbackQuery, callback_data: presses.AskMerge, turn: Turn) -> Screen:
    return screens.ask_twin(case_desk.look(turn.session, turn.person, callback_data.id, turn.now), turn.community)


def merge(_: CallbackQuery, callback_data: presses.MergeCase, turn: Turn) -> Screen:
    into = case_desk.merge(turn.session, turn.person, callback_data.id, callback_data.into, turn.now)
    return screens.merged(into)


def numbers(_: CallbackQuery, callback_data: presses.CaseNumbers, turn: Turn) -> Screen:
    found = case_numbers.numbers(turn.session, turn.person, callback_data.of, turn.community, turn.now)
    return number_screens.shown(found, callback_data.of, turn.community)


def file(_: CallbackQuery, callback_data: presses.CaseFile, turn: Turn) -> Screen:
    period = case_numbers.ask_file(turn.session, turn.person, callback_data.of, turn.community, turn.now)
    return number_screens.file_follows(period, callback_data.of)


def register(router: Router) -> None:
    router.message.register(name_said, CaseDesk.name, HasText())
    router.message.register(not_a_name, CaseDesk.name)
    router.message.register(words_said, CaseDesk.words)
    pressed = router.callback_query.register
    pressed(listed, presses.CaseDesk.filter())
    pressed(tools, presses.CaseTools.filter())
    pressed(topics, presses.CaseTopics.filter())
    pressed(show, presses.DeskCase.filter())
    pressed(ask_whom, presses.AskToAssign.filter())
    pressed(assign, presses.AssignCase.filter())
    pressed(ask_reason, presses.AskCaseReason.filter())
    pressed(ask_words, presses.WordCase.filter())
    pressed(close, presses.CloseForReason.filter())
    pressed(ask_twin, presses.AskMerge.filter())
    pressed(merge, presses.MergeCase.filter())
    pressed(numbers, presses.CaseNumbers.filter())
    pressed(file, presses.CaseFile.filter())
