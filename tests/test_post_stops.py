import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from messengers.messenger import Lane, Place, Shown
from messengers.screen import Screen
from scheduler import post as module
from scheduler.jobs import NOTIFICATIONS_KEPT, forget_notifications
from scheduler.letters import TRIES
from storage.database import Database, Priority, Work
from storage.models import Account, Notification
from tests.office import (
    ANNA,
    ANNA_VK,
    BORIS,
    BORIS_TELEGRAM,
    CROWD,
    NOW,
    CirculatingNetwork,
    Office,
    crowd,
    people,
    stopped,
)

T = TypeVar("T")


async def test_announcement_interrupted_in_the_middle_is_delivered_once_to_each(database: Database) -> None:
    await database.run(people)
    await database.run(crowd)
    vk = CirculatingNetwork("vk")
    for person in range(CROWD, CROWD + 30):
        await Office(database, vk).told(person, topic="spring", bulk=True)
    await Office(database, vk).works()
    await database.run(lambda session: session.execute(update(Notification).values(state="sending", done_at=None)))
    await Office(database, vk).works()
    assert len(vk.delivered) == len(set(vk.delivered)) == 30
    assert {row.state for row in (await Office(database, vk).rows()).values()} == {"sent"}


async def test_letters_on_their_way_come_to_their_end_when_the_program_stops(office: Office) -> None:
    office.telegram.pace = 0.3
    task = asyncio.create_task(office.posts[0].run())
    await office.told(BORIS)
    office.wake()
    while not office.telegram.keys:
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert (await office.row()).state == "sent"


async def test_letters_of_a_post_that_lost_its_lead_do_not_leave(office: Office) -> None:
    office.telegram.pace = 0.3
    task = asyncio.create_task(office.posts[0].run())
    await office.told(BORIS)
    office.wake()
    while not office.telegram.keys:
        await asyncio.sleep(0.01)
    office.posts[0].abandon()
    await stopped(task)
    assert office.telegram.delivered == []
    assert (await office.row()).state == "sending"


def in_work(*keys: str) -> Callable[[Session], None]:
    def mark(session: Session) -> None:
        account = session.execute(select(Account.id).where(Account.number == ANNA_VK)).scalar_one()
        for row in session.execute(select(Notification).where(Notification.dedupe_key.in_(keys))).scalars():
            row.state, row.account_id, row.network = "sending", account, "vk"

    return mark


async def test_personal_message_in_work_at_the_start_is_sent_again_in_the_same_network(office: Office) -> None:
    await office.told(ANNA, topic="personal")
    await office.database.run(in_work("personal:1"))
    await office.works()
    assert (await office.row()).state == "sent"
    assert office.vk.delivered == [(ANNA_VK, "news 1")]
    assert office.telegram.delivered == []


async def test_announcement_in_work_at_the_start_is_left_to_a_person(office: Office) -> None:
    await office.told(ANNA, topic="announcement", bulk=True)
    await office.told(BORIS, event=2, bulk=True)
    await office.database.run(in_work("announcement:1"))
    await office.works()
    rows = await office.rows()
    assert (rows["announcement:1"].state, rows["announcement:1"].reason) == ("unsure", "uncertain")
    assert office.vk.delivered == []
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 2")]


async def test_announcement_left_to_a_person_is_forgotten_like_others(office: Office) -> None:
    await office.told(ANNA, topic="announcement", bulk=True)
    await office.database.run(in_work("announcement:1"))
    await office.works()
    long_after = NOW + 2 * NOTIFICATIONS_KEPT
    await office.database.run(lambda session: len(list(forget_notifications(session, long_after))))
    assert await office.rows() == {}


async def test_row_erased_while_its_letter_is_on_the_way_harms_nothing(office: Office) -> None:
    await office.told(ANNA)
    await office.told(BORIS)
    delivered, show = office.telegram.delivered, office.telegram.show

    def erase(session: Session) -> None:
        session.execute(delete(Notification).where(Notification.dedupe_key.startswith("news:1:")))

    async def show_and_erase(screen: Screen, place: Place, lane: Lane, key: str | None = None) -> Shown:
        await office.database.run(erase)
        return await show(screen, place, lane)

    office.telegram.show = show_and_erase  # type: ignore[method-assign]
    await office.works()
    await office.told(BORIS, event=2)
    await office.works()
    assert (BORIS_TELEGRAM, "news 2") in delivered


class Unreliable(Database):
    """Out of reach at one of its calls."""

    fails_at = -1

    async def run(self, work: Work[T], priority: Priority = Priority.TURN) -> T:
        self.fails_at -= 1
        if self.fails_at == -1:
            raise OperationalError("", {}, OSError())
        return await super().run(work, priority)


@pytest.mark.parametrize("call", range(8))
async def test_database_out_of_reach_for_a_moment_loses_and_doubles_nothing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    """Whether the post is taking up, looking for work, recording it or asking when to look again."""
    monkeypatch.setattr(module, "BACK_OFF", (timedelta(milliseconds=10),) * TRIES)
    database, unreliable = Database(sqlite_url), Unreliable(sqlite_url)
    await database.run(people)
    office = Office(database)
    office.posts = [office.post_of(office.telegram, unreliable)]
    unreliable.fails_at = call
    try:
        async with office.open():
            for event in (1, 2):
                await asyncio.sleep(0.02)  # the post has come to rest
                await office.told(BORIS, event=event)
                await office.settled()
    finally:
        unreliable.close()
        database.close()
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 1"), (BORIS_TELEGRAM, "news 2")]


@pytest.mark.parametrize("steps", range(5))
async def test_post_stops_although_it_was_just_woken(office: Office, steps: int) -> None:
    task = asyncio.create_task(office.posts[0].run())
    await asyncio.sleep(0.05)
    office.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=1)
    ended = task.done()
    await stopped(task)
    assert ended, "whoever stops the program would wait for ever"
