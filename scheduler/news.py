"""What the community hears of by itself: new events, the monthly meeting, months without events, digests."""

from __future__ import annotations

from datetime import timedelta

from community import digests, month_guard, monthly, new_events, weekly_digests
from community.profiles import CommunityProfile
from scheduler.events import Step, job
from scheduler.jobs import Job

EVERY_MINUTE = timedelta(minutes=1)


def news_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    """Each step does a little, and says whether there may be more."""
    steps: dict[str, Step] = {
        "announce_new_events": lambda session, now: new_events.announce(session, community, now),
        "hold_monthly_meetings": lambda session, now: monthly.hold(session, community, now),
        "invite_to_monthly_meetings": lambda session, now: monthly.invite(session, community, now),
        "watch_the_month": lambda session, now: month_guard.watch(session, community, now),
        "morning_digests": lambda session, now: digests.deal(session, community, now),
        "weekly_digests": lambda session, now: weekly_digests.deal(session, community, now),
    }
    return {job(name, step): EVERY_MINUTE for name, step in steps.items()}
