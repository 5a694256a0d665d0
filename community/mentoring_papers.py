"""Papers about what a mentor has done. Nothing of them is kept: a link says whose one is, and that we have made it."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from community import certificates, mentoring_results, mentors
from community.case_numbers import Period
from community.mentoring_results import Done
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from storage.installation import keyed_hash
from storage.models import Person
from storage.notifications import notify

PREFIX = "m"  # of a link that shows whether a paper is genuine
FILE_USEFUL = timedelta(days=1)
_TOKEN = re.compile(r"(\d{1,10}-([rt])-(\d{6})-(\d{6})-(\d{6}))-([0-9a-f]{12})-([0-9a-f]{8})")


class Kind(StrEnum):
    REFERENCE = "r"
    THANKS = "t"


@dataclass(frozen=True)
class Paper:
    """`period` ends with the day of issue at the latest."""

    person: Person
    kind: Kind
    period: Period
    issued_on: date
    full_name: str


@dataclass(frozen=True)
class Verified:
    """`full_name` None: erased, or another than on the paper by now."""

    kind: Kind
    period: Period
    issued_on: date
    number: str
    full_name: str | None
    erased: bool


def full_name_of(person: Person) -> str | None:
    """Fit for a paper: a surname and a name, both in full."""
    return certificates.parse_full_name(person.full_name or "")


def ask(
    session: Session, person: Person, kind: str, period: Period, community: CommunityProfile, now: datetime
) -> Done:
    """The file follows, unless nothing was done; asked for twice in the same minute, it comes once.

    Raises `NotAMentor`, `UnknownChoice`.
    """
    if kind not in set(Kind):
        raise UnknownChoice
    found = mentoring_results.done(session, person, period, community, now)
    if not found.is_empty:
        ids = {"person": person.id, "kind": kind, "since": f"{period.since}", "until": f"{period.until}"}
        topic = f"{Notice.MENTOR_PAPER}:{kind}:{period.since}:{period.until}:{now:%Y%m%d%H%M}"
        ids["at"] = now.isoformat()
        notify(session, person.id, Notice.MENTOR_PAPER, ids, now, topic, useful_until=now + FILE_USEFUL)
    return found


def read(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[Paper, Done] | None:
    """What a notification was about; None where there is nobody to write it for any more."""
    person, at = session.get(Person, ids["person"]), datetime.fromisoformat(ids["at"])
    name = full_name_of(person) if person else None
    if person is None or name is None or mentors.active(session, person) is None:
        return None
    period = Period(date.fromisoformat(ids["since"]), date.fromisoformat(ids["until"]))
    today = at.astimezone(community.tz).date()
    told = Period(period.since, min(period.until, today + timedelta(days=1)))
    found = mentoring_results.done(session, person, period, community, at)
    return Paper(person, Kind(ids["kind"]), told, today, name), found


def token(session: Session, paper: Paper) -> str:
    days = (paper.period.since, paper.period.until, paper.issued_on)
    stem = "-".join([str(paper.person.id), paper.kind.value, *(f"{each:%y%m%d}" for each in days)])
    return f"{stem}-{_mark(session, stem)}-{_name_mark(session, stem, paper.full_name)}"


def number(token: str, community: CommunityProfile) -> str:
    """«ПН-С-261123-7F3A09»: the same paper has the same one."""
    _, kind, *_, issued, mark, _ = token.split("-")
    letter = {Kind.REFERENCE: "С", Kind.THANKS: "Б"}[Kind(kind)]
    return "-".join(filter(None, (community.certificates.prefix, letter, issued, mark[:6].upper())))


def find(session: Session, token: str, community: CommunityProfile) -> Verified | None:
    """For anybody who has the link."""
    said = _TOKEN.fullmatch(token.lower())
    if said is None or not hmac.compare_digest(_mark(session, said[1]), said[6]):
        return None
    days = [_day(said[place]) for place in (3, 4, 5)]
    person = session.get(Person, int(said[1].partition("-")[0]))
    name = full_name_of(person) if person else None
    is_same = name is not None and hmac.compare_digest(_name_mark(session, said[1], name), said[7])
    number_ = number(said[0], community)
    return Verified(Kind(said[2]), Period(days[0], days[1]), days[2], number_, name if is_same else None, name is None)


def _mark(session: Session, stem: str) -> str:
    return keyed_hash(session, f"paper:{stem}")[:12]


def _name_mark(session: Session, stem: str, name: str) -> str:
    return keyed_hash(session, f"paper:{stem}:{name}")[:8]


def _day(text: str) -> date:
    return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
