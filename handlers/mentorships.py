"""A mentor who is asked, and the pairs and groups of whoever is in some."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import mentor_requests, mentorships
from community.mentor_requests import NotNow
from handlers.turn import Turn
from messengers.screen import Screen
from screens import mentorships as screens
from screens import presses


def asked(_: CallbackQuery, callback_data: presses.MentorAsked, turn: Turn) -> Screen:
    card = mentor_requests.card(turn.session, turn.person, callback_data.id)
    return screens.asked(card, turn.community, turn.now)


def accept(_: CallbackQuery, callback_data: presses.AcceptMentee, turn: Turn) -> Screen:
    made = mentor_requests.accept(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return card(turn, made.id, remark=screens.ACCEPTED)


def not_now(press: CallbackQuery, callback_data: presses.NotNow, turn: Turn) -> Screen:
    found = mentor_requests.card(turn.session, turn.person, callback_data.id)
    return screens.ask_why(found) if found.is_open else screens.asked(found, turn.community, turn.now)


def decline(_: CallbackQuery, callback_data: presses.DeclineMentee, turn: Turn) -> Screen:
    reason = NotNow(callback_data.reason) if callback_data.reason in set(NotNow) else NotNow.OTHER
    number, community = callback_data.id, turn.community
    return screens.declined(mentor_requests.decline(turn.session, turn.person, number, reason, community, turn.now))


def show(_: CallbackQuery, callback_data: presses.ShowMentorship, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return card(turn, callback_data.id, callback_data.page)


def card(turn: Turn, number: int, page: int = 0, remark: str = "") -> Screen:
    seen = mentorships.look(turn.session, turn.person, number)
    return screens.card(seen, turn.community, turn.now, page, remark)


def ask_to_end(_: CallbackQuery, callback_data: presses.AskToEndMentorship, turn: Turn) -> Screen:
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    if seen.mine.left_at is not None:
        return screens.card(seen, turn.community, turn.now)
    return screens.ask_to_end(seen)


def end(_: CallbackQuery, callback_data: presses.EndMentorship, turn: Turn) -> Screen:
    mentorships.end(turn.session, turn.person, callback_data.id, turn.now)
    return screens.ended(mentorships.look(turn.session, turn.person, callback_data.id))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    pressed(asked, presses.MentorAsked.filter())
    pressed(accept, presses.AcceptMentee.filter())
    pressed(not_now, presses.NotNow.filter())
    pressed(decline, presses.DeclineMentee.filter())
    pressed(show, presses.ShowMentorship.filter())
    pressed(ask_to_end, presses.AskToEndMentorship.filter())
    pressed(end, presses.EndMentorship.filter())
