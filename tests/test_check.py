from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from aiohttp import ClientSession
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot.check_database import objections_to, trouble
from tests.conftest import Checked
from tests.crew import TOKEN, sandbox_at
from tests.postgres import Cluster


async def test_check_names_what_is_fine_and_what_has_to_be_mended(checked: Checked, tmp_path: Path) -> None:
    async with sandbox_at(tmp_path) as base:
        code, printed = await checked(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=base)
    assert code == 2
    assert "ok    Telegram knows the bot as @" in printed
    assert "ok    profile perm-nastavniki" in printed
    assert "ok    the database will be brought up to date at start" in printed
    assert "mend  PROFILE: [operator]" in printed


async def test_check_says_which_line_to_mend_for_a_wrong_token_or_an_unreachable_network(
    checked: Checked, tmp_path: Path
) -> None:
    async with sandbox_at(tmp_path) as base:
        _, printed = await checked(TELEGRAM_TOKEN="1000002:wrong", TELEGRAM_API_URL=base)
        assert "mend  TELEGRAM_TOKEN: Telegram does not know it" in printed
        assert "1000002:wrong" not in printed
    _, printed = await checked(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=base)
    assert "mend  TELEGRAM_API_URL: not reachable from here" in printed


async def test_check_without_a_network_names_the_demo(checked: Checked, tmp_path: Path) -> None:
    code, printed = await checked()
    assert code == 2
    assert "mend  no network: fill TELEGRAM_TOKEN or VK_TOKEN in .env, or try `make demo`" in printed


async def test_check_blames_the_proxy_when_there_is_one(checked: Checked, tmp_path: Path) -> None:
    async with sandbox_at(tmp_path) as base:
        nowhere = "socks5://owner:secret@127.0.0.1:9"
        _, printed = await checked(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=base, TELEGRAM_PROXY=nowhere)
    assert "mend  TELEGRAM_PROXY: Telegram is not reached through it" in printed
    assert "secret" not in printed


async def test_check_tells_of_a_webhook_that_the_bot_will_remove(checked: Checked, tmp_path: Path) -> None:
    async with sandbox_at(tmp_path) as base, ClientSession() as http:
        await http.post(f"{base}/bot{TOKEN}/setWebhook", json={"url": "https://example.org/hook"})
        _, printed = await checked(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=base)
        kept = await (await http.get(f"{base}/bot{TOKEN}/getWebhookInfo")).json()
    assert "ok    Telegram: a webhook is set and will be removed at start" in printed
    assert kept["result"]["url"] == "https://example.org/hook"


async def test_check_finds_no_place_for_the_database(checked: Checked, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, printed = await checked(DATABASE_URL=f"sqlite:///{tmp_path}/file/bot.db")
    assert code == 2
    assert f"mend  DATABASE_URL: the bot cannot write to {tmp_path}/file/bot.db" in printed


def test_database_that_may_only_be_read_is_told_from_a_broken_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    (tmp_path / "bot.db").touch()
    connected = sqlite3.connect(f"file:{tmp_path / 'bot.db'}?mode=ro", uri=True)
    with closing(connected) as connection, pytest.raises(sqlite3.OperationalError) as refused:
        connection.execute("CREATE TABLE person (id INTEGER)")
    assert "cannot write" in trouble(OperationalError(None, None, refused.value), url)
    assert "cannot be opened" in trouble(OperationalError(None, None, sqlite3.OperationalError("?")), url)


@pytest.mark.parametrize(
    ("version", "encoding", "words"),
    [(150_004, "UTF8", []), (120_022, "UTF8", ["PostgreSQL 12"]), (90_624, "LATIN1", ["PostgreSQL 9", "LATIN1"])],
)
def test_old_servers_and_narrow_encodings_are_objected_to(version: int, encoding: str, words: list[str]) -> None:
    objections = list(objections_to(version, encoding))
    assert len(objections) == len(words)
    assert all(word in objection for word, objection in zip(words, objections, strict=True))


@pytest.fixture
def latin_url(postgresql: Cluster) -> Iterator[str]:
    name, address = f"test_{uuid4().hex}", make_url(postgresql.address("postgres"))
    dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    yield postgresql.address(name)
    postgresql.drop(name)


async def test_check_looks_at_postgresql(checked: Checked, tmp_path: Path, postgres_url: str, latin_url: str) -> None:
    _, printed = await checked(DATABASE_URL=postgres_url)
    assert "ok    the database is up to date" in printed
    _, printed = await checked(DATABASE_URL=latin_url)
    assert "mend  DATABASE_URL: the database is encoded in LATIN1" in printed
    _, printed = await checked(DATABASE_URL="postgresql+psycopg://owner:secret@127.0.0.1:9/bot")
    assert "mend  DATABASE_URL: PostgreSQL does not let the bot in" in printed
    assert "secret" not in printed
