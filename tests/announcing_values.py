"""Announcements at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.announcing import Choice, Told
from community.audiences import Counted, Reason
from community.broadcasts import BROADCAST, Kind, Progress, State
from community.profiles import CommunityProfile
from screens.event_pictures import TROUBLES, WANTED
from storage.models import Broadcast, Event
from tests import sending_values
from tests.event_values import NOW, event
from tests.longest import longest_of
from tests.sending_values import MOST

STATES = (State.SENDING, State.SENT, State.CANCELLED)
NOBODY = Counted({}, {})
ALL = Counted({"telegram": MOST, "vk": MOST}, dict.fromkeys(Reason, MOST))
NONE_LEFT = Counted({}, {Reason.KNOWS: 1})


def broadcast(state: State = State.SENDING, number: int = 1, event_id: int = 1) -> Broadcast:
    return Broadcast(
        id=number,
        kind="event",
        event_id=event_id,
        state=state.value,
        audience={},
        topic="events",
        found=2 * MOST,
        queued=MOST,
        delivered=MOST - 1,
        cursor=0,
        excluded={},
        due=NOW,
        created_at=NOW,
        begun_at=NOW,
    )


def add_broadcasts(session: Session) -> None:
    """Of each of the four events, and one that was stopped; of one event registration had not begun."""
    session.add_all([broadcast(number=number, event_id=number) for number in (1, 2, 3, 4)])
    early = broadcast(number=6, event_id=1)
    early.begun_at = NOW - timedelta(days=9)
    message = broadcast(number=7)
    message.kind, message.event_id, message.words = Kind.MESSAGE.value, None, "Завтра встречаемся в 16:00."
    session.add_all([broadcast(State.CANCELLED, 5), early, message])
    session.flush()
    sending_values.add_broadcasts(session)


def so_far(_: CommunityProfile) -> list[Progress | None]:
    return [None, *(Progress(broadcast(state), 2 * MOST, 21, 2 * MOST - 21) for state in STATES)]


def choices(community: CommunityProfile) -> list[list[Choice]]:
    town = longest_of(community.municipalities)
    return [
        [Choice(None, ALL), Choice(town, ALL)],
        [Choice(None, NONE_LEFT)],
        [Choice(None, NOBODY), Choice(town, NOBODY)],
        [Choice(town, ALL), Choice(community.municipalities[0].id, NOBODY), Choice(town, Counted({"vk": 1}, {}))],
    ]


def told(community: CommunityProfile) -> list[Told]:
    town = longest_of(community.municipalities)
    found = [Choice(None, ALL), Choice(town, Counted({"vk": 1}, {})), Choice(None, NONE_LEFT), Choice(town, NOBODY)]
    return [Told(event(community), choice, broadcast() if choice.counted.receive else None) for choice in found]


def published(community: CommunityProfile) -> list[Event]:
    return [event(community), event(community, full=False)]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "so_far": so_far,
    "announcing.ask.event": published,
    "announcing.ask.choices": choices,
    "announcing.begun.told": told,
    "announcing.stopped.broadcast": lambda _: [broadcast(state) for state in (State.SENT, State.CANCELLED)],
    "announcing.stopped.event": lambda community: [None, event(community)],
    "event_announced.ids": lambda _: [
        {"event": number, BROADCAST: told}
        for number, told in ((1, 1), (2, 2), (3, 3), (4, 4), (1, 5), (1, 6), (404, 1), (1, 404))
    ],
    "message_to_many.ids": lambda _: [{BROADCAST: number} for number in (7, 5, 404)],
    "event_picture.ids": lambda _: [{"event": number} for number in (1, 2, 404)],
    "event_pictures.ask.event": published,
    "event_pictures.ask.remark": lambda _: ["", WANTED, *TROUBLES.values()],
    **sending_values.VALUES,
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    **sending_values.POSSIBLE,
    "announcing.ask": lambda given: (
        given["community"].only_municipality is None or all(choice.town is None for choice in given["choices"])
    ),
    "announcing.begun": lambda given: not (given["told"].broadcast and given["so_far"]),
    "planning.run": lambda given: not given["announces"] or given["seen"].stage.value in ("soon", "open", "full"),
}
# Messages to many, whose values stand in `tests/composing_values.py`, too.
MOST_OF = {"composing.preview": 10_000, "broadcast_notices.message_tried": 1100, **sending_values.MOST_OF}
MANY = {"broadcast_notices.message_tried", "broadcast_notices.message_to_many"}
CARDS = {"announcing_notices.event_announced"} | MANY
