from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import exports
from community.registers import Filter
from handlers.turn import Turn
from messengers.screen import Screen
from screens import exports as screens
from screens import presses

FILTER = "people"  # what the list of people was narrowed to


def ask_purpose(_: CallbackQuery, turn: Turn) -> Screen:
    exports.must_export(turn.session, turn.person, turn.now)
    return screens.ask_purpose(filter_of(turn), turn.community)


def ask(_: CallbackQuery, callback_data: presses.Export, turn: Turn) -> Screen:
    wanted, purpose = filter_of(turn), callback_data.purpose
    counts = exports.ask(turn.session, turn.person, purpose, wanted, turn.community, turn.now)
    return screens.prepared(counts, purpose)


def filter_of(turn: Turn) -> Filter:
    return exports.without_name(Filter.kept(turn.dialogue.forms.get(FILTER, {})))


def register(router: Router) -> None:
    router.callback_query.register(ask_purpose, presses.AskExport.filter())
    router.callback_query.register(ask, presses.Export.filter())
