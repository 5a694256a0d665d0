import gc
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, insert, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage import migrate as module
from storage.engine import make_engine
from storage.migrate import MigrationError, config_for, current, migrate, newest
from storage.models import (
    Account,
    Base,
    Consent,
    Cursor,
    Grant,
    InboxUpdate,
    Notification,
    Person,
    UtcDateTime,
    table_of,
)
from storage.notifications import notify
from storage.people import LISTS
from tests.postgres import Cluster

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Further = Callable[[str], None]

# SQLite cannot change a column: the table is made anew, the rows are moved, the old one is dropped.
REBUILD = """
    with op.batch_alter_table("person") as person:
        person.alter_column("name", type_=sa.String(90))
"""
FAIL_HALFWAY = """
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO nowhere VALUES (1)")
"""
LOSE_PEOPLE = """
    op.execute("DELETE FROM person")
"""


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def fill(url: str) -> None:
    """A row in every table, with every reference."""
    with opened(url) as engine, Session(engine) as session, session.begin():
        anna = Person(id=1, created_at=NOW, joined_at=NOW, name="Анна Сергеевна", specialities=["math"], search="физик")
        anna.accounts = [
            Account(id=1, network="telegram", number=1001, created_at=NOW, forms={"join": {"name": "Анна"}})
        ]
        session.add_all([anna, Person(id=2, created_at=NOW), Cursor(network="vk", position="7")])
        session.flush()
        session.add(Grant(person_id=1, role="coordinator", municipality="perm", granted_at=NOW))
        given = Consent(
            person_id=1, kind="participation", version="2026-01-01", text_hash="0", network="vk", given_at=NOW
        )
        session.add(given)
        session.add(InboxUpdate(network="vk", key="1", state="new", received_at=NOW, raw="{}"))
        notify(session, 2, "member_joined", {"person": 1}, NOW, "joined:1")
        session.flush()
        session.execute(select(Notification)).scalar_one().account_id = 1
        fill_the_rest(session)


def fill_the_rest(session: Session) -> None:
    """A row for each table that has none yet, made up from its columns."""
    for table in Base.metadata.sorted_tables:
        if session.execute(select(table)).first() is None:
            columns = [column for column in table.columns if not column.primary_key and not column.nullable]
            session.execute(insert(table).values({column.name: made_up(column) for column in columns}))


def made_up(column: Column[Any]) -> object:
    """1 is also the id of the only row that a reference can point to."""
    if isinstance(column.type, UtcDateTime):
        return NOW
    return {int: 1, str: "1", bool: True, bytes: b"1"}.get(column.type.python_type, {"1": 1})


def contents(url: str) -> dict[str, list[dict[str, object]]]:
    with opened(url) as engine, engine.connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def tables(url: str) -> set[str]:
    with opened(url) as engine:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}


def revisions() -> list[str]:
    return [script.revision for script in ScriptDirectory.from_config(config_for()).walk_revisions()][::-1]


def fails_to_migrate(url: str, *errors: type[Exception], saying: str = "") -> None:
    with pytest.raises(errors or Exception, match=saying or None):
        migrate(url)
    gc.collect()  # a connection left open is a warning, here and not in some later test


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


@pytest.fixture(scope="module")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alone in its folder, made by the migrations; only looked at."""
    path = tmp_path_factory.mktemp("new") / "bot.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def filled_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    shutil.copy(sqlite_template, path)
    fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def filled_postgresql(postgresql: Cluster) -> Iterator[str]:
    name = postgresql.migrated()
    fill(postgresql.address(name))
    yield name
    postgresql.drop(name)


@pytest.fixture
def filled_url(empty_url: str, request: pytest.FixtureRequest) -> str:
    """A migrated database with a row in every table, where `empty_url` is; made by the migrations once."""
    if not empty_url.startswith("sqlite"):
        cluster: Cluster = request.getfixturevalue("postgresql")
        cluster.copy(request.getfixturevalue("filled_postgresql"), make_url(empty_url).database or "")
        return empty_url
    file_of(empty_url).parent.mkdir()
    shutil.copy(request.getfixturevalue("filled_sqlite"), file_of(empty_url))
    return empty_url


@pytest.fixture
def further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Further:
    """Adds a migration after ours, in a folder whose name upsets configuration files."""

    def add(upgrade: str) -> None:
        here = tmp_path / "100% migrations"
        shutil.copytree(module.HERE, here)  # compiled files too
        script = f'''"""further"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "further", {newest()!r}, None, None
def upgrade() -> None:
{upgrade}
def downgrade() -> None:
    pass
'''
        (here / "versions" / "further.py").write_text(script)
        monkeypatch.setattr(module, "HERE", here)

    return add


def test_models_match_migrations(empty_url: str) -> None:
    assert migrate(empty_url)
    with opened(empty_url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_tables_rebuilt_on_sqlite_still_number_for_ever(new_file: Path) -> None:
    with opened(f"sqlite:///{new_file}") as engine, engine.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")).all()
    numbered = {name for name, sql in made if "AUTOINCREMENT" in sql}
    assert numbered == {table.name for table in Base.metadata.sorted_tables if "id" in table.primary_key.columns}


# The older ones stay as they are, and another test takes each of them down and up.
@pytest.mark.parametrize("first", [-3, pytest.param(0, marks=pytest.mark.long)])
def test_every_migration_goes_up_and_down_and_up(empty_url: str, first: int) -> None:
    for revision in revisions()[first:]:
        assert migrate(empty_url, revision)
        above = tables(empty_url)
        assert migrate(empty_url, "-1")
        assert migrate(empty_url, revision)
        assert (current(empty_url), tables(empty_url)) == (revision, above)
    assert tables(empty_url) == set(Base.metadata.tables)


def test_filled_database_goes_down_and_up(filled_url: str) -> None:
    migrate(filled_url, "base")
    assert (current(filled_url), tables(filled_url)) == (None, set())
    migrate(filled_url)
    assert current(filled_url) == newest()


def test_newest_database_is_left_alone(database_url: str) -> None:
    assert not migrate(database_url)


def test_rows_survive_a_migration_that_rebuilds_their_table(filled_url: str, further: Further) -> None:
    before = contents(filled_url)
    further(REBUILD)
    assert migrate(filled_url)
    assert current(filled_url) == "further"
    assert contents(filled_url) == before
    assert all(before.values()), "a table without a row proves nothing"


def test_references_are_guarded_again_after_a_migration(filled_url: str, further: Further) -> None:
    further(REBUILD)
    migrate(filled_url)
    with opened(filled_url) as engine, engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("DELETE FROM person"))


def test_migration_that_fails_leaves_nothing(filled_url: str, further: Further) -> None:
    before, known = contents(filled_url), newest()
    further(FAIL_HALFWAY)
    fails_to_migrate(filled_url, saying="nowhere")
    assert (current(filled_url), tables(filled_url)) == (known, set(Base.metadata.tables))
    assert contents(filled_url) == before


def test_migration_that_leaves_rows_pointing_nowhere_is_undone(filled_url: str, further: Further) -> None:
    before, known = contents(filled_url), newest()
    further(LOSE_PEOPLE)
    fails_to_migrate(filled_url, MigrationError, IntegrityError)
    assert current(filled_url) == known
    assert contents(filled_url) == before


def test_file_is_copied_before_it_is_changed(sqlite_url: str, further: Further) -> None:
    fill(sqlite_url)
    before, known = contents(sqlite_url), newest()
    further(REBUILD)
    migrate(sqlite_url)
    copy = file_of(sqlite_url).with_name(f"bot.db.before-{known}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert current(f"sqlite:///{copy}") == known
    assert contents(f"sqlite:///{copy}") == before


def test_copy_has_what_was_written_last(sqlite_url: str, further: Further) -> None:
    """Which may still stand in the journal beside the file."""
    with closing(sqlite3.connect(file_of(sqlite_url))) as open_all_the_time:
        open_all_the_time.execute("PRAGMA journal_mode=WAL")
        open_all_the_time.execute("PRAGMA wal_autocheckpoint=0")
        with open_all_the_time:
            open_all_the_time.execute("INSERT INTO cursor VALUES ('vk', '7')")
        known = newest()
        further(REBUILD)
        migrate(sqlite_url)
    assert contents(f"sqlite:///{file_of(sqlite_url)}.before-{known}")["cursor"] == [{"network": "vk", "position": "7"}]


def test_new_database_needs_no_copy(new_file: Path) -> None:
    assert list(new_file.parent.glob("*before*")) == []


def test_migrated_file_is_readable_by_its_owner_only(new_file: Path) -> None:
    assert stat.S_IMODE(new_file.stat().st_mode) == 0o600


def test_database_of_a_newer_program_is_not_touched(filled_url: str) -> None:
    with opened(filled_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    fails_to_migrate(filled_url, saying="9999")
    assert current(filled_url) == "9999"


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_programs_that_start_together_migrate_once(empty_url: str) -> None:
    started = threading.Barrier(4)

    def start() -> bool:
        started.wait()
        return migrate(empty_url)

    with ThreadPoolExecutor(4) as programs:
        for program in [programs.submit(start) for _ in range(4)]:
            program.result()
    assert current(empty_url) == newest()


def test_united_who_were_told_twice_keep_what_has_ended_else_the_older(empty_url: str) -> None:
    migrate(empty_url, "0019")
    lists: dict[str, object] = {name: [] for name in LISTS}
    person = {"created_at": NOW, "is_minor": False, "search": "", **lists}
    told = {"kind": "news", "ids": {}, "lane": 2, "due": NOW, "attempts": 0, "state": "new", "broadcast_id": 7}
    has_ended = {11: True, 12: False, 21: False, 22: True, 31: False, 32: False}  # of Anna, of Boris, of Vera
    with opened(empty_url) as engine, engine.begin() as connection:
        connection.execute(insert(table_of(Person)), [person | {"id": number} for number in (1, 2, 3)])
        for number, ended in has_ended.items():
            row = {"id": number, "person_id": number // 10, "dedupe_key": f"broadcast:7:{number}"}
            connection.execute(insert(table_of(Notification)).values(told | row | {"done_at": NOW if ended else None}))
    migrate(empty_url)
    assert [row["id"] for row in contents(empty_url)["notification"]] == [11, 22, 31]
