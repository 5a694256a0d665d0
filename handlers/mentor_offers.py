"""What a mentor offers, asked of those who apply and of those who are confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import applying, colleagues, mentors
from community.choices import Choice, find, find_exact
from community.refusals import UnknownChoice
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import applying as form_screens
from screens import mentor_offers as screens
from screens import mentors as mentor_screens
from screens import presses
from screens.words import SIMILAR

FORM = "apply"
NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


class Offer(StatesGroup):
    competences = State()
    formats = State()
    capacity = State()
    about = State()
    proof = State()


STATES = {state.state.partition(":")[2]: state for state in Offer.__states__ if state.state}


def answers(turn: Turn) -> dict[str, Any]:
    return applying.fill(turn.session, turn.person, turn.dialogue.answers(FORM), turn.community, turn.now)


def offered(turn: Turn, of: str) -> Mapping[str, Any]:
    """What is offered so far: in the form of an application, or by a confirmed mentor."""
    if of == "a":
        return answers(turn)
    mentor = mentors.must_be(turn.session, turn.person)
    return {name: getattr(mentor, name) for name in ("competences", "formats", "capacity", "about")}


def change(turn: Turn, of: str, name: str, value: Any) -> None:
    if of == "a":
        answers(turn)[name] = value
    else:
        mentors.change(turn.session, turn.person, {name: value})
        colleagues.refresh(turn.session, turn.person, turn.community)


def edited(turn: Turn) -> str:
    """Whose offer the open question is about."""
    return str(turn.dialogue.answers("offer").get("of", "a"))


def choices_of(turn: Turn, name: str) -> tuple[Choice, ...]:
    known = {"competences": turn.community.competences, "formats": turn.community.mentoring.forms}
    if name not in known:
        raise UnknownChoice
    return known[name]


def ask(turn: Turn, of: str, name: str, remark: str = "", page: int = 0, found: list[Choice] | None = None) -> Screen:
    now = offered(turn, of)
    if name not in STATES or (of == "m" and name == "proof"):
        raise UnknownChoice
    turn.dialogue.go(STATES[name])
    turn.dialogue.answers("offer")["of"] = of
    match name:
        case "capacity":
            return screens.ask_capacity(of, now["capacity"], remark)
        case "about":
            return screens.ask_about(of, now.get("about"), remark)
        case "proof":
            return screens.ask_proof(of, now.get("proof") or [], remark)
    return ask_choices(turn, of, name, remark, page, found)


def ask_choices(turn: Turn, of: str, name: str, remark: str, page: int, found: list[Choice] | None) -> Screen:
    if of == "a" and name == "competences":
        return form_screens.ask_competences(answers(turn), turn.person, turn.community, found, page, remark)
    shown = choices_of(turn, name) if found is None else found[: screens.FOUND]
    return screens.ask_choices(of, name, offered(turn, of)[name], shown, screens.ends_of(of), page, remark)


def edit(_: CallbackQuery, callback_data: presses.EditOffer, turn: Turn) -> Screen:
    return ask(turn, callback_data.of, callback_data.name)


def page(_: CallbackQuery, callback_data: presses.OfferPage, turn: Turn) -> Screen:
    return ask(turn, callback_data.of, callback_data.name, page=callback_data.page)


def marked(_: CallbackQuery, callback_data: presses.MarkOffer, turn: Turn) -> Screen:
    of, name = callback_data.of, callback_data.name
    mark(turn, of, name, callback_data.id, callback_data.chosen)
    return ask(turn, of, name, page=callback_data.page)


def mark(turn: Turn, of: str, name: str, choice: str, chosen: bool) -> None:
    chosen_now = offered(turn, of).get(name) or []
    change(turn, of, name, applying.marked(chosen_now, choice, chosen, choices_of(turn, name)))


def choice_said(name: str) -> Callable[[Message, Turn], Screen]:
    """Several may be named at once, with commas between them."""

    def said(message: Message, turn: Turn) -> Screen:
        of, known = edited(turn), choices_of(turn, name)
        parts = [part for part in re.split(r"[,;\n]", message.text or "") if part.strip()]
        exact = [find_exact(known, part) for part in parts]
        for choice in filter(None, exact):
            mark(turn, of, name, choice.id, True)
        unknown = [part for part, choice in zip(parts, exact, strict=True) if choice is None]
        return not_taken(turn, of, name, unknown) if unknown else ask(turn, of, name)

    return said


def not_taken(turn: Turn, of: str, name: str, unknown: list[str]) -> Screen:
    found = list({choice.id: choice for part in unknown for choice in find(choices_of(turn, name), part)}.values())
    if found:
        return ask(turn, of, name, SIMILAR, found=found)
    return ask(turn, of, name, screens.expected(name, choices_of(turn, name)[0].name))


def capacity_chosen(_: CallbackQuery, callback_data: presses.ChooseCapacity, turn: Turn) -> Screen:
    return capacity_taken(turn, callback_data.of, callback_data.number)


def capacity_said(message: Message, turn: Turn) -> Screen:
    found = NUMBER.search(message.text or "")
    return capacity_taken(turn, edited(turn), int(found[0]) if found else 0)


def capacity_taken(turn: Turn, of: str, number: int) -> Screen:
    if not 1 <= number <= mentors.MOST_CAPACITY:
        return ask(turn, of, "capacity", screens.expected("capacity"))
    change(turn, of, "capacity", number)
    return done(turn, of)


def about_said(message: Message, turn: Turn) -> Screen:
    about = applying.parse_about(message.text or "")
    if about is None:
        return ask(turn, edited(turn), "about", screens.expected("about"))
    change(turn, edited(turn), "about", about)
    return done(turn, edited(turn))


def proof_sent(message: Message, turn: Turn) -> Screen:
    proof = proof_of(message, turn.account.network)
    given = list(offered(turn, "a").get("proof") or [])
    if proof is None or len(given) >= applying.MOST_PROOFS:
        return ask(turn, "a", "proof", screens.expected("proof") if proof is None else screens.ENOUGH)
    change(turn, "a", "proof", [*given, *([] if proof in given else [proof])])
    return ask(turn, "a", "proof")


def proof_of(message: Message, network: str) -> str | None:
    """Where the network keeps the file: Telegram's number for this bot, VK's owner and number."""
    kind, file = ("photo", message.photo[-1]) if message.photo else ("doc", message.document)
    if file is None:
        return None
    return f"{network}:{kind}:{file.file_unique_id if network == 'vk' else file.file_id}"


def cleared(_: CallbackQuery, callback_data: presses.ClearOffer, turn: Turn) -> Screen:
    of, name = callback_data.of, callback_data.name
    if name not in ("about", "proof"):
        raise UnknownChoice
    change(turn, of, name, [] if name == "proof" else None)
    return done(turn, of)


def done(turn: Turn, of: str) -> Screen:
    turn.dialogue.forms.pop("offer", None)
    turn.dialogue.pause()
    if of == "a":
        return form_screens.summary(answers(turn), turn.person, turn.community)
    mentor = mentors.must_be(turn.session, turn.person)
    return mentor_screens.mine(mentor, turn.person, turn.community)


def wrong_kind(name: str) -> Callable[[Message, Turn], Screen]:
    def explain(_: Message, turn: Turn) -> Screen:
        example = choices_of(turn, name)[0].name if name in ("competences", "formats") else ""
        return ask(turn, edited(turn), name, screens.expected(name, example))

    return explain


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(choice_said("competences"), Offer.competences, HasText())
    said(choice_said("formats"), Offer.formats, HasText())
    said(capacity_said, Offer.capacity, HasText())
    said(about_said, Offer.about, HasText())
    said(proof_sent, Offer.proof)
    for name, state in STATES.items():
        said(wrong_kind(name), state)
    pressed(edit, presses.EditOffer.filter())
    pressed(page, presses.OfferPage.filter())
    pressed(marked, presses.MarkOffer.filter())
    pressed(capacity_chosen, presses.ChooseCapacity.filter())
    pressed(cleared, presses.ClearOffer.filter())
