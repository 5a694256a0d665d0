"""Meetings and pairs by the clock: reminders, who has not met lately, pauses and terms that end."""

from __future__ import annotations

from datetime import timedelta

from community import meeting_nudges, meeting_reminders, pair_life
from community.profiles import CommunityProfile
from scheduler.events import NOW_AND_THEN, OFTEN, Step, job
from scheduler.jobs import Job


def meeting_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    """Each step does a little, and says whether there may be more."""
    often: dict[str, Step] = {"remind_of_meetings": meeting_reminders.remind}
    seldom: dict[str, Step] = {
        "resume_mentorships": pair_life.resume_one,
        "complete_mentorships": pair_life.complete_one,
        "remind_of_terms": lambda session, now: pair_life.remind_of_term(session, community, now),
        "nudge_mentors": lambda session, now: meeting_nudges.nudge(session, community, now),
        "nudge_mentees": lambda session, now: meeting_nudges.nudge_mentees(session, community, now),
    }
    jobs = {job(name, step): OFTEN for name, step in often.items()}
    return jobs | {job(name, step): NOW_AND_THEN for name, step in seldom.items()}
