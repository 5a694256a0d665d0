"""What the administrator sees of the post, and can send again."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.__main__ import main
from messengers.messenger import Rejected, Uncertain
from scheduler.letters import TRIES
from storage import outbox
from storage.models import Notification
from tests.office import ANNA, BORIS, BORIS_TELEGRAM, Office


async def test_depth_tells_what_waits_and_for_how_long(office: Office) -> None:
    await office.told(BORIS, event=1, after=timedelta(minutes=-5))
    await office.told(ANNA, event=2, after=timedelta(hours=1))
    depth = await office.database.run(lambda session: outbox.depth(session, office.now))
    assert (depth.waiting, depth.later, depth.on_the_way, depth.sent) == ({None: 1}, 1, 0, 0)
    assert depth.oldest == office.now - timedelta(minutes=5)
    assert depth.next == office.now + timedelta(hours=1)


async def test_what_may_have_arrived_twice_is_counted(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(BORIS, event=1)
    await office.told(ANNA, event=2)
    await office.works()
    await office.later()
    depth = await office.database.run(lambda session: outbox.depth(session, office.now))
    assert (depth.sent, depth.perhaps_twice) == (2, 1)


async def refused(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = list[Exception]([Rejected("bad_request")] * TRIES)
    await office.told(BORIS)
    for _ in range(TRIES + 1):
        await office.later()


async def test_failed_are_listed_and_sent_again(office: Office) -> None:
    await refused(office)
    [aside] = await office.database.run(outbox.set_aside)
    assert (aside.state, aside.kind, aside.reason, aside.topic, aside.many) == (
        "failed",
        "news",
        "bad_request",
        "news:1",
        1,
    )
    assert await office.database.run(lambda session: outbox.send_again(session, "unsure", office.now)) == 0
    assert await office.database.run(lambda session: outbox.send_again(session, "failed", office.now)) == 1
    await office.works()
    assert office.telegram.delivered == [(BORIS_TELEGRAM, "news 1")]
    assert await office.database.run(outbox.set_aside) == []


async def test_announcement_nobody_is_sure_of_is_sent_again_when_asked_by_its_topic(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(BORIS, topic="spring", bulk=True)
    await office.works()
    await office.told(BORIS, topic="spring2", bulk=True, event=2)
    assert await office.database.run(lambda session: outbox.send_again(session, "spring_", office.now)) == 0
    assert await office.database.run(lambda session: outbox.send_again(session, "spring", office.now)) == 1
    await office.works()
    assert sorted(said for _, said in office.telegram.delivered) == ["news 1", "news 2"]


async def test_what_is_no_longer_useful_is_not_sent_again(office: Office) -> None:
    office.telegram.failures[BORIS_TELEGRAM] = [Uncertain("no_answer")]
    await office.told(BORIS, bulk=True, useful_until=office.now + timedelta(hours=1))
    await office.works()
    later = office.now + timedelta(hours=2)
    assert await office.database.run(lambda session: outbox.send_again(session, "unsure", later)) == 0


async def test_command_shows_and_sends_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["bot", "post", *arguments])
        assert main() == 0
        return capsys.readouterr().out

    def state(session: Session) -> str:
        return session.execute(select(Notification.state)).scalar_one()

    await refused(office)
    url = office.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    assert "news:1  bad_request" in command()
    assert "1 will be sent again" in command("--resend", "failed")
    assert await office.database.run(state) == "new"
    shown = command()
    assert "waiting     1" in shown
    assert "Борис" not in shown
