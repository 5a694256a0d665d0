"""Pairs that were before the bot: sent as a file, looked through, saved, and confirmed by both."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import pair_imports
from handlers.filters import HasDocument
from handlers.turn import Turn, Wanted
from handlers.uploads import table_of
from messengers.screen import Screen
from screens import pair_imports as screens
from screens import presses
from screens.pair_lists import PairsRead, problems, read
from screens.tables import MOST_BYTES
from screens.uploads import DISCARDED


class PairsImport(StatesGroup):
    file = State()


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(PairsImport.file)
    return overview(turn)


def overview(turn: Turn, remark: str = "") -> Screen:
    return screens.overview(pair_imports.waiting(turn.session, turn.person, turn.now), remark)


def template(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(PairsImport.file)
    pair_imports.ask_template(turn.session, turn.person, turn.now)
    return screens.template_coming()


def sent(_: Message, turn: Turn) -> Screen:
    pair_imports.must_import(turn.session, turn.person, turn.now)
    found = table_of(turn)
    return screens.trouble(found) if found.trouble else looked_through(turn, found)


def looked_through(turn: Turn, rows: PairsRead) -> Screen:
    if rows.mistakes:
        return screens.mistakes(rows.mistakes)
    found = pair_imports.find(turn.session, turn.person, rows.rows, turn.now)
    if found.problems:
        return screens.mistakes(problems(rows, found))
    draft = pair_imports.draft(turn.session, turn.person, found, turn.now)
    return screens.preview(draft, rows.ignored, turn.community)


def wrong_kind(_: Message, turn: Turn) -> Screen:
    return overview(turn, screens.FILE_WANTED)


def saved(_: CallbackQuery, callback_data: presses.SavePairs, turn: Turn) -> Screen:
    number = pair_imports.save(turn.session, turn.person, callback_data.mark, turn.now)
    turn.dialogue.pause()
    return screens.saved(number)


def discarded(_: CallbackQuery, turn: Turn) -> Screen:
    pair_imports.discard(turn.session, turn.person, turn.now)
    return overview(turn, DISCARDED)


def asked(_: CallbackQuery, callback_data: presses.WaitingPair, turn: Turn) -> Screen:
    return screens.to_confirm(pair_imports.look(turn.session, turn.person, callback_data.id), turn.community)


def confirmed(_: CallbackQuery, callback_data: presses.ConfirmPair, turn: Turn) -> Screen:
    found = pair_imports.confirm(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return screens.to_confirm(found, turn.community)


def declined(_: CallbackQuery, callback_data: presses.DeclinePair, turn: Turn) -> Screen:
    found = pair_imports.decline(turn.session, turn.person, callback_data.id, turn.now)
    return screens.to_confirm(found, turn.community) if found else screens.declined()


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(sent, PairsImport.file, HasDocument(), flags={"upload": Wanted(MOST_BYTES, read)})
    said(wrong_kind, PairsImport.file)
    pressed(begin, presses.ImportPairs.filter())
    pressed(template, presses.PairTemplate.filter())
    pressed(saved, presses.SavePairs.filter())
    pressed(discarded, presses.DiscardPairs.filter())
    pressed(asked, presses.WaitingPair.filter())
    pressed(confirmed, presses.ConfirmPair.filter())
    pressed(declined, presses.DeclinePair.filter())
