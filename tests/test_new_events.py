from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import announcing, new_events, registrations
from community.audiences import Audience
from community.event_subjects import competences_of, subjects_of
from community.new_events import AHEAD, MOST_A_DAY, PATIENCE
from community.notices import Notice
from community.profiles import CommunityProfile, Monthly
from storage.database import Database
from storage.models import Broadcast, Event, EventHost, Notification, Person
from tests.giving_out import give_out
from tests.test_announcing import HERE, THERE, announcer, member
from tests.test_registrations import DAY, HOUR, NOW, perm, webinar
from tests.test_series import meeting, weekly

MINUTE = timedelta(minutes=1)


def telling(**events: object) -> CommunityProfile:
    changed = perm.events.model_copy(update={"announces_new_events": True, **events})
    return perm.model_copy(update={"events": changed})


tells = telling()


def announce(session: Session, now: datetime = NOW + HOUR, community: CommunityProfile = tells) -> int:
    steps = 0
    while new_events.announce(session, community, now):
        session.flush()
        steps += 1
    while give_out(session, community, now):
        session.flush()
    return steps


def told(session: Session, person: Person) -> list[int]:
    mine = Notification.person_id == person.id, Notification.kind == Notice.EVENT_ANNOUNCED
    of = select(Broadcast.event_id).join(Notification, Notification.broadcast_id == Broadcast.id)
    return [event or 0 for event in session.execute(of.where(*mine).order_by(Notification.id)).scalars()]


def audiences(session: Session) -> list[Audience]:
    rows = session.execute(select(Broadcast.audience).order_by(Broadcast.id)).scalars()
    return [Audience.model_validate(each) for each in rows]


def test_those_interested_are_told_once_and_not_in_the_first_half_hour(session: Session) -> None:
    event, anna = webinar(session), member(session, "Анна")
    assert announce(session, NOW + PATIENCE - MINUTE) == 0
    assert announce(session, NOW + PATIENCE) == 1
    assert announce(session, NOW + DAY) == 0
    assert told(session, anna) == [event.id]
    boris = member(session, "Борис")
    announce(session, NOW + 2 * DAY)
    assert told(session, boris) == [], "who comes later finds it in the calendar"


def test_only_members_with_the_consent_who_want_it_are_told(session: Session) -> None:
    webinar(session)
    quiet = [member(session, "Вера", muted_topics=["events"]), member(session, "Дина", paused_at=NOW)]
    quiet.append(Person(created_at=NOW, joined_at=NOW, name="Галина", municipality=HERE))
    session.add(quiet[-1])
    session.flush()
    announce(session)
    assert [told(session, each) for each in quiet] == [[], [], []]
    assert announce(session, NOW + DAY) == 0, "nobody was there to be told, and that is remembered"


def test_event_of_a_town_and_for_a_subject_goes_to_those_whom_it_fits(session: Session) -> None:
    webinar(session, municipality=HERE, title="Лаборатория для учителей физики")
    anna = member(session, "Анна", specialities=["physics"])
    boris, vera = member(session, "Борис", specialities=["maths"]), member(session, "Вера", THERE)
    announce(session)
    assert [bool(told(session, each)) for each in (anna, boris, vera)] == [True, False, False]
    assert audiences(session) == [Audience(municipalities=(HERE,), subjects=("physics",))]


def test_what_was_announced_by_hand_is_not_announced_again(session: Session) -> None:
    event, olga, anna = webinar(session), announcer(session), member(session, "Анна")
    announcing.announce(session, olga, event.id, THERE, tells, NOW)
    begun = announcing.announce(session, olga, event.id, None, tells, NOW)
    assert begun.broadcast
    announcing.stop(session, olga, begun.broadcast.id, NOW)
    assert announce(session) == 0
    assert told(session, anna) == []


def test_who_has_registered_is_not_told(session: Session) -> None:
    event, anna, boris = webinar(session), member(session, "Анна"), member(session, "Борис")
    registrations.sign_up(session, anna, event.id, NOW)
    announce(session)
    assert (told(session, anna), told(session, boris)) == ([], [event.id])


def test_who_makes_it_happen_is_not_invited(session: Session) -> None:
    event, olga, boris, anna = webinar(session), *(member(session, name) for name in ("Ольга", "Борис", "Анна"))
    session.add(EventHost(event_id=event.id, person_id=olga.id, role="organiser"))
    session.add(EventHost(event_id=event.id, person_id=boris.id, role="speaker"))
    session.add(EventHost(event_id=event.id, name="Гость", role="expert"))
    session.flush()
    announce(session)
    assert [told(session, each) for each in (olga, boris, anna)] == [[], [], [event.id]]


@pytest.mark.parametrize(
    "details",
    [
        {"state": "draft", "published_at": None},
        {"state": "cancelled"},
        {"starts_at": NOW + 2 * HOUR},
        {"starts_at": NOW + HOUR + AHEAD + MINUTE},
        {"opens_at": NOW + DAY},
        {"closes_at": NOW + 2 * HOUR},
        {"moved_at": NOW + 45 * MINUTE},
    ],
)
def test_what_nobody_could_use_now_is_not_announced(session: Session, details: dict[str, object]) -> None:
    member(session, "Анна")
    webinar(session, **details)
    assert announce(session) == 0


def test_plan_of_a_year_is_told_little_by_little_the_nearest_first(session: Session) -> None:
    anna = member(session, "Анна")
    made = [webinar(session, title=f"Встреча {days}", starts_at=NOW + days * DAY) for days in (15, 40, 5, 10)]
    announce(session)
    far, farthest, near, next_ = (event.id for event in made)
    assert told(session, anna) == [near, next_]
    assert len(told(session, anna)) == MOST_A_DAY
    announce(session, NOW + 12 * HOUR)
    announce(session, NOW + DAY)
    assert told(session, anna) == [near, next_, far]
    announce(session, NOW + 20 * DAY)
    assert told(session, anna) == [near, next_, far, farthest]


def test_of_what_repeats_only_the_first_is_news(session: Session) -> None:
    olga, anna = member(session, "Ольга"), member(session, "Анна")
    found = weekly(session, olga, starts_at=NOW + 3 * DAY)
    for days in range(30):
        announce(session, NOW + HOUR + days * DAY)
    assert told(session, anna) == [found[0].id]


def test_monthly_meeting_has_an_invitation_of_its_own(session: Session) -> None:
    olga = member(session, "Ольга")
    meeting(session, olga, kind="monthly-meeting")
    monthly = Monthly(rule="третий четверг месяца в 16:00", title="Встреча")
    assert announce(session, community=telling(monthly=monthly)) == 0


def test_silent_in_quiet_months_and_where_the_profile_does_not_say_so(session: Session) -> None:
    member(session, "Анна")
    webinar(session)
    assert announce(session, community=perm) == 0
    july = datetime(2026, 7, 3, 9, tzinfo=UTC)
    webinar(session, starts_at=july + 5 * DAY, published_at=july - DAY)
    assert announce(session, july) == 0


@pytest.mark.parametrize(
    ("title", "about", "subjects"),
    [
        ("Семинар для учителей физики", None, ("physics",)),
        ("Вебинар для учителей начальных классов", None, ("primary",)),
        ("Русский язык: сочинение", None, ("russian",)),
        ("Практикум", "Приглашаем учителей математики и информатики.", ("maths", "informatics")),
        ("Истории успеха наставников", None, ()),
        ("Педагогические чтения", None, ()),
        ("Музыка нас связала", None, ()),
        ("Митап педагогов", "", ()),
    ],
)
def test_subjects_are_those_that_are_named_and_no_others(title: str, about: str | None, subjects: tuple[str]) -> None:
    assert subjects_of(Event(title=title, about=about), perm) == subjects


@pytest.mark.parametrize(
    ("title", "competences"),
    [
        ("Формирующее оценивание: с чего начать", ("assessment",)),
        ("Готовим ребят к экзаменам", ("exams",)),
        ("Проектная деятельность и родители", ("projects",)),
        ("Митап педагогов", ()),
    ],
)
def test_competences_are_those_that_the_title_names(title: str, competences: tuple[str]) -> None:
    assert competences_of(Event(title=title, about="Мотивация учеников"), perm) == competences


async def test_two_clocks_announce_once(database: Database) -> None:
    def begin(session: Session) -> None:
        for number in range(3):
            webinar(session, title=f"Встреча {number}")
        for number in range(30):
            member(session, f"Анна {number}")

    await database.run(begin)

    async def clock() -> None:
        while await database.run(lambda session: new_events.announce(session, tells, NOW + HOUR)):
            pass
        while await database.run(lambda session: give_out(session, tells, NOW + HOUR)):
            pass

    await asyncio.gather(*(clock() for _ in range(4)))
    begun = await database.run(lambda session: list(session.execute(select(Broadcast.event_id)).scalars()))
    rows = await database.run(lambda session: list(session.execute(select(Notification.dedupe_key)).scalars()))
    assert len(set(begun)) == len(begun) <= 3
    assert len(rows) == len(begun) * 30
