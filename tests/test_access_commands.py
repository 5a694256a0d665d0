from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.__main__ import NEEDED, main
from storage.engine import make_engine
from storage.models import AuditEntry
from storage.people import create_account
from tests.rights_world import NOW


@pytest.fixture
def database(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("PROFILE", "perm-nastavniki")
    engine = make_engine(sqlite_url)
    with Session(engine) as session, session.begin():
        create_account(session, "vk", 1001, NOW)
    engine.dispose()
    return sqlite_url


def says(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["bot", *arguments])
    code = main()
    said = capsys.readouterr()
    return code, said.out + said.err


def test_role_is_granted_listed_and_withdrawn(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    curator = ("vk:1001", "curator", "--municipality", "perm")
    assert says(monkeypatch, capsys, "grant", *curator) == (0, "Granted: curator --municipality perm\n")
    assert says(monkeypatch, capsys, "grant", *curator)[1].startswith("It was granted before")
    assert says(monkeypatch, capsys, "roles") == (0, "vk:1001  curator --municipality perm\n")
    assert says(monkeypatch, capsys, "withdraw", *curator) == (0, "Withdrawn: curator --municipality perm\n")
    assert says(monkeypatch, capsys, "roles") == (0, "Nobody has a role yet.\n")
    engine = make_engine(database)
    with Session(engine) as session:
        noted = [(entry.action, entry.actor_id) for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    engine.dispose()
    assert noted == [("role_granted", None), ("role_withdrawn", None)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grant", "vk:1001", "king"), "there is no 'king'"),
        (("grant", "vk:404", "owner"), "has not written to the bot yet"),
        (("grant", "vk", "owner"), "expected something like vk:12345"),
        (("grant", "vk:1001", "curator"), "narrow it with --municipality"),
        (("grant", "vk:1001", "curator", "--municipality", "atlantis"), "has no 'atlantis'"),
        (("withdraw", "vk:1001", "owner"), "has no such role"),
    ],
)
def test_mistake_is_one_line(
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    code, complaint = says(monkeypatch, capsys, *arguments)
    assert code == NEEDED
    assert said in complaint
    assert complaint.count("\n") == 1


def test_last_owner_is_not_withdrawn(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    says(monkeypatch, capsys, "grant", "vk:1001", "owner")
    code, complaint = says(monkeypatch, capsys, "withdraw", "vk:1001", "owner")
    assert (code, complaint) == (NEEDED, "this is the last owner: grant somebody else the role first\n")
