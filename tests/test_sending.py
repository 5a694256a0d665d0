from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, broadcasts, head_counts, send_checks, send_control, send_reach, send_starts, sending
from community.audiences import MANY, Audience, Counted
from community.broadcasts import Kind, State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.quiet import judge
from community.recurrences import Recurrence, parse_recurrence
from community.refusals import AnnouncementGone, NotAllowed
from community.roles import Role, Scope
from community.send_states import MOVES, Step, move
from screens.broadcast_cards import title
from screens.composing import title as composing_title
from storage import claiming
from storage.database import Database
from storage.models import (
    Account,
    AuditEntry,
    Broadcast,
    BroadcastFile,
    Grant,
    Notification,
    Person,
)
from storage.notifications import URGENT
from tests.test_announcing import HERE, THERE, announcer, fill, gets, member, perm
from tests.test_quiet import NIGHT, due
from tests.test_registrations import DAY, NOW

MINUTE = timedelta(minutes=1)
few = perm.model_copy(update={"announcements": perm.announcements.model_copy(update={"second_look_above": 1})})


def draft(session: Session, author: Person, town: str | None = None, **more: object) -> Broadcast:
    values: dict[str, object] = {"kind": Kind.MESSAGE.value, "topic": "community", "words": "Завтра встречаемся."}
    values |= {"state": State.DRAFT.value, "due": NOW, "created_at": NOW}
    values |= {"author_id": author.id, "audience": Audience.of(town).kept()}
    made = Broadcast(**values | more)
    session.add(made)
    session.flush()
    return made


def reachable(session: Session, person: Person) -> Person:
    session.add(Account(person_id=person.id, network="vk", number=person.id, created_at=NOW))
    session.flush()
    return person


def send(session: Session, author: Person, made: Broadcast, community: CommunityProfile = perm, **more: object) -> str:
    sending.send(session, author, made.id, community, NOW, **more)  # type: ignore[arg-type]
    return made.state


def rows(session: Session, kind: str = Notice.MESSAGE_TO_MANY) -> list[Notification]:
    found = select(Notification).where(Notification.kind == kind).order_by(Notification.id)
    return list(session.execute(found.execution_options(populate_existing=True)).scalars())


def end(session: Session, state: str, reason: str | None, *people: Person) -> None:
    for row in rows(session):
        if row.person_id in [person.id for person in people]:
            row.state, row.reason, row.done_at = state, reason, NOW
    session.flush()


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_whatever_is_pressed_the_state_follows_the_table_and_what_has_ended_stays(steps: list[Step]) -> None:
    broadcast = Broadcast(state=State.DRAFT.value)
    for step in steps:
        before = State(broadcast.state)
        assert move(broadcast, step) == (step in MOVES[before])
        assert State(broadcast.state) == MOVES[before].get(step, before)
        assert before is not State.CANCELLED or broadcast.state == State.CANCELLED
        assert broadcast.state != State.SENDING or before in (*broadcasts.ON, State.DRAFT, State.CHECK, *later())


def later() -> tuple[State, ...]:
    return State.SCHEDULED, State.SENT


def test_every_state_is_in_the_table_and_can_be_reached() -> None:
    assert set(MOVES) == set(State)
    assert {after for moves in MOVES.values() for after in moves.values()} == set(State)


def test_pressed_twice_it_is_sent_once_to_each(session: Session) -> None:
    olga, anna, boris = announcer(session), member(session, "Анна"), member(session, "Борис", THERE)
    made = draft(session, olga)
    assert send(session, olga, made) == State.SENDING
    assert send(session, olga, made) == State.SENDING
    fill(session)
    assert send(session, olga, made) == State.SENDING
    assert send(session, olga, made, when=NOW + DAY) == State.SENDING
    assert made.due == NOW
    assert [row.person_id for row in rows(session)] == [anna.id, boris.id]
    assert (made.found, made.queued) == (2, 2)


async def test_two_presses_at_once_begin_it_once(database: Database) -> None:
    def begin(session: Session) -> tuple[int, int]:
        member(session, "Анна")
        olga = announcer(session)
        return olga.id, draft(session, olga).id

    olga, number = await database.run(begin)

    def press(session: Session) -> str:
        author = session.get_one(Person, olga, with_for_update={"key_share": True})
        return sending.send(session, author, number, perm, NOW).broadcast.state

    assert set(await asyncio.gather(*(database.run(press) for _ in range(4)))) == {State.SENDING}
    await database.run(fill)
    assert len(await database.run(rows)) == 1


async def test_of_two_colleagues_at_once_one_confirms(database: Database) -> None:
    def begin(session: Session) -> tuple[list[int], int]:
        people = [reachable(session, announcer(session)) for _ in range(3)]
        for name in ("Анна", "Борис"):
            member(session, name)
        made = draft(session, people[0])
        assert send(session, people[0], made, few) == State.CHECK
        return [person.id for person in people[1:]], made.id

    colleagues, number = await database.run(begin)

    def press(session: Session, actor: int, words: str | None) -> str:
        person = session.get_one(Person, actor, with_for_update={"key_share": True})
        if words is not None:
            return send_checks.give_back(session, person, number, words, NOW).state
        try:
            return send_checks.confirm(session, person, number, few, NOW).state
        except AnnouncementGone:  # it is its author's again
            return State.DRAFT

    work = [database.run(partial(press, actor=colleagues[0], words=None))]
    work.append(database.run(partial(press, actor=colleagues[1], words="Проверьте дату")))
    first = await asyncio.gather(*work)
    assert len(set(first)) == 1 or State.DRAFT in first
    assert len(await database.run(partial(rows, kind=Notice.BROADCAST_CHECKED))) == 1


def test_planned_one_sets_out_at_its_time_and_is_counted_again(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made = draft(session, olga)
    assert send(session, olga, made, when=NOW + DAY) == State.SCHEDULED
    member(session, "Борис")
    assert not send_starts.begin_due(session, perm, NOW + DAY - MINUTE)
    assert send_starts.begin_due(session, perm, NOW + DAY)
    assert not send_starts.begin_due(session, perm, NOW + DAY)
    assert (made.state, made.found, made.begun_at) == (State.SENDING, 2, NOW + DAY)


def test_planned_one_is_taken_back_or_cancelled_and_never_sent(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    back, off = draft(session, olga), draft(session, olga)
    for made in (back, off):
        send(session, olga, made, when=NOW + DAY)
    assert sending.take_back(session, olga, back.id, NOW).state == State.DRAFT
    for _ in range(2):
        assert send_control.cancel(session, olga, off.id, NOW).state == State.CANCELLED
    assert not send_starts.begin_due(session, perm, NOW + 2 * DAY)
    assert send(session, olga, off) == State.CANCELLED


def test_who_may_not_announce_any_more_sends_nothing_later(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made = draft(session, olga)
    send(session, olga, made, when=NOW + DAY)
    for held in session.execute(select(Grant).where(Grant.person_id == olga.id)).scalars():
        session.delete(held)
    session.flush()
    assert send_starts.begin_due(session, perm, NOW + DAY)
    assert made.state == State.CANCELLED


def test_above_the_limit_a_colleague_looks_at_it_first(session: Session) -> None:
    olga, boris = announcer(session), reachable(session, announcer(session))
    curator = reachable(session, announcer(session, HERE, Role.CURATOR))
    reachable(session, announcer(session, THERE, Role.CURATOR))
    member(session, "Анна")
    member(session, "Вера")
    made = draft(session, olga, HERE)
    assert send(session, olga, made, few) == State.CHECK
    assert [row.person_id for row in rows(session, Notice.BROADCAST_TO_CHECK)] == [boris.id, curator.id]
    assert [attention.count(session, each, NOW) for each in (olga, boris, curator)] == [0, 1, 1]
    for actor in (olga, member(session, "Иван", THERE)):
        with pytest.raises(NotAllowed):
            send_checks.confirm(session, actor, made.id, few, NOW)
    send_checks.give_back(session, boris, made.id, "Проверьте дату", NOW)
    assert (made.state, made.remark) == (State.DRAFT, "Проверьте дату")
    with pytest.raises(AnnouncementGone):
        send_checks.confirm(session, curator, made.id, few, NOW)
    assert send(session, olga, made, few, when=NOW + DAY) == State.CHECK
    assert made.remark is None
    for _ in range(2):
        assert send_checks.confirm(session, curator, made.id, few, NOW).state == State.SCHEDULED
    assert [attention.count(session, each, NOW) for each in (olga, boris, curator)] == [0, 0, 0]
    assert (made.confirmed_by, made.due) == (curator.id, NOW + DAY)
    told = rows(session, Notice.BROADCAST_CHECKED)
    assert {row.person_id for row in told} == {olga.id}


def test_where_nobody_else_can_look_it_waits_and_the_number_is_said(session: Session) -> None:
    olga = announcer(session)
    announcer(session)  # without an account
    member(session, "Анна")
    member(session, "Вера")
    made = draft(session, olga)
    asked = sending.send(session, olga, made.id, few, NOW)
    assert asked.is_alone
    assert send(session, olga, made, few, number=3) == State.DRAFT
    assert send(session, olga, made, few, number=2) == State.SCHEDULED
    assert made.due == made.hold_until == NOW + sending.HOLD
    [noted] = session.execute(select(AuditEntry)).scalars()
    assert (noted.action, noted.actor_id, noted.details["count"]) == ("sent_alone", olga.id, 2)
    assert not send_starts.begin_due(session, few, NOW + sending.HOLD - MINUTE)
    assert send_starts.begin_due(session, few, NOW + sending.HOLD)


def weekly(text: str = "каждый понедельник в 10:00") -> Recurrence:
    rule = parse_recurrence(text, perm.tz)
    assert isinstance(rule, Recurrence)
    return rule


def test_repeated_one_is_copied_each_time_once_with_its_files(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made = draft(session, olga, buttons=[{"kind": "link", "label": "Сайт", "url": "https://example.ru"}])
    session.add(BroadcastFile(broadcast_id=made.id, kind="photo", name="a.png", size=1, content=b"a"))
    assert send(session, olga, made, when=weekly()) == State.SCHEDULED
    assert made.next_at
    first = made.next_at.astimezone(perm.tz)
    assert (first.weekday(), first.hour) == (0, 10)
    for week in range(3):
        now = first.astimezone(UTC) + week * timedelta(weeks=1)
        assert not send_starts.repeat_due(session, perm, now - MINUTE)
        assert send_starts.repeat_due(session, perm, now)
        assert not send_starts.repeat_due(session, perm, now + MINUTE)
        assert send_starts.begin_due(session, perm, now)
    copies = list(session.execute(select(Broadcast).where(Broadcast.copy_of == made.id)).scalars())
    assert [(each.state, each.words, each.buttons) for each in copies] == [("sending", made.words, made.buttons)] * 3
    contents = list(session.execute(select(BroadcastFile.content)).scalars())
    assert contents == [b"a"] * 4
    send_control.cancel(session, olga, made.id, NOW)
    assert not send_starts.repeat_due(session, perm, NOW + 99 * DAY)


def test_repeated_one_skips_holidays_and_what_was_missed_for_long(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made = draft(session, olga)
    send(session, olga, made, when=weekly())
    late = datetime(2026, 6, 25, 9, tzinfo=UTC)
    assert send_starts.repeat_due(session, perm, late)
    assert not send_starts.begin_due(session, perm, late)
    assert made.next_at
    while made.next_at.month == 6:
        assert send_starts.repeat_due(session, perm, made.next_at)
    assert made.next_at.month == 9  # not in July and August


def test_urgent_one_wakes_people_and_is_for_few_to_send(session: Session) -> None:
    olga, curator = announcer(session), announcer(session, HERE, "curator")
    member(session, "Анна", quiet_from=0, quiet_to=23)
    made = draft(session, curator, HERE)
    with pytest.raises(NotAllowed):
        sending.set_urgent(session, curator, made.id, NOW, urgent=True)
    made = draft(session, olga)
    assert sending.set_urgent(session, olga, made.id, NOW, urgent=True).is_urgent
    send(session, olga, made)
    fill(session)
    claiming.route_many(session, ("vk",), NIGHT, 9, partial(judge, community=perm))
    assert [(row.due, row.network) for row in rows(session)] == [(NOW, "vk")]
    row = due(Notice.MESSAGE_TO_MANY, lane=2)
    assert judge(row, NIGHT, perm)
    assert judge(row._replace(ids={URGENT: True}), NIGHT, perm) is None
    assert judge(row._replace(ids={URGENT: True}, paused_at=NOW), NIGHT, perm) == "paused"


def test_each_sees_their_own_drafts_and_what_is_within_reach(session: Session) -> None:
    olga, curator = announcer(session), announcer(session, HERE, "curator")
    member(session, "Анна")
    all_, near, far = draft(session, olga), draft(session, olga, HERE), draft(session, olga, THERE)
    mine = draft(session, curator, HERE)
    for made in (all_, near, far):
        made.state = State.SENT.value
    session.flush()

    def ids(actor: Person) -> list[int]:
        found, total = send_reach.listed(session, actor, NOW, 0, 9)
        assert total == len(found)
        return [each.id for each in found]

    assert ids(olga) == [far.id, near.id, all_.id]
    assert ids(curator) == [mine.id, near.id]
    assert [each.id for each in send_reach.listed(session, olga, NOW, 1, 1)[0]] == [near.id]
    with pytest.raises(NotAllowed):
        send_reach.seen(session, curator, far.id, NOW)
    with pytest.raises(AnnouncementGone):
        send_reach.seen(session, olga, mine.id, NOW)
    with pytest.raises(NotAllowed):
        send_reach.listed(session, member(session, "Иван"), NOW, 0, 9)


def test_reach_is_that_of_the_towns_or_of_the_bounds() -> None:
    curator = Scope(municipalities=frozenset({HERE}), organisations=frozenset({"Школа № 7"}))
    within = {"within": {"municipalities": [HERE]}}
    school = {"within": {"organisations": ["Школа № 7"]}}
    other = {"within": {"local": [[THERE, "Школа № 8"]]}}
    for audience, reached in (
        ({}, False),
        ({"subjects": ["math"]}, False),
        ({"municipalities": [HERE]}, True),
        ({"municipalities": [HERE, THERE]}, False),
        (within, True),
        (within | {"municipalities": [HERE, THERE]}, True),
        (school, True),
        (other, False),
    ):
        assert send_reach.covers(curator, Broadcast(audience=audience)) == reached, audience
        assert send_reach.covers(Scope(everywhere=True), Broadcast(audience=audience))


def test_curator_sends_no_farther_than_they_reach(session: Session) -> None:
    curator = announcer(session, HERE, "curator")
    member(session, "Анна", THERE)
    for town in (None, THERE):
        with pytest.raises(NotAllowed):
            send(session, curator, draft(session, curator, town))


def test_nobody_to_tell_it_stays_a_draft(session: Session) -> None:
    olga = announcer(session)
    assert send(session, olga, draft(session, olga)) == State.DRAFT


def test_number_is_read_with_its_spaces() -> None:
    assert [sending.parse_number(each) for each in ("1240", " 1 240 ", "1\u00a0240", "много", "12 шт")] == [
        1240,
        1240,
        1240,
        None,
        None,
    ]


def test_audiences_are_counted_as_they_are_filled(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made = draft(session, olga)
    counted = broadcasts.count(session, made, perm, NOW)
    asked = broadcasts.terms_of(session, made, perm, NOW)
    assert counted.receive == len(gets(session, Audience(), asked)) == 1


def test_title_speaks_as_to_whoever_has_told_no_name(session: Session) -> None:
    made = draft(session, announcer(session))
    made.words = "Здравствуйте, {имя}! <b>Ждём</b> вас."
    assert (title(made, None), composing_title(made)) == ("«Здравствуйте! Ждём вас»", "Здравствуйте! Ждём вас.")


def test_very_many_are_not_counted_again_before_it_is_sent_and_are_when_it_is(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    made = draft(session, olga)
    sending.ask(session, olga, made.id, perm, NOW)  # its audience is bounded at the first look
    many = Counted({"vk": MANY}, {})
    kept = head_counts.to_remember(many, made, NOW)
    assert sending.ask(session, olga, made.id, perm, NOW, kept).counted == many
    assert sending.send(session, olga, made.id, perm, NOW).counted.receive == made.found == 1
