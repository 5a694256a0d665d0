"""Announcements by the clock: they set out, are given out in slices soon after the press, watched, ended, reported."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from time import perf_counter

from sqlalchemy.orm import Session

from community import broadcasts, filling, send_starts, send_watch
from community.profiles import CommunityProfile
from scheduler.events import OFTEN, job
from scheduler.jobs import Job

AT_ONCE = timedelta(seconds=2)  # where nobody has woken the job
SOON = timedelta(seconds=5)
AIM = 0.01  # seconds of one slice: nobody who is being answered waits longer than 20 ms for it
LEAST, MOST = 100, 20_000


class Filler:
    """Gives out slices of as many people as the database can do in time: the next after what the last one took."""

    def __init__(self, community: CommunityProfile, networks: Collection[str] = ()) -> None:
        self._filling = filling.Filling(community, networks)
        self._most = filling.SLICE

    def step(self, session: Session, now: datetime) -> bool:
        began = perf_counter()
        more = self._filling.step(session, now, self._most)
        self._most = fitting(self._most, perf_counter() - began)
        return more


def fitting(most: int, seconds: float) -> int:
    """At most twice as many, and as few as half at once: one slow slice says little."""
    change = min(max(AIM / max(seconds, 1e-6), 0.5), 2.0)
    return min(max(int(most * change), LEAST), MOST)


def broadcast_jobs(community: CommunityProfile, networks: Collection[str] = ()) -> dict[Job, timedelta]:
    fill = job("fill_broadcasts", Filler(community, networks).step)
    begin = job("begin_broadcasts", lambda session, now: send_starts.begin_due(session, community, now))
    repeat = job("repeat_broadcasts", lambda session, now: send_starts.repeat_due(session, community, now))
    watch, close = job("watch_broadcasts", send_watch.look), job("close_broadcasts", send_watch.close)
    finish = job("finish_broadcasts", broadcasts.finish)
    return {fill: AT_ONCE, finish: SOON, begin: SOON, repeat: OFTEN, watch: SOON, close: SOON}
