"""Messages to many on their way, at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.audiences import Audience, Counted, Reason
from community.broadcasts import BROADCAST, Kind, State
from community.hours import Why
from community.profiles import CommunityProfile
from community.recurrences import from_rrule
from community.send_looks import ACKNOWLEDGE, Look
from community.send_tally import Missed, Tally
from community.send_watch import ERRORS, FLOOD
from community.sending import Asked
from messengers.markup import escape
from screens.moments import UNCLEAR
from screens.sending import COMES, NO_HOUR, NOT_A_NUMBER, NOT_A_RULE, NOT_WORDS, OTHER_NUMBER, PAST, WHICH_HALF
from storage.models import Broadcast, Person
from tests.event_values import NOW, event
from tests.longest import HOSTILE, LONGEST_NAME, longest_of

MOST = 100_000
PAGE = 6
WORDS = f"<b>Встречаемся</b> завтра.\n{escape(HOSTILE)} " * 9
EVERYTHING = Tally(MOST, MOST, dict.fromkeys(Missed, MOST), MOST)
NUMBERS = range(700, 730)
IN_DATABASE = (State.CHECK, State.DRAFT, State.SENDING, State.PAUSED, State.SENT, State.CANCELLED)


def broadcast(state: State, community: CommunityProfile | None = None, **more: Any) -> Broadcast:
    town = longest_of(community.municipalities) if community else None
    values: dict[str, Any] = {"id": 10**18, "kind": Kind.MESSAGE.value, "topic": "community", "words": WORDS}
    values |= {"state": state.value, "audience": Audience.of(town).kept(), "buttons": [], "is_urgent": False}
    values |= {"found": 2 * MOST, "queued": MOST, "delivered": MOST, "excluded": {}, "cursor": 0, "purpose": "-"}
    values |= {"due": NOW, "created_at": NOW, "report": {}, "samples": [], "floods": []}
    values["begun_at"] = NOW if state in (State.SENDING, State.PAUSED, State.SENT, State.CANCELLED) else None
    return Broadcast(**values | more)


def planned(community: CommunityProfile) -> list[Broadcast]:
    soon = NOW + timedelta(days=3)
    weekly = {"rule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "next_at": soon, "due": soon}
    return [
        broadcast(State.SCHEDULED, community, **weekly, is_urgent=True),
        broadcast(State.SCHEDULED, rule="unknown", next_at=soon),
        broadcast(State.SCHEDULED, hold_until=soon, due=soon, words=None),
        broadcast(State.CHECK, community, **weekly),
    ]


def looks(community: CommunityProfile) -> list[Look]:
    author = Person(id=1, created_at=NOW, name=LONGEST_NAME)
    fast = [[(NOW - timedelta(minutes=1)).isoformat(), 0, 0], [NOW.isoformat(), 1740, 0]]
    slow = [[(NOW - timedelta(minutes=1)).isoformat(), 0, 0], [NOW.isoformat(), 30, 0]]
    asks = [{"kind": ACKNOWLEDGE}]
    made = [Look(each, Tally(waiting=MOST), None, author, True) for each in planned(community)]
    made += [Look(broadcast(State.CHECK, community, words=words), Tally(), may_check=True) for words in (WORDS, None)]
    made += [Look(broadcast(State.CHECK, audience={"subjects": ["math"]}), Tally(), None, author, False, True)]
    made += [Look(broadcast(State.DRAFT, remark=remark), Tally(), is_own=True) for remark in (None, HOSTILE * 9)]
    made += [
        Look(broadcast(State.SENDING, buttons=asks, samples=samples, is_urgent=True), EVERYTHING)
        for samples in ([], fast, slow)
    ]
    made += [Look(broadcast(State.PAUSED, paused_because=why), EVERYTHING) for why in (None, FLOOD, ERRORS)]
    made += [
        Look(broadcast(state, buttons=asks), Tally(MOST, 0, EVERYTHING.missed), None, author, True, False, True)
        for state in (State.SENT, State.CANCELLED)
    ]
    made += [
        Look(broadcast(State.CANCELLED, begun_at=None, rule=rule), Tally(), is_own=True) for rule in (None, "unknown")
    ]
    of_event = broadcast(State.SENT, kind=Kind.EVENT.value, words=None)
    return [*made, Look(of_event, Tally(1), event(community)), Look(broadcast(State.SENT), Tally())]


def asked(community: CommunityProfile) -> list[Asked]:
    all_ = Counted({"telegram": MOST, "vk": MOST}, dict.fromkeys(Reason, MOST))
    few, nobody = Counted({"vk": 1}, {}), Counted({}, {Reason.NO_CONSENT: 1})
    urgent, draft = broadcast(State.DRAFT, is_urgent=True), broadcast(State.DRAFT, words=None)
    return [
        Asked(urgent, all_, 0, True),
        Asked(draft, all_, 5, True),
        Asked(draft, few),
        Asked(broadcast(State.DRAFT), nobody),
    ]


def listed(community: CommunityProfile) -> list[list[Look]]:
    every = looks(community)
    return [[], every[:1], every[:PAGE], every[PAGE : 2 * PAGE], every[-PAGE:]]


def add_broadcasts(session: Session) -> None:
    for number, state in zip(NUMBERS, IN_DATABASE, strict=False):
        session.add(broadcast(state, id=number, remark=HOSTILE, author_id=1))
    session.flush()


def ids(**more: Any) -> Callable[[CommunityProfile], list[dict[str, Any]]]:
    numbers = [*NUMBERS[: len(IN_DATABASE)], 404]
    return lambda _: [{BROADCAST: number, "at": NOW.isoformat(), **more} for number in numbers]


def checked(community: CommunityProfile) -> list[dict[str, Any]]:
    return [*ids(returned=True)(community), *ids(returned=False)(community)]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "broadcast_cards.card.look": looks,
    "broadcast_cards.card.remark": lambda _: ["", COMES],
    "sending.ask.asked": asked,
    "sending.ask_when.broadcast": lambda _: [broadcast(State.DRAFT), broadcast(State.DRAFT, words=None)],
    "sending.ask_when.remark": lambda _: ["", PAST, *UNCLEAR.values()],
    "ask_hour.broadcast": lambda _: [broadcast(State.DRAFT), broadcast(State.DRAFT, words=None)],
    "ask_hour.choices": lambda _: [(NOW + timedelta(hours=3), NOW + timedelta(hours=15))],
    "sending.ask_rule.broadcast": lambda _: [broadcast(State.DRAFT), broadcast(State.DRAFT, words=None)],
    "sending.ask_rule.remark": lambda _: ["", NOT_A_RULE, NO_HOUR, WHICH_HALF, UNCLEAR[Why.IMPOSSIBLE_DAY]],
    "sending.ask_number.asked": lambda community: asked(community)[:1],
    "ask_number.at": lambda _: [None, NOW, NOW + timedelta(days=400), from_rrule("FREQ=WEEKLY;BYDAY=MO")],
    "sending.ask_number.remark": lambda _: ["", OTHER_NUMBER, NOT_A_NUMBER],
    "sending.ask_words.look": lambda community: [look for look in looks(community) if look.may_check],
    "sending.ask_words.remark": lambda _: ["", NOT_WORDS],
    "sending.listed.looks": listed,
    "sending.listed.total": lambda _: [0, 1, 7, 1000],
    "sending.listed.page": lambda _: [0, 1, 166],
    "broadcast_to_check.ids": ids(),
    "broadcast_checked.ids": checked,
    "broadcast_progress.ids": ids(),
    "broadcast_paused.ids": ids(),
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "sending.listed": lambda given: bool(given["total"]) is bool(given["looks"]),
}
MOST_OF: dict[str, int] = {
    "broadcast_cards.card": 1100,  # so many words of the message are read before it is confirmed
    "sending_notices.broadcast_to_check": 1100,
}
