"""Who joins a group, a pair of peers or a project team: they are asked, and say yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import agreements, bans, colleagues, mentorships, roles
from community import mentors as confirmed
from community.agreements import LEADERS
from community.group_refusals import AlreadyTogether, GroupInvitationGone, GroupIsFull
from community.members import must_have_joined
from community.mentor_requests import must_have_room
from community.mentoring_states import OPEN_MENTORSHIPS
from community.mentorships import About, Kind, Outcome, Role, Seen
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import (
    MemberGone,
    MentorHasNoRoom,
    MentorshipSettled,
    NotAMentor,
)
from community.roles import Right
from storage.models import Mentorship, MentorshipInvitation, MentorshipMember, Person
from storage.notifications import notify
from storage.people import people_by_id

LASTS = timedelta(days=30)
MOST_IN_A_TEAM = 30
MOST_ASKED = 20  # by one person at a time
LONGEST_TITLE = 120
LONGEST_RESULT = 600


class Answer(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Invited:
    """`to`: None where two would be peers. `by`: None when they are gone."""

    invitation: MentorshipInvitation
    to: Mentorship | None
    by: Person | None
    person: Person

    @property
    def is_open(self) -> bool:
        return self.invitation.answered_at is None and (self.to is None or self.to.state in OPEN_MENTORSHIPS)


def parse_title(text: str) -> str | None:
    return _words(text, LONGEST_TITLE)


def parse_result(text: str) -> str | None:
    return _words(text, LONGEST_RESULT)


def may_gather(session: Session, person: Person, now: datetime) -> bool:
    """A project team: mentors, and those who run mentoring."""
    runs = Right.RUN_MENTORING in roles.rights_of(session, person, now)
    return runs or confirmed.active(session, person) is not None


def make_team(
    session: Session, person: Person, title: str, aim: str, community: CommunityProfile, now: datetime
) -> Mentorship:
    """They are its tutor. A second press changes nothing. Raises `NotJoined`, `NotAMentor`, `Banned`."""
    bans.must_be_free(session, must_have_joined(person), now)
    if not may_gather(session, person, now):
        raise NotAMentor
    session.get(Person, person.id, with_for_update={"key_share": True})
    for seen in mentorships.mine(session, person, Role.TUTOR):
        if (seen.mentorship.title, seen.mentorship.goal) == (title, aim):
            return seen.mentorship
    made = mentorships.make(session, About(kind=Kind.PROJECT), [(person, Role.TUTOR)], community, now, person)
    made.title, made.goal = title, aim
    mentorships.members_of(session, made.id)[0].agreed_at = now
    session.flush()
    return made


def may_invite(seen: Seen) -> bool:
    return seen.is_present and seen.mine.role in LEADERS


def candidates(session: Session, person: Person, seen: Seen) -> list[Person]:
    """Whom somebody may ask without help: those they work with elsewhere."""
    here = {each.member.person_id for each in seen.fellows if each.member.left_at is None}
    here |= {each.person_id for each in _open(session, seen.mentorship.id)}
    known: dict[int, Person] = {}
    for each in mentorships.mine(session, person):
        for fellow in each.fellows:
            if fellow.person and fellow.person.joined_at and fellow.member.left_at is None:
                known[fellow.person.id] = fellow.person
    return [each for number, each in sorted(known.items()) if number not in here]


def invite(session: Session, person: Person, mentorship_id: int, who: int, now: datetime) -> MentorshipInvitation:
    """Somebody they work with already. A second press changes nothing.

    Raises `MentorshipGone`, `MentorshipSettled`, `MemberGone`, `Banned`.
    """
    bans.must_be_free(session, person, now)
    seen = mentorships.lock_mine(session, person, mentorship_id)
    if not may_invite(seen):
        raise MentorshipSettled
    if asked := next((each for each in _open(session, mentorship_id) if each.person_id == who), None):
        return asked
    if who not in {each.id for each in candidates(session, person, seen)}:
        raise MemberGone
    return ask(session, person, seen.mentorship, who, now)


def ask(session: Session, by: Person, to: Mentorship | None, who: int, now: datetime) -> MentorshipInvitation:
    """Of a locked mentorship, by somebody who may."""
    role = Role.PEER if to is None else Role.MEMBER if to.kind == Kind.PROJECT else Role.MENTEE
    made = MentorshipInvitation(person_id=who, invited_by=by.id, role=role.value, invited_at=now)
    made.mentorship_id = to.id if to else None
    session.add(made)
    session.flush()
    ids = {"invitation": made.id, "person": by.id}
    notify(session, who, Notice.GROUP_INVITED, ids, now, f"{Notice.GROUP_INVITED}:{made.id}")
    return made


def ask_peer(session: Session, person: Person, who: int, now: datetime) -> MentorshipInvitation:
    """Somebody who shows their card. A second press changes nothing.

    Raises `NotJoined`, `ColleagueGone`, `AlreadyTogether`, `Banned`.
    """
    bans.must_be_free(session, must_have_joined(person), now)
    colleagues.one(session, person, who)
    session.get(Person, person.id, with_for_update={"key_share": True})
    mine = list(_current(session, now, MentorshipInvitation.invited_by == person.id))
    if asked := next((each for each in mine if each.person_id == who and each.mentorship_id is None), None):
        return asked
    if who == person.id or len(mine) >= MOST_ASKED or _are_peers(session, person, who):
        raise AlreadyTogether
    return ask(session, person, None, who, now)


def open_for(session: Session, person: Person, now: datetime) -> list[Invited]:
    found = _current(session, now, MentorshipInvitation.person_id == person.id)
    return [each for row in found if (each := _invited(session, row, person)).is_open]


def look(session: Session, person: Person, invitation_id: int) -> Invited:
    """Raises `GroupInvitationGone`."""
    found = session.get(MentorshipInvitation, invitation_id)
    if found is None or found.person_id != person.id:
        raise GroupInvitationGone
    return _invited(session, found, person)


def accept(
    session: Session, person: Person, invitation_id: int, community: CommunityProfile, now: datetime
) -> Mentorship:
    """A pair with one more mentee is a group. A second press changes nothing.

    Raises `GroupInvitationGone`, `GroupIsFull`, `NotJoined`, `Banned`.
    """
    bans.must_be_free(session, must_have_joined(person), now)
    asked = _lock(session, person, invitation_id)
    if asked.to is not None and asked.invitation.answer == Answer.YES:
        return asked.to
    if not asked.is_open or asked.by is None or asked.by.joined_at is None or asked.invitation.invited_at + LASTS < now:
        raise GroupInvitationGone
    made = _join(session, asked, now) if asked.to else _peers(session, asked, asked.by, community, now)
    asked.invitation.answer, asked.invitation.answered_at, asked.invitation.mentorship_id = Answer.YES, now, made.id
    _answered(session, asked, now)
    return made


def decline(session: Session, person: Person, invitation_id: int, now: datetime) -> Invited:
    """A second press changes nothing. Raises `GroupInvitationGone`."""
    asked = _lock(session, person, invitation_id)
    if asked.invitation.answered_at is None:
        asked.invitation.answer, asked.invitation.answered_at = Answer.NO, now
        _answered(session, asked, now)
    return asked


def finish(session: Session, person: Person, mentorship_id: int, result: str, now: datetime) -> Mentorship:
    """The tutor writes what came of it, and the team is over. Raises `MentorshipGone`, `MentorshipSettled`."""
    seen = mentorships.lock_mine(session, person, mentorship_id)
    if seen.mentorship.kind != Kind.PROJECT or seen.mine.role != Role.TUTOR:
        raise MentorshipSettled
    seen.mine.closing_words = result
    session.flush()
    return mentorships.end(session, person, mentorship_id, now, Outcome.ENDED)


def _join(session: Session, asked: Invited, now: datetime) -> Mentorship:
    made, person = asked.to, asked.person
    assert made is not None  # noqa: S101 - of an invitation with a mentorship
    members = mentorships.members_of(session, made.id)
    present = [each for each in members if each.left_at is None]
    if made.kind == Kind.PROJECT:
        if len(present) >= MOST_IN_A_TEAM:
            raise GroupIsFull
    else:
        _must_have_room(session, present)
        made.kind = Kind.GROUP.value
    mine = next((each for each in members if each.person_id == person.id), None)
    if mine is None:
        mine = MentorshipMember(mentorship_id=made.id, person_id=person.id, role=asked.invitation.role, joined_at=now)
        session.add(mine)
    mine.left_at, mine.agreed_at = None, None
    session.flush()
    if made.kind == Kind.PROJECT:  # its aim is on the invitation
        of = agreements.version([each for each in members if each is not mine])
        agreements.confirm(session, person, made.id, of, now)
    return made


def _peers(session: Session, asked: Invited, by: Person, community: CommunityProfile, now: datetime) -> Mentorship:
    for number in sorted((by.id, asked.person.id)):  # who have asked each other become one pair
        session.get(Person, number, with_for_update={"key_share": True})
    if _are_peers(session, by, asked.person.id):
        raise AlreadyTogether
    people = [(by, Role.PEER), (asked.person, Role.PEER)]
    return mentorships.make(session, About(kind=Kind.PEERS), people, community, now)


def _must_have_room(session: Session, present: Sequence[MentorshipMember]) -> None:
    leads = [each.person_id for each in present if each.role == Role.MENTOR and each.person_id]
    for mentor in people_by_id(session, leads).values():
        try:
            must_have_room(session, mentor)
        except (MentorHasNoRoom, NotAMentor) as no:
            raise GroupIsFull from no


def _lock(session: Session, person: Person, invitation_id: int) -> Invited:
    """First what it leads to, so that all who join come one after the other."""
    to = look(session, person, invitation_id).to
    if to is not None:
        mentorships.locked(session, to.id)
    session.get(MentorshipInvitation, invitation_id, with_for_update=True, populate_existing=True)
    return look(session, person, invitation_id)


def _answered(session: Session, asked: Invited, now: datetime) -> None:
    session.flush()
    if asked.by is not None:
        ids = {"invitation": asked.invitation.id, "person": asked.person.id}
        notify(session, asked.by.id, Notice.GROUP_ANSWERED, ids, now, f"{Notice.GROUP_ANSWERED}:{asked.invitation.id}")


def _invited(session: Session, row: MentorshipInvitation, person: Person) -> Invited:
    to = session.get(Mentorship, row.mentorship_id) if row.mentorship_id else None
    return Invited(row, to, session.get(Person, row.invited_by) if row.invited_by else None, person)


def _open(session: Session, mentorship_id: int) -> Sequence[MentorshipInvitation]:
    here = MentorshipInvitation.mentorship_id == mentorship_id, MentorshipInvitation.answered_at.is_(None)
    return session.execute(select(MentorshipInvitation).where(*here)).scalars().all()


def _current(session: Session, now: datetime, *whose: object) -> Sequence[MentorshipInvitation]:
    lasting = MentorshipInvitation.answered_at.is_(None), MentorshipInvitation.invited_at >= now - LASTS
    found = select(MentorshipInvitation).where(*lasting, *whose)  # type: ignore[arg-type] # conditions
    return session.execute(found.order_by(MentorshipInvitation.id)).scalars().all()


def _are_peers(session: Session, person: Person, who: int) -> bool:
    together = mentorships.mine(session, person, Role.PEER)
    return any(
        each.member.person_id == who and each.member.left_at is None for seen in together for each in seen.fellows
    )


def _words(text: str, most: int) -> str | None:
    said = clean(text)
    return said if 3 <= len(said) <= most and any(map(str.isalpha, said)) else None
