from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from community import registrations
from community.small_talk import SmallTalk, says_coming, small_talk
from handlers.events import come, leave
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import free_text as screens


def said(message: Message, turn: Turn) -> Screen:
    if turn.dialogue.state is not None:
        return form_gone(turn)
    if answer := answered(message.text or "", turn):
        return answer
    match small_talk(message.text or ""):
        case SmallTalk.GREETING:
            return screens.greeting()
        case SmallTalk.THANKS:
            return screens.thanks()
        case SmallTalk.SHORT:
            return screens.short_reply()
    return screens.not_a_question_yet()


def answered(text: str, turn: Turn) -> Screen | None:
    """A word that answers whether somebody comes, where they were asked."""
    coming = says_coming(text)
    asked = registrations.open_question(turn.session, turn.person, turn.now) if coming is not None else None
    if asked is None:
        return None
    return come(turn, asked.event_id) if coming else leave(turn, asked.event_id)


def form_gone(turn: Turn) -> Screen:
    """The dialogue stood at a step that this version of the program does not have."""
    turn.dialogue.pause()
    return screens.form_gone()


def unsupported(_: Message, turn: Turn) -> Screen:
    return form_gone(turn) if turn.dialogue.state is not None else screens.unsupported()


def old_button(_: CallbackQuery) -> Screen:
    return screens.old_button()


def router() -> Router:
    rest = Router(name=__name__)
    rest.message.register(said, HasText())
    rest.message.register(unsupported)
    rest.callback_query.register(old_button)
    return rest
