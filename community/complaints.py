"""Somebody complains of what was said in a talk: the coordinator sees what is flagged and nothing else.

A complaint about a question of support goes to those named for support who may know of it, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.orm import Session

from community import attention, audit, bans, case_desk, case_privacy, consultations, roles, routing, talks
from community.audit import Action
from community.consultations import OPEN
from community.notices import Notice
from community.planning import parse_words
from community.refusals import CaseGone, ComplaintGone, NothingFlagged, OwnComplaint, UnknownChoice
from community.roles import Right
from community.talks import Side
from storage.models import (
    Ban,
    Case,
    CaseOffer,
    Complaint,
    Mentorship,
    MentorshipMember,
    Person,
    Talk,
    TalkMessage,
)
from storage.notifications import notify

KIND = attention.Kind.COMPLAINT
LONGEST = 600
TO_DECIDE = timedelta(days=2)
NOTHING, WARNING, CLOSED = "none", "warning", "closed"
BANS = {f"ban_{days}": days for days in bans.DAYS}
DECISIONS = (NOTHING, WARNING, *BANS, CLOSED)


@dataclass(frozen=True)
class Opened:
    """What the coordinator reads, of a question or a pair. `complainer` and `about`: None where they are not named."""

    complaint: Complaint
    case: Case | None
    flagged: Sequence[TalkMessage]
    by_asker: bool
    complainer: Person | None
    about: Person | None
    ban: Ban | None
    has_files: bool = False
    pair: Mentorship | None = None


def complainable(session: Session, person: Person, case_id: int) -> list[TalkMessage]:
    """What the other side has said, the newest first. Raises `CaseGone`."""
    case = session.get(Case, case_id)
    if case is None:
        raise CaseGone
    talk = talks.of_case(session, case)
    theirs = TalkMessage.talk_id == talk.id, TalkMessage.side == _other_side(session, person, case).value
    found = select(TalkMessage).where(*theirs, ~TalkMessage.is_note).order_by(TalkMessage.id.desc())
    return list(session.execute(found).scalars())


def has_asked(session: Session, person: Person, case_id: int) -> bool:
    case = session.get(Case, case_id)
    return case is not None and case.asker_id == person.id


def file(
    session: Session, person: Person, case_id: int, flagged: Collection[int], words: str | None, now: datetime
) -> tuple[Complaint, bool]:
    """Whether somebody was told. More of the same talk joins what is not decided yet."""
    case = consultations.locked(session, case_id)
    messages = [message for message in complainable(session, person, case_id) if message.id in flagged]
    if not messages:
        raise NothingFlagged
    for message in messages:
        message.flagged_at = message.flagged_at or now
    talk = talks.of_case(session, case)
    mine = Complaint.talk_id == talk.id, Complaint.person_id == person.id, Complaint.decided_at.is_(None)
    complaint = session.execute(select(Complaint).where(*mine)).scalars().first()
    if complaint is not None:
        complaint.words = words or complaint.words
        return complaint, bool(_deciders(session, case, complaint))
    complaint = Complaint(talk_id=talk.id, person_id=person.id, about_id=messages[0].author_id, created_at=now)
    complaint.words = words
    session.add(complaint)
    session.flush()
    return complaint, _put_forward(session, case, complaint, now)


def parse(text: str) -> str | None:
    return parse_words(text, LONGEST)


def listed(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[list[Complaint], int]:
    """Those to decide first, then the newest. Raises `NotAllowed`."""
    mine = select(Complaint).join(Talk, Talk.id == Complaint.talk_id).outerjoin(Case, Case.id == Talk.case_id)
    mine = mine.outerjoin(Mentorship, Mentorship.id == Talk.mentorship_id)
    of_cases = case_desk.reached(session, actor, now) & Case.mentor_id.is_distinct_from(actor.id)
    mine = mine.where(or_(of_cases, _of_pairs(session, actor, now)))
    mine = mine.where(Complaint.person_id != actor.id, Complaint.about_id.is_distinct_from(actor.id))
    total = session.execute(mine.with_only_columns(func.count())).scalar_one()
    ordered = mine.order_by(Complaint.decided_at.is_not(None), Complaint.id.desc())
    return list(session.execute(ordered.offset(first).limit(most)).scalars()), total


def look(session: Session, actor: Person, complaint_id: int, now: datetime, lock: bool = False) -> Opened:
    """Raises `ComplaintGone`, also of one that the actor is not to know, and `OwnComplaint`."""
    complaint = session.get(Complaint, complaint_id, with_for_update=lock or None, populate_existing=lock)
    of_talk = Talk.id == (complaint.talk_id if complaint else 0)
    cases = select(Case).join(Talk, Talk.case_id == Case.id).where(of_talk, case_desk.reached(session, actor, now))
    pairs = select(Mentorship).join(Talk, Talk.mentorship_id == Mentorship.id)
    case = session.execute(cases).scalar_one_or_none()
    pair = session.execute(pairs.where(of_talk, _of_pairs(session, actor, now))).scalar_one_or_none()
    if complaint is not None and actor.id in (complaint.person_id, complaint.about_id) and (case or pair):
        raise OwnComplaint
    if complaint is None or (case is None and pair is None):
        raise ComplaintGone
    return _opened(session, complaint, case, pair)


def decide(
    session: Session,
    actor: Person,
    complaint_id: int,
    decision: str,
    reason: str | None,
    now: datetime,
) -> tuple[Opened, bool]:
    """Whether this press has decided. The first who decides decides; both sides are told."""
    opened = look(session, actor, complaint_id, now, lock=True)
    if decision not in DECISIONS or (decision == CLOSED and opened.case is None):
        raise UnknownChoice
    complaint = opened.complaint
    if complaint.decided_at is not None:
        return opened, False
    complaint.decided_at, complaint.decided_by, complaint.decision = now, actor.id, decision
    attention.close(session, KIND, complaint_id, actor, now)
    _note(session, Action.COMPLAINT_DECIDED, opened, actor, now)
    if decision in BANS and complaint.about_id is not None:
        bans.begin(session, complaint.about_id, actor, BANS[decision], reason, now)
        _give_back(session, complaint.about_id, now)
        _note(session, Action.BANNED, opened, actor, now)
    if decision == CLOSED and opened.case is not None:
        _close(session, opened.case, actor, now)
    _tell(session, opened, now)
    session.flush()
    return _opened(session, complaint, opened.case, opened.pair), True


def lift(session: Session, actor: Person, complaint_id: int, now: datetime) -> Opened:
    """Ends what the complaint has brought about before its day."""
    opened = look(session, actor, complaint_id, now, lock=True)
    if opened.ban is None or opened.ban.ended_at is not None or opened.ban.until <= now:
        return opened
    opened.ban.ended_at = now
    session.flush()
    ids = {"ban": opened.ban.id}
    notify(session, opened.ban.person_id, Notice.BAN_LIFTED, ids, now, f"{Notice.BAN_LIFTED}:{opened.ban.id}")
    _note(session, Action.BAN_LIFTED, opened, actor, now)
    return opened


def ban_of(session: Session, complaint: Complaint) -> Ban | None:
    brought = Ban.person_id == complaint.about_id, Ban.created_at == complaint.decided_at
    return session.execute(select(Ban).where(*brought)).scalars().first()


def _other_side(session: Session, person: Person, case: Case) -> Side:
    """Raises `CaseGone` for who has no part in the talk."""
    if case.asker_id == person.id:
        return Side.MENTOR
    offered = select(CaseOffer.id).where(CaseOffer.case_id == case.id, CaseOffer.person_id == person.id)
    has_part = case.mentor_id == person.id or session.execute(offered).first() is not None
    if not has_part or not routing.may_take(session, case, person):
        raise CaseGone
    return Side.ASKER


def _put_forward(session: Session, case: Case, complaint: Complaint, now: datetime) -> bool:
    """Whether there is anybody to decide."""
    if not case.is_support:
        attention.open_in(session, KIND, complaint.id, _municipality(session, case), now, now + TO_DECIDE)
    deciders = _deciders(session, case, complaint)
    for person in deciders:
        ids = {"complaint": complaint.id, "case": case.id}
        notify(session, person, Notice.COMPLAINT_MADE, ids, now, f"{Notice.COMPLAINT_MADE}:{complaint.id}")
    return bool(deciders)


def _deciders(session: Session, case: Case, complaint: Complaint) -> list[int]:
    known = select(Person.id).where(routing.may_see(case))
    if not case.is_support:
        known = known.where(Person.id.in_(roles.holders(session, Right.RUN_CONSULTING, _municipality(session, case))))
    return sorted(
        set(session.execute(known).scalars()) - {complaint.person_id, complaint.about_id, case.mentor_id, case.asker_id}
    )


def _municipality(session: Session, case: Case) -> str | None:
    asker = session.get(Person, case.asker_id) if case.asker_id and not case.is_anonymous else None
    return asker.municipality if asker else None


def _of_pairs(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    """Of mentorships: within a coordinator's reach, and not one they are in."""
    reach = roles.scopes(session, actor, now).get(Right.RUN_CONSULTING)
    if reach is None:
        return false()
    own = exists().where(MentorshipMember.mentorship_id == Mentorship.id, MentorshipMember.person_id == actor.id)
    return Mentorship.id.is_not(None) & reach.reaches(Mentorship.municipality, Mentorship.organisation) & ~own


def _opened(session: Session, complaint: Complaint, case: Case | None, pair: Mentorship | None) -> Opened:
    if case is None:
        return _of_pair(session, complaint, pair)
    by_asker = complaint.person_id == case.asker_id
    side = Side.MENTOR if by_asker else Side.ASKER
    flagged = TalkMessage.talk_id == complaint.talk_id, TalkMessage.flagged_at.is_not(None)
    said = select(TalkMessage).where(*flagged, TalkMessage.side == side.value).order_by(TalkMessage.id)
    hidden = case_privacy.is_hidden(case)
    complainer = None if by_asker and hidden else session.get(Person, complaint.person_id)
    about = session.get(Person, complaint.about_id) if complaint.about_id and (by_asker or not hidden) else None
    messages = session.execute(said).scalars().all()
    files = talks.have_files(session, messages)
    return Opened(complaint, case, messages, by_asker, complainer, about, ban_of(session, complaint), files)


def _of_pair(session: Session, complaint: Complaint, pair: Mentorship | None) -> Opened:
    flagged = TalkMessage.talk_id == complaint.talk_id, TalkMessage.flagged_at.is_not(None)
    theirs = select(TalkMessage).where(*flagged, TalkMessage.author_id == complaint.about_id)
    messages = session.execute(theirs.order_by(TalkMessage.id)).scalars().all()
    complainer = session.get(Person, complaint.person_id)
    about = session.get(Person, complaint.about_id) if complaint.about_id else None
    files = talks.have_files(session, messages)
    return Opened(complaint, None, messages, False, complainer, about, ban_of(session, complaint), files, pair)


def _give_back(session: Session, person: int, now: datetime) -> None:
    """Who may not answer any more leaves their questions to others."""
    held = select(Case).where(Case.mentor_id == person, Case.state.in_([state.value for state in OPEN]))
    for case in session.execute(held.order_by(Case.id).with_for_update()).scalars().all():
        routing.search_again(session, case, "passed", now)
        routing.tell_asker(session, case, now)
    routing.release(session, session.get_one(Person, person), now)


def _close(session: Session, case: Case, actor: Person, now: datetime) -> None:
    locked = consultations.locked(session, case.id)
    if locked.state in OPEN:
        case_desk.end(session, locked, actor, "rules", None, now)


def _tell(session: Session, opened: Opened, now: datetime) -> None:
    """Of nothing decided, only who complained."""
    complaint = opened.complaint
    told = {"author": complaint.person_id, "about": complaint.about_id if complaint.decision != NOTHING else None}
    for role, person in told.items():
        if person is not None:
            of_case = {"case": opened.case.id} if opened.case else {}
            ids = {"complaint": complaint.id, "to": role, **of_case}
            topic = f"{Notice.COMPLAINT_DECIDED}:{complaint.id}:{role}"
            notify(session, person, Notice.COMPLAINT_DECIDED, ids, now, topic)


def _note(session: Session, action: Action, opened: Opened, actor: Person, now: datetime) -> None:
    """Without whom it is about where that would name an asker who is not to be named."""
    details = {"mentorship": opened.pair.id} if opened.pair else {}
    if opened.case is not None and not opened.case.is_support:
        details = {"case": opened.case.id}
    audit.note(session, action, now, actor=actor, subject=opened.about, details=details)
