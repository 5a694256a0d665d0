from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import inbox
from storage.inbox import Received, Waiting
from storage.models import Cursor, InboxUpdate

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANNA = 1001
HELLO = {"message": {"text": "Здравствуйте 😀\0"}}


def keep(session: Session, keys: Sequence[str], network: str = "telegram", now: datetime = NOW) -> dict[str, int]:
    return inbox.keep(session, network, [Received(key, ANNA, HELLO) for key in keys], now)


def states(session: Session) -> dict[str, str]:
    session.expire_all()
    rows = session.execute(select(InboxUpdate).order_by(InboxUpdate.id)).scalars()
    return {row.key: row.state for row in rows}


def words(session: Session) -> list[str]:
    """Whatever people said that is still kept."""
    session.expire_all()
    rows = session.execute(select(InboxUpdate)).scalars()
    return [said for row in rows for said in (row.raw, row.answer) if said]


def test_new_updates_are_kept_with_their_rows(session: Session) -> None:
    rows = keep(session, ["1", "2"])
    assert set(rows) == {"1", "2"}
    assert [(row.id, row.key) for row in session.execute(select(InboxUpdate).order_by(InboxUpdate.id)).scalars()] == [
        (rows["1"], "1"),
        (rows["2"], "2"),
    ]


def test_repeat_of_an_answered_update_is_left_out(session: Session) -> None:
    rows = keep(session, ["1", "2", "3"])
    inbox.finish(session, rows["1"], '{"screen":1}')
    inbox.finish(session, rows["2"], None)
    inbox.set_aside(session, [rows["3"]])
    assert set(keep(session, ["1", "2", "3", "4"])) == {"4"}
    assert states(session) == {"1": "done", "2": "shown", "3": "bad", "4": "new"}


def test_repeat_of_an_unanswered_update_is_the_same_row(session: Session) -> None:
    """The network repeats what we did not confirm: perhaps it was kept and nobody has looked at it."""
    rows = keep(session, ["1", "2"])
    assert keep(session, ["2", "1"]) == rows
    assert list(states(session)) == ["1", "2"]


def test_stored_answer_is_found_until_it_was_shown(session: Session) -> None:
    rows = keep(session, ["1", "2"])
    inbox.finish(session, rows["1"], '{"screen":1}')
    assert inbox.answer_of(session, rows["1"]) == Waiting(rows["1"], "telegram", ANNA, {"screen": 1})
    assert inbox.answer_of(session, rows["2"]) is None
    assert inbox.answer_of(session, 404) is None
    inbox.tick_off(session, [rows["1"]])
    session.expire_all()
    assert inbox.answer_of(session, rows["1"]) is None


def test_update_repeated_within_one_batch_is_kept_once(session: Session) -> None:
    assert set(keep(session, ["1", "1"])) == {"1"}
    assert list(states(session)) == ["1"]


def test_networks_have_keys_of_their_own(session: Session) -> None:
    telegram, vk = keep(session, ["1"]), keep(session, ["1"], "vk")
    assert telegram["1"] != vk["1"]


def test_empty_batch_keeps_nothing(session: Session) -> None:
    assert keep(session, []) == {}


def test_batch_of_a_thousand_is_kept_at_once(session: Session) -> None:
    assert len(keep(session, [str(number) for number in range(1000)])) == 1000


def test_unfinished_come_back_in_the_order_received(session: Session) -> None:
    first = keep(session, ["30", "4"])
    second = keep(session, ["5"], "vk", NOW - timedelta(hours=1))
    assert inbox.unfinished(session, "telegram") == [
        Waiting(first["30"], "telegram", ANNA, HELLO),
        Waiting(first["4"], "telegram", ANNA, HELLO),
    ]
    assert inbox.unfinished(session, "vk") == [Waiting(second["5"], "vk", ANNA, HELLO)]


def test_update_of_nobody_is_kept(session: Session) -> None:
    inbox.keep(session, "vk", [Received("1", None, {})], NOW)
    assert [waiting.number for waiting in inbox.unfinished(session, "vk")] == [None]


def test_update_is_finished_once(session: Session) -> None:
    row = keep(session, ["1"])["1"]
    assert inbox.finish(session, row, '{"screen":1}')
    assert not inbox.finish(session, row, '{"screen":2}')
    assert words(session) == ['{"screen":1}']
    assert inbox.unfinished(session, "telegram") == []


def test_finished_update_forgets_what_was_said(session: Session) -> None:
    row = keep(session, ["1"])["1"]
    inbox.finish(session, row, None)
    assert words(session) == []
    assert states(session) == {"1": "shown"}


def test_answer_waits_until_it_is_ticked_off(session: Session) -> None:
    rows = keep(session, ["1", "2"])
    for row in rows.values():
        inbox.finish(session, row, '{"screen":1}')
    inbox.tick_off(session, [rows["1"]])
    assert states(session) == {"1": "shown", "2": "done"}
    assert [waiting.id for waiting in inbox.unseen(session, "telegram", NOW)] == [rows["2"]]
    assert words(session) == ['{"screen":1}']


def test_unseen_answers_come_back_in_order_and_old_ones_are_dropped(session: Session) -> None:
    for key, minutes in (("late", 11), ("1", 9), ("2", 1)):
        rows = keep(session, [key], now=NOW - timedelta(minutes=minutes))
        inbox.finish(session, rows[key], f'{{"screen":"{key}"}}')
    unseen = inbox.unseen(session, "telegram", NOW - timedelta(minutes=10))
    assert [waiting.content for waiting in unseen] == [{"screen": "1"}, {"screen": "2"}]
    assert states(session) == {"late": "shown", "1": "done", "2": "done"}
    assert len(words(session)) == 2


def test_updates_not_yet_answered_are_not_unseen(session: Session) -> None:
    keep(session, ["1"], now=NOW - timedelta(days=3))
    assert inbox.unseen(session, "telegram", NOW) == []
    assert states(session) == {"1": "new"}


def test_update_set_aside_is_not_answered_any_more(session: Session) -> None:
    rows = keep(session, ["1", "2"])
    inbox.set_aside(session, [rows["1"]])
    assert states(session) == {"1": "bad", "2": "new"}
    assert len(words(session)) == 1
    assert not inbox.finish(session, rows["1"], "{}")


def test_answered_update_is_not_set_aside(session: Session) -> None:
    row = keep(session, ["1"])["1"]
    inbox.finish(session, row, '{"screen":1}')
    inbox.set_aside(session, [row])
    assert states(session) == {"1": "done"}
    assert words(session) == ['{"screen":1}']


def test_keys_are_forgotten_in_slices(session: Session) -> None:
    rows = keep(session, [str(number) for number in range(5)], now=NOW - timedelta(days=2))
    inbox.set_aside(session, rows.values(), "shown")
    day_ago = NOW - timedelta(days=1)
    assert [inbox.forget(session, day_ago, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert states(session) == {}


def test_fresh_and_unfinished_are_not_forgotten(session: Session) -> None:
    long_ago = NOW - timedelta(days=2)
    keep(session, ["unanswered"], now=long_ago)
    inbox.finish(session, keep(session, ["unseen"], now=long_ago)["unseen"], "{}")
    inbox.set_aside(session, keep(session, ["bad"], now=long_ago).values())
    inbox.set_aside(session, keep(session, ["fresh"]).values(), "shown")
    inbox.forget(session, NOW - timedelta(days=1))
    assert states(session) == {"unanswered": "new", "unseen": "done", "fresh": "shown"}


def test_forgotten_key_is_new_again(session: Session) -> None:
    inbox.set_aside(session, keep(session, ["1"], now=NOW - timedelta(days=2)).values())
    inbox.forget(session, NOW - timedelta(days=1))
    assert set(keep(session, ["1"])) == {"1"}


def test_cursor_moves_on(session: Session) -> None:
    for position in ("100", "101"):
        inbox.keep_cursor(session, "vk", position)
        session.flush()
    session.expire_all()
    assert session.get_one(Cursor, "vk").position == "101"
