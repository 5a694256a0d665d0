"""A coordinator makes an event, publishes it, sees who comes, cancels it."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import announcing, attendees, events, planning, registrations
from community.choices import find, find_exact
from community.hours import Hours
from community.moments import Moment, Unclear, parse_moment
from community.refusals import UnknownChoice
from handlers.hearing import hear_form
from handlers.turn import Turn
from messengers.screen import Screen
from screens import moments as moment_screens
from screens import planning as screens
from screens import presses
from screens.words import SIMILAR
from storage.models import Event

FORM = "event"


class Make(StatesGroup):
    kind = State()
    title = State()
    when = State()
    where = State()
    reason = State()


STATES = {"kind": Make.kind, "title": Make.title, "when": Make.when, "where": Make.where}


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    """A form that was left goes on where it stood."""
    events.planning(turn.session, turn.person, turn.now)
    return go_on(turn)


def go_on(turn: Turn) -> Screen:
    given = turn.dialogue.answers(FORM)
    return ask(next((step for step in screens.STEPS if step not in given), "where"), turn)


def ask(step: str, turn: Turn, remark: str = "") -> Screen:
    events.planning(turn.session, turn.person, turn.now)
    given = turn.dialogue.answers(FORM)
    if step == "where" and draft(turn) is None:
        step = "kind" if "kind" not in given else "title" if "title" not in given else "when"
    turn.dialogue.go(STATES[step])
    match step:
        case "title":
            return screens.ask_title(turn.community.event_kind(given.get("kind", "")), given.get("title"), remark)
        case "when":
            return screens.ask_when(turn.community, remark)
        case "where":
            return ask_where(turn, remark)
    return screens.ask_kind(turn.community, remark=remark)


def ask_where(turn: Turn, remark: str = "") -> Screen:
    event = draft(turn)
    if event is None:
        return ask("when", turn)
    said = moment_screens.when(event.starts_at, turn.community.tz, turn.now, turn.community.city, ends_at=event.ends_at)
    guess = turn.dialogue.answers(FORM).get("guess", "")
    return screens.ask_where(event, f"{said[0].upper()}{said[1:]}. {guess}".strip(), remark)


def draft(turn: Turn) -> Event | None:
    """Made by this form; thrown away elsewhere meanwhile, it is made again."""
    number = turn.dialogue.answers(FORM).get("draft")
    event = turn.session.get(Event, number) if number else None
    return event if event and event.state == events.State.DRAFT and event.created_by == turn.person.id else None


def step(_: CallbackQuery, callback_data: presses.MakeStep, turn: Turn) -> Screen:
    return ask(callback_data.step if callback_data.step in STATES else "kind", turn)


def kind_said(message: Message, turn: Turn) -> Screen:
    known, typed = turn.community.event_kinds, message.text or ""
    if exact := find_exact(known, typed):
        return kind_taken(turn, exact.id)
    if found := find(known, typed):
        return screens.ask_kind(turn.community, found, remark=SIMILAR)
    return again("kind", turn)


def kind_chosen(_: CallbackQuery, callback_data: presses.ChooseEventKind, turn: Turn) -> Screen:
    return kind_taken(turn, callback_data.id)


def kind_taken(turn: Turn, kind: str) -> Screen:
    if turn.community.event_kind(kind) is None:
        raise UnknownChoice
    return taken(turn, "kind", kind)


def kinds_page(_: CallbackQuery, callback_data: presses.EventKinds, turn: Turn) -> Screen:
    turn.dialogue.go(Make.kind)
    return screens.ask_kind(turn.community, page=callback_data.page)


def title_said(message: Message, turn: Turn) -> Screen:
    title = planning.parse_title(message.text or "")
    return taken(turn, "title", title) if title else again("title", turn)


def taken(turn: Turn, name: str, value: str) -> Screen:
    turn.dialogue.answers(FORM)[name] = value
    if event := draft(turn):
        planning.change(turn.session, turn.person, event.id, {name: value}, turn.community, turn.now)
    return go_on(turn)


def when_said(message: Message, turn: Turn) -> Screen:
    given = turn.dialogue.answers(FORM)
    read = parse_moment(message.text or "", turn.now, turn.community.tz, *remembered(given.get("partly")))
    if isinstance(read, Unclear):
        given["partly"] = to_remember(read)
        return ask("when", turn, moment_screens.unclear(read, turn.today))
    given |= {"when": True, "guess": moment_screens.guess(read)}
    given.pop("partly", None)
    times = {"starts_at": read.starts_at, "ends_at": read.ends_at}
    if event := draft(turn):
        planning.change(turn.session, turn.person, event.id, times, turn.community, turn.now)
    else:
        given["draft"] = make(turn, read).id
    return ask("where", turn)


def make(turn: Turn, read: Moment) -> Event:
    given = turn.dialogue.answers(FORM)
    return planning.make(
        turn.session,
        turn.person,
        given.get("kind", ""),
        given.get("title", ""),
        read.starts_at,
        read.ends_at,
        turn.community,
        turn.now,
    )


def to_remember(read: Unclear) -> dict[str, Any]:
    """What was understood of a time, for the answer to what was not."""
    kept: dict[str, Any] = {"day": read.day.isoformat()} if read.day else {}
    if read.hours and isinstance(read.hours.zone, ZoneInfo):
        start, end, zone, guessed = read.hours
        kept["hours"] = [start.isoformat(), end.isoformat() if end else None, str(zone), guessed]
    return kept


def remembered(kept: dict[str, Any] | None) -> tuple[date | None, Hours | None]:
    day = date.fromisoformat(kept["day"]) if kept and "day" in kept else None
    if not kept or "hours" not in kept:
        return day, None
    start, end, zone, guessed = kept["hours"]
    return day, Hours(time.fromisoformat(start), time.fromisoformat(end) if end else None, ZoneInfo(zone), guessed)


def where_said(message: Message, turn: Turn) -> Screen:
    event, where = draft(turn), planning.parse_where(message.text or "")
    if event is None:
        return ask("when", turn)
    if where is None:
        return again("where", turn)
    values = {"place": where.place, "url": where.url}
    planning.change(turn.session, turn.person, event.id, values, turn.community, turn.now)
    return finished(turn, event.id)


def where_later(_: CallbackQuery, callback_data: presses.WhereLater, turn: Turn) -> Screen:
    return finished(turn, callback_data.id)


def finished(turn: Turn, event_id: int) -> Screen:
    turn.dialogue.end(FORM)
    return run(turn, event_id)


def cancel_making(_: CallbackQuery | Message, turn: Turn) -> Screen:
    if event := draft(turn):
        planning.cancel(turn.session, turn.person, event.id, None, turn.now)
    turn.dialogue.end(FORM)
    return screens.making_cancelled()


def show_run(_: CallbackQuery, callback_data: presses.RunEvent, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return run(turn, callback_data.id)


def run(turn: Turn, event_id: int, remark: str = "") -> Screen:
    event = events.to_run(turn.session, turn.person, event_id, turn.now)
    seen = events.card(turn.session, turn.person, event, turn.now, runs=True)
    cautions = planning.cautions(turn.session, event, turn.community)
    others = planning.overlapping(turn.session, event)
    announces = announcing.may_announce(turn.session, turn.person, event, turn.now)
    so_far = announcing.progress(turn.session, event)
    return screens.run(seen, cautions, others, turn.community, turn.now, remark, announces, so_far)


def publish(_: CallbackQuery, callback_data: presses.PublishEvent, turn: Turn) -> Screen:
    event = planning.publish(turn.session, turn.person, callback_data.id, turn.now)
    seen = events.card(turn.session, turn.person, event, turn.now, runs=True)
    links = turn.links_with(f"{events.LINK}_{event.id}")
    announces = announcing.may_announce(turn.session, turn.person, event, turn.now)
    return screens.published(seen, links, turn.community, turn.now, announces)


def copy(_: CallbackQuery, callback_data: presses.CopyEvent, turn: Turn) -> Screen:
    twin = planning.copy(turn.session, turn.person, callback_data.id, turn.now)
    return run(turn, twin.id, screens.COPIED)


def ask_to_cancel(_: CallbackQuery, callback_data: presses.AskToCancelEvent, turn: Turn) -> Screen:
    return asked_to_cancel(turn, callback_data.id)


def asked_to_cancel(turn: Turn, event_id: int, remark: str = "") -> Screen:
    event = events.to_run(turn.session, turn.person, event_id, turn.now)
    turn.dialogue.answers("evoff")["id"] = event.id
    if event.state == events.State.PUBLISHED:
        turn.dialogue.go(Make.reason)
    number = len(planning.concerned(turn.session, event) - {turn.person.id})
    return screens.ask_to_cancel(event, number, remark)


def reason_said(message: Message, turn: Turn) -> Screen:
    number, reason = turn.dialogue.answers("evoff").get("id", 0), planning.parse_reason(message.text or "")
    return cancelled(turn, number, reason) if reason else asked_to_cancel(turn, number, screens.REASON)


def cancel(_: CallbackQuery, callback_data: presses.CancelEvent, turn: Turn) -> Screen:
    return cancelled(turn, callback_data.id, None)


def cancelled(turn: Turn, event_id: int, reason: str | None) -> Screen:
    event = planning.cancel(turn.session, turn.person, event_id, reason, turn.now)
    turn.dialogue.end("evoff")
    return screens.cancelled(event)


def people(_: CallbackQuery, callback_data: presses.EventPeople, turn: Turn) -> Screen:
    event = events.to_run(turn.session, turn.person, callback_data.id, turn.now)
    page, size = max(callback_data.page, 0), screens.PEOPLE
    listed, total = attendees.listed(turn.session, turn.person, event.id, page * size, size, turn.now)
    seen = events.card(turn.session, turn.person, event, turn.now, runs=True)
    return screens.people(seen, listed, page, total, turn.community)


def registration(_: CallbackQuery, callback_data: presses.ShowRegistration, turn: Turn) -> Screen:
    return shown(turn, callback_data.id)


def shown(turn: Turn, number: int) -> Screen:
    event, found, person = attendees.one(turn.session, turn.person, number, turn.now)
    return screens.registration(event, found, person, turn.community)


def approve(_: CallbackQuery, callback_data: presses.ApproveRegistration, turn: Turn) -> Screen:
    registrations.approve(turn.session, turn.person, callback_data.id, turn.now)
    return shown(turn, callback_data.id)


def refuse(_: CallbackQuery, callback_data: presses.RefuseRegistration, turn: Turn) -> Screen:
    registrations.refuse(turn.session, turn.person, callback_data.id, turn.now)
    return shown(turn, callback_data.id)


def again(step: str, turn: Turn) -> Screen:
    return ask(step, turn, screens.EXPECTED[step])


def register(router: Router) -> None:
    words = {"kind": kind_said, "title": title_said, "when": when_said, "where": where_said}
    hear_form(router, STATES, words, again, cancel_making)
    router.message.register(reason_said, Make.reason)
    pressed = router.callback_query.register
    pressed(begin, presses.MakeEvent.filter())
    pressed(step, presses.MakeStep.filter())
    pressed(kind_chosen, presses.ChooseEventKind.filter())
    pressed(kinds_page, presses.EventKinds.filter())
    pressed(where_later, presses.WhereLater.filter())
    pressed(cancel_making, presses.CancelMaking.filter())
    pressed(show_run, presses.RunEvent.filter())
    pressed(publish, presses.PublishEvent.filter())
    pressed(copy, presses.CopyEvent.filter())
    pressed(ask_to_cancel, presses.AskToCancelEvent.filter())
    pressed(cancel, presses.CancelEvent.filter())
    pressed(people, presses.EventPeople.filter())
    pressed(registration, presses.ShowRegistration.filter())
    pressed(approve, presses.ApproveRegistration.filter())
    pressed(refuse, presses.RefuseRegistration.filter())
