import fcntl
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from bot.app import make_messengers
from bot.moment import make_now
from bot.settings import Settings, SettingsError, read_settings

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
TOKEN = "1000001:sandbox-token"
SECRET = "very-secret-7c1f"

BAD = [
    ("TELEGRAM_TOKEN", SECRET),
    ("TELEGRAM_TOKEN", f"{SECRET}:1000001"),
    ("TELEGRAM_TOKEN", f"1000001:{SECRET} {SECRET}"),
    ("TELEGRAM_API_URL", "example.org"),
    ("TELEGRAM_API_URL", "https://"),
    ("TELEGRAM_API_URL", "ftp://example.org"),
    ("TELEGRAM_PROXY", SECRET),
    ("TELEGRAM_PROXY", f"gopher://anna:{SECRET}@example.org"),
    ("TELEGRAM_RATE", "fast"),
    ("TELEGRAM_RATE", "0"),
    ("TELEGRAM_RATE", "-1"),
    ("TELEGRAM_RATE", "1001"),
    ("TELEGRAM_RATE", "nan"),
    ("TELEGRAM_RATE", "inf"),
    ("VK_GROUP_ID", "0"),
    ("VK_GROUP_ID", "club1"),
    ("VK_API_URL", "vk"),
    ("DATABASE_URL", f"mysql://anna:{SECRET}@localhost/bot"),
    ("DATABASE_URL", f"postgresql://anna:{SECRET}@localhost/bot"),
    ("DATABASE_URL", f"postgresql+psycopg://anna:{SECRET}@localhost:port/bot"),
    ("DATABASE_URL", "bot.db"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("OWNERS", "1001"),
    ("OWNERS", "telegram:"),
    ("OWNERS", "telegram:anna"),
    ("OWNERS", "telegram:1001;vk:2002"),
    ("OWNERS", "telegram:1001,,vk:2002"),
    ("OWNERS", "ok:1001"),
    ("LOG_LEVEL", "loud"),
    ("LOG_FORMAT", "xml"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to start in, and none of our settings in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., str]]:
    """Starts the program in this process and expects it to end with a complaint."""
    umask = os.umask(0o077)
    level = logging.getLogger("alembic").level

    def complaint(command: str, **environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["bot", command])
        assert main() == 2
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    yield complaint
    os.umask(umask)
    logging.getLogger("alembic").setLevel(level)
    structlog.reset_defaults()


def is_one_line_about(name: str, said: str) -> bool:
    return said.startswith(f"{name}: ") and said.count("\n") == 1 and SECRET not in said


def test_nothing_set_is_the_default() -> None:
    settings = read_settings()
    assert settings.telegram_token is None
    assert settings.profile == "perm-nastavniki"
    assert settings.owners == ()
    assert not settings.is_official


def test_example_changes_nothing(folder: Path) -> None:
    default = read_settings()
    (folder / ".env").write_bytes(EXAMPLE.read_bytes())
    assert read_settings() == default


def test_spaces_are_as_good_as_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    default = read_settings()
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "  ")
    assert read_settings() == default


def test_environment_goes_before_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("PROFILE=anuchino-school\nLOG_LEVEL=debug\n")
    monkeypatch.setenv("PROFILE", "tyumen-skillsclub")
    assert (read_settings().profile, read_settings().log_level) == ("tyumen-skillsclub", "debug")


def test_file_of_a_windows_editor_is_read_from_its_first_line(folder: Path) -> None:
    (folder / ".env").write_text("PROFILE=anuchino-school\r\nLOG_LEVEL=DEBUG\r\n", encoding="utf-8-sig")
    assert (read_settings().profile, read_settings().log_level) == ("anuchino-school", "debug")


def test_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / ".env").write_bytes("# Анна\nPROFILE=anuchino-school\n".encode("cp1251"))
    with pytest.raises(SettingsError, match=r"^\.env: not readable as UTF-8 text$"):
        read_settings()


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_value_is_one_line_that_names_the_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert is_one_line_about(name, f"{caught.value}\n")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__, "the traceback would show the value"


def test_every_bad_value_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_RATE", "0")
    monkeypatch.setenv("OWNERS", "Анна")
    with pytest.raises(SettingsError, match=r"TELEGRAM_RATE: .*; OWNERS: "):
        read_settings()


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", f"1:{SECRET}")
    monkeypatch.setenv("TELEGRAM_PROXY", f"socks5://anna:{SECRET}@example.org:1080")
    monkeypatch.setenv("VK_TOKEN", SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql+psycopg://anna:{SECRET}@localhost/bot")
    settings = read_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("given", "official"),
    [
        ({"TELEGRAM_TOKEN": TOKEN}, True),
        ({"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": "https://api.telegram.org/"}, True),
        ({"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:8080"}, False),
        ({"VK_TOKEN": "vk"}, True),
        ({"VK_TOKEN": "vk", "VK_API_URL": "http://127.0.0.1:8080/"}, False),
        ({"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:8080", "VK_TOKEN": "vk"}, True),
        ({}, False),
    ],
)
def test_clock_is_not_moved_where_real_people_are(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], official: bool
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert read_settings().is_official is official
    monkeypatch.setenv("CLOCK_FILE", "clock")
    if official:
        with pytest.raises(SettingsError, match=r"^CLOCK_FILE: "):
            read_settings()
    else:
        assert read_settings().clock_file == Path("clock")


spaces = st.text(" ", max_size=2)
owners = st.lists(st.tuples(st.sampled_from(["telegram", "vk"]), st.integers(1, 10**18 - 1)), min_size=1, max_size=5)


def owners_or_complaint() -> tuple[str, tuple[tuple[str, int], ...]]:
    try:
        return "", read_settings().owners
    except SettingsError as error:
        return f"{error}\n", ()


@given(owners, spaces, spaces)
def test_owners_are_read_as_written(owners: list[tuple[str, int]], before: str, after: str) -> None:
    written = ",".join(f"{before}{network}:{number}{after}" for network, number in owners)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OWNERS", written)
        assert read_settings().owners == tuple(owners)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.text("telgramvk:,0123456789 "))
def test_any_owners_are_read_or_refused_in_one_line(written: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OWNERS", written)
        said, found = owners_or_complaint()
    parts = written.count(",") + 1 if written.strip() else 0
    assert len(found) == parts or is_one_line_about("OWNERS", said)


async def test_proxy_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_PROXY", "socks5://anna:secret@127.0.0.1:1")
    [messenger] = make_messengers(read_settings())
    assert messenger.network == "telegram"
    await messenger.close()


def test_program_without_a_network_ends_with_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(EXAMPLE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("no network: ")
    assert ended.stderr.count("\n") == 1


def test_program_with_a_wrong_value_ends_with_one_line(folder: Path) -> None:
    (folder / ".env").write_text(f"TELEGRAM_TOKEN={SECRET}\n")
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(EXAMPLE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert is_one_line_about("TELEGRAM_TOKEN", ended.stderr)


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_command_with_a_wrong_value_complains(start: Callable[..., str], command: str) -> None:
    assert is_one_line_about("LOG_LEVEL", start(command, LOG_LEVEL="loud"))


@pytest.mark.parametrize("profile", ["nowhere", ".", "nowhere/nothing.toml"])
def test_unknown_profile_is_named(start: Callable[..., str], profile: str) -> None:
    assert is_one_line_about("PROFILE", start("run", TELEGRAM_TOKEN=TOKEN, PROFILE=profile))


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_database_out_of_reach_is_named(start: Callable[..., str], command: str) -> None:
    url = f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:1/bot"
    assert is_one_line_about("DATABASE_URL", start(command, TELEGRAM_TOKEN=TOKEN, DATABASE_URL=url))


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_database_in_an_impossible_folder_is_named(start: Callable[..., str], folder: Path, command: str) -> None:
    (folder / "file").touch()
    url = f"sqlite:///{folder}/file/bot.db"
    assert is_one_line_about("DATABASE_URL", start(command, TELEGRAM_TOKEN=TOKEN, DATABASE_URL=url))


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_file_that_is_no_database_is_named(start: Callable[..., str], folder: Path, command: str) -> None:
    (folder / "bot.db").write_text("Анна, Борис\n" * 100)
    url = f"sqlite:///{folder}/bot.db"
    assert is_one_line_about("DATABASE_URL", start(command, TELEGRAM_TOKEN=TOKEN, DATABASE_URL=url))


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_database_of_a_newer_program_is_named(start: Callable[..., str], sqlite_url: str, command: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert is_one_line_about("DATABASE_URL", start(command, TELEGRAM_TOKEN=TOKEN, DATABASE_URL=sqlite_url))


def test_second_program_on_the_same_file_is_refused(start: Callable[..., str], sqlite_url: str) -> None:
    with Path(f"{sqlite_url.removeprefix('sqlite:///')}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert is_one_line_about("DATABASE_URL", start("run", TELEGRAM_TOKEN=TOKEN, DATABASE_URL=sqlite_url))


def seconds_ahead(clock_file: Path | None) -> int:
    return round((make_now(clock_file)() - datetime.now(UTC)).total_seconds())


def test_time_is_aware_and_in_utc() -> None:
    assert make_now(None)().utcoffset() == timedelta()
    assert seconds_ahead(None) == 0


def test_clock_follows_its_file(folder: Path) -> None:
    clock_file = folder / "clock"
    now = make_now(clock_file)
    assert seconds_ahead(clock_file) == 0
    for number, (written, ahead) in enumerate([("3600", 3600), ("-60.5\n", -60), ("", 0)]):
        clock_file.write_text(written)
        os.utime(clock_file, (number, number))
        assert abs((now() - datetime.now(UTC)).total_seconds() - ahead) < 2


@pytest.mark.parametrize("written", ["3600 seconds", "nan", "inf", "1e12", "-1e12", "1e300"])
def test_clock_keeps_its_time_when_the_file_makes_no_sense(folder: Path, written: str) -> None:
    clock_file = folder / "clock"
    now = make_now(clock_file)
    for number, content in enumerate(["3600", written]):
        clock_file.write_text(content)
        os.utime(clock_file, (number, number))
        assert abs((now() - datetime.now(UTC)).total_seconds() - 3600) < 2
