"""What was said in a pair goes some time after its end, and the words of whoever leaves at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Complaint, Mentorship, MentorshipMember, Person, Talk, TalkCopy, TalkMessage

KEPT = timedelta(days=30)  # after the end
SLICE = 20


def forget_words(session: Session, now: datetime) -> bool:
    """Some of one talk; False: none is left. What a complaint is about waits until it is decided."""
    old = Mentorship.completed_at <= now - KEPT
    open_complaint = exists().where(Complaint.talk_id == Talk.id, Complaint.decided_at.is_(None))
    something = or_(exists().where(TalkMessage.talk_id == Talk.id), exists().where(TalkCopy.talk_id == Talk.id))
    due = select(Talk.id).join(Mentorship, Mentorship.id == Talk.mentorship_id).where(old, ~open_complaint, something)
    talk = session.execute(due.order_by(Talk.id).limit(1)).scalar_one_or_none()
    if talk is None:
        return False
    messages = select(TalkMessage.id).where(TalkMessage.talk_id == talk).order_by(TalkMessage.id).limit(SLICE)
    if some := session.execute(messages).scalars().all():
        session.execute(delete(TalkMessage).where(TalkMessage.id.in_(some)))
        return True
    session.execute(delete(TalkCopy).where(TalkCopy.talk_id == talk))
    return True


def forget_person(session: Session, person: Person) -> None:
    """What they have written to others in pairs, and how to reach them."""
    of_pairs = select(Talk.id).where(Talk.mentorship_id.is_not(None))
    session.execute(delete(TalkMessage).where(TalkMessage.author_id == person.id, TalkMessage.talk_id.in_(of_pairs)))
    theirs = update(MentorshipMember).where(MentorshipMember.person_id == person.id)
    session.execute(theirs.values(contact=None, shares_contacts_at=None))
    session.flush()
