"""Members who may be told of events."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from community import consents
from community.consents import Kind, wording
from community.profiles import CommunityProfile
from storage.models import Account, Person
from tests.rights_world import perm


def agrees(
    session: Session, person: Person, now: datetime, network: str = "vk", community: CommunityProfile = perm
) -> None:
    """To announcements; and can be written to."""
    version = wording(community, Kind.MAILINGS).version
    consents.give(
        session,
        person,
        Kind.MAILINGS,
        version=version,
        document="",
        community=community,
        network=network,
        now=now,
    )
    session.add(Account(person_id=person.id, network=network, number=person.id, created_at=now))
    session.flush()
