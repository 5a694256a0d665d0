"""Values of the screens about registers, and about lists as files."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from community.consents import Kind
from community.exports import Counts, Purpose
from community.profiles import CommunityProfile
from community.registers import Entry, Filter, topics
from screens.members import Deeds
from storage.models import Mentor, Person
from tests.longest import HOSTILE, LONGEST_NAME, longest_of, member, members

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)


def entry(community: CommunityProfile, name: str, paused: bool = False) -> Entry:
    """A mentor with everything, who waits for another decision."""
    person: Person = member(community, community.positions[0], name)
    person.paused_at = NOW if paused else None
    mentor = Mentor(
        ground=longest_of(community.mentor.grounds),
        competences=[skill.id for skill in community.competences],
        capacity=3,
        about=HOSTILE * 5,
        confirmed_at=NOW,
        paused_at=person.paused_at,
    )
    return Entry(person, mentor, applied=True)


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "entries": lambda community: [[], [entry(community, f"{letter}{LONGEST_NAME}") for letter in "АБВГДЕ"]],
    "entry": lambda community: [
        *(Entry(person) for person in members(community)),
        entry(community, LONGEST_NAME),
        entry(community, LONGEST_NAME, paused=True),
    ],
    "wanted": lambda community: [
        Filter(),
        Filter(name=HOSTILE),
        Filter(longest_of(community.municipalities), HOSTILE, longest_of(topics(community)), "free", "Анна"),
        Filter("gone", None, "gone", "gone"),
    ],
    "tools.towns": lambda _: [1, 2],
    "deeds": lambda _: [Deeds(), Deeds(may_grant=True, lends=True, erasable=True)],
    "counts": lambda _: [Counts(0, 0), Counts(0, 1), Counts(1, 0), Counts(10**6, 22)],
    "purpose": lambda _: list(Purpose),
    "register.ids": lambda _: [
        {"by": one, "purpose": purpose, "wanted": {}, "at": NOW.isoformat()}
        for one in (1, 2, 404)
        for purpose in Purpose
    ],
    "shown.given": lambda _: [[], list(Kind)],
    "what": lambda _: ["municipality", "topic"],
    "names": lambda _: [[], [f"{place}{HOSTILE}"[:120] for place in range(40)], ["СОШ 1", "СОШ 2"]],
    "choose_choice.choices": lambda community: [community.municipalities, topics(community), topics(community)[:1]],
}
