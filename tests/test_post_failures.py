import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.roles import appoint_owners
from messengers.messenger import Blocked, Rejected, Shown, SlowDown, Unavailable, Uncertain
from scheduler import post
from scheduler.letters import TRIES
from scheduler.notices import Built
from scheduler.post import LOOK_AGAIN, MOST_DOUBTS, Post
from storage.database import Database
from storage.models import Account, Person
from storage.people import mark_returned
from tests.office import (
    ANNA,
    ANNA_TELEGRAM,
    ANNA_VK,
    BORIS,
    BORIS_TELEGRAM,
    CROWD,
    NOW,
    VERA,
    CirculatingNetwork,
    Office,
    crowd,
    people,
    stopped,
)


async def test_who_blocked_one_network_is_told_in_the_next(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Blocked("blocked")]
    await office.told(ANNA)
    await office.works()
    assert office.vk.delivered == [(ANNA_VK, "news 1")]
    assert await office.blocked(ANNA_TELEGRAM) == NOW
    assert await office.blocked(ANNA_VK) is None
    row = await office.row()
    assert (row.state, row.attempts, row.reason) == ("sent", 0, "blocked")


async def test_blocked_account_is_not_tried_again(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Blocked("blocked")]
    await office.told(ANNA, event=1)
    await office.works()
    await office.told(ANNA, event=2)
    await office.works()
    assert [said for _, said in office.vk.delivered] == ["news 1", "news 2"]


async def test_who_comes_while_a_letter_is_being_refused_is_not_taken_for_gone(office: Office) -> None:
    show = office.telegram.show

    async def show_late(*letter: Any, **more: Any) -> Shown:
        account = await office.database.run(
            lambda session: session.execute(select(Account.id).where(Account.number == BORIS_TELEGRAM)).scalar_one()
        )
        await office.database.run(lambda session: mark_returned(session, account, NOW))
        return await show(*letter, **more)

    office.telegram.show = show_late  # type: ignore[method-assign]
    office.telegram.failures[BORIS_TELEGRAM] = [Blocked("not_started")]
    await office.told(BORIS)
    await office.works()
    assert await office.blocked(BORIS_TELEGRAM) is None
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 1")]


async def test_who_blocked_every_network_is_not_told(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Blocked("blocked")]
    office.vk.failures[ANNA_VK] = [Blocked("privacy")]
    await office.told(ANNA)
    await office.works()
    row = await office.row()
    assert (row.state, row.reason, row.done_at) == ("failed", "privacy", NOW)


async def test_network_in_trouble_costs_no_try(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("unreachable")] * (TRIES + 2)
    await office.told(BORIS)
    await office.works()
    for _ in range(TRIES + 1):
        await office.later()
        row = await office.row()
        assert (row.state, row.attempts, row.reason, row.due) == ("new", 0, "unreachable", NOW)
    await office.later()
    assert (await office.row()).state == "sent"
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 1")]


async def test_network_that_asks_for_time_is_given_it(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [SlowDown(3600)]
    await office.told(BORIS)
    await office.told(ANNA)
    await office.works()
    before = len(office.telegram.keys)
    await office.later(timedelta(minutes=59))
    await office.told(BORIS, event=2)
    await office.works()
    assert len(office.telegram.keys) == before
    await office.later(timedelta(minutes=1))
    assert [said for number, said in office.telegram.delivered if number == BORIS_TELEGRAM] == ["news 1", "news 2"]


async def test_announcements_that_are_too_many_do_not_hold_what_is_personal(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [SlowDown(3600)]
    await office.told(BORIS, event=1, bulk=True)
    await office.works()
    await office.told(BORIS, event=2)
    await office.works()
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 2")]


async def test_letter_that_fails_again_and_again_holds_nobody(office: Office) -> None:
    """The network delivers others, so the fault is the letter's own."""
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("server")] * 100
    for event in range(3):
        await office.told(BORIS, event=event)
    for event in range(15):
        await office.told(ANNA, event=event)
        await office.later()
    assert [said for _, said in office.telegram.delivered] == [f"news {event}" for event in range(15)]
    rows = await office.rows()
    assert (rows["news:0:2"].state, rows["news:0:2"].reason) == ("failed", "server")


async def test_only_letter_of_a_quiet_day_is_not_given_up(office: Office) -> None:
    """Nothing shows whether it is the letter or the network."""
    office.telegram.failures[BORIS_TELEGRAM] = list[Exception]([Unavailable("server")] * TRIES * 2)
    await office.told(BORIS)
    for _ in range(TRIES * 2 + 1):
        await office.later()
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 1")]


async def test_only_letter_is_tried_again_when_its_rest_is_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else has to wake the post; it looks by itself after a quarter of a minute only."""
    monkeypatch.setattr(post, "BACK_OFF", (timedelta(milliseconds=200),) * TRIES)
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("server")]
    await office.told(BORIS)
    telegram = Post(
        office.database, office.telegram, ("telegram", "vk"), office.notices, lambda: datetime.now(UTC), lambda _: None
    )
    work = asyncio.create_task(telegram.run())
    try:
        async with asyncio.timeout(LOOK_AGAIN / 2):
            while not office.telegram.delivered:
                await asyncio.sleep(0.01)
    finally:
        await stopped(work)
    assert len(office.telegram.keys) == 2


async def test_letters_wait_for_their_network_and_arrive_in_order(office: Office) -> None:
    office.vk.failures[ANNA_VK] = [Blocked("blocked")]
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("unreachable")] * 8
    for event in range(12):
        await office.told(BORIS, event=event, after=timedelta(minutes=5 * event))
    for _ in range(20):
        await office.later(timedelta(minutes=3))
    assert [said for _, said in office.telegram.delivered] == [f"news {event}" for event in range(12)]


async def test_one_person_gets_letters_in_order_although_one_fails(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("server"), Uncertain("no_answer")]
    for event in range(5):
        await office.told(BORIS, event=event)
    await office.works()
    await office.later()
    await office.later()
    assert [said for _, said in office.telegram.delivered] == [f"news {event}" for event in range(5)]


async def test_one_network_out_of_reach_does_not_hold_the_other(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Blocked("blocked")]
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("unreachable")] * 100
    for event in range(30):
        await office.told(BORIS, event=event)
        await office.told(ANNA, event=event)
    async with office.open(), asyncio.timeout(10):
        while len(office.vk.delivered) < 30:
            await office.settled()
    assert [said for _, said in office.vk.delivered] == [f"news {event}" for event in range(30)]


async def test_message_refused_by_one_network_goes_to_the_next(office: Office) -> None:
    office.telegram.failures[ANNA_TELEGRAM] = [Rejected("bad_request")]
    await office.told(ANNA)
    await office.works()
    assert office.vk.delivered == []
    await office.later()
    assert office.vk.delivered == [(ANNA_VK, "news 1")]


async def test_repetition_has_the_key_of_the_first(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(BORIS, topic="welcome")
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
    office.telegram.failures[BORIS_TELEGRAM] = list[Exception]([Uncertain("no_answer")] * 3 * MOST_DOUBTS)
    await office.told(BORIS)
    for _ in range(MOST_DOUBTS + 3):
        await office.later()
    row = await office.row()
    assert (row.state, row.reason) == ("unsure", "no_answer")
    assert len(office.telegram.keys) == MOST_DOUBTS


async def test_message_without_an_answer_is_soon_set_aside_when_others_are_delivered(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = list[Exception]([Uncertain("no_answer")] * 3 * TRIES)
    await office.told(BORIS)
    for event in range(TRIES + 2):
        await office.told(ANNA, event=event)
        await office.later()
    row = (await office.rows())["news:1:2"]
    assert (row.state, row.attempts, row.reason) == ("unsure", TRIES, "no_answer")


async def test_announcement_without_an_answer_is_not_repeated(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(BORIS, bulk=True)
    await office.works()
    await office.later()
    row = await office.row()
    assert (row.state, row.reason, row.done_at) == ("unsure", "no_answer", NOW)
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


async def test_news_that_grows_late_while_the_network_is_away_is_skipped(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Unavailable("unreachable")] * 100
    await office.told(BORIS, useful_until=NOW + timedelta(hours=1))
    await office.works()
    await office.later(timedelta(hours=2))
    assert (await office.row()).state == "skipped"


async def test_owners_are_told_once_a_day_that_something_was_set_aside(office: Office) -> None:
    await office.database.run(lambda session: appoint_owners(session, [("telegram", ANNA_TELEGRAM)], NOW))
    office.telegram.failures[BORIS_TELEGRAM] = list[Exception]([Rejected("bad_request")] * TRIES * 2)
    await office.told(BORIS, event=1)
    await office.told(BORIS, event=2)
    for _ in range(TRIES * 2):
        await office.later()
    reports = [row for row in (await office.rows()).values() if row.kind == "undelivered"]
    assert [(row.person_id, row.ids, row.state) for row in reports] == [(ANNA, {"kind": "news"}, "sent")]


async def test_document_that_cannot_be_made_is_set_aside(database: Database) -> None:
    def broken(session: Session, ids: Mapping[str, Any]) -> list[Built]:
        raise LookupError

    await database.run(people)
    office = Office(database, plan=broken)
    await office.told(BORIS, "plan")
    await office.told(BORIS)
    for _ in range(TRIES):
        await office.later()
    rows = await office.rows()
    assert (rows["plan:1:2"].state, rows["news:1:2"].state) == ("failed", "sent")


async def test_refused_ones_of_many_are_told_apart(database: Database) -> None:
    await database.run(people)
    await database.run(crowd)
    office = Office(database, CirculatingNetwork("vk"))
    office.vk.failures[CROWD] = [Blocked("blocked")]
    office.vk.failures[CROWD + 1] = [Unavailable("server")]
    for person in range(CROWD, CROWD + 5):
        await office.told(person, topic="spring", bulk=True)
    await office.works()
    await office.later()
    states = [row.state for row in (await office.rows()).values()]
    assert states == ["failed", "sent", "sent", "sent", "sent"]
    assert await office.blocked(CROWD) == NOW
