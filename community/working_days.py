from __future__ import annotations

from datetime import date, datetime, time, timedelta

from community.profiles import Calendar, CommunityProfile

ANSWER_DAYS = 10
LONGEST = 366  # a calendar that is quiet all year must not be waited for
WORK_ENDS = time(18)


def is_working(day: date, calendar: Calendar) -> bool:
    return day.weekday() < 5 and not calendar.is_quiet(day)


def working_days_after(start: date, number: int, calendar: Calendar) -> date:
    """The `number`th working day after `start`; weekends, holidays and quiet months are not counted."""
    last, left = start, number
    for _ in range(LONGEST):
        if left == 0:
            break
        last += timedelta(days=1)
        left -= is_working(last, calendar)
    return last


def answer_by(sent: datetime, community: CommunityProfile, days: int = ANSWER_DAYS) -> datetime:
    """The end of the working day by which somebody is to be answered."""
    day = working_days_after(sent.astimezone(community.tz).date(), days, community.calendar)
    return datetime.combine(day, WORK_ENDS, community.tz)
