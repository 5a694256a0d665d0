"""People and words at their longest and emptiest."""

from datetime import UTC, datetime
from typing import Any

from community.notices import Topic
from community.profiles import CommunityProfile, Position
from storage.models import Person

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
LONGEST_NAME = "Анна-Мария-Александра Константиновна Вознесенская-Богоявленск"[:60]
HOSTILE = "<b>&amp;</i>" * 10


def longest_of(choices: tuple[Any, ...]) -> str:
    """The id of the longest name; an empty list has none."""
    return max(choices, key=lambda choice: len(choice.name)).id if choices else "gone"


def member(community: CommunityProfile, position: Position, name: str = LONGEST_NAME) -> Person:
    """Who has filled in everything there is."""
    return Person(
        id=10**18,
        created_at=NOW,
        joined_at=NOW,
        name=name,
        municipality=longest_of(community.municipalities),
        position=position.id,
        organisation=HOSTILE,
        specialities=[choice.id for choice in community.asked_of(position)],
        teaching_since=1950,
        full_name=LONGEST_NAME,
        shares=[choice.id for choice in community.competences],
        learns=[choice.id for choice in community.competences],
        muted_topics=[topic.value for topic in Topic],
        quiet_from=0,
        quiet_to=0,
        preferred_network="vk",
    )


def members(community: CommunityProfile) -> list[Person]:
    """One for each list to choose from, and somebody whose answers the profile has dropped since."""
    nobody = Person(
        id=1,
        created_at=NOW,
        joined_at=NOW,
        name="Ли",
        municipality="gone",
        position="gone",
        specialities=[],
        shares=[],
        learns=[],
        muted_topics=[],
    )
    kinds = {(position.asks, position.student): position for position in community.positions}
    bare = [member(community, position) for position in kinds.values()]
    for person in bare:
        person.specialities, person.organisation, person.teaching_since = [], None, None
        person.full_name, person.shares, person.learns = None, [], []
        person.muted_topics, person.quiet_from, person.preferred_network = [], None, None
    return [*(member(community, position) for position in kinds.values()), *bare, nobody]
