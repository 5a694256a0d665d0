"""The pairs and groups of whoever is in some, with what is next in each."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import mentor_requests, mentorships
from community.members import must_have_joined
from community.mentorships import Role
from community.next_steps import Ahead, ahead
from handlers.turn import Turn
from messengers.screen import Screen
from screens import pair_overviews as screens
from screens import presses

WITH_A_MENTOR = [role for role in Role if role is not Role.MENTOR]


def mentees(_: CallbackQuery, callback_data: presses.MyMentees, turn: Turn) -> Screen:
    turn.dialogue.pause()
    must_have_joined(turn.person)
    cards = mentor_requests.waiting(turn.session, turn.person)
    return screens.mentees(ahead_of(turn, Role.MENTOR), cards, callback_data.page, turn.community, turn.now)


def mentors(_: CallbackQuery, callback_data: presses.MyMentors, turn: Turn) -> Screen:
    turn.dialogue.pause()
    must_have_joined(turn.person)
    return screens.mentors(ahead_of(turn, *WITH_A_MENTOR), callback_data.page, turn.community, turn.now)


def ahead_of(turn: Turn, *as_one_of: Role) -> list[Ahead]:
    found = mentorships.mine(turn.session, turn.person, *as_one_of)
    return ahead(turn.session, turn.person, found, turn.community, turn.now)


def register(router: Router) -> None:
    router.callback_query.register(mentees, presses.MyMentees.filter())
    router.callback_query.register(mentors, presses.MyMentors.filter())
