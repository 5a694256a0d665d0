"""Lists that coordinators have kept elsewhere: sent as a file, looked through, saved, handed out as links."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import expected
from handlers.filters import HasDocument
from handlers.turn import Turn, Wanted
from handlers.uploads import table_of
from messengers.screen import Screen
from screens import importing as screens
from screens import presses
from screens.list_reader import ListRead, beyond, read
from screens.tables import MOST_BYTES
from screens.uploads import DISCARDED, FILE_WANTED


class Import(StatesGroup):
    file = State()


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(Import.file)
    return overview(turn)


def overview(turn: Turn, remark: str = "") -> Screen:
    return screens.overview(expected.counts(turn.session, turn.person, turn.now), remark)


def template(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(Import.file)
    expected.ask_template(turn.session, turn.person, turn.now)
    return screens.template_coming()


def sent(_: Message, turn: Turn) -> Screen:
    expected.must_import(turn.session, turn.person, turn.now)
    found = table_of(turn)
    return screens.trouble(found) if found.trouble else looked_through(turn, found)


def looked_through(turn: Turn, found: ListRead) -> Screen:
    foreign = expected.beyond(turn.session, turn.person, found.rows, turn.now)
    mistakes = [*found.mistakes, *beyond(found, foreign)]
    if mistakes:
        return screens.mistakes(mistakes)
    draft = expected.draft(turn.session, turn.person, found.rows, turn.now)
    return screens.preview(draft, found.ignored, turn.community)


def wrong_kind(_: Message, turn: Turn) -> Screen:
    return overview(turn, FILE_WANTED)


def saved(_: CallbackQuery, callback_data: presses.SaveList, turn: Turn) -> Screen:
    number = expected.save(turn.session, turn.person, callback_data.mark, turn.now)
    turn.dialogue.pause()
    return screens.saved(number)


def discarded(_: CallbackQuery, turn: Turn) -> Screen:
    expected.discard(turn.session, turn.person, turn.now)
    return overview(turn, DISCARDED)


def links(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.links_coming(expected.ask_links(turn.session, turn.person, turn.now))


def ask_to_forget(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.ask_to_forget(expected.counts(turn.session, turn.person, turn.now))


def forgotten(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.forgotten(expected.forget(turn.session, turn.person, turn.now))


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(sent, Import.file, HasDocument(), flags={"upload": Wanted(MOST_BYTES, read)})
    said(wrong_kind, Import.file)
    pressed(begin, presses.ImportList.filter())
    pressed(template, presses.ListTemplate.filter())
    pressed(saved, presses.SaveList.filter())
    pressed(discarded, presses.DiscardList.filter())
    pressed(links, presses.ListLinks.filter())
    pressed(ask_to_forget, presses.AskToForgetListed.filter())
    pressed(forgotten, presses.ForgetListed.filter())
