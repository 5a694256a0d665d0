"""An event that repeats: its rhythm, one that is skipped, later ones changed with it, its end."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import announcing, event_details, events, occurrences, planning, series
from community.recurrences import Recurrence
from community.refusals import NotRepeated, UnknownChoice
from handlers.filters import HasText
from handlers.planning import run
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import series as screens

FORM = "series"


class Repeat(StatesGroup):
    rule = State()
    reason = State()


def ask(_: CallbackQuery, callback_data: presses.RepeatEvent, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["id"] = callback_data.id
    return ask_rule(turn)


def ask_rule(turn: Turn, remark: str = "") -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    event = events.to_run(turn.session, turn.person, number, turn.now)
    turn.dialogue.go(Repeat.rule)
    return screens.ask_rule(event, remark)


def rule_said(message: Message, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    event = events.to_run(turn.session, turn.person, form.get("id", 0), turn.now)
    read = series.read_rule(message.text or "", event, turn.community)
    if not isinstance(read, Recurrence):
        return ask_rule(turn, screens.why(read) if read else screens.NOT_A_RULE)
    form |= {"rule": read.to_rrule(), "clock": occurrences.clock_of(event, read.hours, turn.community)}
    starts = series.first_days(read, event, turn.community, turn.now)
    return screens.confirm(event, read, starts, turn.community, turn.now)


def start(_: CallbackQuery, callback_data: presses.StartSeries, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    if form.get("id") != callback_data.id or "rule" not in form:
        form["id"] = callback_data.id
        return begun_or_asked(turn, callback_data.id)
    rule = occurrences.with_clock(form["rule"], form["clock"], turn.community)
    if rule is None:
        raise UnknownChoice
    found = series.repeat(turn.session, turn.person, callback_data.id, rule, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return standing(turn, found, screens.BEGUN)


def begun_or_asked(turn: Turn, number: int) -> Screen:
    """A second press, or an old one."""
    try:
        return card(turn, number)
    except NotRepeated:
        return ask_rule(turn)


def show(_: CallbackQuery, callback_data: presses.ShowSeries, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return card(turn, callback_data.id)


def card(turn: Turn, number: int) -> Screen:
    return standing(turn, series.standing(turn.session, turn.person, number, turn.community, turn.now))


def standing(turn: Turn, found: series.Standing, remark: str = "") -> Screen:
    nearest = announcing.nearest(turn.session, turn.person, [found.event, *found.later], turn.now)
    return screens.card(found, turn.community, turn.now, remark, nearest)


def ask_to_skip(_: CallbackQuery, callback_data: presses.AskToSkip, turn: Turn) -> Screen:
    return asked_to_skip(turn, callback_data.id)


def asked_to_skip(turn: Turn, number: int, remark: str = "") -> Screen:
    found = series.standing(turn.session, turn.person, number, turn.community, turn.now)
    if found.event.state == events.State.CANCELLED:
        return screens.skipped(found, turn.community, turn.now)
    turn.dialogue.answers(FORM)["id"] = number
    turn.dialogue.go(Repeat.reason)
    concerned = len(planning.concerned(turn.session, found.event) - {turn.person.id})
    return screens.ask_to_skip(found.event, concerned, turn.community, turn.now, remark)


def reason_said(message: Message, turn: Turn) -> Screen:
    number, reason = turn.dialogue.answers(FORM).get("id", 0), planning.parse_reason(message.text or "")
    return skipped(turn, number, reason) if reason else asked_to_skip(turn, number, screens.REASON)


def skip(_: CallbackQuery, callback_data: presses.SkipEvent, turn: Turn) -> Screen:
    return skipped(turn, callback_data.id, None)


def skipped(turn: Turn, number: int, reason: str | None) -> Screen:
    series.skip(turn.session, turn.person, number, reason, turn.community, turn.now)
    turn.dialogue.end(FORM)
    found = series.standing(turn.session, turn.person, number, turn.community, turn.now)
    return screens.skipped(found, turn.community, turn.now)


def change_following(_: CallbackQuery, callback_data: presses.ChangeFollowing, turn: Turn) -> Screen:
    detail = event_details.known(callback_data.name)
    changed = series.change_following(turn.session, turn.person, callback_data.id, detail, turn.community, turn.now)
    return run(turn, callback_data.id, screens.followed(changed))


def ask_to_end(_: CallbackQuery, callback_data: presses.AskToEndSeries, turn: Turn) -> Screen:
    found = series.standing(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    if not found.goes_on:
        return standing(turn, found)
    return screens.ask_to_end(found, turn.community, turn.now)


def end(_: CallbackQuery, callback_data: presses.EndSeries, turn: Turn) -> Screen:
    found = series.end(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return screens.ended(found, turn.community, turn.now)


def cancel_rest(_: CallbackQuery, callback_data: presses.CancelRest, turn: Turn) -> Screen:
    number = series.cancel_rest(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return screens.rest_cancelled(events.to_run(turn.session, turn.person, callback_data.id, turn.now), number)


def not_words(_: Message, turn: Turn) -> Screen:
    return ask_rule(turn, screens.NOT_A_RULE)


def register(router: Router) -> None:
    router.message.register(rule_said, Repeat.rule, HasText())
    router.message.register(not_words, Repeat.rule)
    router.message.register(reason_said, Repeat.reason)
    pressed = router.callback_query.register
    pressed(ask, presses.RepeatEvent.filter())
    pressed(start, presses.StartSeries.filter())
    pressed(show, presses.ShowSeries.filter())
    pressed(ask_to_skip, presses.AskToSkip.filter())
    pressed(skip, presses.SkipEvent.filter())
    pressed(change_following, presses.ChangeFollowing.filter())
    pressed(ask_to_end, presses.AskToEndSeries.filter())
    pressed(end, presses.EndSeries.filter())
    pressed(cancel_rest, presses.CancelRest.filter())
