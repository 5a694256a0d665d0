"""What a pair or group agrees on: a draft filled in from the profile, changed, proposed, answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import agreements, mentorships
from community.agreements import Standing, Term, Terms
from community.choices import Choice, by_id, find_exact
from community.mentorships import Seen
from handlers.turn import Turn
from messengers.screen import Screen
from screens import agreements as screens
from screens import mentorships as cards
from screens import presses

FORM = "agree"


class Agree(StatesGroup):
    goal = State()
    until = State()
    rhythm = State()
    format = State()


STATES = {"goal": Agree.goal, "until": Agree.until, "rhythm": Agree.rhythm, "format": Agree.format}
WANTED = {
    "goal": screens.GOAL_WANTED,
    "until": screens.END_WANTED,
    "rhythm": screens.RHYTHM_WANTED,
    "format": screens.FORMAT_WANTED,
}


def shown(_: CallbackQuery, callback_data: presses.Agree, turn: Turn) -> Screen:
    """With nothing agreed on yet the draft comes at once."""
    turn.dialogue.pause()
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    if seen.is_present and agreements.standing(seen) is Standing.NONE:
        return begun(turn, seen)
    return screens.shown(seen, turn.community)


def drafted(_: CallbackQuery, callback_data: presses.AgreeDraft, turn: Turn) -> Screen:
    return begun(turn, mentorships.look(turn.session, turn.person, callback_data.id))


def begun(turn: Turn, seen: Seen) -> Screen:
    """A draft that was left goes on, unless something else has been proposed since."""
    if turn.dialogue.answers(FORM).get("of") != agreements.version_of(seen):
        turn.dialogue.end(FORM)
    return draft(turn, seen)


def draft(turn: Turn, seen: Seen) -> Screen:
    turn.dialogue.pause()
    if not seen.is_present:
        return screens.shown(seen, turn.community)
    return screens.draft(seen, terms(form_of(turn, seen)), turn.community)


def ask(_: CallbackQuery, callback_data: presses.AgreeAsk, turn: Turn) -> Screen:
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    if not seen.is_present:
        return screens.shown(seen, turn.community)
    form_of(turn, seen)
    return asked(turn, seen, callback_data.what, callback_data.page)


def asked(turn: Turn, seen: Seen, what: str, page: int = 0, remark: str = "") -> Screen:
    if what not in STATES:
        return draft(turn, seen)
    turn.dialogue.go(STATES[what])
    match what:
        case "goal":
            return screens.ask_goal(seen, page, turn.community, remark)
        case "until":
            return screens.ask_end(seen, turn.today, remark)
        case "rhythm":
            return screens.ask_rhythm(seen, page, turn.community, remark)
    return screens.ask_format(seen, page, turn.community, remark)


def taken(_: CallbackQuery, callback_data: presses.AgreeTake, turn: Turn) -> Screen:
    """A choice that the profile has dropped since changes nothing."""
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    value = chosen(turn, seen, callback_data.field, callback_data.choice)
    if seen.is_present and value is not None:
        form_of(turn, seen)[callback_data.field] = value
    return draft(turn, seen)


def said(message: Message, turn: Turn) -> Screen:
    what = next(name for name, state in STATES.items() if state.state == turn.dialogue.state)
    seen = mentorships.look(turn.session, turn.person, turn.dialogue.answers(FORM).get("id", 0))
    value = read(turn, seen, what, message.text or "")
    if value is None:
        return asked(turn, seen, what, remark=WANTED[what])
    form_of(turn, seen)[what] = value
    return draft(turn, seen)


def send(_: CallbackQuery, callback_data: presses.AgreeSend, turn: Turn) -> Screen:
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    form = form_of(turn, seen)
    if not form["goal"]:
        return asked(turn, seen, "goal")
    done = agreements.propose(turn.session, turn.person, callback_data.id, terms(form), form["of"], turn.now)
    turn.dialogue.end(FORM)
    return answered(turn, callback_data.id, done)


def confirm(_: CallbackQuery, callback_data: presses.ConfirmAgreement, turn: Turn) -> Screen:
    number, of = callback_data.id, callback_data.read
    return answered(turn, number, agreements.confirm(turn.session, turn.person, number, of, turn.now))


def answered(turn: Turn, number: int, done: bool) -> Screen:
    seen = mentorships.look(turn.session, turn.person, number)
    if not done:
        return screens.shown(seen, turn.community, screens.CHANGED)
    agreed = agreements.standing(seen) is Standing.AGREED
    return cards.card(seen, turn.community, turn.now, remark=screens.AGREED if agreed else screens.PROPOSED)


def form_of(turn: Turn, seen: Seen) -> dict[str, Any]:
    """Begun anew for another pair, and where a button is older than the form."""
    form = turn.dialogue.answers(FORM)
    if form.get("id") != seen.mentorship.id:
        filled = agreements.template(seen.mentorship, turn.community, turn.today)
        until = filled.ends_on.isoformat() if filled.ends_on else None
        form.clear()
        form.update(id=seen.mentorship.id, of=agreements.version_of(seen), goal=filled.goal, until=until)
        form.update(rhythm=filled.rhythm, format=filled.format)
    return form


def terms(form: dict[str, Any]) -> Terms:
    until = date.fromisoformat(form["until"]) if form["until"] else None
    return Terms(form["goal"], until, form["rhythm"], form["format"])


def chosen(turn: Turn, seen: Seen, what: str, choice: str) -> str | None:
    if what == "until":
        return agreements.last_day(Term(choice), turn.today).isoformat() if choice in set(Term) else None
    known = by_id(choices(turn, seen, what), choice)
    return (known.name if what == "goal" else known.id) if known else None


def read(turn: Turn, seen: Seen, what: str, typed: str) -> str | None:
    if what == "goal":
        return agreements.parse_goal(typed)
    if what == "until":
        day = agreements.parse_end(typed, turn.today)
        return day.isoformat() if day else None
    known = find_exact(choices(turn, seen, what), typed)
    return known.id if known else None


def choices(turn: Turn, seen: Seen, what: str) -> list[Choice]:
    profile = turn.community.mentoring
    listed = {"goal": profile.goals_for(seen.mentorship.ground), "rhythm": profile.rhythms, "format": profile.forms}
    return list(listed.get(what, ()))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    for state in STATES.values():
        router.message.register(said, state)
    pressed(shown, presses.Agree.filter())
    pressed(drafted, presses.AgreeDraft.filter())
    pressed(ask, presses.AgreeAsk.filter())
    pressed(taken, presses.AgreeTake.filter())
    pressed(send, presses.AgreeSend.filter())
    pressed(confirm, presses.ConfirmAgreement.filter())
