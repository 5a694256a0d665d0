"""Groups, peers and project teams: asking people to join, answering, writing what came of it."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import agreements, gathering, mentorships
from community.members import must_have_joined
from handlers.turn import Turn
from messengers.screen import Screen
from screens import gathering as screens
from screens import mentorships as cards
from screens import presses

FORM = "team"


class Team(StatesGroup):
    title = State()
    aim = State()
    result = State()


def together(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    must_have_joined(turn.person)
    found = gathering.open_for(turn.session, turn.person, turn.now)
    return screens.together(found, gathering.may_gather(turn.session, turn.person, turn.now))


def ask_whom(_: CallbackQuery, callback_data: presses.InviteTo, turn: Turn) -> Screen:
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    if not gathering.may_invite(seen):
        return card(turn, callback_data.id)
    return screens.ask_whom(seen, gathering.candidates(turn.session, turn.person, seen), callback_data.page)


def invite(_: CallbackQuery, callback_data: presses.InvitePerson, turn: Turn) -> Screen:
    gathering.invite(turn.session, turn.person, callback_data.id, callback_data.person, turn.now)
    return card(turn, callback_data.id, screens.INVITED)


def ask_peer(_: CallbackQuery, callback_data: presses.AskPeer, turn: Turn) -> Screen:
    gathering.ask_peer(turn.session, turn.person, callback_data.id, turn.now)
    return screens.peer_asked()


def invitation(_: CallbackQuery, callback_data: presses.ShowInvitation, turn: Turn) -> Screen:
    return screens.invitation(gathering.look(turn.session, turn.person, callback_data.id), turn.community)


def join(_: CallbackQuery, callback_data: presses.JoinGroup, turn: Turn) -> Screen:
    made = gathering.accept(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return card(turn, made.id, screens.JOINED)


def decline(_: CallbackQuery, callback_data: presses.DeclineGroup, turn: Turn) -> Screen:
    return screens.declined(gathering.decline(turn.session, turn.person, callback_data.id, turn.now))


def make_team(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.go(Team.title)
    return screens.ask_title()


def title_said(message: Message, turn: Turn) -> Screen:
    title = gathering.parse_title(message.text or "")
    if title is None:
        return screens.ask_title(screens.TITLE_WANTED)
    turn.dialogue.answers(FORM)["title"] = title
    turn.dialogue.go(Team.aim)
    return screens.ask_aim(title)


def aim_said(message: Message, turn: Turn) -> Screen:
    title, aim = turn.dialogue.answers(FORM).get("title"), agreements.parse_goal(message.text or "")
    if title is None:
        return screens.ask_title()
    if aim is None:
        return screens.ask_aim(title, screens.AIM_WANTED)
    made = gathering.make_team(turn.session, turn.person, title, aim, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return card(turn, made.id)


def ask_result(_: CallbackQuery, callback_data: presses.FinishTeam, turn: Turn) -> Screen:
    return result_asked(turn, callback_data.id)


def result_asked(turn: Turn, number: int, remark: str = "") -> Screen:
    seen = mentorships.look(turn.session, turn.person, number)
    if not gathering.may_invite(seen):
        return card(turn, number)
    turn.dialogue.go(Team.result)
    turn.dialogue.answers(FORM)["id"] = number
    return screens.ask_result(seen, remark)


def result_said(message: Message, turn: Turn) -> Screen:
    number, result = turn.dialogue.answers(FORM).get("id", 0), gathering.parse_result(message.text or "")
    if result is None:
        return result_asked(turn, number, screens.RESULT_WANTED)
    turn.dialogue.end(FORM)
    gathering.finish(turn.session, turn.person, number, result, turn.now)
    return card(turn, number)


def card(turn: Turn, number: int, remark: str = "") -> Screen:
    seen = mentorships.look(turn.session, turn.person, number)
    return cards.card(seen, turn.community, turn.now, remark=remark)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(title_said, Team.title)
    router.message.register(aim_said, Team.aim)
    router.message.register(result_said, Team.result)
    pressed(together, presses.Together.filter())
    pressed(ask_whom, presses.InviteTo.filter())
    pressed(invite, presses.InvitePerson.filter())
    pressed(ask_peer, presses.AskPeer.filter())
    pressed(invitation, presses.ShowInvitation.filter())
    pressed(join, presses.JoinGroup.filter())
    pressed(decline, presses.DeclineGroup.filter())
    pressed(make_team, presses.MakeTeam.filter())
    pressed(ask_result, presses.FinishTeam.filter())
