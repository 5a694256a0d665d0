"""Whom a message to many is meant for is chosen bit by bit, among those whom its author reaches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import drafts, events, roles
from community.audiences import MEMBERS, MENTORS, YOUNG, Audience, Part, Tie
from community.choices import Choice, plain
from community.offers import roles_in
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from community.registers import topics
from community.roles import Right, Role, Scope
from storage.models import Broadcast, Event, Person

MOST_ORGANISATIONS = 300
LOOKS_BACK = timedelta(days=60)  # how long an event is offered that is over
NETWORKS = ("telegram", "vk")
LONGEST_NUMBER = 18  # digits that every database takes


class Field(StrEnum):
    """By what people are chosen; as a button carries it."""

    WHO = "w"
    TOWN = "t"
    SCHOOL = "o"
    TOPIC = "s"
    POSITION = "p"
    EVENT = "e"
    PAIR = "m"
    NETWORK = "n"


COLUMNS = {
    Field.WHO: "roles",
    Field.TOWN: "municipalities",
    Field.SCHOOL: "organisations",
    Field.TOPIC: "subjects",
    Field.POSITION: "positions",
    Field.PAIR: "pairs",
    Field.NETWORK: "networks",
}


def audience_of(draft: Broadcast) -> Audience:
    return Audience.model_validate(draft.audience)


def is_narrowed(audience: Audience) -> bool:
    """Whether anything was chosen."""
    return audience.model_copy(update={"within": None, "young_since": None}) != Audience()


def has(audience: Audience | None, field: Field, value: str) -> bool:
    if audience is None:
        return False
    if field is Field.EVENT:
        number, _, part = value.partition("-")
        return str(audience.event_id) == number and (not part or part in audience.parts)
    return value in getattr(audience, COLUMNS[field])


def aim(
    session: Session,
    actor: Person,
    draft_id: int,
    field: Field,
    value: str,
    community: CommunityProfile,
    now: datetime,
    without: bool = False,
) -> Broadcast:
    """Adds what is chosen, or takes it out where it was. `without`: of those who are left out.

    Raises `UnknownChoice`, and what `drafts.to_change` raises.
    """
    draft = drafts.to_change(session, actor, draft_id, now)
    if not _is_known(session, field, value, community):
        raise UnknownChoice
    audience = audience_of(draft)
    if without:
        left_out = toggled(audience.without or Audience(), field, value)
        audience = audience.model_copy(update={"without": left_out if is_narrowed(left_out) else None})
    else:
        audience = toggled(audience, field, value)
    draft.audience = drafts.bounded(session, actor, audience, community, now).kept()
    return draft


def clear(session: Session, actor: Person, draft_id: int, community: CommunityProfile, now: datetime) -> Broadcast:
    """Everybody whom the actor reaches. Raises what `drafts.to_change` raises."""
    draft = drafts.to_change(session, actor, draft_id, now)
    draft.audience = drafts.bounded(session, actor, Audience(), community, now).kept()
    return draft


def toggled(audience: Audience, field: Field, value: str) -> Audience:
    if field is Field.EVENT:
        return _of_event(audience, value)
    kept: tuple[str, ...] = getattr(audience, COLUMNS[field])
    value = Tie(value) if field is Field.PAIR else value
    chosen = tuple(each for each in kept if each != value) if value in kept else (*kept, value)
    return audience.model_copy(update={COLUMNS[field]: chosen})


def _of_event(audience: Audience, value: str) -> Audience:
    """«12-attended»: another event takes the place of the one before."""
    number, _, part = value.partition("-")
    kept = audience.parts if audience.event_id == int(number) else ()
    chosen = Part(part)
    parts = tuple(each for each in kept if each is not chosen) if chosen in kept else (*kept, chosen)
    return audience.model_copy(update={"event_id": int(number) if parts else None, "parts": parts})


def _is_known(session: Session, field: Field, value: str, community: CommunityProfile) -> bool:
    match field:
        case Field.TOWN:
            return community.municipality(value) is not None
        case Field.SCHOOL:
            return bool(value)
        case Field.TOPIC:
            return any(topic.id == value for topic in topics(community))
        case Field.POSITION:
            return community.position(value) is not None
        case Field.WHO:
            return value in who(community)
        case Field.PAIR:
            return value in set(Tie)
        case Field.NETWORK:
            return value in NETWORKS
    number, _, part = value.partition("-")
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return is_number and part in set(Part) and session.get(Event, int(number)) is not None


def who(community: CommunityProfile) -> list[str]:
    named = [role.value for role in roles_in(community) if role in (Role.COORDINATOR, Role.CURATOR, Role.COUNCIL)]
    return [MENTORS, YOUNG, MEMBERS, *named]


def towns(session: Session, actor: Person, community: CommunityProfile, now: datetime) -> list[Choice]:
    """In which the actor may reach somebody. Raises `NotAllowed`."""
    reach = roles.scope(session, actor, Right.ANNOUNCE, now)
    return [town for town in community.municipalities if _touches(reach, town.id)]


def _touches(reach: Scope, town: str) -> bool:
    local = {where for where, _ in reach.local_organisations}
    return reach.includes(town) or bool(reach.organisations) or town in local


def organisations(
    session: Session,
    actor: Person,
    audience: Audience,
    now: datetime,
    typed: str = "",
    most: int | None = MOST_ORGANISATIONS,
) -> list[str]:
    """Names as people wrote them, the most frequent first; those with the typed words. Raises `NotAllowed`."""
    reach = roles.scope(session, actor, Right.ANNOUNCE, now)
    named = Person.organisation.is_not(None) & reach.reaches(Person.municipality, Person.organisation)
    if audience.municipalities:
        named &= Person.municipality.in_(audience.municipalities)
    often = select(Person.organisation).where(named).group_by(Person.organisation)
    names = session.execute(often.order_by(func.count().desc(), Person.organisation)).scalars()
    words = plain(typed).split()
    found = (name for name in names if name and all(word in plain(name) for word in words))
    return list(islice(found, most))


def recent(session: Session, first: int, most: int, now: datetime) -> tuple[Sequence[Event], int]:
    """Events whose people may be chosen, the latest first, and how many there are."""
    known = Event.state == events.State.PUBLISHED, Event.starts_at > now - LOOKS_BACK
    total = session.execute(select(func.count()).select_from(Event).where(*known)).scalar_one()
    page = select(Event).where(*known).order_by(Event.starts_at.desc(), Event.id.desc()).offset(first).limit(most)
    return session.execute(page).scalars().all(), total


def parts_of(event: Event, now: datetime) -> list[Part]:
    """Who was there is known afterwards only."""
    return [*Part] if event.starts_at <= now else [Part.REGISTERED, Part.WAITLISTED]
