"""What a mentor does with questions: takes, clarifies, notes, hands over, gives back."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import consultations, handing_over, responders
from handlers.talking import ANY_FILES, saying_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import mentor_desk as screens
from screens import presses

FORM = "mentor"


class OnCase(StatesGroup):
    details = State()
    note = State()


def desk(_: CallbackQuery, callback_data: presses.MentorDesk, turn: Turn) -> Screen:
    turn.dialogue.pause()
    found = responders.desk(turn.session, turn.person)
    of = callback_data.of if callback_data.of in screens.TITLES else found.first()
    last = max(len(found.part(of)) - 1, 0) // screens.PAGE
    page = min(max(callback_data.page, 0), last)
    shown = found.part(of)[page * screens.PAGE : (page + 1) * screens.PAGE]
    return screens.desk(found, of, page, responders.entries(turn.session, shown), turn.community)


def opened(_: CallbackQuery, callback_data: presses.MentorCase, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.case(responders.look(turn.session, turn.person, callback_data.id), turn.community, turn.now)


def passed(_: CallbackQuery, callback_data: presses.PassCard, turn: Turn) -> Screen:
    return screens.passed(handing_over.pass_on(turn.session, turn.person, callback_data.id, turn.now))


def show_files(_: CallbackQuery, callback_data: presses.CaseFiles, turn: Turn) -> Screen:
    return screens.files_are_coming(responders.show_files(turn.session, turn.person, callback_data.id, turn.now))


def ask_details(_: CallbackQuery, callback_data: presses.AskDetails, turn: Turn) -> Screen:
    case = consultations.taken_by(turn.session, turn.person, callback_data.id)
    turn.dialogue.answers(FORM)["id"] = case.id
    turn.dialogue.go(OnCase.details)
    return screens.ask_details(case)


def details_said(message: Message, turn: Turn) -> Screen:
    number, saying = turn.dialogue.answers(FORM).get("id", 0), saying_of(message, turn)
    if not saying.words and not saying.files:
        return screens.ask_details(consultations.taken_by(turn.session, turn.person, number))
    consultations.ask_details(turn.session, turn.person, number, saying, turn.now)
    turn.dialogue.end(FORM)
    return screens.details_asked(consultations.locked(turn.session, number))


def ask_note(_: CallbackQuery, callback_data: presses.NoteOnCase, turn: Turn) -> Screen:
    case = consultations.taken_by(turn.session, turn.person, callback_data.id)
    turn.dialogue.answers(FORM)["id"] = case.id
    turn.dialogue.go(OnCase.note)
    return screens.ask_note(case)


def note_said(message: Message, turn: Turn) -> Screen:
    number, words = turn.dialogue.answers(FORM).get("id", 0), handing_over.parse_note(message.text or "")
    if words is None:
        return screens.ask_note(
            consultations.taken_by(turn.session, turn.person, number),
            screens.WORDS_WANTED,
        )
    turn.dialogue.end(FORM)
    return screens.noted(handing_over.note(turn.session, turn.person, number, words, turn.now))


def choose(_: CallbackQuery, callback_data: presses.ChooseColleague, turn: Turn) -> Screen:
    return screens.choose_colleague(
        *handing_over.choice(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    )


def hand_over(_: CallbackQuery, callback_data: presses.HandOver, turn: Turn) -> Screen:
    number, to = callback_data.id, callback_data.to
    colleague = handing_over.hand_over(turn.session, turn.person, number, to, turn.community, turn.now)
    return screens.handed(number, colleague)


def accept(press: CallbackQuery, callback_data: presses.AcceptCase, turn: Turn) -> Screen:
    handing_over.accept(turn.session, turn.person, callback_data.id, turn.now)
    return opened(press, presses.MentorCase(id=callback_data.id), turn)


def decline(_: CallbackQuery, callback_data: presses.DeclineCase, turn: Turn) -> Screen:
    return screens.declined(handing_over.decline(turn.session, turn.person, callback_data.id, turn.now))


def give_back(_: CallbackQuery, callback_data: presses.GiveBackCase, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.given_back(handing_over.give_back(turn.session, turn.person, callback_data.id, turn.now))


def register(router: Router) -> None:
    router.message.register(details_said, OnCase.details, flags=ANY_FILES)
    router.message.register(note_said, OnCase.note)
    pressed = router.callback_query.register
    pressed(desk, presses.MentorDesk.filter())
    pressed(opened, presses.MentorCase.filter())
    pressed(passed, presses.PassCard.filter())
    pressed(show_files, presses.CaseFiles.filter())
    pressed(ask_details, presses.AskDetails.filter())
    pressed(ask_note, presses.NoteOnCase.filter())
    pressed(choose, presses.ChooseColleague.filter())
    pressed(hand_over, presses.HandOver.filter())
    pressed(accept, presses.AcceptCase.filter())
    pressed(decline, presses.DeclineCase.filter())
    pressed(give_back, presses.GiveBackCase.filter())
