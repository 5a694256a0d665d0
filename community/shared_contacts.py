"""How people of a pair reach each other past the bot: seen only where both have shared their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community import mentorships, pair_talks
from community.contacts import looks_like_contact
from community.mentoring_states import MentorshipState
from community.mentorships import Fellow
from community.notices import Notice
from community.refusals import MentorshipSettled
from storage.models import Mentorship, MentorshipMember, Person
from storage.notifications import notify

LONGEST = 120


@dataclass(frozen=True)
class Contact:
    """Of somebody else. `shares`: they would exchange; `text` None where one of the two does not."""

    fellow: Fellow
    shares: bool
    text: str | None


@dataclass(frozen=True)
class Contacts:
    """`own`: what the person shares; `is_over`: nobody sees anything any more."""

    mentorship: Mentorship
    own: str | None
    fellows: Sequence[Contact]
    is_over: bool


def parse(text: str) -> str | None:
    """A phone number, an address of post, a name behind @ or a page, maybe with a few words."""
    said = " ".join(text.split())
    return said if said and len(said) <= LONGEST and looks_like_contact(said) else None


def look(session: Session, person: Person, mentorship_id: int) -> Contacts:
    """Raises `MentorshipGone`."""
    seen = mentorships.look(session, person, mentorship_id)
    over = seen.mine.left_at is not None or seen.mentorship.state == MentorshipState.COMPLETED
    own = None if over else _shared(seen.mine)
    fellows = (
        []
        if over
        else [each for each in seen.fellows if each.person and pair_talks.hear_each_other(each.member, seen.mine)]
    )
    contacts = [Contact(each, bool(_shared(each.member)), own and _shared(each.member)) for each in fellows]
    return Contacts(seen.mentorship, own, contacts, over)


def share(session: Session, person: Person, mentorship_id: int, contact: str, now: datetime) -> Contacts:
    """The others are told, once a day at most. Raises `MentorshipGone`, `MentorshipSettled`."""
    mine = _mine(session, person, mentorship_id)
    mine.contact, mine.shares_contacts_at = contact, now
    session.flush()
    shown = look(session, person, mentorship_id)
    for each in shown.fellows:
        to = each.fellow.member
        if to.person_id is not None:
            ids = {"by": mine.id, "to": to.id}
            notify(session, to.person_id, Notice.CONTACT_SHARED, ids, now, f"contact:{mine.id}:{now:%Y-%m-%d}")
    return shown


def withdraw(session: Session, person: Person, mentorship_id: int) -> Contacts:
    """A second press changes nothing. Raises `MentorshipGone`."""
    mentorships.locked(session, mentorship_id)
    mine = mentorships.look(session, person, mentorship_id).mine
    mine.contact = mine.shares_contacts_at = None
    session.flush()
    return look(session, person, mentorship_id)


def forget_one(session: Session, now: datetime) -> bool:
    """Of whoever has left, or of a mentorship that is over; False: there is none."""
    over = or_(MentorshipMember.left_at <= now, Mentorship.completed_at <= now)
    found = select(MentorshipMember).join(Mentorship, Mentorship.id == MentorshipMember.mentorship_id)
    kept = found.where(MentorshipMember.contact.is_not(None), over).limit(1).with_for_update(of=MentorshipMember)
    member = session.execute(kept).scalar_one_or_none()
    if member is None:
        return False
    member.contact = member.shares_contacts_at = None
    session.flush()
    return True


def _mine(session: Session, person: Person, mentorship_id: int) -> MentorshipMember:
    mentorship = mentorships.locked(session, mentorship_id)
    mine = mentorships.look(session, person, mentorship_id).mine
    if mine.left_at is not None or mentorship.state == MentorshipState.COMPLETED:
        raise MentorshipSettled
    return mine


def _shared(member: MentorshipMember) -> str | None:
    return member.contact if member.shares_contacts_at is not None and member.left_at is None else None
