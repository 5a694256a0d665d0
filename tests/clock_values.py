"""What the clock tells at its longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.profiles import CommunityProfile
from storage.models import Article, JobRun, Person
from tests.event_values import LONGEST_TITLE, NOW, event
from tests.longest import HOSTILE, LONGEST_NAME, member

JOB = "invite_to_monthly_meetings"
FIRST = 901  # number of rows that are only here
HELD = datetime(2027, 2, 4, 9, tzinfo=NOW.tzinfo)  # a working day everywhere, with events and drafts after it


def add_rows(session: Session, community: CommunityProfile) -> None:
    """Events of a day with a name that hurts, drafts, ready answers, a job that fails."""
    for number in range(FIRST, FIRST + 6):
        made = event(community, "draft" if number == FIRST else "published", number=number)
        made.title = HOSTILE if number % 2 else LONGEST_TITLE
        made.starts_at, made.ends_at = HELD + timedelta(minutes=5 * (number - FIRST) + 5), None
        made.closes_at = made.opens_at = None
        session.add(made)
    for number in range(FIRST, FIRST + 2):
        article = Article(id=number, state="published", topic="gone", title=HOSTILE * 2, words="Так.")
        article.created_at = article.published_at = HELD - timedelta(days=1)
        session.add(article)
    for job, since in ((JOB, NOW), ("forget_updates", None)):
        run = JobRun(job=job, every=60, ran_at=NOW, milliseconds=1, result="failed", next_at=NOW, failures=3)
        run.failing_since = since
        session.add(run)
    session.flush()


def weeks(_: CommunityProfile) -> list[dict[str, Any]]:
    at = HELD.isoformat()
    full = {"events": [FIRST + 1, FIRST + 2, FIRST + 3], "articles": [FIRST, FIRST + 1], "more": 12, "at": at}
    full |= {"others": 997}
    less = ({"articles": [], "more": 0}, {"events": [], "more": 0, "others": 0}, {"events": [FIRST + 1], "others": 0})
    return [full, *(full | each for each in less)]


def settings_of(community: CommunityProfile) -> list[Person]:
    bare, weekly = (member(community, community.positions[0], LONGEST_NAME) for _ in range(2))
    weekly.weekly_digest_since, weekly.morning_digest_off = NOW, NOW
    return [bare, weekly]


def mornings(_: CommunityProfile) -> list[dict[str, Any]]:
    """Of everybody there is, on a day with events, and long before anything."""
    moments = (HELD, NOW - timedelta(days=400))
    return [{"person": number, "at": at.isoformat()} for number in (*range(1, 12), 404) for at in moments]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "month_empty.ids": lambda _: [
        *({"month": each, "at": HELD.isoformat()} for each in ("2027-02", "2027-03", "2027-01")),
        {"month": "2027-02"},  # as rows were written until the moment was added
    ],
    "morning_digest.ids": mornings,
    "weekly_digest.ids": weeks,
    "job_failed.ids": lambda _: [{"job": JOB}, {"job": "forget_updates"}, {"job": "gone"}],
    "digests.shown.person": settings_of,
}
CARDS = {"clock_notices.morning_digest", "clock_notices.weekly_digest"}
