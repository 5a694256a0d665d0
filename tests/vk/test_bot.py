"""The whole way: an event of VK, the pump, a turn, and the screen in VK."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import make_messengers
from bot.settings import Settings, SettingsError, check_networks
from messengers.messenger import Circulating, Messenger, Resuming
from messengers.vk import Vk
from storage import inbox
from storage.installation import installation_secret
from storage.models import Account, Cursor, Notification, Person
from storage.notifications import take_up
from tests.letterbox import Letterbox, pumping
from tests.office import NOW
from tests.vk.server import ANNA, GROUP, TOKEN, Message, Server, vk_at
from tests.vk.test_listening import conversations
from tests.vk.test_updates import event


async def until(happened: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not happened():
            await asyncio.sleep(0.01)


async def shown(server: Server, many: int) -> Message:
    await until(lambda: len(server.to(ANNA)) >= many)
    return server.to(ANNA)[-1]


def pressing(data: str, on: Message, number: int) -> dict[str, Any]:
    raw = event("press", event_id=f"press{number}")
    raw["object"] |= {"payload": {"press": data}, "conversation_message_id": on.number, "event_id": f"e{number}"}
    return raw


def test_vk_is_a_messenger_with_both_extras() -> None:
    vk = make_messengers(Settings(_env_file=None, vk_token=TOKEN, vk_group_id=GROUP), "secret")
    assert [messenger.network for messenger in vk] == ["vk"]
    assert isinstance(vk[0], Resuming)
    assert isinstance(vk[0], Circulating)
    telegram: Messenger = Letterbox()
    assert not isinstance(telegram, Resuming)


def test_token_without_the_number_of_its_community_is_refused() -> None:
    with pytest.raises(SettingsError, match="VK_GROUP_ID"):
        check_networks(Settings(_env_file=None, vk_token=TOKEN))


async def test_newcomer_begins_presses_and_is_answered_in_place(server: Server, vk: Vk, sqlite_url: str) -> None:
    async with pumping(sqlite_url, vk):
        await until(lambda: server.polls)
        server.events.append(event("start_button"))
        greeting = await shown(server, 2)
        assert "inline" not in server.to(ANNA)[0].keyboard
        assert "Вступить" in json.dumps(greeting.keyboard, ensure_ascii=False)
        server.events.append(pressing("join", greeting, 1))
        await until(lambda: server.named("messages.edit"))
        assert server.named("messages.edit")[0]["cmid"] == greeting.number
        assert server.named("messages.sendMessageEventAnswer")[0]["event_id"] == "e1"
    assert len(server.to(ANNA)) == 2


async def test_what_was_said_while_the_bot_was_away_is_answered_once(server: Server, sqlite_url: str) -> None:
    async with vk_at(server.base) as vk, pumping(sqlite_url, vk):
        await until(lambda: server.polls)
        server.events.append(event("text"))
        await shown(server, 1)
    server.events.append(event("text", event_id="while away"))
    async with vk_at(server.base) as vk, pumping(sqlite_url, vk) as pump:
        await shown(server, 2)
        await until(lambda: len(server.polls) > 3)
        kept = pump._database.run_now(lambda session: inbox.cursor_of(session, "vk"))
        assert kept == "102@1795000000"
    assert len(server.to(ANNA)) == 2


async def test_forgotten_history_is_apologised_for_once(server: Server, vk: Vk, sqlite_url: str) -> None:
    server.answers["messages.getConversations"] = conversations((ANNA, ANNA, 4_000_000_000))
    server.poll_answers = [{"failed": 3}, {"failed": 3}]
    async with pumping(sqlite_url, vk):
        sorry = await shown(server, 1)
        await until(lambda: len(server.polls) > 3)
    assert "Бот был недоступен" in sorry.text
    assert len(server.to(ANNA)) == 1


async def test_person_who_denies_messages_is_not_written_to(server: Server, vk: Vk, sqlite_url: str) -> None:
    def blocked(session: Session) -> bool:
        return session.execute(select(Account.blocked_at).where(Account.blocked_at.is_not(None))).first() is not None

    async with pumping(sqlite_url, vk) as pump:
        await until(lambda: server.polls)
        server.events.append(event("deny"))
        await until(lambda: pump._database.run_now(blocked))
        server.events.append(event("allow"))
        await until(lambda: not pump._database.run_now(blocked))
    assert server.messages == []


async def test_answer_whose_receipt_was_lost_in_a_crash_is_seen_once(server: Server, sqlite_url: str) -> None:
    async with vk_at(server.base) as vk, pumping(sqlite_url, vk):
        await until(lambda: server.polls)
        server.deliver_and_die = 100  # all that the pump tries until it is stopped
        server.events.append(event("text"))
        await shown(server, 1)
    server.deliver_and_die = 0
    before = len(server.named("messages.send"))
    async with vk_at(server.base) as vk, pumping(sqlite_url, vk) as pump:
        await until(lambda: pump.counters["shown_again"] and len(server.named("messages.send")) > before)
        assert pump.counters["shown_again"] == 1
    assert len(server.to(ANNA)) == 1


async def test_announcements_found_in_work_are_repeated_where_that_is_safe(sqlite_url: str) -> None:
    def fill(session: Session) -> None:
        session.add(Person(id=1, created_at=NOW))
        for number, network in enumerate(("telegram", "vk"), 1):
            session.add(Account(id=number, person_id=1, network=network, number=number, created_at=NOW))
            session.flush()
            in_work = {"kind": "news", "ids": {}, "lane": 2, "due": NOW, "state": "sending", "network": network}
            session.add(Notification(person_id=1, account_id=number, dedupe_key=network, **in_work))

    async with pumping(sqlite_url) as pump:
        await pump._database.run(fill)
        for network in ("telegram", "vk"):
            await pump._database.run(partial(take_up, network=network, now=NOW, exact=network == "vk"))
        rows = await pump._database.run(lambda session: session.execute(select(Notification)).scalars().all())
    assert {row.dedupe_key: row.state for row in rows} == {"telegram": "unsure", "vk": "new"}


async def test_secret_of_the_installation_stays(sqlite_url: str) -> None:
    async with pumping(sqlite_url) as pump:
        first, again = (pump._database.run_now(installation_secret) for _ in range(2))
        assert first == again
        assert len(first) == 32
        pump._database.run_now(lambda session: session.delete(session.get_one(Cursor, "installation")))
        assert pump._database.run_now(installation_secret) != first
