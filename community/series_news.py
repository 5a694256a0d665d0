"""What people are told when many meetings of a series change at once: each of them once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from community import planning
from community.notices import Notice
from storage.models import Event, Person
from storage.notifications import notify_all

OF_ONE = {Notice.SERIES_CHANGED: Notice.EVENT_CHANGED, Notice.SERIES_CANCELLED: Notice.EVENT_CANCELLED}


def tell(session: Session, changed: Sequence[Event], kind: Notice, by: Person, now: datetime) -> None:
    """In the order of `changed`. Whoever is concerned by one of them only reads of that one."""
    theirs: dict[int, tuple[Event, ...]] = defaultdict(tuple)
    for event in changed:
        for person in planning.concerned(session, event) - {by.id, None}:
            theirs[person or 0] += (event,)
    alike: dict[tuple[Event, ...], set[int]] = defaultdict(set)
    for person, found in theirs.items():
        alike[found].add(person)
    for found, people in alike.items():
        _tell(session, people, found, kind, now)


def tell_of_each(session: Session, changed: Sequence[Event], by: Person, now: datetime) -> None:
    """Of events of any kind that have changed together: of those that repeat once for all."""
    alike: dict[tuple[str, int | None], list[Event]] = defaultdict(list)
    for event in sorted(changed, key=lambda each: (each.starts_at, each.id)):
        alike[("series", event.series_id) if event.occurs_on else ("event", event.id)].append(event)
    for group in alike.values():
        tell(session, group, Notice.SERIES_CHANGED, by, now)


def _tell(session: Session, people: set[int], found: tuple[Event, ...], kind: Notice, now: datetime) -> None:
    if len(found) == 1:
        planning.tell(session, people, found[0], OF_ONE[kind], now)
        return
    ids = {"events": [event.id for event in found]}
    topic, last = f"{kind}:{found[0].series_id}:{now.timestamp():.6f}", max(event.starts_at for event in found)
    notify_all(session, people, kind, ids, now, topic, useful_until=last)
