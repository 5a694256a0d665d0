"""What is kept about a person, and their three wishes: a pause, leaving, deletion."""

from __future__ import annotations

from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery

from community import deletion, members, my_data, parting, pauses, routing
from handlers.turn import Turn
from messengers.screen import Screen
from screens import destruction, presses
from screens import my_data as screens


def overview(_: CallbackQuery, turn: Turn) -> Screen:
    kept = my_data.kept(turn.session, turn.person)
    return screens.overview(kept, turn.community, turn.person.joined_at is not None)


def copy(_: CallbackQuery, turn: Turn) -> Screen:
    my_data.ask_for_copy(turn.session, turn.person, turn.now)
    return screens.copy_on_its_way()


def wishes(_: CallbackQuery, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    return screens.wishes(turn.community, pauses.is_taken(turn.person, turn.now))


def ask_pause(_: CallbackQuery, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    return screens.ask_pause()


def take_pause(_: CallbackQuery, callback_data: presses.TakePause, turn: Turn) -> Screen:
    pauses.take(turn.person, callback_data.days, turn.now)
    routing.release(turn.session, turn.person, turn.now)
    until, zone = turn.person.paused_until, turn.community.tz
    return screens.paused(until and until.astimezone(zone).date(), turn.today)


def end_pause(_: CallbackQuery, turn: Turn) -> Screen:
    pauses.end(turn.person)
    return screens.pause_ended()


def ask_to_delete(_: CallbackQuery, turn: Turn) -> Screen:
    parting.may_go(turn.session, turn.person)
    return screens.ask_to_delete(turn.community)


def delete(_: CallbackQuery, turn: Turn) -> Screen:
    write = partial(destruction.write, community=turn.community)
    act = deletion.delete_mine(turn.session, turn.person, write, turn.now)
    turn.dialogue.forget()
    return screens.deleted(act, turn.community)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    pressed(overview, presses.MyData.filter())
    pressed(copy, presses.CopyMyData.filter())
    pressed(wishes, presses.AskToLeave.filter())
    pressed(ask_pause, presses.AskPause.filter())
    pressed(take_pause, presses.TakePause.filter())
    pressed(end_pause, presses.EndPause.filter())
    pressed(ask_to_delete, presses.AskToDelete.filter())
    pressed(delete, presses.DeleteMe.filter())
