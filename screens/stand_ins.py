from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from community.offers import Access
from community.profiles import CommunityProfile
from community.standing_in import last_day
from messengers.screen import Screen
from screens import presses
from screens.access import access_name, named, with_town
from screens.navigation import back, button, menu, rows_of
from screens.words import day, esc, remarked, short, wanted
from storage.models import Grant, Person, StandIn

WANTED_NAME = "имя того, кто уже вступил, например: Анна Сергеевна"
WANTED_DAY = "день не дальше года, например: 15 декабря, 1.02 или через неделю"


def overview(
    stand_ins: Sequence[StandIn],
    people: dict[int, Person],
    reader: Person,
    lends: bool,
    community: CommunityProfile,
    today: date,
) -> Screen:
    """Whom the reader has asked, and for whom they act."""
    lines, rows = [], []
    for number, stand_in in enumerate(stand_ins[:4], 1):
        mine = stand_in.person_id == reader.id
        other = named(people.get(stand_in.stand_in_id if mine else stand_in.person_id))
        until = day(last_day(stand_in, community.tz), today)
        lines.append(
            f"{number}. {'Вас замещает' if mine else 'Вы замещаете, кого'}: {esc(other)}, по {until} включительно."
        )
        label = short(f"{number}. Закончить: {other}")
        rows.append([button(label, presses.EndStandIn(id=stand_in.id))])
    if lends and not any(stand_in.person_id == reader.id for stand_in in stand_ins):
        rows.append([button("➕ Назвать, кто замещает", presses.NameStandIn())])
    text = (
        "\n".join(lines) or "Сейчас замещений нет. На время отпуска или болезни вашу роль может взять на себя коллега."
    )
    return Screen(f"<b>Замещение</b>\n{text}", [*rows, [back(presses.MoreOfDesk()), menu()]])


def ask_colleague(people: Sequence[Person], community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Кто будет вас замещать? Напишите имя и фамилию того, кто уже вступил."
    found = [button(with_town(person, community), presses.StandInFor(person=person.id)) for person in people[:5]]
    return Screen(text, [*rows_of(found), [back(presses.StandIns()), menu()]])


def ask_day(
    candidate: Person, lent: Sequence[Grant], community: CommunityProfile, today: date, remark: str = ""
) -> Screen:
    """The last question: what is lent is said before."""
    text = f"{remarked(remark)}Замещает: <b>{esc(named(candidate))}</b>. "
    text += f"На это время откроется: {lent_words(lent, community)}.\n\n"
    text += "До какого дня включительно? Напишите, например: 15 декабря, 1.02 или через неделю."
    weeks = {"Неделя": 7, "Две недели": 14, "Четыре недели": 28}
    days = [
        button(name, presses.StandInUntil(day=(today + timedelta(days=more)).isoformat()))
        for name, more in weeks.items()
    ]
    return Screen(text, [*rows_of(days), [back(presses.NameStandIn()), menu()]])


def begun(candidate: Person, stand_in: StandIn, community: CommunityProfile, today: date) -> Screen:
    until = day(last_day(stand_in, community.tz), today)
    text = f"Готово. Вас замещает <b>{esc(named(candidate))}</b>, по {until} включительно. Сообщение отправим, "
    text += "в назначенный день замещение закончится само. Раньше его может закончить любой из вас."
    rows = [[button("Закончить замещение", presses.EndStandIn(id=stand_in.id))]]
    return Screen(text, [*rows, [back(presses.StandIns()), menu()]])


def ended() -> Screen:
    return Screen("Замещение закончено.", [[back(presses.StandIns()), menu()]])


def lent_words(lent: Sequence[Grant], community: CommunityProfile) -> str:
    known = [access_name(access, community) for grant in lent if (access := Access.of(grant))]
    words = "; ".join(known[:3]) or "ваша роль"
    return esc(f"{words} и другое" if len(known) > 3 else words)


def expected_name() -> str:
    return wanted(WANTED_NAME)


def expected_day() -> str:
    return wanted(WANTED_DAY)
