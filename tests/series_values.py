"""Series, proposals and topics at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import series
from community.days import LAST
from community.hours import Hours
from community.profiles import CommunityProfile
from community.recurrences import Recurrence
from community.series import Standing
from storage.models import EventSeries
from tests.event_values import LONGEST_TITLE, NOW, event

DAY = timedelta(days=1)


def rules(community: CommunityProfile) -> list[Recurrence]:
    hours = Hours(time(16, 30), time(18), community.tz)
    return [
        Recurrence((0, 2, 6), (1, 2, 3, 4, LAST), every=12, hours=hours),
        Recurrence((1,), hours=Hours(time(9), None, community.tz)),
        Recurrence(day=31, hours=hours),
    ]


def a_series(ended: bool, number: int = 1) -> EventSeries:
    pattern = {"title": LONGEST_TITLE, "at": "16:00", "minutes": 90, "first": "2026-12-01"}
    return EventSeries(
        id=number,
        rule="FREQ=WEEKLY;BYDAY=TU",
        skipped=[],
        pattern=pattern,
        created_at=NOW,
        ended_at=NOW if ended else None,
    )


def standings(community: CommunityProfile) -> list[Standing]:
    made = []
    for state in ("published", "cancelled"):
        for later in (0, 1, 12):
            events = [event(community, number=number + 2) for number in range(later)]
            for number, each in enumerate(events):
                each.starts_at += number * DAY
            mine = event(community, state, full=bool(later))
            mine.occurs_on = "2026-12-01"
            made += [
                Standing(a_series(ended), mine, rule, events) for ended in (True, False) for rule in rules(community)
            ]
    return made


def add_series(session: Session, community: CommunityProfile) -> None:
    session.add_all([a_series(ended=True, number=1), a_series(ended=False, number=2)])
    session.flush()


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **{f"{name}.found": standings for name in ("series.card", "skipped", "ask_to_end", "ended")},
    "rule": rules,
    "starts": lambda _: [[NOW + (number + 400) * DAY for number in range(series.SHOWN)], []],
    "later": lambda _: [1, 2, 60],
    "rest_cancelled.number": lambda _: [0, 1, 60],
    "series_ended.ids": lambda _: [{"series": number} for number in (1, 2, 404)],
    "ask_following.detail": lambda _: list(series.FOLLOWS),
    "ask_following.event": lambda community: [event(community), event(community, full=False)],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF: dict[str, int] = {}
CARDS: set[str] = set()
