"""Becoming a mentor: what is asked, what is known already, who is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from community import attention, invitations, mentors, roles
from community.choices import Choice
from community.members import must_have_joined
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile, MentorGround
from community.refusals import AlreadyApplied, AlreadyMentor, ApplicationGone, TooEarly, UnknownChoice
from community.roles import Right
from community.working_days import answer_by
from storage.models import MentorApplication, Person
from storage.notifications import notify

Answers = Mapping[str, Any]
OPEN = ("sent", "clarify")
DAYS_AFTER_AN_ANSWER = 3
LONGEST_RECOMMENDATION = 150
LONGEST_ABOUT = 600
MOST_PROOFS = 5
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)(?!\d)")
_WORDED_DATE = re.compile(r"(?<!\d)(\d{1,2})\s+([а-яё]{3})[а-яё]*\s+(\d{4})(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:№|n|#|номер|протокол)\W*\d+|^\W*\d+", re.IGNORECASE)


class Step(StrEnum):
    GROUND = "ground"
    YEAR = "year"
    RECOMMENDATION = "recommendation"
    COMPETENCES = "competences"
    SUMMARY = "summary"


class Stage(StrEnum):
    """Where a member stands on the way to mentoring."""

    NONE = "none"
    APPLIED = "applied"
    MENTOR = "mentor"


def steps(answers: Answers, person: Person, community: CommunityProfile) -> list[Step]:
    """The numbered steps; what the profile knows, or the community does not ask, is left out."""
    ground = community.mentor_ground(answers.get("ground", ""))
    asked = {
        Step.GROUND: len(community.mentor.grounds) > 1,
        Step.YEAR: asks_years(ground, community) and person.teaching_since is None,
        Step.RECOMMENDATION: community.mentor.recommendation is not None,
        Step.COMPETENCES: bool(community.competences),
        Step.SUMMARY: True,
    }
    return [step for step in Step if asked[step]]


def next_step(answers: Answers, person: Person, community: CommunityProfile) -> Step:
    """The first question without a valid answer, or the summary."""
    asked = steps(answers, person, community)
    return next(step for step in asked if step is Step.SUMMARY or not _is_answered(step, answers, community))


def step_before(step: Step, answers: Answers, person: Person, community: CommunityProfile) -> Step | None:
    asked = steps(answers, person, community)
    return asked[asked.index(step) - 1] if step in asked[1:] else None


def _is_answered(step: Step, answers: Answers, community: CommunityProfile) -> bool:
    match step:
        case Step.GROUND:
            return community.mentor_ground(answers.get("ground", "")) is not None
        case Step.COMPETENCES:
            return bool(answers.get("competences"))
    return step.value in answers


def prefilled(person: Person, community: CommunityProfile, former: MentorApplication | None) -> dict[str, Any]:
    """What need not be asked: the profile's defaults, what the person has said, what they applied with before."""
    grounds, shares = community.mentor.grounds, {*person.shares}
    known = {
        "competences": [item.id for item in community.competences if item.id in shares],
        "formats": [community.mentoring.forms[0].id],
        "capacity": community.mentor.capacity,
        "proof": [],
    }
    if len(grounds) == 1:
        known["ground"] = grounds[0].id
    return known | (_answers_of(former) if former else {})


def _answers_of(application: MentorApplication) -> dict[str, Any]:
    names = ("ground", "recommendation", "competences", "formats", "capacity", "about", "proof")
    given = {name: getattr(application, name) for name in names}
    return {name: value for name, value in given.items() if value is not None}


def asks_years(ground: MentorGround | None, community: CommunityProfile) -> bool:
    return ground is not None and ground.years_apply and community.mentor.min_years > 0


def possible_from(answers: Answers, person: Person, community: CommunityProfile) -> int | None:
    """The year in which the years of teaching suffice; None when they are not asked, or not known yet."""
    ground, since = community.mentor_ground(answers.get("ground", "")), year_of(answers, person)
    return since + community.mentor.min_years if asks_years(ground, community) and since else None


def year_of(answers: Answers, person: Person) -> int | None:
    return person.teaching_since or answers.get("year")


def parse_recommendation(text: str, today: date) -> str | None:
    """«Протокол № 3 от 12.03.2026»: a number and a day that has been; None when one is missing."""
    said = clean(text)
    day = _day_in(said)
    without_day = _WORDED_DATE.sub(" ", _NUMERIC_DATE.sub(" ", said))
    if len(said) > LONGEST_RECOMMENDATION or day is None or day > today or not _NUMBER.search(without_day):
        return None
    return said


def _day_in(text: str) -> date | None:
    if found := _NUMERIC_DATE.search(text):
        day, month, year = map(int, found.groups())
    elif found := _WORDED_DATE.search(text):
        name = found[2].casefold().replace("май", "мая")
        day, month, year = int(found[1]), _MONTHS.index(name) + 1 if name in _MONTHS else 0, int(found[3])
    else:
        return None
    with suppress(ValueError):
        return date(year if year > 99 else 2000 + year, month, day)
    return None


def parse_about(text: str) -> str | None:
    said = clean(text)
    return said if 2 <= len(said) <= LONGEST_ABOUT and any(map(str.isalpha, said)) else None


def latest(session: Session, person: Person) -> MentorApplication | None:
    mine = select(MentorApplication).where(MentorApplication.person_id == person.id)
    return session.execute(mine.order_by(MentorApplication.id.desc()).limit(1)).scalar_one_or_none()


def open_of(session: Session, person: Person) -> MentorApplication | None:
    found = latest(session, person)
    return found if found and found.state in OPEN else None


def last_state(person: Person) -> ColumnElement[str]:
    """Of the last application: a value for a statement."""
    mine = select(MentorApplication.state).where(MentorApplication.person_id == person.id)
    return mine.order_by(MentorApplication.id.desc()).limit(1).scalar_subquery()


def forget_words(session: Session, person: Person) -> None:
    """What the person wrote and attached; that they applied, and what was decided, stays."""
    mine = update(MentorApplication).where(MentorApplication.person_id == person.id)
    session.execute(mine.values(about=None, recommendation=None, clarification=None, proof=[]))


def all_open(session: Session, person: Person) -> list[MentorApplication]:
    """More than one only where two people turned out to be one."""
    mine = MentorApplication.person_id == person.id, MentorApplication.state.in_(OPEN)
    return list(session.execute(select(MentorApplication).where(*mine)).scalars())


def begin(session: Session, person: Person) -> None:
    if mentors.active(session, must_have_joined(person)):
        raise AlreadyMentor
    if open_of(session, person):
        raise AlreadyApplied


def fill(
    session: Session, person: Person, form: dict[str, Any], community: CommunityProfile, now: datetime
) -> dict[str, Any]:
    """The answers so far; at the first question with all that need not be asked. Raises where there is no question."""
    begin(session, person)
    if (invited := form.pop("invited", None)) is not None:
        form.update(invitations.take(session, person, invited, now) or {"lapsed": True})
    if not form.get("begun"):
        known = prefilled(person, community, latest(session, person))
        form.update({name: value for name, value in known.items() if name not in form})
        form["begun"] = True
    return form


def marked(chosen: Iterable[str], choice: str, on: bool, choices: Iterable[Choice]) -> list[str]:
    """In the profile's order; a second press changes nothing."""
    known = [item.id for item in choices]
    if choice not in known:
        raise UnknownChoice
    kept = {*chosen} - {choice} | ({choice} if on else set())
    return [item for item in known if item in kept]


def send(
    session: Session, person: Person, answers: Answers, community: CommunityProfile, now: datetime
) -> MentorApplication:
    """A second press finds the application sent by the first: `AlreadyApplied`."""
    begin(session, person)
    _check(answers, person, community, now)
    application = _application(person, answers, community, now)
    session.add(application)
    session.flush()
    _ask_for_a_decision(session, application, person, now)
    return application


def _check(answers: Answers, person: Person, community: CommunityProfile, now: datetime) -> None:
    if next_step(answers, person, community) is not Step.SUMMARY:
        raise UnknownChoice
    possible = possible_from(answers, person, community)
    if possible is not None and possible > now.astimezone(community.tz).year:
        raise TooEarly


def _application(person: Person, answers: Answers, community: CommunityProfile, now: datetime) -> MentorApplication:
    person.teaching_since = year_of(answers, person)
    return MentorApplication(
        person_id=person.id,
        state="sent",
        ground=answers["ground"],
        teaching_since=person.teaching_since,
        recommendation=answers.get("recommendation") or None,
        competences=known_ids(answers.get("competences"), community.competences),
        formats=known_ids(answers.get("formats"), community.mentoring.forms),
        capacity=answers["capacity"],
        about=answers.get("about") or None,
        proof=list(answers.get("proof") or []),
        invitation_id=answers.get("invitation"),
        sent_at=now,
        answer_by=answer_by(now, community),
    )


def known_ids(chosen: Iterable[str] | None, choices: Iterable[Choice]) -> list[str]:
    """In the profile's order, without what it has dropped since."""
    kept = {*(chosen or ())}
    return [item.id for item in choices if item.id in kept]


def _ask_for_a_decision(session: Session, application: MentorApplication, person: Person, now: datetime) -> None:
    attention.open_(session, attention.Kind.MENTOR_APPLICATION, application.id, person, now, application.answer_by)
    topic = f"{Notice.MENTOR_APPLICATION}:{application.id}:{now.timestamp():.6f}"
    tell_deciders(session, Notice.MENTOR_APPLICATION, application, person, now, topic)


def tell_deciders(
    session: Session, kind: Notice, application: MentorApplication, person: Person, now: datetime, topic: str
) -> None:
    holders = roles.holders(session, Right.DECIDE_MENTORS, person.municipality, person.organisation)
    others = [each for each in holders if each != person.id] or roles.owners(session)
    for decider in others:
        if decider != person.id:
            notify(session, decider, kind, {"application": application.id}, now, topic)


def withdraw(session: Session, person: Person, now: datetime) -> bool:
    """Whether there was something to withdraw."""
    application = _locked_open(session, person)
    if application is None:
        return False
    end(session, application, person, now)
    return True


def end(session: Session, application: MentorApplication, person: Person, now: datetime) -> None:
    """Nobody has to decide any more."""
    application.state, application.decided_at = "withdrawn", now
    attention.close(session, attention.Kind.MENTOR_APPLICATION, application.id, person, now)


def asked_back(session: Session, person: Person) -> MentorApplication:
    """The application whose question waits for its answer. Raises `ApplicationGone`."""
    found = open_of(session, person)
    if found is None or found.state != "clarify":
        raise ApplicationGone
    return found


def answer(
    session: Session, person: Person, said: str, community: CommunityProfile, now: datetime
) -> MentorApplication:
    """What was asked back is answered; the deciders get the card again. Raises `ApplicationGone`."""
    application = _locked_open(session, person)
    if application is None or application.state != "clarify":
        raise ApplicationGone
    application.state, application.clarification = "sent", said
    application.answer_by = max(application.answer_by, answer_by(now, community, DAYS_AFTER_AN_ANSWER))
    _ask_for_a_decision(session, application, person, now)
    return application


def _locked_open(session: Session, person: Person) -> MentorApplication | None:
    mine = MentorApplication.person_id == person.id, MentorApplication.state.in_(OPEN)
    found = select(MentorApplication).where(*mine).order_by(MentorApplication.id.desc()).limit(1)
    return session.execute(found.with_for_update()).scalar_one_or_none()
