from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import access, deletion, members, standing_in
from handlers.turn import Turn
from messengers.screen import Screen
from screens import members as screens
from screens import presses


def listed(press: CallbackQuery, callback_data: presses.Members, turn: Turn) -> Screen:
    page = max(callback_data.page, 0)
    people, total = members.members(turn.session, turn.person, turn.now, page * screens.PAGE, screens.PAGE)
    if page and not people:  # fewer than there were when the button was shown
        return listed(press, presses.Members(page=0), turn)
    return screens.listed(people, total, page, turn.community)


def shown(_: CallbackQuery, callback_data: presses.Member, turn: Turn) -> Screen:
    person = members.member(turn.session, turn.person, callback_data.id, turn.now)
    another = person.id != turn.person.id
    may_grant = another and access.may_grant_to(turn.session, turn.person, person, turn.now)
    lends = another and standing_in.lends(turn.session, turn.person)
    erasable = deletion.can_delete(turn.session, turn.person, person, turn.now)
    return screens.shown(person, turn.community, turn.community.tz, turn.today, may_grant, lends, erasable)


def router() -> Router:
    register = Router(name=__name__)
    register.callback_query.register(listed, presses.Members.filter())
    register.callback_query.register(shown, presses.Member.filter())
    return register
