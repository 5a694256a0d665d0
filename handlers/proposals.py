"""A member offers to hold an event; those who plan answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import announcing, events, planning, proposals
from community.choices import find, find_exact
from community.event_details import Detail, read
from community.members import must_have_joined
from community.moments import Unclear, parse_moment
from community.refusals import OfferGone, UnknownChoice
from handlers.hearing import hear_form
from handlers.planning import remembered, to_remember
from handlers.turn import Turn
from messengers.screen import Screen
from screens import moments as moment_screens
from screens import planning as planning_screens
from screens import presses
from screens import proposals as screens
from screens.words import SIMILAR
from storage.models import Event

FORM, DECIDING = "propose", "decideprop"


class Propose(StatesGroup):
    kind = State()
    title = State()
    when = State()
    where = State()
    about = State()


class Answer(StatesGroup):
    question = State()
    remark = State()


STATES = {
    "kind": Propose.kind,
    "title": Propose.title,
    "when": Propose.when,
    "where": Propose.where,
    "about": Propose.about,
}
GIVEN = {"kind": "kind", "title": "title", "when": "starts_at", "where": "place", "about": "about"}


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    """A form that was left goes on where it stood."""
    must_have_joined(turn.person)
    form = turn.dialogue.answers(FORM)
    if form.get("id"):
        form.clear()
    mine = proposals.waiting_of(turn.session, turn.person, turn.now)
    return screens.waiting(mine, turn.community) if mine and not form else go_on(turn)


def go_on(turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    missing = next((step for step in screens.STEPS if GIVEN[step] not in form), None)
    return ask(missing, turn) if missing else ready(turn)


def ready(turn: Turn) -> Screen:
    turn.dialogue.pause()
    form = turn.dialogue.answers(FORM)
    return screens.ready(form, datetime.fromisoformat(form["starts_at"]), turn.community, turn.now)


def ask(step: str, turn: Turn, remark: str = "") -> Screen:
    must_have_joined(turn.person)
    form = turn.dialogue.answers(FORM)
    turn.dialogue.go(STATES[step])
    if step == "kind":
        return screens.ask_kind(turn.community, form.get("id", 0), remark=remark)
    return screens.ask(step, form.get("id", 0), known(step, turn), remark)


def known(step: str, turn: Turn) -> str:
    form = turn.dialogue.answers(FORM)
    if step == "when":
        start, zone, city = form.get("starts_at"), turn.community.tz, turn.community.city
        return moment_screens.when(datetime.fromisoformat(start), zone, turn.now, city) if start else ""
    names = ("place", "url") if step == "where" else (step,)
    return ", ".join(filter(None, (form.get(name) for name in names)))


def step(_: CallbackQuery, callback_data: presses.ProposeStep, turn: Turn) -> Screen:
    form, wanted = turn.dialogue.answers(FORM), callback_data.step
    if form.get("id"):
        form.clear()
    if wanted in ("no-where", "no-about"):
        empty = {"place": None, "url": None} if wanted == "no-where" else {"about": None}
        return taken(turn, empty)
    return ask(wanted, turn) if wanted in STATES else go_on(turn)


def kind_said(message: Message, turn: Turn) -> Screen:
    kinds, typed = turn.community.event_kinds, message.text or ""
    if exact := find_exact(kinds, typed):
        return taken(turn, {"kind": exact.id})
    if found := find(kinds, typed):
        editing = turn.dialogue.answers(FORM).get("id", 0)
        return screens.ask_kind(turn.community, editing, found, remark=SIMILAR)
    return again("kind", turn)


def kind_chosen(_: CallbackQuery, callback_data: presses.ChooseProposalKind, turn: Turn) -> Screen:
    if turn.community.event_kind(callback_data.id) is None:
        raise UnknownChoice
    return taken(turn, {"kind": callback_data.id})


def kinds_page(_: CallbackQuery, callback_data: presses.ProposalKinds, turn: Turn) -> Screen:
    turn.dialogue.go(Propose.kind)
    return screens.ask_kind(turn.community, turn.dialogue.answers(FORM).get("id", 0), page=callback_data.page)


def said(name: str) -> Callable[[Message, Turn], Screen]:
    """Title, place and description are read as those of any event."""
    detail = {"title": Detail.TITLE, "where": Detail.WHERE, "about": Detail.ABOUT}[name]

    def take(message: Message, turn: Turn) -> Screen:
        values = read(detail, message.text or "", Event(), turn.community, turn.now)
        return taken(turn, values) if isinstance(values, dict) else again(name, turn)

    return take


def when_said(message: Message, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    moment = parse_moment(message.text or "", turn.now, turn.community.tz, *remembered(form.get("partly")))
    if isinstance(moment, Unclear):
        form["partly"] = to_remember(moment)
        return ask("when", turn, moment_screens.unclear(moment, turn.today))
    form.pop("partly", None)
    return taken(turn, {"starts_at": moment.starts_at, "ends_at": moment.ends_at})


def taken(turn: Turn, values: dict[str, Any]) -> Screen:
    """Of a proposal that was sent already one answer is changed, then its card is shown again."""
    form = turn.dialogue.answers(FORM)
    if number := form.get("id"):
        asked = proposals.look(turn.session, turn.person, number, turn.now).question
        proposals.edit(turn.session, turn.person, number, values, turn.now)
        turn.dialogue.end(FORM)
        return card(turn, number, screens.SAVED_AND_SENT if asked else screens.SAVED)
    form |= {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
    return go_on(turn)


def send(_: CallbackQuery, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    if any(GIVEN[step] not in form for step in screens.STEPS) or form.get("id"):
        return begin(_, turn)
    times = {name: datetime.fromisoformat(form[name]) for name in ("starts_at", "ends_at") if form.get(name)}
    event = proposals.propose(turn.session, turn.person, {**form, **times}, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return screens.sent(event)


def cancel(_: CallbackQuery | Message, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return screens.cancelled()


def show(_: CallbackQuery, callback_data: presses.Proposal, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return card(turn, callback_data.id)


def card(turn: Turn, number: int, remark: str = "") -> Screen:
    found = proposals.look(turn.session, turn.person, number, turn.now)
    seen = events.card(turn.session, turn.person, found.event, turn.now)
    if found.mine and not found.decides:
        return screens.own(found, seen, turn.community, turn.now, remark)
    cautions = planning.cautions(turn.session, found.event, turn.community)
    others = planning.overlapping(turn.session, found.event)
    return screens.card(found, seen, cautions, others, turn.community, turn.now)


def edit(_: CallbackQuery, callback_data: presses.EditProposal, turn: Turn) -> Screen:
    found = proposals.look(turn.session, turn.person, callback_data.id, turn.now)
    if callback_data.step not in STATES:
        raise UnknownChoice
    if not found.is_open or not found.mine:
        raise OfferGone
    values = {name: getattr(found.event, name) for name in ("kind", "title", "place", "url", "about")}
    turn.dialogue.forms[FORM] = {"id": found.event.id, "starts_at": found.event.starts_at.isoformat(), **values}
    return ask(callback_data.step, turn)


def ask_to_withdraw(_: CallbackQuery, callback_data: presses.AskToWithdrawProposal, turn: Turn) -> Screen:
    return screens.ask_to_withdraw(proposals.look(turn.session, turn.person, callback_data.id, turn.now).event)


def withdraw(_: CallbackQuery, callback_data: presses.WithdrawProposal, turn: Turn) -> Screen:
    proposals.withdraw(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.end(FORM)
    return screens.withdrawn()


def confirm(_: CallbackQuery, callback_data: presses.ConfirmProposal, turn: Turn) -> Screen:
    found = proposals.confirm(turn.session, turn.person, callback_data.id, turn.now)
    if not found.decided_now:
        return screens.decided(found)
    seen = events.card(turn.session, turn.person, found.event, turn.now, runs=True)
    links = turn.links_with(f"{events.LINK}_{found.event.id}")
    announces = announcing.may_announce(turn.session, turn.person, found.event, turn.now)
    return planning_screens.published(seen, links, turn.community, turn.now, announces)


def ask_back(_: CallbackQuery, callback_data: presses.AskProposer, turn: Turn) -> Screen:
    return asked(turn, callback_data.id, Answer.question, screens.ask_back)


def decline(_: CallbackQuery, callback_data: presses.DeclineProposal, turn: Turn) -> Screen:
    return asked(turn, callback_data.id, Answer.remark, screens.ask_remark)


def asked(turn: Turn, number: int, state: State, screen: Callable[..., Screen], remark: str = "") -> Screen:
    found = proposals.look(turn.session, turn.person, number, turn.now)
    if not found.is_open:
        return screens.decided(found)
    turn.dialogue.answers(DECIDING)["id"] = number
    turn.dialogue.go(state)
    return screen(found, remark)


def question_said(message: Message, turn: Turn) -> Screen:
    number, question = turn.dialogue.answers(DECIDING).get("id", 0), planning.parse_reason(message.text or "")
    if question is None:
        return asked(turn, number, Answer.question, screens.ask_back, screens.WORDS)
    found = proposals.clarify(turn.session, turn.person, number, question, turn.now)
    turn.dialogue.end(DECIDING)
    return screens.decided(found)


def remark_said(message: Message, turn: Turn) -> Screen:
    number, remark = turn.dialogue.answers(DECIDING).get("id", 0), planning.parse_reason(message.text or "")
    if remark is None:
        return asked(turn, number, Answer.remark, screens.ask_remark, screens.WORDS)
    return declined(turn, number, remark)


def decline_silently(_: CallbackQuery, callback_data: presses.DeclineSilently, turn: Turn) -> Screen:
    return declined(turn, callback_data.id, None)


def declined(turn: Turn, number: int, remark: str | None) -> Screen:
    found = proposals.decline(turn.session, turn.person, number, remark, turn.now)
    turn.dialogue.end(DECIDING)
    return screens.decided(found)


def again(name: str, turn: Turn) -> Screen:
    return ask(name, turn, screens.EXPECTED[name])


def register(router: Router) -> None:
    listen, pressed = router.message.register, router.callback_query.register
    words = {name: said(name) for name in ("title", "where", "about")}
    hear_form(router, STATES, {**words, "kind": kind_said, "when": when_said}, again, cancel)
    listen(question_said, Answer.question)
    listen(remark_said, Answer.remark)
    pressed(begin, presses.Propose.filter())
    pressed(step, presses.ProposeStep.filter())
    pressed(kind_chosen, presses.ChooseProposalKind.filter())
    pressed(kinds_page, presses.ProposalKinds.filter())
    pressed(send, presses.SendProposal.filter())
    pressed(cancel, presses.CancelProposing.filter())
    pressed(show, presses.Proposal.filter())
    pressed(edit, presses.EditProposal.filter())
    pressed(ask_to_withdraw, presses.AskToWithdrawProposal.filter())
    pressed(withdraw, presses.WithdrawProposal.filter())
    pressed(confirm, presses.ConfirmProposal.filter())
    pressed(ask_back, presses.AskProposer.filter())
    pressed(decline, presses.DeclineProposal.filter())
    pressed(decline_silently, presses.DeclineSilently.filter())
