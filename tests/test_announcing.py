from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from community import (
    announcing,
    audiences,
    broadcasts,
    consents,
    pictures,
    planning,
    registrations,
    unsubscribing,
)
from community.announcing import Told
from community.audiences import MENTORS, Audience, Reason, Terms
from community.broadcasts import BROADCAST, State
from community.consents import Kind, wording
from community.filling import SLICE
from community.notices import Notice, Topic
from community.profile_files import load_profile
from community.quiet import judge
from community.refusals import EventStarted, NotAllowed, RegistrationClosed, UnknownChoice
from community.talks import Received
from scheduler.broadcasts import broadcast_jobs
from scheduler.jobs import NOTIFICATIONS_KEPT, forget_notifications
from screens.announcing_notices import event_announced
from storage.database import Database
from storage.models import Account, Consent, Event, Grant, Mentor, Notification, Person, Picture
from tests.giving_out import give_out
from tests.held_consents import agrees
from tests.sandbox.test_messages import PNG
from tests.test_quiet import MORNING, NIGHT, due
from tests.test_registrations import DAY, HOUR, NOW, webinar

perm = load_profile("perm-nastavniki")
HERE, THERE = perm.municipalities[0].id, perm.municipalities[1].id
MANY = 3000
TERMS = Terms(Topic.EVENTS, perm, NOW)


def member(session: Session, name: str, municipality: str = HERE, **more: object) -> Person:
    """Who agreed to announcements, and is on VK."""
    person = Person(created_at=NOW, joined_at=NOW, name=name, municipality=municipality, **more)
    session.add(person)
    session.flush()
    agrees(session, person, NOW)
    return person


def announcer(session: Session, municipality: str | None = None, role: str = "coordinator") -> Person:
    olga = Person(created_at=NOW, joined_at=NOW, name="Ольга", municipality=HERE)
    session.add(olga)
    session.flush()
    session.add(Grant(person_id=olga.id, role=role, municipality=municipality, granted_at=NOW))
    session.flush()
    return olga


def tell(session: Session, olga: Person, event: Event, town: str | None = None) -> Told:
    return announcing.announce(session, olga, event.id, town, perm, NOW)


def gets(session: Session, audience: Audience, terms: Terms) -> list[int]:
    return list(session.execute(audiences.receivers(audience, terms)).scalars())


def fill(session: Session, most: int = SLICE) -> int:
    slices = 0
    while give_out(session, perm, NOW, most):
        slices += 1
    return slices


def notified(session: Session, state: str = "new") -> list[int]:
    """Whom, in order; somebody who was told twice would be there twice."""
    rows = select(Notification.person_id).where(Notification.kind == Notice.EVENT_ANNOUNCED)
    return list(session.execute(rows.where(Notification.state == state).order_by(Notification.id)).scalars())


def deliver(session: Session, *people: Person) -> None:
    rows = select(Notification).where(Notification.person_id.in_([person.id for person in people]))
    for row in session.execute(rows).scalars():
        row.state, row.done_at = "sent", NOW
    session.flush()


def words(session: Session, event: Event, told: Told) -> str:
    assert told.broadcast
    screen = event_announced(session, {"event": event.id, BROADCAST: told.broadcast.id}, perm)
    return f"{screen.text} {[button.label for row in screen.buttons for button in row]}" if screen else ""


def test_everybody_who_is_meant_is_counted_once_with_the_reason(session: Session) -> None:
    event, anna, boris = webinar(session), member(session, "Анна"), member(session, "Борис", THERE)
    member(session, "Вера", muted_topics=["events"])
    member(session, "Дина", paused_at=NOW)
    back = member(session, "Пётр", paused_at=NOW - 9 * DAY, paused_until=NOW - DAY)
    galina, zoya, ivan = member(session, "Галина"), member(session, "Зоя"), member(session, "Иван")
    consents.withdraw(session, galina, Kind.MAILINGS, NOW)
    registrations.sign_up(session, zoya, event.id, NOW)
    ivan.accounts[0].blocked_at = NOW
    session.add(Person(created_at=NOW, municipality=HERE))  # a guest
    session.add(Account(person_id=boris.id, network="telegram", number=1, created_at=NOW))
    boris.preferred_network = "telegram"
    session.flush()
    terms = broadcasts.terms(session, event, perm, NOW)
    counted = audiences.count(session, Audience(), terms)
    assert counted.networks == {"vk": 2, "telegram": 1}
    assert counted.excluded == dict.fromkeys(Reason, 1)
    members = session.execute(select(func.count()).where(Person.joined_at.is_not(None))).scalar_one()
    assert counted.receive + sum(counted.excluded.values()) == members
    assert gets(session, Audience(), terms) == [anna.id, boris.id, back.id]
    assert audiences.count(session, Audience.of(THERE), terms).networks == {"telegram": 1}


def test_audience_is_of_those_of_whom_all_is_true(session: Session) -> None:
    anna = member(session, "Анна", position="teacher", specialities=["math"])
    boris = member(session, "Борис", THERE, position="teacher")
    vera = member(session, "Вера", specialities=["physics"])
    session.add(Mentor(person_id=boris.id, ground="luch", capacity=1, confirmed_at=NOW))
    session.add(Grant(person_id=vera.id, role="curator", municipality=HERE, granted_at=NOW))
    session.flush()

    def names(**wanted: tuple[str, ...]) -> list[int]:
        return gets(session, Audience(**wanted), TERMS)

    assert names(positions=("teacher",)) == [anna.id, boris.id]
    assert names(positions=("teacher",), municipalities=(HERE,)) == [anna.id]
    assert names(subjects=("math", "physics")) == [anna.id, vera.id]
    assert names(roles=(MENTORS, "curator")) == [boris.id, vera.id]
    assert Audience.model_validate(Audience(roles=(MENTORS,)).kept()) == Audience(roles=(MENTORS,))


def test_filling_is_killed_in_the_middle_and_goes_on(session: Session) -> None:
    people = [member(session, f"Анна {number}").id for number in range(5)]
    told = tell(session, announcer(session), webinar(session))
    assert give_out(session, perm, NOW, 2)
    with session.begin_nested() as killed:
        assert give_out(session, perm, NOW, 2)
        killed.rollback()
    session.expire_all()
    assert notified(session) == people[:2]
    assert fill(session, 2) == 3
    assert notified(session) == people
    assert told.broadcast
    assert (told.broadcast.queued, told.broadcast.found) == (5, 5)
    assert not broadcasts.finish(session, NOW)
    deliver(session, *session.execute(select(Person)).scalars())
    assert broadcasts.finish(session, NOW)
    assert not broadcasts.finish(session, NOW)
    assert (told.broadcast.state, told.broadcast.delivered) == (State.SENT, 5)


def test_second_press_tells_only_those_who_do_not_know(session: Session) -> None:
    olga, event, anna = announcer(session), webinar(session), member(session, "Анна")
    first = tell(session, olga, event, HERE)
    assert tell(session, olga, event, HERE).broadcast is first.broadcast  # it is not given out yet
    fill(session)
    assert tell(session, olga, event, HERE).broadcast is None
    boris, vera = member(session, "Борис", THERE), member(session, "Вера")
    assert tell(session, olga, event).broadcast
    assert tell(session, olga, event, HERE).broadcast  # Vera is to be told by both
    fill(session)
    assert notified(session) == [anna.id, boris.id, vera.id]
    so_far = announcing.progress(session, event)
    assert so_far
    assert (so_far.total, so_far.delivered, so_far.wait, so_far.is_on) == (3, 0, 3, True)


def test_stopped_announcement_reaches_nobody_more_and_may_be_made_again(session: Session) -> None:
    olga, event = announcer(session), webinar(session)
    anna, boris = member(session, "Анна"), member(session, "Борис")
    first = tell(session, olga, event)
    fill(session)
    deliver(session, anna)
    assert "Записаться" in words(session, event, first)
    assert first.broadcast
    for _ in range(2):
        assert announcing.stop(session, olga, first.broadcast.id, NOW).state == State.CANCELLED
    assert words(session, event, first) == ""
    assert tell(session, olga, event).choice.counted.receive == 1
    fill(session)
    assert notified(session) == [boris.id, boris.id]  # of the first, nothing is told any more
    planning.cancel(session, olga, event.id, None, NOW)
    assert words(session, event, first) == ""


def test_event_cancelled_meanwhile_is_given_out_to_nobody(session: Session) -> None:
    olga, event = announcer(session), webinar(session)
    member(session, "Анна")
    told = tell(session, olga, event)
    planning.cancel(session, olga, event.id, None, NOW)
    for job in broadcast_jobs(perm):
        list(job(session, NOW))
    assert not [made for job in broadcast_jobs(perm) for made in job(session, NOW)]
    assert notified(session) == []
    assert told.broadcast
    assert told.broadcast.state == State.CANCELLED


def test_who_wants_no_more_is_not_told_what_waits(session: Session) -> None:
    olga, event = announcer(session), webinar(session)
    anna, boris, vera = member(session, "Анна"), member(session, "Борис"), member(session, "Вера")
    tell(session, olga, event)
    fill(session)
    consents.withdraw(session, anna, Kind.MAILINGS, NOW)
    unsubscribing.want_no_more(session, boris, "events", NOW)
    assert notified(session) == [vera.id]
    assert boris.muted_topics == ["events"]


def test_announcement_waits_for_the_morning_or_does_not_come() -> None:
    row = due(Notice.EVENT_ANNOUNCED, lane=2, useful_until=MORNING)
    assert judge(row, NIGHT, perm) == MORNING
    assert judge(row._replace(useful_until=MORNING - timedelta(minutes=1)), NIGHT, perm) == "late"


def test_curator_of_a_municipality_announces_there_only(session: Session) -> None:
    curator, event = announcer(session, HERE, "curator"), webinar(session)
    member(session, "Анна")
    member(session, "Борис", THERE)
    assert [choice.town for choice in announcing.choices(session, curator, event.id, perm, NOW)] == [HERE]
    for town in (None, THERE):
        with pytest.raises(NotAllowed):
            tell(session, curator, event, town)
    assert tell(session, curator, event, HERE).choice.counted.receive == 1
    olga = announcer(session)
    with pytest.raises(UnknownChoice):
        tell(session, olga, event, "gone")
    told = tell(session, olga, event).broadcast
    assert told
    with pytest.raises(NotAllowed):
        announcing.stop(session, curator, told.id, NOW)


def test_only_what_people_can_still_sign_up_for_is_announced(session: Session) -> None:
    olga = announcer(session)
    with pytest.raises(EventStarted):
        tell(session, olga, webinar(session, starts_at=NOW - HOUR))
    with pytest.raises(RegistrationClosed):
        tell(session, olga, webinar(session, closes_at=NOW - HOUR))
    assert not announcing.may_announce(session, olga, webinar(session, state="draft"), NOW)


def test_announcement_says_how_to_sign_up(session: Session) -> None:
    olga, shown = announcer(session), ""
    member(session, "Анна")
    for details, said in (
        ({"capacity": 30, "place": "Школа № 7"}, ("Осталось 30 мест из 30", "Школа № 7", "'✅ Записаться'")),
        ({"capacity": 0}, ("лист ожидания", "'✅ Встать в лист ожидания'")),
        ({"registration_url": "https://site.example.ru"}, ("'✅ Записаться на сайте'",)),
        ({"opens_at": NOW + DAY}, ("Запись откроется: вт, 3 марта",)),
    ):
        event = webinar(session, **details)
        shown = words(session, event, tell(session, olga, event))
        assert all(each in shown for each in (*said, event.title, "Не получать анонсы")), shown
    assert "'✅ Записаться'" not in shown


def test_who_knows_of_an_event_is_kept_until_it_begins(session: Session) -> None:
    event, anna = webinar(session, starts_at=NOW + NOTIFICATIONS_KEPT + 9 * DAY), member(session, "Анна")
    tell(session, announcer(session), event)
    fill(session)
    deliver(session, anna)
    assert not list(forget_notifications(session, NOW + NOTIFICATIONS_KEPT + DAY))
    assert list(forget_notifications(session, event.starts_at + DAY))


def crowd(session: Session, many: int) -> None:
    """Members who agreed, one in ten of them not."""
    blank = {"created_at": NOW, "joined_at": NOW, "is_minor": False, "search": "", "municipality": HERE}
    lists: dict[str, list[str]] = {"specialities": [], "shares": [], "learns": [], "muted_topics": []}
    numbers = range(1, many + 1)
    session.execute(insert(Person), [{"id": number, "name": f"Анна {number}", **blank, **lists} for number in numbers])
    account = {"network": "vk", "created_at": NOW, "forms": {}}
    session.execute(insert(Account), [{"person_id": number, "number": number, **account} for number in numbers])
    agreed = {"kind": Kind.MAILINGS.value, "version": wording(perm, Kind.MAILINGS).version, "text_hash": ""}
    agreed |= {"network": "vk"}
    consenting = [number for number in numbers if number % 10]
    session.execute(insert(Consent), [{"person_id": number, "given_at": NOW, **agreed} for number in consenting])


def test_thousands_are_told_in_slices(session: Session) -> None:
    crowd(session, MANY)
    event = webinar(session)
    author = session.get_one(Person, 1)
    session.add(Grant(person_id=author.id, role="council", granted_at=NOW))
    session.flush()
    told = tell(session, author, event)
    assert told.choice.counted.receive == MANY * 9 // 10
    assert told.choice.counted.excluded == {Reason.NO_CONSENT: MANY // 10}
    assert fill(session) == MANY // SLICE + 1
    assert notified(session) == [number for number in range(1, MANY + 1) if number % 10]


def test_picture_is_shared_with_copies_and_goes_with_the_last(session: Session) -> None:
    olga, event = announcer(session), webinar(session)
    file = Received("document", "Кот.PNG", PNG)
    pictures.put(session, olga, event.id, file, perm, NOW)
    copy = planning.copy(session, olga, event.id, NOW)
    found = pictures.of(session, copy)
    assert found
    assert (found.content, found.name, found.size) == (PNG, "picture.png", len(PNG))
    pictures.put(session, olga, event.id, file, perm, NOW)
    for _ in range(2):
        pictures.remove(session, olga, event.id, perm, NOW)
    assert not pictures.ask(session, olga, event, NOW)
    assert session.execute(select(func.count()).select_from(Picture)).scalar_one() == 1
    planning.cancel(session, olga, copy.id, None, NOW)  # a draft is thrown away
    assert session.execute(select(func.count()).select_from(Picture)).scalar_one() == 0
    assert [pictures.suffix(each) for each in (PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"")] == ["png", "jpg", None, None]


async def test_two_announce_at_once_and_one_announcement_is_made(database: Database) -> None:
    def begin(session: Session) -> tuple[int, list[int]]:
        member(session, "Анна")
        return webinar(session).id, [announcer(session).id, announcer(session).id]

    event_id, authors = await database.run(begin)

    def press(author: int) -> Callable[[Session], int]:
        def work(session: Session) -> int:
            olga = session.get_one(Person, author, with_for_update={"key_share": True})
            told = announcing.announce(session, olga, event_id, None, perm, NOW).broadcast
            return told.id if told else 0

        return work

    assert set(await asyncio.gather(*(database.run(press(author)) for author in authors))) == {1}
