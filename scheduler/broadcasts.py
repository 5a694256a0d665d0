"""Announcements by the clock: given out in slices soon after the press, and ended when everybody was served."""

from __future__ import annotations

from datetime import timedelta

from community import broadcasts, filling
from community.profiles import CommunityProfile
from scheduler.events import OFTEN, job
from scheduler.jobs import Job

AT_ONCE = timedelta(seconds=2)  # somebody looks on


def broadcast_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    fill = job("fill_broadcasts", lambda session, now: filling.fill(session, community, now))
    return {fill: AT_ONCE, job("finish_broadcasts", broadcasts.finish): OFTEN}
