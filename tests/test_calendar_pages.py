from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from community import event_calendar
from community.event_calendar import Sought
from tests.test_registrations import NOW, people, perm, webinar


def test_month_begins_by_the_communitys_clock(session: Session) -> None:
    anna = people(session, 1)[0]
    for day, hour in ((31, 18), (31, 19)):  # the second is in April in Perm
        webinar(session, starts_at=datetime(2026, 3, day, hour, 30, tzinfo=UTC))
    webinar(session, starts_at=datetime(2026, 12, 31, 20, tzinfo=UTC))
    page = event_calendar.page(session, anna, Sought(), 0, 5, perm, NOW)
    assert page.months == {date(2026, 3, 1): 0, date(2026, 4, 1): 1, date(2027, 1, 1): 2}


@pytest.mark.parametrize(
    ("typed", "found"), [("мативация", 1), ("мотивация вебинар", 1), ("мотивация игра", 0), ("вебинар", 2), ("щщщ", 0)]
)
def test_words_of_an_event_are_found_mistyped_too(session: Session, typed: str, found: int) -> None:
    anna = people(session, 1)[0]
    for title in ("Мотивация на уроке", "Игра"):
        webinar(session, title=title)
    assert event_calendar.page(session, anna, Sought("words", words=typed), 0, 5, perm, NOW).total == found
