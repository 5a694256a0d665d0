"""Whom a message to many is meant for, in words."""

from __future__ import annotations

from collections.abc import Mapping

from community.audiences import MEMBERS, MENTORS, YOUNG, Audience, Part, Tie, Within
from community.choices import by_id
from community.profiles import CommunityProfile
from community.registers import topics
from community.roles import Role
from screens.person import school_label
from screens.words import network_name, short
from storage.models import Event

WHO = {MENTORS: "Наставники", YOUNG: "Молодые педагоги", MEMBERS: "Без роли наставника"}
HOLDERS = {Role.COORDINATOR: "Координаторы", Role.CURATOR: "Кураторы", Role.COUNCIL: "Совет"}
PAIRS = {Tie.GUIDES: "Наставники с парой", Tie.GUIDED: "Подопечные", Tie.ALONE: "Без пары"}
PARTS = {
    Part.REGISTERED: "Записаны",
    Part.WAITLISTED: "В листе ожидания",
    Part.ATTENDED: "Были",
    Part.ABSENT: "Не были",
}
EVERYBODY = "все участники"


def who_named(role: str) -> str:
    return WHO.get(role) or (HOLDERS.get(Role(role), role) if role in set(Role) else role)


def in_words(audience: Audience, community: CommunityProfile, events: Mapping[int, Event]) -> str:
    """«наставники · Кунгур; кроме: Без пары»; as plain text."""
    chosen = " · ".join(_facts(audience, community, events)) or EVERYBODY
    left_out = " · ".join(_facts(audience.without, community, events)) if audience.without else ""
    return short(f"{chosen}{f'; кроме: {left_out}' if left_out else ''}", 240) + _beyond(audience, community)


def _beyond(audience: Audience, community: CommunityProfile) -> str:
    """How far its author reaches, where that is not what they have chosen."""
    within = audience.within
    if within is None or (audience.municipalities and {*audience.municipalities} <= {*within.municipalities}):
        return ""
    return f" ({short(bounds(within, community), 60) or 'в пределах вашего доступа'})"


def bounds(within: Within, community: CommunityProfile) -> str:
    """Of whoever tells them, as plain text."""
    towns = [town.name for slug in within.municipalities if (town := community.municipality(slug))]
    return ", ".join([*towns, *within.organisations, *(name for _, name in within.local if name)])


def _facts(audience: Audience, community: CommunityProfile, events: Mapping[int, Event]) -> list[str]:
    towns = [town.name for slug in audience.municipalities if (town := community.municipality(slug))]
    taught = [topic.name for slug in audience.subjects if (topic := by_id(topics(community), slug))]
    jobs = [job.name for slug in audience.positions if (job := community.position(slug))]
    groups = (
        [who_named(role).lower() for role in audience.roles],
        [PAIRS[tie].lower() for tie in audience.pairs],
        towns,
        [school_label(name) for name in audience.organisations],
        taught,
        jobs,
        _of_event(audience, events),
        [network_name(network) for network in audience.networks],
    )
    return [", ".join(group) for group in groups if group]


def _of_event(audience: Audience, events: Mapping[int, Event]) -> list[str]:
    event = events.get(audience.event_id or 0)
    if audience.event_id is None:
        return []
    parts = ", ".join(PARTS[part].lower() for part in audience.parts)
    return [f"«{short(event.title)}»: {parts}" if event else parts]
