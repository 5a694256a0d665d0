"""When people are not disturbed, and what they do not want to hear of."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from sqlalchemy.orm import Session

from community.choices import plain
from community.members import must_have_joined
from community.notices import MANNERS, Topic
from community.pauses import is_paused
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from storage.claiming import Due, Verdict
from storage.models import Person
from storage.notifications import BULK, URGENT
from storage.people import accounts_of

HOURS = range(24)
HOUR = re.compile(r"(?<![\d:.])(\d{1,2})(?!\d)(?:[:.]\d\d)?")
DISTURBING = {Topic.EVENTS, Topic.REMINDERS, Topic.MENTORING}
NONE = {"нет", "без тихих часов", "не нужны", "выключить"}
MUTABLE = tuple(topic for topic in Topic if topic in {manner.topic for manner in MANNERS.values()} - {Topic.PERSONAL})


def quiet_hours(first: int | None, last: int | None, community: CommunityProfile) -> tuple[int, int]:
    """The person's own, else the community's; the same hour twice means none."""
    return (community.quiet.first, community.quiet.last) if first is None or last is None else (first, last)


def quiet_until(now: datetime, zone: tzinfo, first: int, last: int) -> datetime | None:
    """When the quiet hours end in which `now` lies; None when it lies outside."""
    here = now.astimezone(zone)
    if first == last or (here.hour - first) % 24 >= (last - first) % 24:
        return None
    day = here if here.hour < last else here + timedelta(days=1)
    return day.replace(hour=last, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def judge(row: Due, now: datetime, community: CommunityProfile) -> Verdict:
    """Whether a notification leaves now, waits, or is not wanted. Unknown kinds are nobody's choice: they leave.

    Who has taken a pause gets no announcements and no reminders. An announcement that would be too late in the morning
    is not worth waking anybody.
    """
    manner = MANNERS.get(row.kind)
    disturbs = row.lane == BULK or (manner is not None and manner.topic in DISTURBING)
    if disturbs and is_paused(row.paused_at, row.paused_until, now):
        return "paused"
    if manner is None:
        return None
    if manner.topic in row.muted_topics and manner.topic is not Topic.PERSONAL:
        return "muted"
    if not manner.may_wait or row.ids.get(URGENT):
        return None
    morning = quiet_until(now, community.tz, *quiet_hours(row.quiet_from, row.quiet_to, community))
    useless = morning is not None and row.useful_until is not None and row.useful_until < morning
    if useless:
        return "late" if row.lane == BULK else None
    return morning


def mute(person: Person, topic: str, muted: bool) -> None:
    must_have_joined(person)
    if topic not in MUTABLE:
        raise UnknownChoice
    kept = {*person.muted_topics} - {topic} | ({topic} if muted else set())
    person.muted_topics = [each.value for each in Topic if each.value in kept]


def set_quiet_hours(person: Person, first: int, last: int) -> None:
    must_have_joined(person)
    if first not in HOURS or last not in HOURS:
        raise UnknownChoice
    person.quiet_from, person.quiet_to = first, last


def parse_hours(typed: str) -> tuple[int, int] | None:
    """«с 22 до 8», «21:00–9:00», «нет»; None when it is something else."""
    if plain(typed) in NONE:
        return 0, 0
    hours = [int(hour) % 24 for hour in HOUR.findall(typed) if int(hour) <= 24]
    return (hours[0], hours[1]) if len(hours) == 2 else None


def prefer(session: Session, person: Person, network: str) -> None:
    must_have_joined(person)
    if network not in {account.network for account in accounts_of(session, person.id)}:
        raise UnknownChoice
    person.preferred_network = network
