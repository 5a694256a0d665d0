"""Meetings of a pair or group: proposed, accepted, moved, cancelled. Whoever changes one locks its mentorship first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from community import mentorships
from community.meeting_refusals import MeetingGone, MeetingOver, MeetingSettled, MentorshipPaused
from community.meeting_states import PLANNED, MeetingState, move_meeting
from community.mentoring_states import OPEN_MENTORSHIPS, MentorshipState
from community.mentorships import Role, Seen
from community.notices import Notice
from community.planning import Where
from community.refusals import MentorshipGone, MentorshipSettled
from storage.models import Meeting, MeetingAnswer, Mentorship, MentorshipMember, Person
from storage.notifications import notify

YES, NO = "yes", "no"
CALL = "call"  # in `Meeting.format`: they call each other
LEADS = (Role.MENTOR, Role.TUTOR)
DAY = timedelta(days=1)
MOST_LISTED = 48


@dataclass(frozen=True)
class Met:
    """A meeting as one of the members sees it. `answers`: of people, by their number."""

    meeting: Meeting
    seen: Seen
    answers: Mapping[int, str]

    @property
    def is_mine(self) -> bool:
        """The person proposed it as it stands."""
        return self.meeting.proposed_by is not None and self.meeting.proposed_by == self.seen.mine.person_id

    @property
    def my_answer(self) -> str | None:
        return self.answers.get(self.seen.mine.person_id or 0)


def propose(
    session: Session, person: Person, mentorship_id: int, starts_at: datetime, where: Where | None, now: datetime
) -> Met:
    """`where` None: they call each other. Of the same time there is one meeting, however often it is proposed.

    Raises `MentorshipGone`, `MentorshipSettled`, `MentorshipPaused`, `MeetingOver`.
    """
    seen = present(session, person, mentorship_id)
    if seen.mentorship.state == MentorshipState.PAUSED:
        raise MentorshipPaused
    if starts_at <= now:
        raise MeetingOver
    same = Meeting.mentorship_id == mentorship_id, Meeting.starts_at == starts_at, Meeting.state.in_(PLANNED)
    if already := session.execute(select(Meeting.id).where(*same).limit(1)).scalar():
        return look(session, person, already)
    made = Meeting(mentorship_id=mentorship_id, starts_at=starts_at, state=MeetingState.PROPOSED.value, sequence=0)
    made.proposed_at, made.proposed_by = now, person.id
    made.format = None if where else CALL
    made.place, made.link = (where.place, where.url) if where else (None, None)
    session.add(made)
    session.flush()
    _say(session, made, person, YES, now)
    _tell_proposed(session, made, seen, now)
    return look(session, person, made.id)


def move(session: Session, person: Person, meeting_id: int, starts_at: datetime, now: datetime) -> Met:
    """To another time, which the others accept anew. Raises `MeetingSettled`, `MeetingOver` and those of `changing`."""
    met = changing(session, person, meeting_id)
    meeting = met.meeting
    if meeting.state not in PLANNED:
        raise MeetingSettled
    if starts_at <= now:
        raise MeetingOver
    if met.seen.mentorship.state == MentorshipState.PAUSED:
        raise MentorshipPaused
    if starts_at == meeting.starts_at:
        return met
    move_meeting(meeting, MeetingState.PROPOSED)
    meeting.starts_at, meeting.sequence, meeting.reminded_at = starts_at, meeting.sequence + 1, None
    meeting.proposed_at, meeting.proposed_by = now, person.id
    session.execute(delete(MeetingAnswer).where(MeetingAnswer.meeting_id == meeting.id))
    session.flush()
    _say(session, meeting, person, YES, now)
    _tell_proposed(session, meeting, met.seen, now)
    return look(session, person, meeting_id)


def accept(session: Session, person: Person, meeting_id: int, now: datetime) -> Met:
    """One who comes is enough. A second press changes nothing. Raises `MeetingOver`, and what `changing` does."""
    met = _answering(session, person, meeting_id, now)
    if met.my_answer == YES:
        return met
    _say(session, met.meeting, person, YES, now)
    move_meeting(met.meeting, MeetingState.ACCEPTED)
    if met.meeting.starts_at - now <= DAY:
        met.meeting.reminded_at = now  # they have just talked of it
    _tell_proposer(session, met, now)
    session.flush()
    return look(session, person, meeting_id)


def decline(session: Session, person: Person, meeting_id: int, now: datetime) -> Met:
    """It is cancelled where whoever proposed it or leads cannot, or nobody is left. A second press changes nothing.

    Raises `MeetingOver`, and what `changing` does.
    """
    met = changing(session, person, meeting_id)
    if met.meeting.state == MeetingState.CANCELLED:
        return met
    _must_be_ahead(met.meeting, now)
    if met.my_answer == NO:
        return met
    _say(session, met.meeting, person, NO, now)
    others = {each.id for each in comrades(met.seen)}
    declined = {each for each, answer in met.answers.items() if answer == NO}
    asked = others - {met.meeting.proposed_by}
    if met.is_mine or met.seen.mine.role in LEADS or not asked - declined:
        _cancel(session, met.meeting, met.seen, now)
    else:
        _tell_proposer(session, met, now)
    session.flush()
    return look(session, person, meeting_id)


def look(session: Session, person: Person, meeting_id: int) -> Met:
    """Also of one that is over. Raises `MeetingGone`."""
    meeting, seen = _found(session, person, meeting_id)
    said = select(MeetingAnswer.person_id, MeetingAnswer.answer).where(MeetingAnswer.meeting_id == meeting_id)
    return Met(meeting, seen, {row.person_id: row.answer for row in session.execute(said)})


def listed(session: Session, person: Person, mentorship_id: int) -> tuple[Seen, Sequence[Meeting]]:
    """The latest first, without those cancelled. Raises `MentorshipGone`."""
    seen = mentorships.look(session, person, mentorship_id)
    here = Meeting.mentorship_id == mentorship_id, Meeting.state != MeetingState.CANCELLED.value
    found = select(Meeting).where(*here).order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(MOST_LISTED)
    return seen, session.execute(found).scalars().all()


def open_question(session: Session, person: Person, now: datetime) -> Meeting | None:
    """The newest proposal that waits for the person's answer."""
    said = exists().where(MeetingAnswer.meeting_id == Meeting.id, MeetingAnswer.person_id == person.id)
    mine = MentorshipMember.person_id == person.id, MentorshipMember.left_at.is_(None)
    waits = Meeting.state == MeetingState.PROPOSED.value, Meeting.starts_at > now, ~said
    found = select(Meeting).join(MentorshipMember, MentorshipMember.mentorship_id == Meeting.mentorship_id)
    found = found.join(Mentorship, Mentorship.id == Meeting.mentorship_id).where(*mine, *waits)
    found = found.where(Mentorship.state.in_(OPEN_MENTORSHIPS)).order_by(Meeting.proposed_at.desc(), Meeting.id.desc())
    return session.execute(found.limit(1)).scalar_one_or_none()


def ask_for_file(session: Session, person: Person, meeting_id: int, now: datetime) -> Met:
    """For the calendar of a phone. Pressed twice in the same minute, it comes once."""
    met = look(session, person, meeting_id)
    topic = f"{Notice.MEETING_FILE}:{meeting_id}:{now:%Y%m%d%H%M}"
    notify(session, person.id, Notice.MEETING_FILE, {"meeting": meeting_id}, now, topic, useful_until=now + DAY)
    return met


def changing(session: Session, person: Person, meeting_id: int) -> Met:
    """The meeting of somebody who is still there, which nobody else changes meanwhile.

    Raises `MeetingGone`, `MentorshipSettled`.
    """
    meeting, _ = _found(session, person, meeting_id)
    present(session, person, meeting.mentorship_id)
    session.refresh(meeting)
    return look(session, person, meeting_id)


def present(session: Session, person: Person, mentorship_id: int) -> Seen:
    """The mentorship, locked, of somebody who is still in it. Raises `MentorshipGone`, `MentorshipSettled`."""
    mentorships.locked(session, mentorship_id)
    seen = mentorships.look(session, person, mentorship_id)
    session.refresh(seen.mine)
    if seen.mine.left_at is not None or seen.mentorship.state == MentorshipState.COMPLETED:
        raise MentorshipSettled
    return seen


def comrades(seen: Seen) -> list[Person]:
    """The others who are still there."""
    return [each.person for each in seen.fellows if each.person and each.member.left_at is None]


def forget_words(session: Session, person_id: int) -> None:
    """Of somebody who is deleted: what was written about meetings with them."""
    theirs = select(MentorshipMember.mentorship_id).where(MentorshipMember.person_id == person_id)
    blank = {"note": None, "place": None, "link": None}
    session.execute(update(Meeting).where(Meeting.mentorship_id.in_(theirs)).values(blank))


def _found(session: Session, person: Person, meeting_id: int) -> tuple[Meeting, Seen]:
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise MeetingGone
    try:
        return meeting, mentorships.look(session, person, meeting.mentorship_id)
    except MentorshipGone:
        raise MeetingGone from None


def _answering(session: Session, person: Person, meeting_id: int, now: datetime) -> Met:
    met = changing(session, person, meeting_id)
    if met.meeting.state not in PLANNED:
        raise MeetingSettled
    _must_be_ahead(met.meeting, now)
    return met


def _must_be_ahead(meeting: Meeting, now: datetime) -> None:
    if meeting.starts_at <= now:
        raise MeetingOver


def _say(session: Session, meeting: Meeting, person: Person, answer: str, now: datetime) -> None:
    mine = MeetingAnswer.meeting_id == meeting.id, MeetingAnswer.person_id == person.id
    said = session.execute(select(MeetingAnswer).where(*mine)).scalar_one_or_none()
    said = said or MeetingAnswer(meeting_id=meeting.id, person_id=person.id)
    said.answer, said.at = answer, now
    session.add(said)
    session.flush()


def _cancel(session: Session, meeting: Meeting, seen: Seen, now: datetime) -> None:
    move_meeting(meeting, MeetingState.CANCELLED)
    ids = {"meeting": meeting.id, "member": seen.mine.id}
    for each in comrades(seen):
        topic = f"{Notice.MEETING_CANCELLED}:{meeting.id}"
        notify(session, each.id, Notice.MEETING_CANCELLED, ids, now, topic, useful_until=meeting.starts_at)


def _tell_proposed(session: Session, meeting: Meeting, seen: Seen, now: datetime) -> None:
    ids = {"meeting": meeting.id, "sequence": meeting.sequence, "member": seen.mine.id}
    topic = f"{Notice.MEETING_PROPOSED}:{meeting.id}:{meeting.sequence}"
    for each in comrades(seen):
        notify(session, each.id, Notice.MEETING_PROPOSED, ids, now, topic, useful_until=meeting.starts_at)


def _tell_proposer(session: Session, met: Met, now: datetime) -> None:
    """What one of those asked has answered."""
    meeting, mine = met.meeting, met.seen.mine
    if meeting.proposed_by is None:
        return
    ids = {"meeting": meeting.id, "sequence": meeting.sequence, "member": mine.id}
    topic = f"{Notice.MEETING_ANSWERED}:{meeting.id}:{meeting.sequence}:{mine.id}:{now.timestamp():.0f}"
    until = meeting.starts_at
    notify(session, meeting.proposed_by, Notice.MEETING_ANSWERED, ids, now, topic, useful_until=until)
