"""All that the clock of a community does, and how often each job rings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from community.profiles import CommunityProfile
from scheduler.broadcasts import broadcast_jobs
from scheduler.consulting import consulting_jobs
from scheduler.events import event_jobs
from scheduler.jobs import JOBS, Job, remind_of_attention
from scheduler.meetings import meeting_jobs
from scheduler.mentoring import mentoring_jobs
from scheduler.news import news_jobs
from scheduler.retention import remind_of_consent


def timetable(community: CommunityProfile, networks: Collection[str] = ()) -> dict[Job, timedelta]:
    """`networks`: those that this program serves; none: whatever people have."""
    return {
        **JOBS,
        remind_of_consent(community): timedelta(hours=1),
        remind_of_attention(community): timedelta(minutes=10),
        **event_jobs(community),
        **consulting_jobs(community),
        **broadcast_jobs(community, networks),
        **mentoring_jobs(community),
        **meeting_jobs(community),
        **news_jobs(community),
    }
