"""Audiences that somebody has named: used again, renamed, deleted."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import aiming, drafts, segments
from community.audiences import Audience, events_in
from community.composing_refusals import SegmentGone, SegmentNamed
from community.small_talk import is_polite
from handlers import composing
from handlers.composing import FORM
from handlers.filters import Says
from handlers.hearing import CANCEL, hear
from handlers.turn import Turn
from messengers.screen import Screen
from screens import aiming as screens
from screens import presses


class Naming(StatesGroup):
    name = State()
    rename = State()


def listed(_: CallbackQuery, callback_data: presses.Segments, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return page(turn, callback_data.id, max(callback_data.page, 0))


def page(turn: Turn, draft_id: int, at: int = 0, remark: str = "") -> Screen:
    draft, size = drafts.to_change(turn.session, turn.person, draft_id, turn.now), screens.SEGMENTS
    found, total = segments.listed(turn.session, turn.person, at * size, size, turn.now)
    if at and not found:  # fewer than there were when the button was shown
        return page(turn, draft_id)
    return screens.segments(draft.id, found, total, at, aiming.is_narrowed(aiming.audience_of(draft)), remark)


def gone(turn: Turn, draft_id: int) -> Screen:
    """An old button, or the second press on «Да, удалить»."""
    return page(turn, draft_id, remark=screens.SEGMENT_GONE)


def ask_name(_: CallbackQuery, callback_data: presses.SaveSegment, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["id"] = drafts.to_change(turn.session, turn.person, callback_data.id, turn.now).id
    return name_again(turn)


def name_again(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Naming.name)
    return screens.ask_name(turn.dialogue.answers(FORM).get("id", 0), remark)


def name_wanted(turn: Turn) -> Screen:
    return name_again(turn, screens.NAME_WANTED)


def read(message: Message) -> str | None:
    """«Спасибо» is no name."""
    typed = message.text or ""
    return None if is_polite(typed) else segments.parse_name(typed)


def left(_: Message, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return page(turn, turn.dialogue.answers(FORM).get("id", 0))


def named(message: Message, turn: Turn) -> Screen:
    name, number = read(message), turn.dialogue.answers(FORM).get("id", 0)
    if name is None:
        return name_wanted(turn)
    try:
        saved = segments.save(turn.session, turn.person, number, name, turn.now)
    except SegmentNamed:
        return name_again(turn, screens.NAME_TAKEN)
    turn.dialogue.pause()
    return one(turn, number, saved.id, screens.SAVED)


def shown(_: CallbackQuery, callback_data: presses.ShowSegment, turn: Turn) -> Screen:
    turn.dialogue.pause()
    try:
        return one(turn, callback_data.id, callback_data.segment)
    except SegmentGone:
        return gone(turn, callback_data.id)


def one(turn: Turn, draft_id: int, segment_id: int, remark: str = "") -> Screen:
    found = segments.own(turn.session, turn.person, segment_id, turn.now)
    known = events_in(turn.session, Audience.model_validate(found.audience))
    return screens.segment(draft_id, found, turn.community, known, remark)


def used(_: CallbackQuery, callback_data: presses.UseSegment, turn: Turn) -> Screen:
    number, chosen = callback_data.id, callback_data.segment
    try:
        draft = segments.use(turn.session, turn.person, number, chosen, turn.community, turn.now)
    except SegmentGone:
        return gone(turn, number)
    return composing.preview(turn, draft.id)


def rename(_: CallbackQuery, callback_data: presses.RenameSegment, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM).update(id=callback_data.id, segment=callback_data.segment)
    return new_name_again(turn)


def new_name_again(turn: Turn, remark: str = "") -> Screen:
    given = turn.dialogue.answers(FORM)
    found = segments.own(turn.session, turn.person, given.get("segment", 0), turn.now)
    turn.dialogue.go(Naming.rename)
    return screens.ask_new_name(given.get("id", 0), found, remark)


def new_name_wanted(turn: Turn) -> Screen:
    return new_name_again(turn, screens.NAME_WANTED)


def renamed(message: Message, turn: Turn) -> Screen:
    name, given = read(message), turn.dialogue.answers(FORM)
    if name is None:
        return new_name_wanted(turn)
    try:
        segments.rename(turn.session, turn.person, given.get("segment", 0), name, turn.now)
    except SegmentNamed:
        return new_name_again(turn, screens.NAME_TAKEN)
    turn.dialogue.pause()
    return one(turn, given.get("id", 0), given.get("segment", 0))


def ask_to_drop(_: CallbackQuery, callback_data: presses.AskToDropSegment, turn: Turn) -> Screen:
    found = segments.own(turn.session, turn.person, callback_data.segment, turn.now)
    return screens.ask_to_drop(callback_data.id, found)


def drop(_: CallbackQuery, callback_data: presses.DropSegment, turn: Turn) -> Screen:
    try:
        segments.drop(turn.session, turn.person, callback_data.segment, turn.now)
    except SegmentGone:
        return gone(turn, callback_data.id)
    return page(turn, callback_data.id)


def register(router: Router) -> None:
    router.message.register(left, Says(CANCEL), StateFilter(Naming))
    hear(router, Naming.name, named, name_wanted)
    hear(router, Naming.rename, renamed, new_name_wanted)
    pressed = router.callback_query.register
    pressed(listed, presses.Segments.filter())
    pressed(ask_name, presses.SaveSegment.filter())
    pressed(shown, presses.ShowSegment.filter())
    pressed(used, presses.UseSegment.filter())
    pressed(rename, presses.RenameSegment.filter())
    pressed(ask_to_drop, presses.AskToDropSegment.filter())
    pressed(drop, presses.DropSegment.filter())
