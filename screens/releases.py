"""What is told of an event after it."""

from __future__ import annotations

from community.events import Part
from community.profiles import CommunityProfile
from community.releases import LONGEST, Facts
from messengers.screen import Button, Screen
from screens import presses
from screens.moments import hours
from screens.navigation import back, button, menu
from screens.words import count, esc, full_day, listed, remarked, wanted
from storage.models import Event

EXPECTED = wanted(f"рассказ словами, от 20 до {LONGEST} знаков")
HINT = "<i>Чтобы изменить, пришлите свой текст одним сообщением: он заменит этот.</i>"
PARTS = {Part.ORGANISER: "Организаторы", Part.SPEAKER: "Вели", Part.EXPERT: "Эксперты"}
SAVED = "Сохранено. Теперь текст можно скопировать или переслать"
TOWNS = 12


def composed(facts: Facts, community: CommunityProfile) -> str:
    """Facts as sentences, in plain text."""
    event = facts.event
    paragraphs = [
        _what(event, community),
        event.about or "",
        _who_came(facts),
        _towns(facts, community),
        _hosts(facts),
    ]
    return "\n\n".join(filter(None, paragraphs))[:LONGEST]


def _what(event: Event, community: CommunityProfile) -> str:
    kind, town = community.event_kind(event.kind), community.municipality(event.municipality or "")
    day = full_day(event.starts_at.astimezone(community.tz).date())
    where = ", ".join(filter(None, (town.name if town else "", event.place, "онлайн" if event.url else "")))
    named = f"{kind.name} «{event.title}»" if kind else f"«{event.title}»"
    clock = hours(event.starts_at, event.ends_at, community.tz)
    return f"{named}\n{', '.join(filter(None, (day, clock, where)))}."


def _who_came(facts: Facts) -> str:
    parts = [_people(facts.registered, "записался", "записались")] if facts.registered else []
    parts += [_people(facts.came, "участвовал", "участвовали")] if facts.came else []
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _people(number: int, one: str, many: str) -> str:
    """«Участвовал 21 человек», «участвовали 3 человека»."""
    verb = count(number, one, many, many).partition(" ")[2]
    return f"{verb} {count(number, 'человек', 'человека', 'человек')}"


def _towns(facts: Facts, community: CommunityProfile) -> str:
    if len(facts.towns) < 2:
        return ""
    names = [town.name for each in facts.towns if (town := community.municipality(each))]
    number = count(len(facts.towns), "муниципалитета", "муниципалитетов", "муниципалитетов")
    return f"Участники из {number}" + (f": {listed(names, TOWNS)}." if names else ".")


def _hosts(facts: Facts) -> str:
    lines = []
    for part, title in PARTS.items():
        if names := [host.name for host in facts.hosts if host.part is part and host.name]:
            lines.append(f"{title}: {', '.join(names)}.")
    if facts.unnamed:
        team = count(facts.unnamed, "участник", "участника", "участников")
        lines.append(f"{'Ещё в команде' if lines else 'В команде'}: {team} сообщества.")
    return "\n".join(lines)


def draft(event: Event, text: str, remark: str = "") -> Screen:
    """`text`: made of facts, or typed, not saved yet."""
    lead = remarked(remark)
    return Screen(
        f"{lead}{esc(text)}\n\n{HINT}", [[button("✅ Сохранить", presses.SaveRelease(id=event.id))], _ends(event)]
    )


def saved(event: Event, toast: str = "") -> Screen:
    """The text and nothing else, to be copied."""
    anew = button("📝 Составить заново", presses.ComposeRelease(id=event.id))
    return Screen(esc(event.release or "«»"), [[anew], _ends(event)], toast=toast)


def _ends(event: Event) -> list[Button]:
    return [back(presses.RunEvent(id=event.id)), menu()]
