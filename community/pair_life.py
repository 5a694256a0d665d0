"""A pause and its end, a longer term, completion by all of them, another mentor, a mentor who cannot go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, literal, select
from sqlalchemy.orm import Session

from community import mentorships, planning, reopening
from community.days import in_month
from community.meeting_refusals import LastDayRefused
from community.meetings import comrades, present
from community.mentoring_states import MentorshipState, move_mentorship
from community.mentorships import Kind, Outcome, Role, Seen
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import MentorshipSettled
from storage.models import MentorRequest, Mentorship, MentorshipMember, Notification, Person
from storage.notifications import notify

LONGEST_WORDS = 600
LONGEST_PAUSE = timedelta(days=366)
LONGEST_TERM = timedelta(days=2 * 366)
SILENCE = timedelta(days=7)  # after it what one of them has confirmed is completed
TERM_SOON = timedelta(days=7)
TERM_USEFUL = timedelta(days=14)
SLICE = 50
RUNNING = (MentorshipState.ACQUAINTANCE.value, MentorshipState.WORKING.value)


@dataclass(frozen=True)
class Changed:
    """A mentee who wished for another mentor, and the request that looks for one."""

    seen: Seen
    request: MentorRequest | None


def parse_words(text: str) -> str | None:
    return planning.parse_words(text, LONGEST_WORDS)


def pause(
    session: Session, person: Person, mentorship_id: int, until: date, community: CommunityProfile, now: datetime
) -> Seen:
    """Until the morning of that day; meetings ahead are cancelled, the others are told. A second press only moves the
    end. Raises `LastDayRefused`, `MentorshipGone`, `MentorshipSettled`."""
    seen = present(session, person, mentorship_id)
    made, ends = seen.mentorship, datetime.combine(until, time(), community.tz).astimezone(UTC)
    if not now < ends <= now + LONGEST_PAUSE:
        raise LastDayRefused
    if made.state == MentorshipState.PAUSED and made.paused_until == ends:
        return seen
    move_mentorship(made, MentorshipState.PAUSED)
    made.paused_at, made.paused_until = made.paused_at or now, ends
    reopening.cancel_planned(session, made.id, now)
    _tell(session, seen, Notice.MENTORSHIP_PAUSED, {"until": ends.isoformat()}, now)
    return seen


def resume(session: Session, person: Person, mentorship_id: int, now: datetime) -> Seen:
    """A second press changes nothing. Raises `MentorshipGone`, `MentorshipSettled`."""
    seen = present(session, person, mentorship_id)
    if seen.mentorship.state == MentorshipState.PAUSED:
        _go_on(seen.mentorship)
        _tell(session, seen, Notice.MENTORSHIP_RESUMED, {}, now)
    return seen


def resume_one(session: Session, now: datetime) -> bool:
    """Whose pause is over; False where there is none."""
    over = Mentorship.state == MentorshipState.PAUSED.value, Mentorship.paused_until <= now
    number = session.execute(select(Mentorship.id).where(*over).order_by(Mentorship.id).limit(1)).scalar()
    if number is None:
        return False
    made = mentorships.locked(session, number)
    if made.state == MentorshipState.PAUSED and made.paused_until and made.paused_until <= now:
        _go_on(made)
        _tell_members(session, made, _present(session, made), Notice.MENTORSHIP_RESUMED, {}, now)
    return True


def extend(
    session: Session, person: Person, mentorship_id: int, ends_on: date, community: CommunityProfile, now: datetime
) -> Seen:
    """The others are told. Whoever has confirmed the end goes on as well. A second press changes nothing.

    Raises `LastDayRefused`, `MentorshipGone`, `MentorshipSettled`.
    """
    seen = present(session, person, mentorship_id)
    today = now.astimezone(community.tz).date()
    if not today < ends_on <= today + LONGEST_TERM:
        raise LastDayRefused
    if seen.mentorship.ends_on != ends_on:
        seen.mentorship.ends_on = ends_on
        _forget_ends(session, seen.mentorship)
        _tell(session, seen, Notice.MENTORSHIP_EXTENDED, {"ends_on": ends_on.isoformat()}, now)
    return seen


def confirm_end(session: Session, person: Person, mentorship_id: int, words: str | None, now: datetime) -> Seen:
    """Completed as soon as all have confirmed. `words` are for the others. A second press changes nothing but them.

    Raises `MentorshipGone`, and `MentorshipSettled` of one that ended otherwise.
    """
    mentorships.locked(session, mentorship_id)
    seen = mentorships.look(session, person, mentorship_id)
    session.refresh(seen.mine)
    if seen.mentorship.outcome == Outcome.DONE:
        seen.mine.closing_words = words or seen.mine.closing_words
        session.flush()
        return seen
    present(session, person, mentorship_id)
    first = seen.mine.confirmed_end_at is None
    seen.mine.closing_words = words or seen.mine.closing_words
    seen.mine.confirmed_end_at = seen.mine.confirmed_end_at or now
    session.flush()
    everybody = _present(session, seen.mentorship)
    if all(each.confirmed_end_at for each in everybody):
        _complete(session, seen.mentorship, everybody, now, by=person)
    elif first:
        _tell(session, seen, Notice.END_PROPOSED, {"member": seen.mine.id}, now)
    return seen


def go_on(session: Session, person: Person, mentorship_id: int, now: datetime) -> Seen:
    """They would rather continue: who has confirmed the end is told. A second press changes nothing.

    Raises `MentorshipGone`, `MentorshipSettled`.
    """
    seen = present(session, person, mentorship_id)
    confirmed = [each for each in _present(session, seen.mentorship) if each.confirmed_end_at]
    _forget_ends(session, seen.mentorship)
    for each in confirmed:
        if each.person_id and each.person_id != person.id:
            ids, topic = {"mentorship": mentorship_id, "by": seen.mine.id}, f"{Notice.MENTORSHIP_GOES_ON}:{each.id}"
            notify(session, each.person_id, Notice.MENTORSHIP_GOES_ON, ids, now, f"{topic}:{now.timestamp():.0f}")
    return seen


def complete_one(session: Session, now: datetime) -> bool:
    """Where the others have been silent for a week; False where there is none."""
    waits = MentorshipMember.confirmed_end_at <= now - SILENCE, MentorshipMember.left_at.is_(None)
    number = session.execute(
        select(MentorshipMember.mentorship_id).where(*waits).order_by(MentorshipMember.id).limit(1)
    ).scalar()
    if number is None:
        return False
    made = mentorships.locked(session, number)
    everybody = _present(session, made)
    if made.state != MentorshipState.COMPLETED and any(_is_old(each, now) for each in everybody):
        _complete(session, made, everybody, now)
    return True


def remind_of_term(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Each once for each last day, a week before; False where nobody is to be told."""
    today = now.astimezone(community.tz).date()
    near = Mentorship.ends_on > today, Mentorship.ends_on <= today + TERM_SOON, Mentorship.state.in_(RUNNING)
    there = MentorshipMember.left_at.is_(None), MentorshipMember.person_id.is_not(None)
    key: ColumnElement[str] = literal(Notice.TERM_ENDS.value)
    for part in (Mentorship.id, Mentorship.ends_on, MentorshipMember.person_id):
        key = key.concat(":").concat(cast(part, String))
    told = exists().where(Notification.dedupe_key == key)
    found = select(Mentorship, MentorshipMember).join(MentorshipMember, MentorshipMember.mentorship_id == Mentorship.id)
    rows = session.execute(found.where(*near, *there, ~told).order_by(MentorshipMember.id).limit(SLICE)).all()
    for made, member in rows:
        ids, topic = {"ends_on": str(made.ends_on)}, f"{Notice.TERM_ENDS}:{made.id}:{made.ends_on}"
        _tell_members(session, made, [member], Notice.TERM_ENDS, ids, now, topic, now + TERM_USEFUL)
    return bool(rows)


def change_mentor(session: Session, person: Person, mentorship_id: int, now: datetime) -> Changed:
    """A mentee's wish: the pair ends kindly, and a coordinator finds somebody else. A second press changes nothing.

    Raises `MentorshipGone`, `MentorshipSettled`.
    """
    mentorships.locked(session, mentorship_id)
    seen = mentorships.look(session, person, mentorship_id)
    session.refresh(seen.mine)
    if seen.mine.role != Role.MENTEE or (seen.mine.left_at and seen.mentorship.outcome != Outcome.CHANGED):
        raise MentorshipSettled
    if seen.mine.left_at is None:
        mentorships.end(session, person, mentorship_id, now, Outcome.CHANGED)
        return Changed(seen, reopening.reopen(session, seen.mentorship, seen.mine, now, tell=False))
    return Changed(seen, reopening.open_one(session, seen.mentorship, person))


def step_down(session: Session, person: Person, mentorship_id: int, now: datetime) -> Seen:
    """A mentor cannot go on: «подберём нового». A second press changes nothing.

    Raises `MentorshipGone`, `MentorshipSettled`.
    """
    seen = mentorships.look(session, person, mentorship_id)
    if seen.mine.role != Role.MENTOR:
        raise MentorshipSettled
    mentorships.end(session, person, mentorship_id, now, Outcome.STEPPED_DOWN)
    return mentorships.look(session, person, mentorship_id)


def first_of_september(today: date) -> date:
    """The next one."""
    return date(today.year + (today >= date(today.year, 9, 1)), 9, 1)


def longer(mentorship: Mentorship, months: int, today: date) -> date:
    """So many months after the day agreed on, or after today where that is over or there is none."""
    since = max(mentorship.ends_on or today, today)
    year, month = divmod(since.year * 12 + since.month - 1 + min(max(months, 1), 12), 12)
    return in_month(year, month + 1, since.day)


def may_change(seen: Seen) -> bool:
    return seen.mine.role == Role.MENTEE and seen.mentorship.kind in (Kind.PAIR, Kind.GROUP)


def _go_on(mentorship: Mentorship) -> None:
    began = MentorshipState.WORKING if mentorship.begun_at else MentorshipState.ACQUAINTANCE
    move_mentorship(mentorship, began)
    mentorship.paused_at = mentorship.paused_until = None


def _complete(
    session: Session,
    mentorship: Mentorship,
    everybody: Sequence[MentorshipMember],
    now: datetime,
    by: Person | None = None,
) -> None:
    """Whoever was the last to confirm reads it at once."""
    mentorships.complete(session, mentorship, everybody, Outcome.DONE, now)
    for each in everybody:
        if each.person_id and (by is None or each.person_id != by.id):
            ids = {"mentorship": mentorship.id, "member": each.id}
            topic = f"{Notice.MENTORSHIP_COMPLETED}:{mentorship.id}"
            notify(session, each.person_id, Notice.MENTORSHIP_COMPLETED, ids, now, topic)


def _present(session: Session, mentorship: Mentorship) -> list[MentorshipMember]:
    found = mentorships.members_of(session, mentorship.id)
    for each in found:
        session.refresh(each)
    return [each for each in found if each.left_at is None and each.person_id is not None]


def _is_old(member: MentorshipMember, now: datetime) -> bool:
    return member.confirmed_end_at is not None and member.confirmed_end_at <= now - SILENCE


def _forget_ends(session: Session, mentorship: Mentorship) -> None:
    for each in _present(session, mentorship):
        each.confirmed_end_at = None
    session.flush()


def _tell(session: Session, seen: Seen, kind: Notice, ids: dict[str, Any], now: datetime) -> None:
    """The others."""
    others = {person.id for person in comrades(seen)}
    members = [each.member for each in seen.fellows if each.member.person_id in others]
    _tell_members(session, seen.mentorship, members, kind, {"by": seen.mine.id, **ids}, now)


def _tell_members(
    session: Session,
    mentorship: Mentorship,
    members: Sequence[MentorshipMember],
    kind: Notice,
    ids: dict[str, Any],
    now: datetime,
    topic: str = "",
    useful_until: datetime | None = None,
) -> None:
    topic = topic or f"{kind}:{mentorship.id}:{now.timestamp():.0f}"
    for each in members:
        if each.person_id:
            of = {"mentorship": mentorship.id, **ids}
            notify(session, each.person_id, kind, of, now, topic, useful_until=useful_until)
