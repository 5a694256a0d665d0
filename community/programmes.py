"""The programme of a pair or group: steps of the profile or of their own, each confirmed by both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from community import mentorships
from community.agreements import LEADERS
from community.choices import Choice, by_id
from community.group_refusals import StepConfirmed, StepGone
from community.mentorships import Kind, Seen
from community.names import clean
from community.notices import Notice
from community.planning import parse_link
from community.profiles import CommunityProfile
from community.refusals import MentorshipSettled
from storage.models import Mentorship, Person, ProgrammeStep
from storage.notifications import notify

MOST = 12
LONGEST_TITLE = 150
LONGEST_LINK = 300
VIDEO = "lesson-video"  # of the profile's forms: it wants a link
TOLD_AFTER = timedelta(minutes=15)  # of the last word that somebody changes the programme


class Side(StrEnum):
    """Who confirms: those who lead and those who learn; of two peers the one who came first, and the other."""

    MENTOR = "mentor"
    MENTEE = "mentee"


@dataclass(frozen=True)
class SeenStep:
    seen: Seen
    step: ProgrammeStep

    @property
    def is_mine(self) -> bool:
        """The person's side has confirmed it."""
        return confirmed_at(self.step, side_of(self.seen)) is not None

    @property
    def is_theirs(self) -> bool:
        return confirmed_at(self.step, other(side_of(self.seen))) is not None

    @property
    def wants_link(self) -> bool:
        return self.step.kind == VIDEO


def parse_title(text: str) -> str | None:
    said = clean(text)
    return said if 3 <= len(said) <= LONGEST_TITLE and any(map(str.isalpha, said)) else None


def parse_video(text: str) -> str | None:
    found = parse_link(text)
    return found if found and len(found) <= LONGEST_LINK else None


def side_of(seen: Seen) -> Side:
    if seen.mentorship.kind == Kind.PEERS:
        return Side.MENTOR if all(seen.mine.id < each.member.id for each in seen.fellows) else Side.MENTEE
    return Side.MENTOR if seen.mine.role in LEADERS else Side.MENTEE


def other(side: Side) -> Side:
    return Side.MENTEE if side is Side.MENTOR else Side.MENTOR


def confirmed_at(step: ProgrammeStep, side: Side) -> datetime | None:
    return step.mentor_confirmed_at if side is Side.MENTOR else step.mentee_confirmed_at


def is_done(step: ProgrammeStep) -> bool:
    return step.mentor_confirmed_at is not None and step.mentee_confirmed_at is not None


def done(steps: Sequence[ProgrammeStep]) -> int:
    return sum(map(is_done, steps))


def next_step(steps: Sequence[ProgrammeStep]) -> ProgrammeStep | None:
    return next((each for each in steps if not is_done(each)), None)


def may_change(seen: Seen) -> bool:
    """Two do it together; in a group or team whoever leads it."""
    return seen.is_present and (seen.mentorship.kind in (Kind.PAIR, Kind.PEERS) or seen.mine.role in LEADERS)


def known_steps(made: Mentorship, community: CommunityProfile) -> list[Choice]:
    """The profile's, the way of a programme first, then what people may do together."""
    profile = community.mentoring
    return [*profile.steps_for(made.ground), *profile.forms]


def step_choice(step: ProgrammeStep, community: CommunityProfile) -> Choice | None:
    profile = community.mentoring
    return by_id([*profile.steps, *profile.forms], step.kind) if step.kind else None


def left_over(seen: Seen, community: CommunityProfile) -> list[Choice]:
    taken = {each.kind for each in seen.steps}
    return [each for each in known_steps(seen.mentorship, community) if each.id not in taken]


def look(session: Session, person: Person, step_id: int) -> SeenStep:
    """Raises `StepGone`, `MentorshipGone`."""
    step = session.get(ProgrammeStep, step_id)
    if step is None:
        raise StepGone
    return SeenStep(mentorships.look(session, person, step.mentorship_id), step)


def fill(session: Session, person: Person, mentorship_id: int, community: CommunityProfile, now: datetime) -> Seen:
    """With the profile's steps for their ground; nothing happens where there are some.

    Raises `MentorshipGone`, `MentorshipSettled`.
    """
    seen = _lock(session, person, mentorship_id)
    if not seen.steps:
        for each in community.mentoring.steps_for(seen.mentorship.ground)[:MOST]:
            _append(session, seen, each.id, None, now)
    return mentorships.look(session, person, mentorship_id)


def add(
    session: Session, person: Person, mentorship_id: int, kind: str | None, title: str | None, now: datetime
) -> ProgrammeStep | None:
    """A step of the profile or one in words. What is there already is not added again; None: there is no room.

    Raises `MentorshipGone`, `MentorshipSettled`.
    """
    seen = _lock(session, person, mentorship_id)
    if same := next((each for each in seen.steps if (each.kind, each.title) == (kind, title)), None):
        return same
    return _append(session, seen, kind, title, now) if len(seen.steps) < MOST else None


def set_day(session: Session, person: Person, step_id: int, day: date | None, now: datetime) -> SeenStep:
    """Raises `StepGone`, `MentorshipGone`, `MentorshipSettled`."""
    found = _lock_step(session, person, step_id)
    found.step.due_on = day
    _tell_changed(session, found.seen, now)
    return found


def set_link(session: Session, person: Person, step_id: int, link: str, now: datetime) -> SeenStep:
    """Raises `StepGone`, `MentorshipGone`, `MentorshipSettled`."""
    found = _lock_step(session, person, step_id)
    if not found.wants_link:
        raise MentorshipSettled
    found.step.link = link
    _tell_changed(session, found.seen, now)
    return found


def raise_(session: Session, person: Person, step_id: int, now: datetime) -> SeenStep:
    """One place towards the beginning. Raises `StepGone`, `MentorshipGone`, `MentorshipSettled`."""
    found = _lock_step(session, person, step_id)
    order = list(found.seen.steps)
    at = order.index(found.step)
    order.insert(max(at - 1, 0), order.pop(at))
    for position, each in enumerate(order, 1):
        each.position = position
    session.flush()
    return look(session, person, step_id)


def remove(session: Session, person: Person, step_id: int, now: datetime) -> Seen:
    """Raises `StepGone`, `StepConfirmed`, `MentorshipGone`, `MentorshipSettled`."""
    found = _lock_step(session, person, step_id)
    if found.is_mine or found.is_theirs:
        raise StepConfirmed
    session.delete(found.step)
    session.flush()
    return mentorships.look(session, person, found.seen.mentorship.id)


def confirm(session: Session, person: Person, step_id: int, now: datetime) -> SeenStep:
    """The person's side says that it is done. A second press changes nothing.

    Raises `StepGone`, `MentorshipGone`, `MentorshipSettled`.
    """
    found = _lock_step(session, person, step_id, to_change=False)
    if not found.is_mine:
        _mark(found, now)
        session.flush()
        _tell(session, Notice.STEP_CONFIRMED, found.seen, {"step": step_id}, now, f"{step_id}")
    return found


def take_back(session: Session, person: Person, step_id: int) -> SeenStep:
    """Raises `StepGone`, `MentorshipGone`, `MentorshipSettled`."""
    found = _lock_step(session, person, step_id, to_change=False)
    _mark(found, None)
    session.flush()
    return found


def _mark(found: SeenStep, at: datetime | None) -> None:
    if side_of(found.seen) is Side.MENTOR:
        found.step.mentor_confirmed_at = at
    else:
        found.step.mentee_confirmed_at = at


def _append(session: Session, seen: Seen, kind: str | None, title: str | None, now: datetime) -> ProgrammeStep:
    last = max((each.position for each in mentorships.steps_of(session, seen.mentorship.id)), default=0)
    step = ProgrammeStep(mentorship_id=seen.mentorship.id, position=last + 1, kind=kind, title=title)
    session.add(step)
    session.flush()
    _tell_changed(session, seen, now)
    return step


def _lock(session: Session, person: Person, mentorship_id: int) -> Seen:
    seen = mentorships.lock_mine(session, person, mentorship_id)
    if not may_change(seen):
        raise MentorshipSettled
    return seen


def _lock_step(session: Session, person: Person, step_id: int, to_change: bool = True) -> SeenStep:
    """Of the locked programme; it may have lost the step by then."""
    step = session.get(ProgrammeStep, step_id)
    if step is None:
        raise StepGone
    lock = _lock if to_change else mentorships.lock_mine
    seen = lock(session, person, step.mentorship_id)
    found = next((each for each in seen.steps if each.id == step_id), None)
    if found is None:
        raise StepGone
    return SeenStep(seen, found)


def _tell_changed(session: Session, seen: Seen, now: datetime) -> None:
    """Once a day, when whoever changes it is likely to be ready."""
    session.flush()
    _tell(session, Notice.PROGRAMME_CHANGED, seen, {}, now + TOLD_AFTER, f"{now:%Y-%m-%d}")


def _tell(session: Session, kind: Notice, seen: Seen, more: dict[str, int], due: datetime, what: str) -> None:
    ids = {"mentorship": seen.mentorship.id, "by": seen.mine.id, **more}
    for each in seen.fellows:
        if each.person and each.member.left_at is None:
            notify(session, each.person.id, kind, ids, due, f"{kind}:{seen.mine.id}:{what}:{each.person.id}")
