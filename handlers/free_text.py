from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from community import meetings, registrations
from community.small_talk import SmallTalk, says_coming, small_talk
from handlers import asking
from handlers.events import come, leave
from handlers.filters import HasText
from handlers.meetings import answer as answer_meeting
from handlers.talking import ANY_FILES, meant_for_talk, saying_of
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
    return meant_for_talk(message, turn) or asking.asked(message, turn)


def answered(text: str, turn: Turn) -> Screen | None:
    """A word that answers whether somebody comes, where they were asked."""
    coming = says_coming(text)
    if coming is None:
        return None
    asked = registrations.open_question(turn.session, turn.person, turn.now)
    met = meetings.open_question(turn.session, turn.person, turn.now)
    if met and not (asked and asked.prompted_at and asked.prompted_at > met.proposed_at):
        return answer_meeting(turn, met.id, coming)
    if asked is None:
        return None
    return come(turn, asked.event_id) if coming else leave(turn, asked.event_id)


def form_gone(turn: Turn) -> Screen:
    """The dialogue stood at a step that this version of the program does not have."""
    turn.dialogue.pause()
    return screens.form_gone()


def sent(message: Message, turn: Turn) -> Screen:
    """A picture, a voice, a document: a question too."""
    if turn.dialogue.state is not None:
        return form_gone(turn)
    saying_of(message, turn)  # what cannot be passed on is said at once
    return meant_for_talk(message, turn) or asking.asked(message, turn)


def old_button(_: CallbackQuery) -> Screen:
    return screens.old_button()


def register(router: Router) -> None:
    router.message.register(said, HasText())
    router.message.register(sent, flags=ANY_FILES)
    router.callback_query.register(old_button)
