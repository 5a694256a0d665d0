"""The plan of a month: looked at, handed out, made anew from the month before."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from community import events, plan_months
from community.refusals import UnknownChoice
from handlers.turn import Turn
from messengers.screen import Screen
from screens import plans as screens
from screens import presses


def month(_: CallbackQuery, callback_data: presses.PlanMonth, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return shown(turn, plan_months.month_of(callback_data.month, turn.today), callback_data.page)


def shown(turn: Turn, first: date, page: int = 0, remark: str = "") -> Screen:
    plan = plan_months.month(turn.session, turn.person, first, turn.community, turn.now)
    return screens.month(plan, page, turn.community, turn.today, remark)


def cards(_: CallbackQuery, callback_data: presses.PlanEvents, turn: Turn) -> Screen:
    first = plan_months.month_of(callback_data.month, turn.today)
    plan = plan_months.month(turn.session, turn.person, first, turn.community, turn.now)
    return screens.events(plan, callback_data.page, turn.community, turn.today)


def copied(_: CallbackQuery, callback_data: presses.CopyMonth, turn: Turn) -> Screen:
    first = plan_months.month_of(callback_data.month, turn.today)
    found = plan_months.copy_month(turn.session, turn.person, first, turn.community, turn.now)
    return shown(turn, first, remark=screens.copied(found))


def ask_span(_: CallbackQuery, callback_data: presses.AskPlanFile, turn: Turn) -> Screen:
    events.planning(turn.session, turn.person, turn.now)
    if callback_data.format not in set(plan_months.Format):
        raise UnknownChoice
    return screens.ask_span(plan_months.month_of(callback_data.month, turn.today), callback_data.format)


def file(_: CallbackQuery, callback_data: presses.PlanFile, turn: Turn) -> Screen:
    first = plan_months.month_of(callback_data.month, turn.today)
    kind, _sign, span = callback_data.what.partition("-")
    number = plan_months.ask_file(turn.session, turn.person, first, kind, span, turn.community, turn.now)
    return screens.file_coming(number, first)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    pressed(month, presses.PlanMonth.filter())
    pressed(cards, presses.PlanEvents.filter())
    pressed(copied, presses.CopyMonth.filter())
    pressed(ask_span, presses.AskPlanFile.filter())
    pressed(file, presses.PlanFile.filter())
