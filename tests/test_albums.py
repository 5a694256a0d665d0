"""A further part of an album comes at the very moment at which the post takes the first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from community import albums
from community.mentorships import Kind, Role
from community.talks import ALBUM_GATHERS, Received, Saying
from messengers.messenger import Lane
from storage import claiming, notifications
from storage.database import Database
from storage.models import Notification, Person, TalkFile, TalkMessage
from tests.test_asking import NOW
from tests.test_pair_talks import says, somebody, together

FIRST, SECOND = (Received("photo", name, b"x") for name in ("1.jpg", "2.jpg"))


def takes(session: Session) -> list[int]:
    """As a tick of the post does."""
    claiming.route(session, ["telegram"], NOW + ALBUM_GATHERS, 10)
    due = claiming.waiting(session, "telegram", Lane.PERSONAL, now=NOW + ALBUM_GATHERS, most=10)
    notifications.leave(session, [row.id for row in due])
    return [row.id for row in due]


def joins(author: int) -> Callable[[Session], object]:
    saying = Saying("", author, 21, [SECOND], album="7")
    return lambda session: albums.join(session, session.get_one(Person, author), saying, NOW + ALBUM_GATHERS / 2)


@pytest.mark.both_databases
@pytest.mark.parametrize("is_first", ["taken", "joined"])
def test_further_part_is_either_in_the_letter_or_a_message_of_its_own(
    engine: Engine, database_url: str, is_first: str
) -> None:
    with Session(engine) as session, session.begin():
        boris, anna = somebody(session, "Борис"), somebody(session, "Анна")
        made = together(session, Kind.PAIR, (boris, Role.MENTOR), (anna, Role.MENTEE))
        says(session, boris, made, "Смотрите", 20, files=[FIRST], album="7")
        works: dict[str, Callable[[Session], object]] = {"taken": takes, "joined": joins(boris.id)}
    first, second = works.pop(is_first), works.popitem()[1]
    begun = Event()

    def slowly(session: Session) -> object:
        found = first(session)
        session.flush()
        begun.set()
        sleep(0.3)
        return found

    databases = Database(database_url), Database(database_url)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(databases[0].run_now, slowly)
        begun.wait(60)
        found = databases[1].run_now(second)
        slow.result()
    for database in databases:
        database.close()
    with Session(engine) as session:
        files = select(func.count()).select_from(TalkFile).group_by(TalkFile.message_id)
        expected = [1, 1] if is_first == "taken" else [2]
        assert [*session.execute(files.order_by(TalkFile.message_id)).scalars()] == expected
        waiting = select(func.count()).select_from(Notification).where(Notification.state == "new")
        assert session.execute(waiting).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(TalkMessage)).scalar_one() == 1 + (is_first == "taken")
    assert is_first == "taken" or found == []
