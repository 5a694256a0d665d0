"""What waits of a broadcast leaves for many at once; not while it is paused, nor to those who do not want it then."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from community import audiences
from community.audiences import Audience, Terms
from community.notices import Topic
from community.profile_files import load_profile
from community.quiet import judge
from messengers.screen import Screen
from scheduler.broadcasts import AIM, LEAST, MOST, fitting
from scheduler.letters import MOST_ROUTED
from scheduler.notices import Notices
from storage import claiming, outbox
from storage.database import Database
from storage.models import Account, Broadcast, Notification, Person
from storage.notifications import ALIKE, BULK, notify
from storage.telling import notify_chosen, telling
from tests.held_consents import agrees
from tests.office import CROWD, NOW, CirculatingNetwork, Office, crowd, people, render

perm = load_profile("perm-nastavniki")
EVENING, NIGHT = NOW.replace(hour=15), NOW.replace(hour=18)  # 20:00 and 23:00 in Perm
ALL = [(number, "news 1") for number in range(CROWD, CROWD + 100)]


def begin(session: Session) -> int:
    """A broadcast on its way to the whole crowd."""
    made = Broadcast(kind="message", state="sending", topic="community", due=NOW, created_at=NOW, filled_at=NOW)
    made.ids = {"event": 1}
    session.add(made)
    session.flush()
    chosen = select(Person.id).where(Person.id >= CROWD)
    told = telling(session.connection().dialect.name, chosen, "news", NOW, made.id)
    assert notify_chosen(session, told) == 100
    assert notify_chosen(session, told) == 0
    return made.id


async def changed(office: Office, **values: object) -> None:
    await office.database.run(lambda session: session.execute(update(Broadcast).values(values)))


@pytest.fixture
async def office(database: Database) -> Office:
    await database.run(people)
    await database.run(crowd)
    await database.run(begin)
    return Office(database, CirculatingNetwork("vk"))


async def test_broadcast_leaves_for_many_at_once_and_for_each_once(office: Office) -> None:
    await office.works()
    vk = cast("CirculatingNetwork", office.vk)
    assert sorted(vk.delivered) == ALL
    assert len(vk.many) <= 100 // vk.many_at_once + 2
    await office.later()
    assert len(vk.delivered) == 100


async def test_broadcast_that_is_paused_waits_and_goes_on(office: Office) -> None:
    await changed(office, state="paused")
    await office.works()
    assert office.vk.delivered == []
    await changed(office, state="sending")
    await office.works()
    assert sorted(office.vk.delivered) == ALL


async def test_broadcast_that_was_cancelled_reaches_nobody_more_and_holds_nobody_up(office: Office) -> None:
    await changed(office, state="cancelled")
    second = await office.database.run(begin)
    await office.works()
    assert sorted(office.vk.delivered) == ALL
    rows = (await office.rows()).values()
    assert {(row.broadcast_id == second, row.state) for row in rows} == {(True, "sent"), (False, "new")}


async def test_who_cannot_be_reached_any_more_is_told_in_another_network(office: Office) -> None:
    def has_telegram(session: Session) -> None:
        session.add(Account(person_id=CROWD, network="telegram", number=77, created_at=NOW))
        session.execute(update(Account).where(Account.number == CROWD).values(blocked_at=NOW))

    await office.database.run(has_telegram)
    await office.works()
    assert office.telegram.delivered == [(77, "news 1")]
    assert sorted(office.vk.delivered) == ALL[1:]


async def test_those_in_doubt_are_sent_again_when_asked_although_the_broadcast_is_over(office: Office) -> None:
    await office.works()
    await office.database.run(lambda session: session.execute(update(Notification).values(state="unsure")))
    await changed(office, state="sent")
    assert await office.database.run(lambda session: outbox.send_again(session, "unsure", office.now)) == 100
    await office.works()
    assert {row.state for row in (await office.rows()).values()} == {"sent"}
    assert len(office.vk.delivered) == 100  # VK knows them


def test_what_was_given_out_in_the_evening_is_held_back_at_night(session: Session) -> None:
    """All of it in a few steps; who wants no news, or has no quiet hours, is treated as they wish."""
    crowd(session)
    begin(session)
    assert claiming.route_many(session, ("vk",), NOW, 100) == ({"vk"}, True)
    kind = {"kind": "message_to_many"}
    session.execute(update(Notification).values(kind))
    session.get_one(Person, CROWD).muted_topics = ["community"]
    awake = session.get_one(Person, CROWD + 1)
    awake.quiet_from = awake.quiet_to = 0
    session.flush()

    def leaving() -> list[int]:
        rows = claiming.waiting(session, "vk", BULK, now=NIGHT, most=15)
        held = claiming.hold_back(
            session, "vk", [row.id for row in rows], NIGHT, MOST_ROUTED, lambda row, now: judge(row, now, perm)
        )
        return [row.number for row in rows if row.id not in held]

    assert leaving() == leaving() == [CROWD + 1]
    states = session.execute(select(Notification.state, Notification.reason, Notification.due).distinct()).all()
    morning = NIGHT.replace(hour=4, minute=0) + timedelta(days=1)
    assert {(state, reason) for state, reason, _ in states} == {("new", None), ("skipped", "muted")}
    assert {due for state, _, due in states if state == "new"} == {NOW, morning}
    assert claiming.next_due(session, "vk", NIGHT) == morning


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_account_is_looked_up_by_its_person_however_many_there_are_in_a_network(engine: Engine) -> None:
    """Without statistics SQLite preferred the index of networks, and read everybody's account for 200 people."""
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
    with Session(engine) as session:
        people(session)
        crowd(session)
        begin(session)
        claiming.route_many(session, ("vk", "telegram"), NOW, 100)
        [(looked_up, given)] = [each for each in asked if each[0].startswith("SELECT account.person_id")]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {looked_up}", given).all()
        session.rollback()
    assert [row[3] for row in plan] == ["SEARCH account USING INDEX ix_account_person_id (person_id=?)"]


def test_next_of_a_broadcast_that_waits_is_known_and_of_one_that_is_paused_is_not(session: Session) -> None:
    crowd(session)
    begin(session)
    session.execute(update(Notification).values(due=EVENING, network="vk"))
    assert claiming.next_due(session, "vk", NOW) == EVENING
    assert claiming.next_due(session, "telegram", NOW) is None
    session.execute(update(Broadcast).values(state="paused"))
    assert claiming.next_due(session, "vk", NOW) is None


def test_those_who_are_meant_are_those_whom_the_post_reaches_and_where(session: Session) -> None:
    chance = random.Random(8)
    for number in range(1, 61):
        preferred = chance.choice([None, "vk", "telegram"])
        person = Person(created_at=NOW, joined_at=NOW, name="Анна", preferred_network=preferred)
        session.add(person)
        session.flush()
        agrees(session, person, NOW, network="telegram")
        for extra in range(chance.randrange(3)):
            blocked = chance.choice([None, None, NOW])
            network = chance.choice(["vk", "telegram"])
            there = Account(person_id=person.id, network=network, number=1000 + number * 9 + extra, created_at=NOW)
            there.blocked_at = blocked
            session.add(there)
            session.flush()
    terms = Terms(Topic.COMMUNITY, perm, NOW)
    for told in session.execute(select(Person.id)).scalars().all():
        notify(session, told, "news", {}, NOW, "news")
    for networks in (("vk", "telegram"), ("vk",)):
        session.execute(update(Notification).values(state="new", network=None, account_id=None))
        claiming.route(session, networks, NOW, 999)
        routed = select(Notification.person_id, Notification.network).where(Notification.network.is_not(None))
        found = {row[0]: row[1] for row in session.execute(routed)}
        assert {*session.execute(audiences.receivers(Audience(), terms, networks)).scalars()} == {*found}
        if len(networks) > 1:
            assert audiences.count(session, Audience(), terms).networks == Counter(found.values())


@pytest.mark.parametrize(
    ("most", "seconds", "then"),
    [(1000, AIM, 1000), (1000, AIM / 9, 2000), (1000, 3.0, 500), (LEAST, 3.0, LEAST), (MOST, 1e-9, MOST)],
)
def test_slice_is_as_large_as_the_last_one_was_quick(most: int, seconds: float, then: int) -> None:
    assert fitting(most, seconds) == then


@pytest.mark.parametrize(("ids", "times"), [({"event": 1}, 100), ({"event": 1, ALIKE: True}, 4)])
async def test_only_what_is_alike_is_worded_for_many_at_once(
    office: Office, ids: dict[str, object], times: int
) -> None:
    worded = []

    def words(session: Session, kind: str, ids: Mapping[str, Any]) -> Screen | None:
        worded.append(kind)
        return render(session, kind, ids)

    await office.database.run(lambda session: session.execute(update(Notification).values(ids=ids)))
    watched = Office(office.database, CirculatingNetwork("vk"))
    watched.notices = Notices(words)
    watched.posts = [watched.post_of(network) for network in (watched.telegram, watched.vk)]
    await watched.works()
    assert sorted(watched.vk.delivered) == ALL
    assert len(worded) in range(times, times + 3)
