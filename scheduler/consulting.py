"""Consultations by the clock: cards at the hour chosen, next mentors, terms, reminders, cases fallen silent."""

from __future__ import annotations

from datetime import timedelta

from community import closing, deadlines
from community.profiles import CommunityProfile
from scheduler.events import NOW_AND_THEN, OFTEN, Step, job
from scheduler.jobs import Job

SLICE = 20


def consulting_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    """Each step does a little, and says whether there may be more. In any order, one round after another."""
    often: dict[str, Step] = {
        "set_terms": lambda session, now: deadlines.set_term(session, community, now),
        "remind_mentors": lambda session, now: deadlines.remind(session, community, now),
        "end_terms": deadlines.lapse,
        "give_up_searching": deadlines.give_up,
        "ask_next_mentors": lambda session, now: deadlines.ask_next(session, community, now),
        "deal_cards": deadlines.deal,
    }
    seldom: dict[str, Step] = {
        "warn_of_silence": lambda session, now: closing.warn_of_silence(session, now, SLICE),
        "close_silent_cases": lambda session, now: closing.close_silent(session, now, SLICE),
    }
    jobs = {job(name, step): OFTEN for name, step in often.items()}
    return jobs | {job(name, step): NOW_AND_THEN for name, step in seldom.items()}
