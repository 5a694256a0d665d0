"""Links by which coordinators invite people to apply as mentors: good once and for a month, kept as a hash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from community import roles
from community.profiles import CommunityProfile
from community.refusals import InvitationGone, UnknownChoice
from community.roles import Right
from storage.installation import keyed_hash
from storage.models import Invitation, Person

PREFIX = "inv"  # of a link's last word, before «_» and the token
VALID = timedelta(days=30)
BYTES = 16

Answers = Mapping[str, Any]


class Question(StrEnum):
    """What a coordinator fills in for the one who is invited."""

    GROUND = "ground"
    RECOMMENDATION = "recommendation"


def next_question(answers: Answers, community: CommunityProfile) -> Question | None:
    """None when all is said."""
    if "ground" not in answers and len(community.mentor.grounds) > 1:
        return Question.GROUND
    if "recommendation" not in answers and community.mentor.recommendation is not None:
        return Question.RECOMMENDATION
    return None


def invite(
    session: Session, actor: Person, answers: Answers, community: CommunityProfile, now: datetime
) -> tuple[Invitation, str]:
    """The invitation, and the last word of its link, which is not known afterwards."""
    roles.scope(session, actor, Right.INVITE_MENTORS, now)
    ground = community.mentor_ground(answers.get("ground") or community.mentor.grounds[0].id)
    if next_question(answers, community) or ground is None:
        raise UnknownChoice
    token = token_urlsafe(BYTES)
    invitation = Invitation(
        token_hash=keyed_hash(session, token),
        ground=ground.id,
        recommendation=answers.get("recommendation") or None,
        created_by=actor.id,
        created_at=now,
        expires_at=now + VALID,
    )
    session.add(invitation)
    session.flush()
    return invitation, f"{PREFIX}_{token}"


def last_day(invitation: Invitation, community: CommunityProfile) -> date:
    return invitation.expires_at.astimezone(community.tz).date()


def waiting(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[list[Invitation], int]:
    """Those that nobody has followed yet, made by the actor or within their reach, the newest first; and how many."""
    mine = _mine(session, actor, now)
    found = select(Invitation).outerjoin(Person, Person.id == Invitation.created_by).where(_is_open(now), mine)
    total = session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    newest = found.order_by(Invitation.created_at.desc(), Invitation.id.desc())
    return list(session.execute(newest.offset(first).limit(most)).scalars()), total


def look(session: Session, actor: Person, invitation_id: int, now: datetime) -> Invitation:
    """One of those that wait. Raises `InvitationGone` for what is used, cancelled, too old, or somebody else's."""
    wanted = Invitation.id == invitation_id, _is_open(now), _mine(session, actor, now)
    found = select(Invitation).outerjoin(Person, Person.id == Invitation.created_by).where(*wanted)
    invitation = session.execute(found).scalar_one_or_none()
    if invitation is None:
        raise InvitationGone
    return invitation


def cancel(session: Session, actor: Person, invitation_id: int, now: datetime) -> None:
    session.delete(look(session, actor, invitation_id, now))
    session.flush()


def follow(session: Session, person: Person, token: str, now: datetime) -> Invitation:
    """What the link invites to. It is used up by who takes it into an application, not by being opened."""
    found = select(Invitation).where(Invitation.token_hash == keyed_hash(session, token))
    invitation = session.execute(found).scalar_one_or_none()
    if invitation is None or not _is_for(invitation, person, now):
        raise InvitationGone
    return invitation


def take(session: Session, person: Person, invitation_id: int, now: datetime) -> dict[str, Any] | None:
    """What the invitation fills in; None if somebody was faster, or it is too late."""
    invitation = session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if invitation is None or not _is_for(invitation, person, now):
        return None
    invitation.used_by, invitation.used_at = person.id, invitation.used_at or now
    session.flush()
    filled = {"invitation": invitation.id, "ground": invitation.ground, "recommendation": invitation.recommendation}
    return {name: value for name, value in filled.items() if value is not None}


def _is_for(invitation: Invitation, person: Person, now: datetime) -> bool:
    if invitation.used_at is not None:
        return invitation.used_by == person.id
    return invitation.expires_at > now


def _is_open(now: datetime) -> ColumnElement[bool]:
    return Invitation.used_at.is_(None) & (Invitation.expires_at > now)


def _mine(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    allowed = roles.scope(session, actor, Right.INVITE_MENTORS, now)
    return or_(Invitation.created_by == actor.id, allowed.reaches(Person.municipality, Person.organisation))
