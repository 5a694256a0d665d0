"""Questions without a name, and those of support: what is asked before they are sent."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import asking as asking_rules
from community import case_privacy, consultations
from community.choices import find, find_exact
from community.refusals import HidingNeeded, SureNeeded
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import case_privacy as screens
from screens import consultations as consultation_screens
from screens import presses
from screens.words import SIMILAR
from storage.models import Case

FORM = "hiding"


class Hiding(StatesGroup):
    town = State()


def sending(turn: Turn, case_id: int, named: bool, sure: bool = False) -> Screen:
    """Sent, or what is to be answered or read before."""
    session, person, now = turn.session, turn.person, turn.now
    try:
        case = asking_rules.send(session, person, case_id, not named, turn.community, now, sure)
    except HidingNeeded:
        return asking(turn, case_id, named)
    except SureNeeded:
        case = consultations.own(session, person, case_id)
        kinds, reachable = case_privacy.betraying(session, case), can_be_answered(turn, case)
        chooses = case_privacy.chooses(person, turn.community)
        return screens.before(case, named, kinds, reachable, chooses, turn.community)
    if not case_privacy.is_hidden(case):
        return consultation_screens.sent(case)
    return screens.sent(case, can_be_answered(turn, case))


def can_be_answered(turn: Turn, case: Case) -> bool:
    return case_privacy.somebody_can_answer(turn.session, case, turn.community, turn.now)


def asking(turn: Turn, case_id: int, named: bool, page: int = 0, remark: str = "", typed: str | None = None) -> Screen:
    case = consultations.own(turn.session, turn.person, case_id)
    turn.dialogue.answers(FORM).update({"id": case_id, "named": named})
    turn.dialogue.go(Hiding.town)
    found = find(turn.community.municipalities, typed)[: screens.FOUND] if typed else None
    if found == []:
        remark, found = screens.NOT_FOUND, None
    return screens.ask_town(case, named, page, found, turn.community, remark)


def towns(_: CallbackQuery, callback_data: presses.HideTowns, turn: Turn) -> Screen:
    return asking(turn, callback_data.id, callback_data.named, callback_data.page)


def town_said(message: Message, turn: Turn) -> Screen:
    form, typed = turn.dialogue.answers(FORM), message.text or ""
    case_id, named = form.get("id", 0), form.get("named", False)
    if exact := find_exact(turn.community.municipalities, typed):
        return hidden(turn, case_id, named, exact.id)
    return asking(turn, case_id, named, remark=SIMILAR, typed=typed)


def not_a_town(_: Message, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    return asking(turn, form.get("id", 0), form.get("named", False), remark=screens.WORDS)


def hide(_: CallbackQuery, callback_data: presses.HideFrom, turn: Turn) -> Screen:
    town = case_privacy.FROM_NOBODY if callback_data.town == "-" else callback_data.town
    return hidden(turn, callback_data.id, callback_data.named, town)


def hidden(turn: Turn, case_id: int, named: bool, town: str) -> Screen:
    case_privacy.hide_from(turn.session, turn.person, case_id, town, turn.community)
    turn.dialogue.end(FORM)
    return sending(turn, case_id, named)


def send(_: CallbackQuery, callback_data: presses.SendSure, turn: Turn) -> Screen:
    return sending(turn, callback_data.id, callback_data.named, sure=True)


def ask_to_name(_: CallbackQuery, callback_data: presses.SureToName, turn: Turn) -> Screen:
    return screens.ask_to_name(consultations.own(turn.session, turn.person, callback_data.id))


def name_oneself(_: CallbackQuery, callback_data: presses.NameMyself, turn: Turn) -> Screen:
    return screens.named(case_privacy.name_oneself(turn.session, turn.person, callback_data.id))


def register(router: Router) -> None:
    router.message.register(town_said, Hiding.town, HasText())
    router.message.register(not_a_town, Hiding.town)
    pressed = router.callback_query.register
    pressed(towns, presses.HideTowns.filter())
    pressed(hide, presses.HideFrom.filter())
    pressed(send, presses.SendSure.filter())
    pressed(ask_to_name, presses.SureToName.filter())
    pressed(name_oneself, presses.NameMyself.filter())
