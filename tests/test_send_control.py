from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import broadcasts, drafts, send_control, send_watch, sending
from community.audiences import Reason
from community.broadcasts import BROADCAST, ResendTo, State
from community.notices import Notice
from community.quiet import judge
from community.refusals import AnnouncementGone
from community.send_tally import Missed, Sample, Tally, is_burst, spacing, tally
from screens import sending as screens
from storage import claiming
from storage.models import (
    Account,
    Acknowledgement,
    Broadcast,
)
from tests.giving_out import give_out
from tests.test_announcing import announcer, fill, member, perm
from tests.test_registrations import DAY, HOUR, NOW
from tests.test_sending import draft, end, reachable, rows, send


def leaving(session: Session, now: datetime = NOW) -> list[int]:
    """Whose letters the post would write now."""
    claiming.route_many(session, ["vk"], now, 99, partial(judge, community=perm))
    return [row.number for row in claiming.waiting(session, "vk", 2, now=now, most=99)]


def test_paused_one_leaves_nobody_more_and_goes_on_after(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made, other = draft(session, olga), draft(session, olga)
    for each in (made, other):
        send(session, olga, each)
    fill(session)
    for _ in range(2):
        assert send_control.pause(session, olga, made.id, NOW).state == State.PAUSED
    assert [row.ids[BROADCAST] for row in _waiting(session)] == [other.id]
    for _ in range(2):
        assert send_control.resume(session, olga, made.id, NOW).state == State.SENDING
    assert [row.ids[BROADCAST] for row in _waiting(session)] == [made.id, other.id]


def _waiting(session: Session) -> list[claiming.Waiting]:
    leaving(session)
    return claiming.waiting(session, "vk", 2, now=NOW, most=99)


def test_paused_one_is_not_filled_and_not_ended(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    member(session, "Борис")
    made = draft(session, olga)
    send(session, olga, made)
    assert give_out(session, perm, NOW, most=2)
    send_control.pause(session, olga, made.id, NOW)
    assert not give_out(session, perm, NOW)
    assert not broadcasts.finish(session, NOW)
    send_control.resume(session, olga, made.id, NOW)
    assert fill(session)
    assert made.queued == 2


def test_cancelled_one_is_sent_to_nobody_and_reported(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_watch, "SLICE", 2)
    olga = announcer(session)
    people = [member(session, f"Анна {number}") for number in range(6)]
    made = draft(session, olga)
    send(session, olga, made)
    fill(session)
    end(session, "sent", None, people[0])
    end(session, "sending", None, people[1])
    for _ in range(2):
        assert send_control.cancel(session, olga, made.id, NOW).state == State.CANCELLED
    assert leaving(session) == []
    assert not send_watch.close(session, NOW)  # a letter is still on its way
    end(session, "sent", None, people[1])
    while send_watch.close(session, NOW):
        pass
    found = tally(session, made)
    assert (found.sent, found.waiting, found.missed) == (2, 0, {Missed.CANCELLED: 4})
    assert made.report == {"sent": 2, "cancelled": 4}
    assert len(rows(session, Notice.BROADCAST_PROGRESS)) == 1


def test_sums_equal_the_audience_by_reason(session: Session) -> None:
    olga = announcer(session)
    names = ("sent", "unsure", "blocked", "muted", "paused", "late", "no_account", "error", "not_needed", "erased")
    people = {name: member(session, name) for name in names}
    member(session, "Вера", muted_topics=["community"])
    made = draft(session, olga)
    send(session, olga, made)
    fill(session)
    for name in ("blocked", "no_account", "error"):
        end(session, "failed", name, people[name])
    for name in ("muted", "paused", "late", "not_needed"):
        end(session, "skipped", name, people[name])
    end(session, "unsure", "uncertain", people["unsure"])
    end(session, "sent", None, people["sent"])
    session.delete(next(row for row in rows(session) if row.person_id == people["erased"].id))
    session.flush()
    once = {*Missed} - {Missed.CANCELLED, Missed.GONE}
    for _ in range(2):
        found = tally(session, made)
        assert found.missed == dict.fromkeys(once, 1) | {Missed.GONE: 2}
        assert (found.sent, found.total) == (1, len(names))
        assert made.excluded == {Reason.MUTED: 1, Reason.NO_CONSENT: 1}  # Vera, and Olga herself
        broadcasts.finish(session, NOW)
        send_watch.close(session, NOW)
    for row in rows(session):
        session.delete(row)  # a month later
    session.flush()
    assert tally(session, made).total == len(names)


def test_sent_again_to_those_it_did_not_reach(session: Session) -> None:
    olga, anna, boris = announcer(session), member(session, "Анна"), member(session, "Борис")
    made = draft(session, olga)
    send(session, olga, made)
    fill(session)
    end(session, "sent", None, anna)
    end(session, "failed", "error", boris)
    broadcasts.finish(session, NOW)
    again = send_control.resend(session, olga, made.id, ResendTo.MISSED, NOW)
    assert send_control.resend(session, olga, made.id, ResendTo.MISSED, NOW) is again
    send(session, olga, again)
    fill(session)
    assert [row.person_id for row in rows(session)] == [anna.id, boris.id, boris.id]
    session.add(Acknowledgement(broadcast_id=made.id, person_id=anna.id, at=NOW))
    silent = send_control.resend(session, olga, made.id, ResendTo.SILENT, NOW)
    asked = sending.ask(session, olga, silent.id, perm, NOW)
    assert asked.counted == drafts.look(session, silent, perm, NOW).counted
    assert asked.counted.receive == 1
    assert "уже отметили — 1" in screens.ask(asked, perm, NOW).text
    with pytest.raises(AnnouncementGone):
        send_control.resend(session, olga, made.id, ResendTo.MISSED, NOW + 30 * DAY)


def test_unsure_ones_are_sent_again_by_one_press(session: Session) -> None:
    olga, anna, boris = announcer(session), member(session, "Анна"), member(session, "Борис")
    made = draft(session, olga)
    send(session, olga, made)
    fill(session)
    leaving(session)
    end(session, "sent", None, anna)
    end(session, "unsure", "uncertain", boris)
    broadcasts.finish(session, NOW)
    send_watch.close(session, NOW)
    for _ in range(2):
        assert send_control.send_unsure(session, olga, made.id, NOW).state == State.SENDING
    assert leaving(session) == [boris.id]
    end(session, "sent", None, boris)
    broadcasts.finish(session, NOW)
    assert send_control.send_unsure(session, olga, made.id, NOW).state == State.SENT


def sample(seconds: float, done: int, failing: int) -> Sample:
    return Sample(NOW + timedelta(seconds=seconds), done, failing)


def test_burst_is_a_third_of_at_least_twenty() -> None:
    assert is_burst([sample(0, 0, 0), sample(10, 20, 6)])
    assert not is_burst([sample(0, 0, 0), sample(10, 19, 19)])
    assert not is_burst([sample(0, 0, 0), sample(10, 1000, 299)])
    assert not is_burst([sample(0, 1000, 500)])
    assert is_burst([sample(0, 1000, 10), sample(50, 1030, 20)])


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_nobody_is_counted_twice(sent: int, waiting: int, failed: int) -> None:
    found = Tally(sent, waiting, {Missed.FAILED: failed, Missed.BLOCKED: sent})
    assert found.total == found.done + found.waiting == 2 * sent + waiting + failed
    assert found.failing == failed


def test_errors_pause_it_and_its_author_learns_why(session: Session) -> None:
    olga = announcer(session)
    people = [member(session, f"Анна {number}") for number in range(25)]
    made = draft(session, olga)
    send(session, olga, made)
    fill(session)
    assert send_watch.look(session, NOW)
    assert not send_watch.look(session, NOW)
    end(session, "failed", "blocked", *people[:20])  # their own wish
    assert send_watch.look(session, NOW + spacing(made))
    assert made.state == State.SENDING
    end(session, "failed", "error", *people[:20])
    assert send_watch.look(session, NOW + 2 * spacing(made))
    assert (made.state, made.paused_because) == (State.PAUSED, send_watch.ERRORS)
    assert [row.person_id for row in rows(session, Notice.BROADCAST_PAUSED)] == [olga.id]
    send_control.resume(session, olga, made.id, NOW)
    assert send_watch.look(session, NOW + 3 * spacing(made))
    assert made.state == State.SENDING


def test_third_flood_within_ten_minutes_pauses_it(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made = draft(session, olga)
    send(session, olga, made)
    for seconds in (0, 1, 61, 62):  # many letters of one call count once
        send_watch.flooded(session, made.id, NOW + timedelta(seconds=seconds))
    assert made.state == State.SENDING
    send_watch.flooded(session, made.id, NOW + HOUR)
    assert made.state == State.SENDING
    for seconds in (60, 120):
        send_watch.flooded(session, made.id, NOW + HOUR + timedelta(seconds=seconds))
    assert (made.state, made.paused_because) == (State.PAUSED, send_watch.FLOOD)


def test_author_is_told_how_far_it_is_in_one_message(session: Session) -> None:
    olga = reachable(session, announcer(session))
    people = [member(session, f"Анна {number}") for number in range(4)]
    account = session.execute(select(Account.id).where(Account.person_id == olga.id)).scalar_one()
    made = draft(session, olga)
    send(session, olga, made)
    fill(session)
    for step, person in enumerate(people[:3], 1):
        assert send_watch.look(session, NOW + step * spacing(made))
        end(session, "sent", None, person)
    assert send_watch.look(session, NOW + 4 * spacing(made))
    told = rows(session, Notice.BROADCAST_PROGRESS)
    assert len(told) == 3
    send_watch.remember(session, told[0].ids, account, [77], NOW)
    end(session, "sent", None, people[3])
    broadcasts.finish(session, NOW)
    send_watch.close(session, NOW)
    last = rows(session, Notice.BROADCAST_PROGRESS)[-1]
    assert (last.ids["replaces"], last.account_id) == (77, account)


def test_great_ones_are_counted_more_seldom() -> None:
    assert spacing(Broadcast(found=3000, queued=0)) == timedelta(seconds=10)
    assert spacing(Broadcast(found=1_000_000, queued=0)) == timedelta(seconds=50)
