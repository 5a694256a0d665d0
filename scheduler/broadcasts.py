"""Announcements by the clock: they set out, are given out in slices soon after the press, watched, ended, reported."""

from __future__ import annotations

from datetime import timedelta

from community import broadcasts, send_starts, send_watch
from community.profiles import CommunityProfile
from scheduler.events import OFTEN, job
from scheduler.jobs import Job

AT_ONCE = timedelta(seconds=2)  # somebody looks on
SOON = timedelta(seconds=5)


def broadcast_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    fill = job("fill_broadcasts", lambda session, now: broadcasts.fill(session, community, now))
    begin = job("begin_broadcasts", lambda session, now: send_starts.begin_due(session, community, now))
    repeat = job("repeat_broadcasts", lambda session, now: send_starts.repeat_due(session, community, now))
    watch, close = job("watch_broadcasts", send_watch.look), job("close_broadcasts", send_watch.close)
    finish = job("finish_broadcasts", broadcasts.finish)
    return {fill: AT_ONCE, finish: SOON, begin: SOON, repeat: OFTEN, watch: SOON, close: SOON}
