"""A network goes away for an hour, and comes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from community.notices import Notice
from storage.models import Notification, Person
from storage.notifications import notify
from tests.crew import OWNER, Crew

NAMES = ("Агния", "Богдан", "Варвара", "Глафира", "Демьян", "Евдокия")


def write(session: Session, crew: Crew, owner: int) -> None:
    """They have joined one after the other."""
    assert crew.app is not None
    now = crew.app.now()
    for place, name in enumerate(NAMES):
        person = Person(created_at=now, joined_at=now, name=name)
        session.add(person)
        session.flush()
        due = now + timedelta(minutes=9 * place)
        notify(session, owner, Notice.MEMBER_JOINED, {"person": person.id}, due, f"joined:{place}")


def waiting(session: Session) -> int:
    return session.query(Notification).filter(Notification.state != "sent").count()


async def test_messages_wait_for_their_network_and_arrive_once_in_order(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    await olga.sees("Реестры")
    await crew.faults(unreachable=True)
    crew.read(lambda session: write(session, crew, session.query(Person).one().id))
    for minute in range(0, 60, 10):
        await crew.later(600)
        await asyncio.sleep(0.3)  # the post tries
        if minute == 30:
            await crew.restart()
    assert crew.read(waiting) == len(NAMES)
    await olga.does_not_see("вступает")
    await crew.no_faults()
    await crew.later(60)
    await olga.sees(f"вступает {NAMES[-1]}", within=30)
    told = [message["text"] for message in await olga.messages() if "вступает" in message["text"]]
    assert [name for text in told for name in NAMES if name in text] == list(NAMES)
    async with asyncio.timeout(10):
        while crew.read(waiting):
            await asyncio.sleep(0.05)
    with capture_logs() as written:
        await crew.stop()
    [counted] = [line for line in written if line["event"] == "counted"]
    assert counted["letters_sent"] == len(NAMES)
