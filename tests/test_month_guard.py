from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, events, month_guard, plan_months, planning
from community.notices import Notice
from community.profile_files import load_profile
from community.profiles import CommunityProfile
from screens import planning as screens
from screens import plans
from screens.clock_notices import month_empty
from storage.database import Database
from storage.models import Attention, Notification, Person
from tests.test_announcing import announcer
from tests.test_registrations import DAY, HOUR, webinar

club = load_profile("tyumen-skillsclub")
MONDAY = datetime(2027, 2, 15, 4, 0, tzinfo=UTC)  # 9:00 in Tyumen
TWENTIETH = datetime(2027, 2, 20, 4, 0, tzinfo=UTC)


def look(session: Session, now: datetime, community: CommunityProfile = club) -> None:
    while month_guard.watch(session, community, now):
        session.flush()


def told(session: Session, person: Person) -> list[str]:
    mine = Notification.person_id == person.id, Notification.kind == Notice.MONTH_EMPTY
    return [key.split(":")[1] for key in session.execute(select(Notification.dedupe_key).where(*mine)).scalars() if key]


def waits(session: Session, person: Person, now: datetime) -> list[int]:
    found = attention.waiting(session, person, now, 0, 9, [attention.Kind.MONTH])
    return [item.subject for item, _ in found]


def words(session: Session, community: CommunityProfile = club, now: datetime = MONDAY) -> str:
    screen = month_empty(session, {"month": "2027-02", "at": now.isoformat()}, community)
    return f"{screen.text} {[button.label for row in screen.buttons for button in row]}" if screen else ""


def test_empty_month_is_told_of_on_both_days_once_each(session: Session) -> None:
    olga, member = announcer(session, role="council"), Person(created_at=MONDAY, joined_at=MONDAY, name="Анна")
    session.add(member)
    look(session, MONDAY - timedelta(minutes=1))
    assert told(session, olga) == []
    moment = MONDAY
    while moment < MONDAY + 14 * DAY:
        look(session, moment)
        moment += 3 * HOUR
    assert told(session, olga) == ["2027-02-15", "2027-02-20"]
    assert told(session, member) == []
    assert "пока нет, а нужно хотя бы одно. ['➕ Запланировать'" in words(session)


def test_curator_of_a_town_is_not_asked_for_the_whole_community(session: Session) -> None:
    town = club.municipalities[0].id
    olga, vera = announcer(session), announcer(session, municipality=town, role="curator")
    look(session, MONDAY)
    assert (told(session, olga), told(session, vera)) == (["2027-02-15"], [])
    assert waits(session, olga, MONDAY) == [202702]
    assert waits(session, vera, MONDAY) == []


def test_it_disappears_when_there_is_an_event_and_comes_back_when_it_is_cancelled(session: Session) -> None:
    olga = announcer(session)
    look(session, MONDAY)
    event = webinar(session, starts_at=MONDAY + 9 * DAY, published_at=MONDAY)
    look(session, MONDAY + HOUR)
    assert waits(session, olga, MONDAY) == []
    assert words(session) == ""
    planning.cancel(session, olga, event.id, None, MONDAY + 2 * HOUR)
    look(session, MONDAY + 3 * HOUR)
    assert waits(session, olga, MONDAY) == [], "it is told of on the next day of the profile"
    look(session, TWENTIETH)
    assert waits(session, olga, TWENTIETH) == [202702]
    assert told(session, olga) == ["2027-02-15", "2027-02-20"]


@pytest.mark.parametrize("days", [-10, 13])
def test_what_was_held_counts_and_what_is_ahead(session: Session, days: int) -> None:
    olga = announcer(session)
    webinar(session, starts_at=MONDAY + days * DAY)
    look(session, MONDAY)
    assert told(session, olga) == []


@pytest.mark.parametrize("details", [{"state": "draft"}, {"state": "cancelled"}, {"starts_at": MONDAY + 14 * DAY}])
def test_drafts_cancelled_ones_and_those_of_another_month_do_not_count(
    session: Session, details: dict[str, object]
) -> None:
    olga = announcer(session)
    webinar(session, **{"starts_at": MONDAY + DAY} | details)
    look(session, MONDAY)
    assert told(session, olga) == ["2027-02-15"]
    assert ("Черновик уже есть" in words(session)) == (details == {"state": "draft"})


def test_one_draft_is_named_and_opened_by_its_button_and_several_are_counted(session: Session) -> None:
    announcer(session)
    webinar(session, title="Чай", state="draft", starts_at=MONDAY + 3 * DAY)
    shown = words(session)
    assert "Черновик уже есть: «Чай», чт, 18 февраля, 09:00 (Тюмень), 07:00 МСК. Можно опубликовать его." in shown
    assert "['📝 Открыть черновик', '➕ Запланировать', '📅 План', '🏠 Меню']" in shown
    webinar(session, state="draft", starts_at=MONDAY + 10 * DAY)
    assert "Уже есть 2 черновика: можно опубликовать. ['📝 Черновики', '➕ Запланировать'" in words(session)
    assert "Черновик уже есть: «Оценивание», чт, 25 февраля" in words(session, now=TWENTIETH)
    assert "ерновик" not in words(session, now=TWENTIETH + 6 * DAY), "nobody can publish what is over"


def test_draft_of_a_day_that_is_over_is_moved_and_not_published(session: Session) -> None:
    olga = announcer(session)
    draft = webinar(session, state="draft", starts_at=MONDAY + DAY)

    def shown(now: datetime) -> str:
        screen = screens.run(events.card(session, olga, draft, now), (), (), club, now)
        return f"{screen.text} {[button.label for row in screen.buttons for button in row]}"

    assert "['✅ Опубликовать', '📝 Изменить', '🗑 Удалить'" in shown(MONDAY)
    assert "Это время уже прошло. Измените его" in shown(TWENTIETH)
    assert "['📝 Изменить', '🗑 Удалить'" in shown(TWENTIETH)
    assert planning.change(session, olga, draft.id, {"starts_at": TWENTIETH + DAY}, club, TWENTIETH) is draft
    assert "✅ Опубликовать" in shown(TWENTIETH)


def test_plan_of_a_month_that_is_short_offers_an_event(session: Session) -> None:
    olga, town = announcer(session), club.municipalities[0].id
    vera = announcer(session, municipality=town, role="curator")
    first = MONDAY.date().replace(day=1)

    def offers(person: Person, now: datetime) -> bool:
        shown = plans.month(plan_months.month(session, person, first, club, now), 0, club, now.date())
        return "➕ Запланировать" in [button.label for row in shown.buttons for button in row]

    assert [offers(olga, MONDAY), offers(vera, MONDAY), offers(olga, MONDAY + 20 * DAY)] == [True, False, False]
    webinar(session, starts_at=MONDAY + DAY)
    assert not offers(olga, MONDAY)


def test_where_several_are_wanted_it_says_how_many_there_are(session: Session) -> None:
    three = club.model_copy(update={"events": club.events.model_copy(update={"per_month_min": 3})})
    olga = announcer(session)
    webinar(session, starts_at=MONDAY + DAY)
    look(session, MONDAY, three)
    assert told(session, olga) == ["2027-02-15"]
    assert "План на февраль: опубликовано 1, а нужно не меньше 3." in words(session, three)


def test_old_item_is_closed_with_its_month(session: Session) -> None:
    olga = announcer(session)
    look(session, TWENTIETH)
    assert waits(session, olga, TWENTIETH) == [202702]
    look(session, datetime(2027, 3, 1, tzinfo=UTC))
    assert waits(session, olga, TWENTIETH) == []


@pytest.mark.parametrize(
    ("today", "of"),
    [
        (date(2027, 2, 14), None),
        (date(2027, 2, 15), date(2027, 2, 15)),
        (date(2027, 2, 17), date(2027, 2, 15)),
        (date(2027, 2, 18), None),
        (date(2027, 2, 22), date(2027, 2, 20)),
        (date(2027, 2, 25), None),
        (date(2027, 7, 15), None),
    ],
)
def test_day_of_the_guard(today: date, of: date | None) -> None:
    assert month_guard.guard_day(today, club) == of


def test_communities_without_the_rule_are_left_alone(session: Session) -> None:
    olga = announcer(session)
    look(session, MONDAY, load_profile("perm-nastavniki"))
    assert told(session, olga) == []


async def test_two_clocks_tell_once(database: Database) -> None:
    await database.run(announcer)

    async def clock() -> None:
        while await database.run(lambda session: month_guard.watch(session, club, MONDAY)):
            pass

    await asyncio.gather(*(clock() for _ in range(4)))
    keys = await database.run(lambda session: list(session.execute(select(Notification.dedupe_key)).scalars()))
    items = await database.run(lambda session: list(session.execute(select(Attention.subject)).scalars()))
    assert (len(keys), items) == (1, [202702])
