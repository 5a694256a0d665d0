"""The details of an event, one at a time: what somebody types is read, what they press is one of the choices."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from community import planning
from community.choices import find_exact
from community.events import Part
from community.hours import Hours, Why
from community.members import named
from community.moments import Moment, Unclear, parse_moment
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from community.results import has_results
from storage.models import Event, Person

EMPTY = "-"  # a press that empties a detail
MOST_FOUND = 3


class Detail(StrEnum):
    """In the order of need."""

    WHEN = "when"
    WHERE = "where"
    CAPACITY = "capacity"
    SPEAKER = "speaker"
    ABOUT = "about"
    ORGANISER = "organiser"
    TITLE = "title"
    QUESTIONS = "questions"
    APPROVAL = "approval"
    CLOSES = "closes"
    OPENS = "opens"
    TOWN = "town"
    KIND = "kind"
    EXPERT = "expert"
    SITE = "site"
    FINANCING = "financing"
    SERIES = "series"  # of the profile
    TEAMS = "teams"


PARTS = {Detail.ORGANISER: Part.ORGANISER, Detail.SPEAKER: Part.SPEAKER, Detail.EXPERT: Part.EXPERT}
COLUMNS = {
    Detail.ABOUT: "about",
    Detail.CAPACITY: "capacity",
    Detail.CLOSES: "closes_at",
    Detail.OPENS: "opens_at",
    Detail.SITE: "registration_url",
    Detail.FINANCING: "financing",
    Detail.TOWN: "municipality",
}
Read = dict[str, Any] | Unclear | None


def known(name: str) -> Detail:
    """Raises `UnknownChoice`."""
    if name not in set(Detail):
        raise UnknownChoice
    return Detail(name)


def details(event: Event, community: CommunityProfile) -> list[Detail]:
    """Those that make sense here."""
    senseless = {
        Detail.TOWN: community.only_municipality is not None,
        Detail.SERIES: not community.events.series,
        Detail.TEAMS: not has_results(event, community),
    }
    return [each for each in Detail if not senseless.get(each)]


def read(detail: Detail, text: str, event: Event, community: CommunityProfile, now: datetime) -> Read:
    """Columns and values; what is unclear about a time; None where the text is something else."""
    match detail:
        case Detail.WHEN:
            return _times(text, event, community, now)
        case Detail.OPENS | Detail.CLOSES:
            return _window(detail, text, event, community, now)
        case Detail.WHERE:
            where = planning.parse_where(text)
            return {"place": where.place, "url": where.url} if where else None
        case Detail.KIND:
            exact = find_exact(community.event_kinds, text)
            return {"kind": exact.id} if exact else None
        case Detail.TOWN:
            town = find_exact(community.municipalities, text)
            return {"municipality": town.id} if town else None
        case Detail.SERIES:
            named = find_exact(community.events.series, text)
            return {"named": named.id} if named else None
    return _words(detail, text)


def _words(detail: Detail, text: str) -> Read:
    value: Any = None
    match detail:
        case Detail.TITLE:
            value = planning.parse_title(text)
        case Detail.ABOUT:
            value = planning.parse_words(text, planning.LONGEST_ABOUT)
        case Detail.CAPACITY:
            value = planning.parse_seats(text)
        case Detail.QUESTIONS:
            value = planning.parse_questions(text)
        case Detail.SITE:
            value = planning.parse_link(text)
        case Detail.FINANCING:
            value = planning.parse_words(text, planning.LONGEST_PLACE)
    return None if value is None else {COLUMNS.get(detail, detail.value): value}


def pressed(detail: Detail, value: str, community: CommunityProfile) -> dict[str, Any]:
    """Raises `UnknownChoice`."""
    if detail is Detail.APPROVAL:
        return {"needs_approval": value == "1"}
    if detail is Detail.TEAMS:
        return {"in_teams": value == "1"}
    if detail is Detail.KIND and community.event_kind(value):
        return {"kind": value}
    if detail is Detail.TOWN and community.municipality(value):
        return {"municipality": value}
    if detail is Detail.SERIES:
        return {"named": None if value == EMPTY else value}
    if value != EMPTY or detail not in {*COLUMNS, Detail.QUESTIONS}:
        raise UnknownChoice
    return {"questions": []} if detail is Detail.QUESTIONS else {COLUMNS[detail]: None}


def members_like(session: Session, typed: str) -> list[Person]:
    return named(session, typed, MOST_FOUND, Person.joined_at.is_not(None))


def _times(text: str, event: Event, community: CommunityProfile, now: datetime) -> Read:
    """What is left out stays: «в 17:00» is the same day, «20 декабря» the same hour."""
    said = parse_moment(text, now, community.tz)
    if isinstance(said, Unclear) and said.why is Why.NOTHING:
        return said
    start = event.starts_at.astimezone(community.tz)
    end = event.ends_at.astimezone(community.tz).time() if event.ends_at else None
    moment = parse_moment(text, now, community.tz, start.date(), Hours(start.time(), end, community.tz))
    if isinstance(moment, Moment):
        return {"starts_at": moment.starts_at, "ends_at": moment.ends_at}
    return moment


def _window(detail: Detail, text: str, event: Event, community: CommunityProfile, now: datetime) -> Read:
    """A time before the event; registration begins before it ends."""
    moment = parse_moment(text, now, community.tz)
    if isinstance(moment, Unclear):
        return moment
    at, name = moment.starts_at, COLUMNS[detail]
    after_its_end = name == "opens_at" and at >= (event.closes_at or event.starts_at)
    before_its_beginning = name == "closes_at" and event.opens_at is not None and at <= event.opens_at
    return None if at > event.starts_at or after_its_end or before_its_beginning else {name: at}
