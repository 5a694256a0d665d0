"""Inviting somebody to be a mentor, and following such an invitation."""

from __future__ import annotations

from functools import partial

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import applying, invitations
from community.choices import find, find_exact
from community.invitations import Question
from community.refusals import UnknownChoice
from handlers.hearing import hear
from handlers.mentor_offers import FORM as APPLICATION
from handlers.turn import Turn
from messengers.screen import Screen
from screens import invitations as screens
from screens import presses
from screens.words import SIMILAR

FORM = "invite"


class Invite(StatesGroup):
    ground = State()
    recommendation = State()


STATES = {Question.GROUND: Invite.ground, Question.RECOMMENDATION: Invite.recommendation}


def overview(_: CallbackQuery, callback_data: presses.Invitations, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return listed(turn, callback_data.page)


def listed(turn: Turn, page: int, remark: str = "") -> Screen:
    first = max(page, 0) * screens.PAGE
    found, total = invitations.waiting(turn.session, turn.person, turn.now, first, screens.PAGE)
    if page and not found:
        return listed(turn, 0, remark)
    return screens.listed(found, total, page, turn.community, turn.today, remark)


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return go_on(turn)


def go_on(turn: Turn) -> Screen:
    question = invitations.next_question(turn.dialogue.answers(FORM), turn.community)
    return ask(question, turn) if question else made(turn)


def ask(question: Question, turn: Turn, remark: str = "", page: int = 0) -> Screen:
    turn.dialogue.go(STATES[question])
    if question is Question.GROUND:
        return screens.ask_ground(turn.community, turn.community.mentor.grounds, page, remark)
    return screens.ask_recommendation(turn.community, remark)


def made(turn: Turn) -> Screen:
    if not turn.links_with(""):
        return screens.no_address()
    answers = turn.dialogue.answers(FORM)
    invitation, word = invitations.invite(turn.session, turn.person, answers, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return screens.made(invitation, turn.links_with(word), turn.community, turn.today)


def ground_said(message: Message, turn: Turn) -> Screen:
    known, typed = turn.community.mentor.grounds, message.text or ""
    if exact := find_exact(known, typed):
        return answered(turn, Question.GROUND, exact.id)
    if found := find(known, typed):
        return screens.ask_ground(turn.community, found[: screens.PAGE], 0, SIMILAR)
    return again(Question.GROUND, turn)


def ground_chosen(_: CallbackQuery, callback_data: presses.InviteOn, turn: Turn) -> Screen:
    if turn.community.mentor_ground(callback_data.id) is None:
        raise UnknownChoice
    return answered(turn, Question.GROUND, callback_data.id)


def ground_page(_: CallbackQuery, callback_data: presses.InviteGrounds, turn: Turn) -> Screen:
    return ask(Question.GROUND, turn, page=callback_data.page)


def answered(turn: Turn, question: Question, answer: str) -> Screen:
    turn.dialogue.answers(FORM)[question.value] = answer
    return go_on(turn)


def recommendation_said(message: Message, turn: Turn) -> Screen:
    recommendation = applying.parse_recommendation(message.text or "", turn.today)
    if recommendation is None:
        return again(Question.RECOMMENDATION, turn)
    return answered(turn, Question.RECOMMENDATION, recommendation)


def without_recommendation(_: CallbackQuery, turn: Turn) -> Screen:
    return answered(turn, Question.RECOMMENDATION, "")


def again(question: Question, turn: Turn) -> Screen:
    return ask(question, turn, screens.expected(question, turn.community))


def show(_: CallbackQuery, callback_data: presses.Invitation, turn: Turn) -> Screen:
    invitation = invitations.look(turn.session, turn.person, callback_data.id, turn.now)
    return screens.card(invitation, turn.community, turn.today)


def cancel(_: CallbackQuery, callback_data: presses.CancelInvitation, turn: Turn) -> Screen:
    invitations.cancel(turn.session, turn.person, callback_data.id, turn.now)
    return listed(turn, 0, screens.CANCELLED)


def opened(token: str, turn: Turn) -> Screen:
    """Whoever made it looks at it only; a guest joins first and finds the application afterwards."""
    invitation = invitations.follow(turn.session, turn.person, token, turn.now)
    if invitation.created_by == turn.person.id:
        return screens.own(invitation, turn.community, turn.today)
    if turn.person.joined_at is not None:
        applying.begin(turn.session, turn.person)
    turn.dialogue.answers(APPLICATION)["invited"] = invitation.id
    if turn.person.joined_at is None:
        turn.dialogue.afterwards = presses.BecomeMentor().pack()
    return screens.invited(invitation, turn.community, turn.person.joined_at is not None)


def register(router: Router) -> None:
    hear(router, Invite.ground, ground_said, partial(again, Question.GROUND))
    hear(router, Invite.recommendation, recommendation_said, partial(again, Question.RECOMMENDATION))
    pressed = router.callback_query.register
    pressed(overview, presses.Invitations.filter())
    pressed(begin, presses.InviteMentor.filter())
    pressed(ground_chosen, presses.InviteOn.filter())
    pressed(ground_page, presses.InviteGrounds.filter())
    pressed(without_recommendation, presses.InviteWithoutPaper.filter())
    pressed(show, presses.Invitation.filter())
    pressed(cancel, presses.CancelInvitation.filter())
