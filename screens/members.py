from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.navigation import back, button, menu, rows_of
from screens.person import card
from screens.words import count, day, short
from storage.models import Person

PAGE = 5


def listed(people: Sequence[Person], total: int, page: int, community: CommunityProfile) -> Screen:
    if not total:
        return Screen("Пока никого. Как только кто-то вступит, вы получите сообщение.", [[menu()]])
    names = [[button(_label(person, community), presses.Member(id=person.id))] for person in people]
    ends = [menu()]
    if (page + 1) * PAGE < total:
        ends.insert(0, button("Ещё ▶️", presses.Members(page=page + 1)))
    if page:
        ends.insert(0, button("◀️", presses.Members(page=page - 1)))
    text = f"<b>Участники</b>, сначала новые. Всего {count(total, 'человек', 'человека', 'человек')}."
    return Screen(text, [*names, ends])


def shown(
    person: Person,
    community: CommunityProfile,
    zone: tzinfo,
    today: date,
    may_grant: bool = False,
    lends: bool = False,
    erasable: bool = False,
) -> Screen:
    """`lends`: the reader has a role in which somebody may stand in."""
    text = card(person, community)
    if person.joined_at:
        text += f"\nВ составе с {day(person.joined_at.astimezone(zone).date(), today)}"
    access = [button("🔑 Открыть доступ", presses.AccessFor(person=person.id))] if may_grant else []
    stand_in = [button("🔁 Замещает меня", presses.StandInFor(person=person.id))] if lends else []
    erase = [[button("🗑 Удалить по заявлению", presses.AskForPaper(id=person.id))]] if erasable else []
    return Screen(text, [*rows_of([*access, *stand_in]), *erase, [back(presses.Members(page=0)), menu()]])


def _label(person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    return short(f"{person.name}, {town.name}" if town else str(person.name))
