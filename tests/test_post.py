import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from messengers.messenger import Blocked, Lane, Place, Rejected, SlowDown, Unavailable, Uncertain
from messengers.screen import Screen
from scheduler import post as module
from scheduler.jobs import NOTIFICATIONS_KEPT, forget_notifications
from scheduler.post import TRIES, Post
from storage.database import Database, Work
from storage.models import Account, Notification, Person
from tests.office import (
    ANNA,
    ANNA_TELEGRAM,
    ANNA_VK,
    BORIS,
    BORIS_TELEGRAM,
    NOW,
    VERA,
    Office,
    people,
    render,
    stopped,
)

T = TypeVar("T")


@pytest.fixture
async def office(database: Database) -> Office:
    await database.run(people)
    return Office(database)


async def test_notification_is_sent_once(office: Office) -> None:
    await office.told(ANNA)
    await office.works()
    await office.later()
    row = await office.row()
    assert (row.state, row.done_at, row.attempts, row.reason) == ("sent", NOW, 0, None)
    assert office.telegram.delivered == [(ANNA_TELEGRAM, "news 1")]
    assert office.vk.delivered == []


async def test_more_than_one_handful_is_sent(office: Office) -> None:
    for event in range(40):
        await office.told(ANNA, event=event)
        await office.told(BORIS, event=event)
    await office.works()
    assert len(office.telegram.delivered) == len(set(office.telegram.delivered)) == 80


async def test_open_post_is_woken_by_something_new(office: Office) -> None:
    async with office.open():
        await office.told(ANNA)
    assert office.telegram.delivered == [(ANNA_TELEGRAM, "news 1")]


async def test_personal_go_before_announcements_and_earlier_before_later(office: Office) -> None:
    await office.told(BORIS, event=1, bulk=True)
    await office.told(BORIS, event=2, after=timedelta(minutes=-1))
    await office.told(BORIS, event=3, after=timedelta(minutes=-2))
    await office.works()
    assert [said for _, said in office.telegram.delivered] == ["news 3", "news 2", "news 1"]


async def test_same_news_is_told_once(office: Office) -> None:
    for _ in range(3):
        await office.told(ANNA, key="event:1:moved")
    await office.works()
    assert len(office.telegram.delivered) == 1


async def test_nothing_is_sent_before_it_is_due(office: Office) -> None:
    await office.told(ANNA, after=timedelta(hours=1))
    await office.later(timedelta(minutes=59))
    assert office.telegram.delivered == []
    await office.later(timedelta(minutes=2))
    assert len(office.telegram.delivered) == 1


async def test_who_blocked_one_network_is_told_in_the_next(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Blocked("blocked")]
    await office.told(ANNA)
    await office.works()
    assert office.vk.delivered == [(ANNA_VK, "news 1")]
    assert await office.blocked(ANNA_TELEGRAM) == NOW
    assert await office.blocked(ANNA_VK) is None
    row = await office.row()
    assert (row.state, row.attempts, row.reason) == ("sent", 0, None)


async def test_blocked_account_is_not_tried_again(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Blocked("blocked")]
    await office.told(ANNA, event=1)
    await office.works()
    await office.told(ANNA, event=2)
    await office.works()
    assert [said for _, said in office.vk.delivered] == ["news 1", "news 2"]


async def test_who_blocked_every_network_is_not_told(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Blocked("blocked")]
    office.vk.failures[ANNA_VK] = [Blocked("privacy")]
    await office.told(ANNA)
    await office.works()
    row = await office.row()
    assert (row.state, row.reason, row.done_at) == ("failed", "privacy", NOW)


async def test_person_without_an_account_is_not_told(office: Office) -> None:
    await office.told(VERA)
    await office.told(BORIS)
    await office.works()
    rows = await office.rows()
    assert (rows["news:1:3"].state, rows["news:1:3"].reason) == ("failed", "no_account")
    assert rows["news:1:2"].state == "sent"


@pytest.mark.parametrize("trouble", [Unavailable("unreachable"), SlowDown(3)])
async def test_network_in_trouble_costs_no_try(office: Office, trouble: Unavailable) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [trouble] * (TRIES + 2)
    await office.told(BORIS)
    await office.works()
    row = await office.row()
    assert (row.state, row.attempts, row.reason) == ("new", 0, trouble.code)
    assert row.due > NOW
    for _ in range(TRIES + 2):
        await office.later()
    assert (await office.row()).state == "sent"
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 1")]


async def test_network_that_asks_for_time_is_given_it(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [SlowDown(3600)]
    await office.told(BORIS)
    await office.works()
    assert (await office.row()).due == NOW + timedelta(hours=1)


async def test_repetition_has_the_key_of_the_first(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(BORIS, key="welcome:2")
    await office.works()
    await office.later()
    assert office.telegram.keys == ["welcome:2", "welcome:2"]


async def test_network_in_trouble_is_not_left_for_another(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Unavailable("unreachable")]
    await office.told(ANNA)
    await office.works()
    await office.later()
    assert office.telegram.delivered == [(ANNA_TELEGRAM, "news 1")]
    assert office.vk.delivered == []


async def test_refused_message_is_set_aside_after_five_tries(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Rejected("bad_request")] * TRIES
    await office.told(BORIS)
    await office.works()
    for tried in range(1, TRIES):
        row = await office.row()
        assert (row.state, row.attempts) == ("new", tried)
        await office.later()
    row = await office.row()
    assert (row.state, row.attempts, row.reason, row.done_at) == ("failed", TRIES, "bad_request", office.now)
    await office.later()
    assert office.telegram.delivered == []


async def test_others_are_told_while_one_message_is_refused(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Rejected("bad_request")] * TRIES
    await office.told(BORIS)
    await office.told(ANNA)
    await office.works()
    assert office.telegram.delivered == [(ANNA_TELEGRAM, "news 1")]


async def test_personal_message_without_an_answer_is_repeated_in_the_same_network(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(ANNA)
    await office.works()
    assert (await office.row()).reason == "no_answer"
    await office.later()
    assert (await office.row()).state == "sent"
    assert office.telegram.delivered == [(ANNA_TELEGRAM, "news 1")]
    assert office.vk.delivered == []


async def test_message_that_never_gets_an_answer_is_set_aside(office: Office) -> None:
    """Each repetition may have arrived: nobody should be told the same all day."""
    office.telegram.failures[BORIS_TELEGRAM] = list[Exception]([Uncertain("no_answer")] * TRIES * 3)
    await office.told(BORIS)
    await office.works()
    for _ in range(TRIES * 2):
        await office.later()
    assert (await office.row()).state == "failed"


async def test_announcement_without_an_answer_is_not_repeated(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(BORIS, bulk=True)
    await office.works()
    await office.later()
    row = await office.row()
    assert (row.state, row.reason, row.done_at) == ("failed", "no_answer", NOW)
    assert office.telegram.delivered == []


async def test_what_is_no_longer_needed_is_skipped(office: Office) -> None:
    await office.told(ANNA, "moot")
    await office.works()
    row = await office.row()
    assert (row.state, row.reason, row.done_at) == ("skipped", "not_needed", NOW)
    assert office.telegram.delivered == []


@pytest.mark.parametrize("kind", ["broken", "unreadable"])
async def test_notice_that_cannot_be_written_is_set_aside_and_holds_nobody(office: Office, kind: str) -> None:
    await office.told(ANNA, kind)
    await office.told(BORIS)
    await office.works()
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 1")]
    for _ in range(TRIES):
        await office.later()
    row = (await office.rows())[f"{kind}:1:{ANNA}"]
    assert (row.state, row.attempts, row.reason) == ("failed", TRIES, "not_written")


async def test_notice_that_cannot_be_written_changes_nothing(office: Office) -> None:
    await office.told(ANNA, "broken")
    await office.works()
    assert await office.database.run(lambda session: session.get_one(Person, VERA).name) == "Вера"


async def test_message_that_breaks_its_messenger_holds_nobody(office: Office) -> None:
    """Such as a file that is gone, or markup that no network shows."""
    office.telegram.failures[ANNA_TELEGRAM] = [FileNotFoundError("plan.pdf"), ValueError("no network shows <p>")]
    await office.told(ANNA, event=1)
    await office.told(ANNA, event=2)
    await office.told(BORIS, event=3)
    await office.works()
    assert (BORIS_TELEGRAM, "news 3") in office.telegram.delivered


async def test_late_news_is_skipped(office: Office) -> None:
    await office.told(ANNA, useful_until=NOW + timedelta(hours=1))
    await office.later(timedelta(hours=1, seconds=1))
    row = await office.row()
    assert (row.state, row.reason) == ("skipped", "late")
    assert office.telegram.delivered == []


async def test_news_is_told_until_it_is_late(office: Office) -> None:
    await office.told(ANNA, useful_until=NOW + timedelta(hours=1))
    await office.later(timedelta(hours=1))
    assert len(office.telegram.delivered) == 1


async def test_news_that_grows_late_while_the_network_is_away_is_skipped(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("unreachable")] * 100
    await office.told(BORIS, useful_until=NOW + timedelta(hours=1))
    await office.works()
    await office.later(timedelta(hours=2))
    assert (await office.row()).state == "skipped"


def in_work(*keys: str) -> Callable[[Session], None]:
    def mark(session: Session) -> None:
        account = session.execute(select(Account.id).where(Account.number == ANNA_VK)).scalar_one()
        for row in session.execute(select(Notification).where(Notification.dedupe_key.in_(keys))).scalars():
            row.state, row.account_id = "sending", account

    return mark


async def test_personal_message_in_work_at_the_start_is_sent_again_in_the_same_network(office: Office) -> None:
    await office.told(ANNA, key="personal")
    await office.database.run(in_work("personal"))
    await office.works()
    assert (await office.row()).state == "sent"
    assert office.vk.delivered == [(ANNA_VK, "news 1")]
    assert office.telegram.delivered == []


async def test_announcement_in_work_at_the_start_is_left_to_a_person(office: Office) -> None:
    await office.told(ANNA, key="announcement", bulk=True)
    await office.told(BORIS, event=2, bulk=True)
    await office.database.run(in_work("announcement"))
    await office.works()
    rows = await office.rows()
    assert (rows["announcement"].state, rows["announcement"].reason) == ("failed", "uncertain")
    assert office.vk.delivered == []
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 2")]


async def test_announcement_left_to_a_person_is_forgotten_like_others(office: Office) -> None:
    await office.told(ANNA, key="announcement", bulk=True)
    await office.database.run(in_work("announcement"))
    await office.works()
    long_after = NOW + 2 * NOTIFICATIONS_KEPT
    await office.database.run(lambda session: len(list(forget_notifications(session, long_after))))
    assert await office.rows() == {}


async def test_row_erased_while_its_letter_is_on_the_way_harms_nothing(office: Office) -> None:
    await office.told(ANNA)
    await office.told(BORIS)
    delivered, show = office.telegram.delivered, office.telegram.show

    def erase(session: Session) -> None:
        session.execute(delete(Notification))

    async def show_and_erase(screen: Screen, place: Place, lane: Lane, key: str | None = None) -> int:
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

    async def run(self, work: Work[T], *, urgent: bool = True) -> T:
        self.fails_at -= 1
        if self.fails_at == -1:
            raise OperationalError("", {}, OSError())
        return await super().run(work, urgent=urgent)


@pytest.mark.parametrize("call", range(8))
async def test_database_out_of_reach_for_a_moment_loses_and_doubles_nothing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    """Whether the post is taking up, looking for work, recording it or asking when to look again."""
    monkeypatch.setattr(module, "BACK_OFF", (timedelta(milliseconds=10),) * TRIES)
    database, unreliable = Database(sqlite_url), Unreliable(sqlite_url)
    await database.run(people)
    office = Office(database)
    office.post = Post(unreliable, [office.telegram], render, lambda: office.now)
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
    task = asyncio.create_task(office.post.run())
    await asyncio.sleep(0.05)
    office.post.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=1)
    ended = task.done()
    await stopped(task)
    assert ended, "whoever stops the program would wait for ever"
