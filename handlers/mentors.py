from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from community import consents, mentors, publication
from community.consents import Kind
from handlers.turn import Turn
from messengers.screen import Screen
from screens import consents as consent_screens
from screens import mentors as screens
from screens import presses
from screens import publication as publication_screens

CHOSEN = "publish"  # the form of what is chosen but not agreed to yet


def mine(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.mine(mentors.must_be(turn.session, turn.person), turn.person, turn.community)


def pause(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.mine(mentors.pause(turn.session, turn.person, turn.now), turn.person, turn.community)


def resume(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.mine(mentors.resume(turn.session, turn.person), turn.person, turn.community)


def ask_to_end(_: CallbackQuery, turn: Turn) -> Screen:
    mentors.must_be(turn.session, turn.person)
    return screens.ask_to_end(turn.community)


def end(_: CallbackQuery, turn: Turn) -> Screen:
    publication.withdraw(turn.session, turn.person, turn.now)
    mentors.end(turn.session, turn.person, turn.now)
    turn.dialogue.end(CHOSEN)
    return screens.ended()


def ask_to_publish(_: CallbackQuery, turn: Turn) -> Screen:
    mentor = mentors.must_be(turn.session, turn.person)
    turn.dialogue.answers(CHOSEN)["chosen"] = publication.known(mentor.published)
    return publication_screens.ask(turn.community, mentor.published, bool(mentor.published))


def datum_marked(_: CallbackQuery, callback_data: presses.MarkDatum, turn: Turn) -> Screen:
    mentor, form = mentors.must_be(turn.session, turn.person), turn.dialogue.answers(CHOSEN)
    kept = {*form.get("chosen", mentor.published)} - {callback_data.name}
    form["chosen"] = publication.known(kept | ({callback_data.name} if callback_data.chosen else set()))
    return publication_screens.ask(turn.community, form["chosen"], bool(mentor.published))


def publish(_: CallbackQuery, callback_data: presses.GiveConsent, turn: Turn) -> Screen:
    mentor = publication.publish(
        turn.session,
        turn.person,
        turn.dialogue.answers(CHOSEN).get("chosen", []),
        version=callback_data.version,
        document=consent_screens.document(turn.community, Kind.PUBLICATION),
        community=turn.community,
        network=turn.account.network,
        now=turn.now,
    )
    turn.dialogue.end(CHOSEN)
    return publication_screens.published(mentor.published)


def withdraw(_: CallbackQuery, turn: Turn) -> Screen:
    publication.withdraw(turn.session, turn.person, turn.now)
    return consent_screens.withdrawn(Kind.PUBLICATION)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    published = F.kind == consents.Kind.PUBLICATION.value
    pressed(mine, presses.MyMentoring.filter())
    pressed(pause, presses.PauseMentoring.filter())
    pressed(resume, presses.ResumeMentoring.filter())
    pressed(ask_to_end, presses.AskToEndMentoring.filter())
    pressed(end, presses.EndMentoring.filter())
    pressed(ask_to_publish, presses.ShowConsent.filter(published))
    pressed(datum_marked, presses.MarkDatum.filter())
    pressed(publish, presses.GiveConsent.filter(published))
    pressed(withdraw, presses.WithdrawConsent.filter(published))
