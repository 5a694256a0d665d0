"""Asking: what was said becomes a draft, one screen shows it, and it is sent when the asker says so."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import asking, bans, consents, consultations
from community.asking import Draft
from community.small_talk import small_talk
from handlers.case_privacy import sending
from handlers.talking import ANY_FILES, saying_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import asking as screens
from screens import consents as consent_screens
from screens import consultations as case_screens
from screens import presses

FORM = "asking"
TROUBLES = {"too_large": screens.TOO_LARGE, "unreachable": screens.NOT_FETCHED}


class Asking(StatesGroup):
    words = State()


def ask(_: CallbackQuery, turn: Turn) -> Screen:
    must_be_free(turn)
    return begun(turn)


def begun(turn: Turn, remark: str = "") -> Screen:
    if not asking.has_agreed(turn.session, turn.person):
        return screens.consent(turn.community, waits=False)
    turn.dialogue.go(Asking.words)
    return screens.ask_words(bool(consultations.mine(turn.session, turn.person)), remark)


def said(message: Message, turn: Turn) -> Screen:
    """After «Задать вопрос»."""
    words = message.text or message.caption or ""
    if not (turn.upload and turn.upload.value) and small_talk(words):
        return begun(turn, trouble(turn) or screens.NOT_WORDS)
    return asked(message, turn)


def asked(message: Message, turn: Turn) -> Screen:
    """Whatever is said outside of a form and is no small talk: nothing is sent before the asker says so."""
    must_be_free(turn)
    draft = asking.say(turn.session, turn.person, saying_of(message, turn), turn.community, turn.now)
    turn.dialogue.end(FORM)
    return shown(turn, draft)


def shown(turn: Turn, draft: Draft) -> Screen:
    if not asking.has_agreed(turn.session, turn.person):
        return screens.consent(turn.community, waits=True)
    return screens.draft(draft, turn.community)


def must_be_free(turn: Turn) -> None:
    """Who may not ask is told why, before anything of it is kept."""
    asking.may_ask(turn.person)
    bans.must_be_free(turn.session, turn.person, turn.now)


def trouble(turn: Turn) -> str:
    """Why a file has not come; empty where none was sent."""
    return TROUBLES.get(turn.upload.trouble or "", "") if turn.upload else ""


def agreed(_: CallbackQuery, callback_data: presses.AgreeToAsk, turn: Turn) -> Screen:
    kind = consents.Kind.PARTICIPATION
    draft = asking.open_draft(turn.session, turn.person, turn.now, asking.KEPT)
    must_be_free(turn)
    if callback_data.version != consents.wording(turn.community, kind).version:
        return screens.consent(turn.community, waits=draft is not None)
    consents.give(
        turn.session,
        turn.person,
        kind,
        version=callback_data.version,
        document=consent_screens.document(turn.community, kind),
        community=turn.community,
        network=turn.account.network,
        now=turn.now,
    )
    return screens.draft(asking.look(turn.session, draft, turn.community), turn.community) if draft else begun(turn)


def declined(_: CallbackQuery, turn: Turn) -> Screen:
    asking.drop_all(turn.session, turn.person)
    return screens.declined()


def look(_: CallbackQuery, callback_data: presses.ShowDraft, turn: Turn) -> Screen:
    case = asking.draft_of(turn.session, turn.person, callback_data.id)
    return shown(turn, asking.look(turn.session, case, turn.community))


def topics(_: CallbackQuery, callback_data: presses.ChangeTopic, turn: Turn) -> Screen:
    case = asking.draft_of(turn.session, turn.person, callback_data.id)
    return screens.topics(case, callback_data.page, turn.community)


def topic_chosen(_: CallbackQuery, callback_data: presses.TopicOfCase, turn: Turn) -> Screen:
    topic = callback_data.topic
    case = asking.change_topic(turn.session, turn.person, callback_data.id, topic, turn.community)
    return shown(turn, asking.look(turn.session, case, turn.community))


def rewrite(_: CallbackQuery, callback_data: presses.RewriteQuestion, turn: Turn) -> Screen:
    if not asking.drop(turn.session, turn.person, callback_data.id):
        return screens.sent_already(consultations.own(turn.session, turn.person, callback_data.id))
    turn.dialogue.go(Asking.words)
    return screens.rewritten()


def cancel(_: CallbackQuery, callback_data: presses.CancelQuestion, turn: Turn) -> Screen:
    if not asking.drop(turn.session, turn.person, callback_data.id):
        return screens.sent_already(consultations.own(turn.session, turn.person, callback_data.id))
    return case_screens.cancelled()


def send(_: CallbackQuery, callback_data: presses.SendQuestion, turn: Turn) -> Screen:
    must_be_free(turn)
    if not asking.has_agreed(turn.session, turn.person):
        return screens.consent(turn.community, waits=True)
    return sending(turn, callback_data.id, callback_data.named)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(said, Asking.words, flags=ANY_FILES)
    pressed(ask, presses.AskQuestion.filter())
    pressed(agreed, presses.AgreeToAsk.filter())
    pressed(declined, presses.DeclineToAsk.filter())
    pressed(look, presses.ShowDraft.filter())
    pressed(topics, presses.ChangeTopic.filter())
    pressed(topic_chosen, presses.TopicOfCase.filter())
    pressed(rewrite, presses.RewriteQuestion.filter())
    pressed(cancel, presses.CancelQuestion.filter())
    pressed(send, presses.SendQuestion.filter())
