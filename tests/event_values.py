"""Events at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from community.event_calendar import Page, Sought
from community.event_details import PARTS, Detail
from community.events import Card, Host, Part, Stage
from community.planning import Caution
from community.profiles import CommunityProfile
from community.reminders import Kind
from screens.event_details import SAVED
from screens.events import FILE_IS_COMING
from storage.models import Event, EventHost, Person, Registration
from tests.longest import HOSTILE, LONGEST_NAME, longest_of, member

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
LONGEST_TITLE = ("Формирующее оценивание " * 6)[:119] + "й"
STATES = ("registered", "requested", "waitlisted", "offered", "cancelled", "refused")
MOMENT = NOW + timedelta(days=2)


def event(community: CommunityProfile, state: str = "published", full: bool = True, number: int = 1) -> Event:
    return Event(
        id=number,
        state=state,
        kind=longest_of(community.event_kinds) if full else "gone",
        title=LONGEST_TITLE if full else "Чай",
        about=HOSTILE if full else None,
        starts_at=NOW + timedelta(days=3),
        ends_at=NOW + timedelta(days=3, hours=5) if full else None,
        place=HOSTILE if full else None,
        url="https://telemost.example.ru/" + "j" * 200 if full else None,
        registration_url=None,
        capacity=10_000 if full else None,
        closes_at=NOW + timedelta(days=2) if full else None,
        opens_at=NOW - timedelta(days=2) if full else None,
        needs_approval=full,
        questions=[f"{HOSTILE}?"] * 3 if full else [],
        municipality=longest_of(community.municipalities) if full else None,
        financing=HOSTILE if full else None,
        others=0,
        in_teams=False,
        results_shown=full,
        reason=HOSTILE if full and state == "cancelled" else None,
        picture="0" * 64 if full else None,
        created_by=1,
        created_at=NOW,
        published_at=NOW,
    )


def registration(state: str = "registered", full: bool = True, number: int = 1) -> Registration:
    return Registration(
        id=number,
        event_id=1,
        person_id=1,
        state=state,
        queued_at=NOW,
        changed_at=NOW,
        answers=[HOSTILE] * 3 if full else [],
        offered_until=MOMENT if state == "offered" else None,
    )


def events_of(community: CommunityProfile) -> list[Event]:
    return [event(community), event(community, "draft"), event(community, "cancelled"), event(community, full=False)]


def hosts() -> tuple[Host, ...]:
    return tuple(Host(part, LONGEST_NAME, 1) for part in Part)


def cards(community: CommunityProfile) -> list[Card]:
    made = []
    for stage in Stage:
        state = stage.value if stage.value in ("draft", "proposed", "declined", "cancelled") else "published"
        for full in (True, False):
            here = event(community, state, full)
            made.append(Card(here, stage, 12 if full else 0, 21 if full else 0, hosts() if full else (), runs=full))
            made += [
                Card(here, stage, 9_999, 1, (), registration(each), 3 if each == "waitlisted" else None)
                for each in (STATES if full else ())
            ]
    return made


def pages(community: CommunityProfile) -> list[Page]:
    some = [event(community, number=number) for number in range(1, 5)] + [event(community, "draft", False, 5)]
    for later, each in enumerate(some):
        each.starts_at += timedelta(hours=later)
    months = {date(2026 + at // 12, at % 12 + 1, 1): at for at in range(11, 26)}
    return [
        Page([], 0, 0, 0, frozenset(), {}),
        Page(some, 1, 3, 2_021, frozenset({1}), months),
    ]


def host_rows(community: CommunityProfile) -> list[Any]:
    rows = [
        (EventHost(id=number, event_id=1, role=part.value), Host(part, LONGEST_NAME, None))
        for number, part in enumerate([*Part, *Part, *Part], 1)
    ]
    return [[], rows]


def add_events(session: Session, community: CommunityProfile) -> None:
    """Published, cancelled; registrations in each state."""
    for number, state in enumerate(("published", "cancelled"), 1):
        for full in (True, False):
            session.add(event(community, state, full, number * 2 - full))
    session.flush()
    for at, (state, number) in enumerate(product(STATES, (1, 2, 4)), 1):
        made = registration(state, number=at)
        made.event_id, made.person_id = number, STATES.index(state) % 2 + 1
        if at > 6:
            made.person_id = at
        session.add(made)
    session.flush()


def ids_of_registrations(_: CommunityProfile) -> list[dict[str, Any]]:
    numbers = (*range(1, 3 * len(STATES) + 1), 404)
    return [{"registration": number, "since": NOW.isoformat(), "person": 1} for number in numbers]


def ids_of_events(_: CommunityProfile) -> list[dict[str, Any]]:
    starts = (NOW + timedelta(days=3)).isoformat()
    return [
        {"event": number, "at": NOW.isoformat(), "starts_at": starts, "kind": kind.value}
        for number in (1, 2, 3, 4, 404)
        for kind in (Kind.DAY, Kind.HOUR, Kind.START)
    ]


OF_REGISTRATIONS = ("seat_offered", "seat_lapsed", "seat_freed", "registration_requested", "registration_answered")
OF_EVENTS = ("event_changed", "event_cancelled", "event_reminder", "still_coming", "event_file")


def people_of(community: CommunityProfile) -> list[Any]:
    person: Person = member(community, community.positions[0])
    return [[], [(registration(state, number=number), person) for number, state in enumerate(STATES, 1)]]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **{f"{name}.ids": ids_of_registrations for name in OF_REGISTRATIONS},
    **{f"{name}.ids": ids_of_events for name in OF_EVENTS},
    "seen": cards,
    "event": events_of,
    "now": lambda _: [NOW],
    "calendar.page": pages,
    "months.page": pages,
    "calendar.sought": lambda community: [
        *map(Sought, ("all", "mine", "past", "run", "town", "online")),
        Sought("group", "learning"),
        Sought("kind", longest_of(community.event_kinds)),
        Sought("kind", "gone"),
        Sought("series", "gone"),
        Sought("words", words=HOSTILE[:100]),
    ],
    "known": lambda community: [[], [kind.id for kind in community.event_kinds]],
    "card.remark": lambda _: ["", FILE_IS_COMING],
    "signed_up.seen": lambda community: [seen for seen in cards(community) if seen.mine],
    "left.registration": lambda _: [registration(state) for state in ("cancelled", "refused")],
    "registrations.ask.answered": lambda _: [0, 2],
    "registrations.ask.event": lambda community: [event(community)],
    "ask_kind.found": lambda community: [None, community.event_kinds[:1], community.event_kinds],
    "kind": lambda community: [None, *community.event_kinds[:1]],
    "title": lambda _: [None, LONGEST_TITLE],
    "understood": lambda _: ["Чт, 15 декабря, 16:00. Время понято как 17:00. Если это утро, напишите «5:00 утра»."],
    "cautions": lambda _: [[], list(Caution)],
    "others": lambda community: [[], [event(community), event(community, full=False)]],
    "planning.run.remark": lambda _: ["", SAVED],
    "published.links": lambda _: [{}, {"telegram": "https://t.me/bot?start=e_1", "vk": "https://vk.me/bot?ref=e_1"}],
    "concerned": lambda _: [0, 1, 10_000],
    "people.listed": people_of,
    "planning.registration.found": lambda _: [registration(state, full) for state in STATES for full in (True, False)],
    "planning.registration.person": lambda community: [member(community, community.positions[0])],
    "detail": lambda _: list(Detail),
    "event_details.listed.remark": lambda _: ["", SAVED],
    "ask_host.rows": host_rows,
    "ask_host.found": lambda community: [[], [member(community, community.positions[0])] * 1],
    "ask_host.typed": lambda _: ["", LONGEST_NAME],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "event_details.ask": lambda given: given["detail"] not in PARTS and given["detail"] is not Detail.TOWN,
    "event_details.ask_host": lambda given: given["detail"] in PARTS,
    "event_details.ask_town": lambda given: given["community"].only_municipality is None,
}
MOST_OF = {
    "events.card": 2100,  # all that was written of it
    "planning.run": 3000,
    "planning.published": 2100,
    "event_details.ask": 1100,
    "planning.registration": 1500,
    "event_notices.registration_requested": 1500,
}
CARDS = {
    "events.card",
    "planning.run",
    "planning.registration",
    "planning.people",
    "planning.published",
    "registrations.left",
}
