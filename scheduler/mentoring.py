"""Mentoring by the clock: reminders, and requests that go on to the next mentor, or to a coordinator."""

from __future__ import annotations

from datetime import timedelta

from community import mentor_deadlines, mentor_offers, pair_imports
from community.profiles import CommunityProfile
from scheduler.events import NOW_AND_THEN, OFTEN, Step, job
from scheduler.jobs import Job


def mentoring_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    """Each step does a little, and says whether there may be more."""
    often: dict[str, Step] = {
        "remind_of_requests": lambda session, now: mentor_deadlines.remind(session, community, now),
        "end_terms_of_requests": lambda session, now: mentor_deadlines.lapse(session, community, now),
        "give_up_requests": lambda session, now: mentor_deadlines.give_up(session, community, now),
        "give_terms_to_requests": lambda session, now: mentor_deadlines.give_terms(session, community, now),
        "ask_next_mentors_of_requests": lambda session, now: mentor_offers.go_on_with_one(session, community, now),
    }
    seldom: dict[str, Step] = {"ask_pairs_of_lists": pair_imports.go_on_with_one}
    jobs = {job(name, step): OFTEN for name, step in often.items()}
    return jobs | {job(name, step): NOW_AND_THEN for name, step in seldom.items()}
