from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from sqlalchemy.orm import Session

from scheduler.notices import Built
from storage.database import Database
from storage.models import Person
from tests.office import (
    ANNA,
    ANNA_TELEGRAM,
    BORIS,
    CROWD,
    NOW,
    VERA,
    CirculatingNetwork,
    Office,
    crowd,
    people,
)


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
    del office.posts[1:]  # the other network's may be choosing their accounts just then
    await office.told(BORIS, event=1, bulk=True)
    await office.told(BORIS, event=2, after=timedelta(minutes=-1))
    await office.told(BORIS, event=3, after=timedelta(minutes=-2))
    await office.works()
    assert [said for _, said in office.telegram.delivered] == ["news 3", "news 2", "news 1"]


async def test_same_news_is_told_once(office: Office) -> None:
    for _ in range(3):
        await office.told(ANNA, topic="event:1:moved")
    await office.works()
    assert len(office.telegram.delivered) == 1


async def test_nothing_is_sent_before_it_is_due(office: Office) -> None:
    await office.told(ANNA, after=timedelta(hours=1))
    await office.later(timedelta(minutes=59))
    assert office.telegram.delivered == []
    await office.later(timedelta(minutes=2))
    assert len(office.telegram.delivered) == 1


async def test_person_without_an_account_is_not_told(office: Office) -> None:
    await office.told(VERA)
    await office.told(BORIS)
    await office.works()
    rows = await office.rows()
    assert (rows["news:1:3"].state, rows["news:1:3"].reason) == ("failed", "no_account")
    assert rows["news:1:2"].state == "sent"


async def test_what_is_no_longer_needed_is_skipped(office: Office) -> None:
    await office.told(ANNA, "moot")
    await office.works()
    row = await office.row()
    assert (row.state, row.reason, row.done_at) == ("skipped", "not_needed", NOW)
    assert office.telegram.delivered == []


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


async def test_document_is_made_at_delivery_and_does_not_stay(database: Database) -> None:
    def plan(session: Session, ids: Mapping[str, Any]) -> list[Built]:
        return [Built(f"План {ids['event']}.txt", str(session.get_one(Person, BORIS).name).encode())]

    await database.run(people)
    office = Office(database, plan=plan)
    await office.told(BORIS, "plan")
    await office.works()
    assert office.telegram.files == [("План 1.txt", "Борис".encode())]
    assert not any(path.exists() for path in office.telegram.paths)


async def test_announcement_leaves_for_many_at_once(database: Database) -> None:
    await database.run(people)
    await database.run(crowd)
    office = Office(database, CirculatingNetwork("vk"))
    for person in range(CROWD, CROWD + 60):
        await office.told(person, topic="spring", bulk=True)
    await office.told(CROWD, event=2, bulk=True)
    await office.works()
    vk = cast("CirculatingNetwork", office.vk)
    assert sorted(vk.delivered) == sorted(
        [(number, "news 1") for number in range(CROWD, CROWD + 60)] + [(CROWD, "news 2")]
    )
    assert len(vk.many) <= 5
    assert vk.keys == []
