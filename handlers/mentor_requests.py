"""Looking for a mentor: ground, subject or competence, who is suggested, sending, how it stands."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import mentor_requests as rules
from community.choices import Choice, find, find_exact
from community.matching import Match, Wish
from community.members import must_have_joined
from community.mentoring_profile import MentoringGround
from community.profiles import CommunityProfile
from handlers.turn import Turn
from messengers.screen import Screen
from screens import mentor_requests as screens
from screens import presses
from screens.mentor_requests import ANY, Seeking
from screens.words import SIMILAR
from storage.models import Person

FORM = "seek"
MOST_FOUND = 6


class Seek(StatesGroup):
    topic = State()
    words = State()


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    must_have_joined(turn.person)
    return screens.grounds(rules.open_of(turn.session, turn.person), turn.community)


def ground_chosen(press: CallbackQuery, callback_data: presses.SeekOn, turn: Turn) -> Screen:
    if running := rules.open_of(turn.session, turn.person, callback_data.ground):
        return shown(turn, running[0].id)
    ground = turn.community.mentoring.ground(callback_data.ground)
    if ground is None:
        return begin(press, turn)
    known = known_topics(turn.person, ground, turn.community)
    turn.dialogue.forms[FORM] = {"ground": ground.id}
    if len(known) == 1:
        return topic_taken(known[0].id, turn)
    return ask_topic(ground, turn, known)


def ask_topic(
    ground: MentoringGround, turn: Turn, known: list[Choice], page: int = 0, found: list[Choice] | None = None
) -> Screen:
    turn.dialogue.go(Seek.topic)
    remark = SIMILAR if found else ""
    listed = found or topics(turn.person, ground, turn.community)
    return screens.ask_topic(ground, known, listed, page, turn.community, remark)


def topics_listed(press: CallbackQuery, callback_data: presses.SeekTopics, turn: Turn) -> Screen:
    ground = ground_of(turn)
    return ask_topic(ground, turn, [], callback_data.page) if ground else begin(press, turn)


def topic_chosen(press: CallbackQuery, callback_data: presses.SeekTopic, turn: Turn) -> Screen:
    return topic_taken(callback_data.id, turn) if ground_of(turn) else begin(press, turn)


def topic_said(message: Message, turn: Turn) -> Screen:
    ground = ground_of(turn)
    if ground is None:
        return screens.grounds(rules.open_of(turn.session, turn.person), turn.community)
    known, typed = all_topics(ground, turn.community), message.text or ""
    if exact := find_exact(known, typed):
        return topic_taken(exact.id, turn)
    if found := find(known, typed):
        return ask_topic(ground, turn, [], found=found[:MOST_FOUND])
    listed = topics(turn.person, ground, turn.community)
    return screens.ask_topic(ground, [], listed, 0, turn.community, screens.TOPIC_WANTED)


def topic_taken(topic: str, turn: Turn) -> Screen:
    turn.dialogue.pause()
    turn.dialogue.answers(FORM).update(topic=topic, first=None)
    return matches(turn)


def matches(turn: Turn) -> Screen:
    return screens.found(seeking(turn), turn.community)


def matches_again(press: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return matches(turn) if has_chosen(turn) else begin(press, turn)


def card(press: CallbackQuery, callback_data: presses.SeekCard, turn: Turn) -> Screen:
    if not has_chosen(turn):
        return begin(press, turn)
    found = seeking(turn).found
    for place, (match, person) in enumerate(found):
        if person.id == callback_data.id:
            return screens.card(person, match.reasons, place == 0, turn.community)
    return matches(turn)


def first_chosen(press: CallbackQuery, callback_data: presses.SeekFirst, turn: Turn) -> Screen:
    if not has_chosen(turn):
        return begin(press, turn)
    turn.dialogue.answers(FORM)["first"] = callback_data.id
    return matches(turn)


def ask_words(press: CallbackQuery, turn: Turn) -> Screen:
    if not has_chosen(turn):
        return begin(press, turn)
    turn.dialogue.go(Seek.words)
    return screens.ask_words()


def words_said(message: Message, turn: Turn) -> Screen:
    words = rules.parse_words(message.text or "")
    if words is None:
        return screens.ask_words(screens.WORDS_WANTED)
    turn.dialogue.pause()
    turn.dialogue.answers(FORM)["words"] = words
    return matches(turn)


def ask_form(press: CallbackQuery, callback_data: presses.SeekForms, turn: Turn) -> Screen:
    return screens.ask_form(callback_data.page, turn.community) if has_chosen(turn) else begin(press, turn)


def form_chosen(press: CallbackQuery, callback_data: presses.SeekForm, turn: Turn) -> Screen:
    if not has_chosen(turn):
        return begin(press, turn)
    known = turn.community.mentoring.form(callback_data.id)
    turn.dialogue.answers(FORM)["format"] = known.id if known else None
    return matches(turn)


def send(press: CallbackQuery, turn: Turn) -> Screen:
    if not has_chosen(turn):
        return begin(press, turn)
    chosen = seeking(turn)
    order = [person.id for _, person in chosen.found]
    request = rules.send(turn.session, turn.person, chosen.wish, order, turn.community, turn.now, chosen.words or None)
    turn.dialogue.end(FORM)
    return shown(turn, request.id)


def status(_: CallbackQuery, callback_data: presses.MyRequest, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return shown(turn, callback_data.id)


def shown(turn: Turn, number: int) -> Screen:
    return screens.status(rules.status(turn.session, turn.person, number), turn.community, turn.now)


def cancel(_: CallbackQuery, callback_data: presses.CancelRequest, turn: Turn) -> Screen:
    request = rules.cancel(turn.session, turn.person, callback_data.id, turn.now)
    return screens.cancelled(rules.status(turn.session, turn.person, request.id), turn.community)


def has_chosen(turn: Turn) -> bool:
    """A button may be older than the form."""
    return ground_of(turn) is not None and "topic" in turn.dialogue.answers(FORM)


def ground_of(turn: Turn) -> MentoringGround | None:
    return turn.community.mentoring.ground(turn.dialogue.answers(FORM).get("ground", ""))


def seeking(turn: Turn) -> Seeking:
    """What is chosen, and who is suggested now."""
    form = turn.dialogue.answers(FORM)
    wish = wish_of(form, turn.community)
    found = rules.suggest(turn.session, turn.person, wish, turn.community, turn.now)
    return Seeking(wish, form.get("words", ""), in_order(found, form.get("first")))


def in_order(found: list[tuple[Match, Person]], first: int | None) -> list[tuple[Match, Person]]:
    return sorted(found, key=lambda each: each[1].id != first)


def wish_of(form: dict[str, Any], community: CommunityProfile) -> Wish:
    topic = None if form["topic"] == ANY else form["topic"]
    ground = community.mentoring.ground(form["ground"])
    if ground is not None and ground.asks == "competence":
        return Wish(form["ground"], competence=topic, format=form.get("format"))
    return Wish(form["ground"], topic=topic, format=form.get("format"))


def known_topics(person: Person, ground: MentoringGround, community: CommunityProfile) -> list[Choice]:
    """What the profile tells already."""
    mine = person.learns if ground.asks == "competence" else person.specialities
    return [each for each in all_topics(ground, community) if each.id in mine]


def topics(person: Person, ground: MentoringGround, community: CommunityProfile) -> list[Choice]:
    """What people of the same position work with, or everything."""
    position = community.position(person.position or "")
    listed = community.asked_of(position) if position and ground.asks != "competence" else ()
    return list(listed) or all_topics(ground, community)


def all_topics(ground: MentoringGround, community: CommunityProfile) -> list[Choice]:
    if ground.asks == "competence":
        return list(community.competences)
    return [*community.subjects, *community.fields, *community.age_groups]


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(topic_said, Seek.topic)
    router.message.register(words_said, Seek.words)
    pressed(begin, presses.FindMentor.filter())
    pressed(ground_chosen, presses.SeekOn.filter())
    pressed(topics_listed, presses.SeekTopics.filter())
    pressed(topic_chosen, presses.SeekTopic.filter())
    pressed(matches_again, presses.SeekMatches.filter())
    pressed(card, presses.SeekCard.filter())
    pressed(first_chosen, presses.SeekFirst.filter())
    pressed(ask_words, presses.SeekWords.filter())
    pressed(ask_form, presses.SeekForms.filter())
    pressed(form_chosen, presses.SeekForm.filter())
    pressed(send, presses.SeekSend.filter())
    pressed(status, presses.MyRequest.filter())
    pressed(cancel, presses.CancelRequest.filter())
