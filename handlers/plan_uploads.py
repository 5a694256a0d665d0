"""A plan of events: sent as a file, looked through, saved as drafts or published."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import announcing, events, plan_uploads
from handlers.filters import HasDocument
from handlers.turn import Turn, Wanted
from handlers.uploads import table_of
from messengers.screen import Screen
from screens import plan_uploads as screens
from screens import presses
from screens.plan_reader import PlanRead, blamed, read
from screens.tables import MOST_BYTES
from screens.uploads import FILE_WANTED


class Load(StatesGroup):
    file = State()


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(Load.file)
    return overview(turn)


def overview(turn: Turn, remark: str = "") -> Screen:
    events.planning(turn.session, turn.person, turn.now)
    return screens.overview(remark)


def template(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(Load.file)
    plan_uploads.ask_template(turn.session, turn.person, turn.now)
    return screens.template_coming()


def sent(_: Message, turn: Turn) -> Screen:
    events.planning(turn.session, turn.person, turn.now)
    found = table_of(turn)
    return screens.trouble(found) if found.trouble else looked_through(turn, found)


def looked_through(turn: Turn, found: PlanRead) -> Screen:
    compared = plan_uploads.compare(turn.session, turn.person, found.rows, turn.now)
    if mistakes := [*found.mistakes, *blamed(found, compared.problems)]:
        return screens.mistakes(mistakes)
    mark = plan_uploads.keep(turn.session, turn.person, list(found.rows.values()), turn.now)
    return screens.preview(compared, mark, found.ignored, turn.community)


def wrong_kind(_: Message, turn: Turn) -> Screen:
    return overview(turn, FILE_WANTED)


def saved(_: CallbackQuery, callback_data: presses.SavePlan, turn: Turn) -> Screen:
    mark, publish = callback_data.mark, callback_data.publish == 1
    done = plan_uploads.save(turn.session, turn.person, mark, publish, turn.community, turn.now)
    turn.dialogue.pause()
    nearest = announcing.nearest(turn.session, turn.person, done.published, turn.now)
    return screens.saved(done, nearest, turn.community)


def discarded(_: CallbackQuery, turn: Turn) -> Screen:
    plan_uploads.discard(turn.session, turn.person, turn.now)
    turn.dialogue.go(Load.file)
    return overview(turn, screens.DISCARDED)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(sent, Load.file, HasDocument(), flags={"upload": Wanted(MOST_BYTES, read)})
    said(wrong_kind, Load.file)
    pressed(begin, presses.LoadPlan.filter())
    pressed(template, presses.PlanTemplate.filter())
    pressed(saved, presses.SavePlan.filter())
    pressed(discarded, presses.DiscardPlan.filter())
