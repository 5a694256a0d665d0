"""Pairs, groups and project teams: how they begin, who is in them, how they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from community import reopening
from community.meeting_states import PLANNED
from community.mentoring_states import OPEN_MENTORSHIPS, MentorshipState, move_mentorship
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import MentorshipGone, MentorshipSettled
from storage.models import Meeting, Mentorship, MentorshipMember, Person, ProgrammeStep
from storage.notifications import notify
from storage.people import people_by_id


class Kind(StrEnum):
    PAIR = "pair"
    GROUP = "group"
    PEERS = "peers"
    PROJECT = "project"


class Role(StrEnum):
    MENTOR = "mentor"
    MENTEE = "mentee"
    PEER = "peer"
    TUTOR = "tutor"
    MEMBER = "member"


class Outcome(StrEnum):
    """Why it is over. `left`: somebody has left the community. `done`: all have confirmed that it is completed.

    `changed`: another mentor is looked for. `stepped_down`: the mentor cannot go on.
    """

    ENDED = "ended"
    LEFT = "left"
    DONE = "done"
    CHANGED = "changed"
    STEPPED_DOWN = "stepped_down"


GOES_ALONE = (Outcome.LEFT, Outcome.STEPPED_DOWN)  # of a mentor: those who stay get another


@dataclass(frozen=True)
class About:
    """What they come together for: ids of the profile."""

    ground: str | None = None
    topic: str | None = None
    competence: str | None = None
    format: str | None = None
    kind: Kind = Kind.PAIR


@dataclass(frozen=True)
class Fellow:
    """Somebody else in it; `person` None: their data were erased."""

    member: MentorshipMember
    person: Person | None


@dataclass(frozen=True)
class Seen:
    """A mentorship as one of its members sees it. `steps`: of its programme; `planned`: meetings nobody has noted yet;
    both in their order, and not read for lists."""

    mentorship: Mentorship
    mine: MentorshipMember
    fellows: Sequence[Fellow]
    steps: Sequence[ProgrammeStep] = field(default=())
    planned: Sequence[Meeting] = field(default=())

    @property
    def is_present(self) -> bool:
        """Whether the person may still do something in it."""
        return self.mine.left_at is None and self.mentorship.state != MentorshipState.COMPLETED


def make(
    session: Session,
    about: About,
    people: Sequence[tuple[Person, Role]],
    community: CommunityProfile,
    now: datetime,
    made_by: Person | None = None,
) -> Mentorship:
    """It belongs to where those live and work who are not the mentor."""
    of = next((person for person, role in people if role is not Role.MENTOR), people[0][0])
    modes = community.mentoring.modes
    made = Mentorship(
        kind=about.kind.value,
        mode="community" if "community" in modes else modes[0],
        state=MentorshipState.ACQUAINTANCE.value,
        ground=about.ground,
        topic=about.topic,
        competence=about.competence,
        format=about.format,
        municipality=of.municipality,
        organisation=of.organisation,
        created_at=now,
        made_by=made_by.id if made_by else None,
    )
    session.add(made)
    session.flush()
    for person, role in people:
        session.add(MentorshipMember(mentorship_id=made.id, person_id=person.id, role=role.value, joined_at=now))
    session.flush()
    return made


def locked(session: Session, mentorship_id: int) -> Mentorship:
    """Nobody else changes it meanwhile. Raises `MentorshipGone`."""
    found = session.get(Mentorship, mentorship_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise MentorshipGone
    return found


def look(session: Session, person: Person, mentorship_id: int) -> Seen:
    """Also of one that is over, or that the person has left. Raises `MentorshipGone`."""
    mentorship = session.get(Mentorship, mentorship_id)
    members = members_of(session, mentorship_id)
    mine = next((each for each in members if each.person_id == person.id), None)
    if mentorship is None or mine is None:
        raise MentorshipGone
    steps, planned = steps_of(session, mentorship_id), _planned(session, mentorship_id)
    return replace(_seen(session, mentorship, mine, members), steps=steps, planned=planned)


def lock_mine(session: Session, person: Person, mentorship_id: int) -> Seen:
    """Of somebody who is in it now; nobody else changes it meanwhile. Raises `MentorshipGone`, `MentorshipSettled`."""
    locked(session, mentorship_id)
    seen = look(session, person, mentorship_id)
    if not seen.is_present:
        raise MentorshipSettled
    return seen


def mine(session: Session, person: Person, *roles: Role) -> list[Seen]:
    """What the person is in now, the oldest first; `roles`: only as one of these."""
    present = MentorshipMember.person_id == person.id, MentorshipMember.left_at.is_(None)
    found = select(Mentorship, MentorshipMember).join(MentorshipMember, MentorshipMember.mentorship_id == Mentorship.id)
    found = found.where(*present, Mentorship.state.in_(OPEN_MENTORSHIPS)).order_by(Mentorship.id)
    if roles:
        found = found.where(MentorshipMember.role.in_([role.value for role in roles]))
    rows = session.execute(found).all()
    return [_seen(session, each, member, members_of(session, each.id)) for each, member in rows]


def works_with_others(person: Person) -> Exists:
    """As anything but a mentor: who has one, or a peer, or a team."""
    present = MentorshipMember.person_id == person.id, MentorshipMember.left_at.is_(None)
    return exists().where(*present, MentorshipMember.role != Role.MENTOR.value)


def members_of(session: Session, mentorship_id: int) -> Sequence[MentorshipMember]:
    found = select(MentorshipMember).where(MentorshipMember.mentorship_id == mentorship_id)
    found = found.order_by(MentorshipMember.id).execution_options(populate_existing=True)
    return session.execute(found).scalars().all()


def steps_of(session: Session, mentorship_id: int) -> Sequence[ProgrammeStep]:
    found = select(ProgrammeStep).where(ProgrammeStep.mentorship_id == mentorship_id)
    found = found.order_by(ProgrammeStep.position, ProgrammeStep.id).execution_options(populate_existing=True)
    return session.execute(found).scalars().all()


def _planned(session: Session, mentorship_id: int) -> Sequence[Meeting]:
    here = Meeting.mentorship_id == mentorship_id, Meeting.state.in_(PLANNED)
    return session.execute(select(Meeting).where(*here).order_by(Meeting.starts_at, Meeting.id)).scalars().all()


def end(
    session: Session, person: Person, mentorship_id: int, now: datetime, outcome: Outcome = Outcome.ENDED
) -> Mentorship:
    """The person goes, and the others are told; where too few stay it is completed. A second press changes nothing.
    Raises `MentorshipGone`."""
    mentorship = locked(session, mentorship_id)
    members = members_of(session, mentorship_id)
    mine = next((each for each in members if each.person_id == person.id), None)
    if mine is None:
        raise MentorshipGone
    if mine.left_at is not None or mentorship.state == MentorshipState.COMPLETED:
        return mentorship
    stay = [each for each in members if each.left_at is None and each is not mine]
    mine.left_at = now
    if not _goes_on(stay):
        complete(session, mentorship, stay, outcome, now)
    lost_mentor = mentorship.completed_at is not None and mine.role == Role.MENTOR and outcome in GOES_ALONE
    for each in stay:
        if lost_mentor and each.role == Role.MENTEE:
            reopening.reopen(session, mentorship, each, now)
        elif each.person_id is not None:
            ids = {"mentorship": mentorship.id, "by": mine.id}
            notify(session, each.person_id, Notice.MENTORSHIP_ENDED, ids, now, f"mentorship-left:{mine.id}")
    session.flush()
    return mentorship


def end_all(session: Session, person: Person, now: datetime) -> None:
    """For somebody who leaves the community or is deleted."""
    present = MentorshipMember.person_id == person.id, MentorshipMember.left_at.is_(None)
    for number in session.execute(
        select(MentorshipMember.mentorship_id).where(*present).order_by(MentorshipMember.mentorship_id)
    ).scalars():
        end(session, person, number, now, Outcome.LEFT)


def _goes_on(stay: Sequence[MentorshipMember]) -> bool:
    """Two at least, and where somebody leads others one of those."""
    roles = {each.role for each in stay}
    leads = {Role.MENTOR.value, Role.TUTOR.value}
    return len(stay) > 1 and (bool(roles & leads) or roles == {Role.PEER.value})


def complete(
    session: Session, mentorship: Mentorship, stay: Sequence[MentorshipMember], outcome: Outcome, now: datetime
) -> None:
    """The locked one; what was planned is not."""
    move_mentorship(mentorship, MentorshipState.COMPLETED)
    mentorship.completed_at, mentorship.outcome = now, outcome.value
    for each in stay:
        each.left_at = now
    session.flush()
    reopening.cancel_planned(session, mentorship.id, now)


def _seen(
    session: Session, mentorship: Mentorship, mine: MentorshipMember, members: Sequence[MentorshipMember]
) -> Seen:
    people = people_by_id(session, [each.person_id for each in members if each.person_id])
    others = [each for each in members if each is not mine]
    return Seen(mentorship, mine, [Fellow(each, people.get(each.person_id or 0)) for each in others])
