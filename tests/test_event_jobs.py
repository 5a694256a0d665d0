"""Jobs of events come to an end: each step that says there is more has done something."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from community import registrations
from community.profile_files import load_profile
from scheduler.events import event_jobs
from storage.models import EventHost
from tests.test_registrations import DAY, HOUR, NOW, people, webinar
from tests.test_series import weekly

pytestmark = pytest.mark.both_databases

COMMUNITIES = [load_profile(name) for name in ("perm-nastavniki", "tyumen-skillsclub")]
MOST = 60


def settle(session: Session) -> None:
    olga, anna, boris = people(session, 3)
    weekly(session, olga)
    weekly(session, olga, starts_at=NOW + 4 * DAY)
    over = webinar(session, starts_at=NOW - 2 * DAY, materials="Слайды", capacity=1)
    soon = webinar(session, starts_at=NOW + HOUR, url="https://example.ru/j", capacity=1)
    for event in (over, soon):
        session.add(EventHost(event_id=event.id, person_id=olga.id, role="organiser"))
        for person in (anna, boris):
            registrations.sign_up(session, person, event.id, NOW - 3 * DAY).attended_at = NOW - 2 * DAY
    session.flush()


@pytest.mark.parametrize("community", COMMUNITIES, ids=lambda community: community.id)
@pytest.mark.parametrize("later", [timedelta(0), HOUR, 5 * DAY, 40 * DAY])
def test_every_job_comes_to_an_end(session: Session, community: object, later: timedelta) -> None:
    settle(session)
    for job in event_jobs(community):  # type: ignore[arg-type]
        steps = 0
        while next((True for _ in job(session, NOW + later)), False):
            session.flush()
            steps += 1
            assert steps < MOST, job.__name__
