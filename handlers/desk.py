"""What desks have in common: the rest of the menu, what asks for attention, the journal."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import attention, audit, releases, roles
from community.refusals import NotAllowed
from handlers.turn import Turn
from messengers.screen import Screen
from screens import attention as attention_screens
from screens import audit as audit_screens
from screens import desk as screens
from screens import presses
from screens.attention import looks
from screens.desk import Desk


def desk_of(turn: Turn) -> Desk:
    session, person, now = turn.session, turn.person, turn.now
    held = roles.scopes(session, person, now)
    waiting = attention.number_for(session, person, held, looks(turn.community))
    return Desk(held.keys(), waiting, person.joined_at is not None)


def more(_: CallbackQuery, turn: Turn) -> Screen:
    desk = desk_of(turn)
    if not desk.rights:
        raise NotAllowed
    turn.dialogue.pause()
    return screens.more(desk)


def queue(press: CallbackQuery, callback_data: presses.Attention, turn: Turn) -> Screen:
    page, most = max(callback_data.page, 0), attention_screens.PAGE
    total = attention.count(turn.session, turn.person, turn.now, looks(turn.community))
    items = attention.waiting(turn.session, turn.person, turn.now, page * most, most, looks(turn.community))
    if page and not items:  # fewer than there were when the button was shown
        return queue(press, presses.Attention(page=0), turn)
    titles = releases.titles(turn.session, [item for item, _ in items])
    return attention_screens.listed(items, total, page, turn.community, turn.now, titles)


def journal(press: CallbackQuery, callback_data: presses.Journal, turn: Turn) -> Screen:
    page, most = max(callback_data.page, 0), audit_screens.PAGE
    lines, total = audit.journal(turn.session, turn.person, turn.now, page * most, most)
    if page and not lines:
        return journal(press, presses.Journal(page=0), turn)
    return audit_screens.journal(lines, total, page, turn.community, turn.today)


def register(router: Router) -> None:
    router.callback_query.register(more, presses.MoreOfDesk.filter())
    router.callback_query.register(queue, presses.Attention.filter())
    router.callback_query.register(journal, presses.Journal.filter())
