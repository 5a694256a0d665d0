"""Pairs for those who answer for them: the list, its filter, a pair, the file, numbers of a period."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import pair_exports, pair_imports, pair_registers, registers
from community.choices import Choice, find, find_exact
from community.mentoring_periods import Span, period_of
from community.pair_registers import Filter
from handlers.filters import HasText
from handlers.narrowing import keep, wanted_in
from handlers.turn import Turn
from messengers.screen import Screen
from screens import pair_registers as screens
from screens import presses
from screens.words import SIMILAR, wanted

FORM = "pairs"
LONGEST_NAME = 60
FOUND = 5
FIXED = {"mode", "state", "signal"}


class LookAtPairs(StatesGroup):
    pairs = State()
    municipality = State()


def listed(_: CallbackQuery, callback_data: presses.Pairs, turn: Turn) -> Screen:
    return page_of(turn, callback_data.before, callback_data.after)


def page_of(turn: Turn, before: int = 0, after: int = 0) -> Screen:
    asked, community, now = filter_of(turn), turn.community, turn.now
    found = pair_registers.pairs(turn.session, turn.person, asked, community, now, screens.PAGE, before, after)
    if not found.entries and (before or after):  # fewer than there were when the button was shown
        return page_of(turn)
    turn.dialogue.go(LookAtPairs.pairs)
    summary = pair_registers.summary(turn.session, turn.person, community, now)
    return screens.listed(found, summary, asked, community)


def filter_of(turn: Turn) -> Filter:
    return wanted_in(turn, FORM, Filter)


def narrowed(turn: Turn, asked: Filter) -> Screen:
    keep(turn, FORM, asked)
    return page_of(turn)


def cleared(_: CallbackQuery, turn: Turn) -> Screen:
    return narrowed(turn, Filter())


def card(_: CallbackQuery, callback_data: presses.PairDesk, turn: Turn) -> Screen:
    found = pair_registers.look(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    turn.dialogue.go(LookAtPairs.pairs)
    return screens.card(found, turn.community, turn.now)


def tools(_: CallbackQuery, turn: Turn) -> Screen:
    pair_registers.within(turn.session, turn.person, turn.now)
    turn.dialogue.go(LookAtPairs.pairs)
    export = pair_exports.may_export(turn.session, turn.person, turn.now)
    load = pair_imports.may_import(turn.session, turn.person, turn.now)
    return screens.tools(filter_of(turn), turn.community, len(towns(turn)), export, load)


def towns(turn: Turn) -> list[Choice]:
    return list(registers.municipalities(turn.session, turn.person, turn.community, turn.now))


def choose(_: CallbackQuery, callback_data: presses.ChoosePairFilter, turn: Turn) -> Screen:
    what = callback_data.what
    if what in FIXED:
        return screens.choose_fixed(what, turn.community)
    if what == "ground":
        return screens.choose(what, turn.community.mentoring.grounds, callback_data.page)
    turn.dialogue.go(LookAtPairs.municipality)
    return screens.choose("municipality", towns(turn), callback_data.page)


def chosen(_: CallbackQuery, callback_data: presses.SetPairFilter, turn: Turn) -> Screen:
    value = None if callback_data.value == "-" else callback_data.value
    return set_to(turn, callback_data.what, value)


def set_to(turn: Turn, what: str, value: str | None) -> Screen:
    return narrowed(turn, filter_of(turn).with_(what, value)) if what in Filter.names() else page_of(turn)


def town_said(message: Message, turn: Turn) -> Screen:
    known, typed = towns(turn), message.text or ""
    if exact := find_exact(known, typed):
        return set_to(turn, "municipality", exact.id)
    near = find(known, typed)[:FOUND]
    return screens.choose("municipality", near or known, 0, SIMILAR if near else screens.NOT_FOUND)


def name_said(message: Message, turn: Turn) -> Screen:
    return set_to(turn, "name", (message.text or "")[:LONGEST_NAME])


def wrong_kind(_: Message, turn: Turn) -> Screen:
    if turn.dialogue.state == LookAtPairs.municipality.state:
        return screens.choose("municipality", towns(turn), 0, wanted("название словами, например «Пермь»"))
    return page_of(turn)


def ask_file(_: CallbackQuery, turn: Turn) -> Screen:
    pair_exports.must_export(turn.session, turn.person, turn.now)
    return screens.ask_file(filter_of(turn), turn.community)


def file(_: CallbackQuery, callback_data: presses.PairsFile, turn: Turn) -> Screen:
    of, asked = callback_data.of, filter_of(turn)
    return screens.file_follows(*pair_exports.ask(turn.session, turn.person, of, asked, turn.community, turn.now))


def figures(_: CallbackQuery, callback_data: presses.PairFigures, turn: Turn) -> Screen:
    of = callback_data.of if callback_data.of in set(Span) else Span.SCHOOL_YEAR.value
    period = period_of(of, turn.today)
    found = pair_exports.figures(turn.session, turn.person, period, turn.community, turn.now)
    return screens.figures(found, period, of, callback_data.page, turn.community)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(name_said, LookAtPairs.pairs, HasText())
    said(town_said, LookAtPairs.municipality, HasText())
    said(wrong_kind, StateFilter(LookAtPairs))
    pressed(listed, presses.Pairs.filter())
    pressed(card, presses.PairDesk.filter())
    pressed(tools, presses.PairTools.filter())
    pressed(choose, presses.ChoosePairFilter.filter())
    pressed(chosen, presses.SetPairFilter.filter())
    pressed(cleared, presses.ClearPairFilter.filter())
    pressed(ask_file, presses.AskPairsFile.filter())
    pressed(file, presses.PairsFile.filter())
    pressed(figures, presses.PairFigures.filter())
