"""The programme of a pair or group: its steps, their days and links, who confirms them."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import agreements, mentorships, programmes
from community.choices import find_exact
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import programmes as screens

FORM = "programme"


class Change(StatesGroup):
    title = State()
    day = State()
    link = State()


def shown(_: CallbackQuery, callback_data: presses.Programme, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return programme(turn, callback_data.id, callback_data.page)


def programme(turn: Turn, number: int, page: int = 0, remark: str = "") -> Screen:
    seen = mentorships.look(turn.session, turn.person, number)
    return screens.programme(seen, page, turn.community, remark)


def fill(_: CallbackQuery, callback_data: presses.FillProgramme, turn: Turn) -> Screen:
    seen = programmes.fill(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return screens.programme(seen, 0, turn.community)


def ask_step(_: CallbackQuery, callback_data: presses.AddSteps, turn: Turn) -> Screen:
    return step_asked(turn, callback_data.id, callback_data.page)


def step_asked(turn: Turn, number: int, page: int = 0, remark: str = "") -> Screen:
    seen = mentorships.look(turn.session, turn.person, number)
    if not programmes.may_change(seen):
        return screens.programme(seen, 0, turn.community)
    turn.dialogue.go(Change.title)
    turn.dialogue.answers(FORM)["id"] = number
    return screens.ask_step(seen, programmes.left_over(seen, turn.community), page, turn.community, remark)


def step_chosen(_: CallbackQuery, callback_data: presses.AddStep, turn: Turn) -> Screen:
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    known = {each.id for each in programmes.known_steps(seen.mentorship, turn.community)}
    if callback_data.kind not in known:
        return step_asked(turn, callback_data.id)
    return added(turn, callback_data.id, callback_data.kind, None)


def title_said(message: Message, turn: Turn) -> Screen:
    number, typed = form_id(turn), message.text or ""
    seen = mentorships.look(turn.session, turn.person, number)
    if known := find_exact(programmes.known_steps(seen.mentorship, turn.community), typed):
        return added(turn, number, known.id, None)
    title = programmes.parse_title(typed)
    return added(turn, number, None, title) if title else step_asked(turn, number, remark=screens.TITLE_WANTED)


def added(turn: Turn, number: int, kind: str | None, title: str | None) -> Screen:
    turn.dialogue.pause()
    step = programmes.add(turn.session, turn.person, number, kind, title, turn.now)
    if step is None:
        return programme(turn, number, remark=screens.FULL)
    return one(turn, step.id)


def step(_: CallbackQuery, callback_data: presses.ShowStep, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return one(turn, callback_data.id)


def one(turn: Turn, number: int, remark: str = "") -> Screen:
    return screens.step(programmes.look(turn.session, turn.person, number), turn.community, remark)


def confirm(_: CallbackQuery, callback_data: presses.ConfirmStep, turn: Turn) -> Screen:
    found = programmes.confirm(turn.session, turn.person, callback_data.id, turn.now)
    return screens.step(found, turn.community, screens.CONFIRMED)


def take_back(_: CallbackQuery, callback_data: presses.TakeStepBack, turn: Turn) -> Screen:
    found = programmes.take_back(turn.session, turn.person, callback_data.id)
    return screens.step(found, turn.community, screens.TAKEN_BACK)


def ask_day(_: CallbackQuery, callback_data: presses.StepDay, turn: Turn) -> Screen:
    return day_asked(turn, callback_data.id)


def day_asked(turn: Turn, number: int, remark: str = "") -> Screen:
    found = programmes.look(turn.session, turn.person, number)
    if not programmes.may_change(found.seen):
        return screens.step(found, turn.community)
    turn.dialogue.go(Change.day)
    turn.dialogue.answers(FORM)["id"] = number
    return screens.ask_day(found, turn.community, remark)


def day_said(message: Message, turn: Turn) -> Screen:
    day = agreements.parse_end(message.text or "", turn.today)
    if day is None:
        return day_asked(turn, form_id(turn), screens.DAY_WANTED)
    turn.dialogue.pause()
    found = programmes.set_day(turn.session, turn.person, form_id(turn), day, turn.now)
    return screens.step(found, turn.community)


def no_day(_: CallbackQuery, callback_data: presses.StepAnyDay, turn: Turn) -> Screen:
    turn.dialogue.pause()
    found = programmes.set_day(turn.session, turn.person, callback_data.id, None, turn.now)
    return screens.step(found, turn.community)


def ask_link(_: CallbackQuery, callback_data: presses.StepLink, turn: Turn) -> Screen:
    return link_asked(turn, callback_data.id)


def link_asked(turn: Turn, number: int, remark: str = "") -> Screen:
    found = programmes.look(turn.session, turn.person, number)
    if not programmes.may_change(found.seen):
        return screens.step(found, turn.community)
    turn.dialogue.go(Change.link)
    turn.dialogue.answers(FORM)["id"] = number
    return screens.ask_link(found, remark)


def link_said(message: Message, turn: Turn) -> Screen:
    link = programmes.parse_video(message.text or "")
    if link is None:
        return link_asked(turn, form_id(turn), screens.LINK_WANTED)
    turn.dialogue.pause()
    found = programmes.set_link(turn.session, turn.person, form_id(turn), link, turn.now)
    return screens.step(found, turn.community)


def raise_(_: CallbackQuery, callback_data: presses.RaiseStep, turn: Turn) -> Screen:
    found = programmes.raise_(turn.session, turn.person, callback_data.id, turn.now)
    return screens.programme(found.seen, 0, turn.community)


def remove(_: CallbackQuery, callback_data: presses.RemoveStep, turn: Turn) -> Screen:
    seen = programmes.remove(turn.session, turn.person, callback_data.id, turn.now)
    return screens.programme(seen, 0, turn.community)


def form_id(turn: Turn) -> int:
    """Of the programme or step that is being changed."""
    return int(turn.dialogue.answers(FORM).get("id", 0))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(title_said, Change.title)
    router.message.register(day_said, Change.day)
    router.message.register(link_said, Change.link)
    pressed(shown, presses.Programme.filter())
    pressed(fill, presses.FillProgramme.filter())
    pressed(ask_step, presses.AddSteps.filter())
    pressed(step_chosen, presses.AddStep.filter())
    pressed(step, presses.ShowStep.filter())
    pressed(confirm, presses.ConfirmStep.filter())
    pressed(take_back, presses.TakeStepBack.filter())
    pressed(ask_day, presses.StepDay.filter())
    pressed(no_day, presses.StepAnyDay.filter())
    pressed(ask_link, presses.StepLink.filter())
    pressed(raise_, presses.RaiseStep.filter())
    pressed(remove, presses.RemoveStep.filter())
