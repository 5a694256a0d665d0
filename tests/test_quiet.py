from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from community.notices import MANNERS, Manner, Notice, Topic
from community.profile_files import load_profile
from community.quiet import judge, mute, parse_hours, quiet_hours, quiet_until, set_quiet_hours
from community.refusals import NotJoined, UnknownChoice
from scheduler.notices import Notices
from storage.claiming import Due
from storage.database import Database
from storage.models import Person
from tests.office import ANNA, ANNA_TELEGRAM, ANNA_VK, BORIS, NOW, Office, people, render

perm = load_profile("perm-nastavniki")  # five hours ahead of UTC, 21:00 to 9:00
YEKATERINBURG = perm.tz
NIGHT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # one o'clock in the night
MORNING = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)  # nine o'clock


def here(hour: int, minute: int = 0, zone: ZoneInfo = YEKATERINBURG) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=zone).astimezone(UTC)


def due(kind: str = Notice.MEMBER_JOINED, **more: object) -> Due:
    blank: dict[str, object] = {
        "useful_until": None,
        "preferred_network": None,
        "muted_topics": [],
        "quiet_from": None,
        "quiet_to": None,
        "lane": 1,
        "ids": {},
        "paused_at": None,
        "paused_until": None,
    }
    return Due(id=1, person_id=1, attempts=0, kind=kind, **blank | more)  # type: ignore[arg-type]  # as a row has them


def test_every_kind_of_notice_has_its_manner() -> None:
    assert set(MANNERS) == set(Notice)


@pytest.mark.parametrize(
    ("hour", "first", "last", "ends"),
    [
        (21, 22, 8, None),
        (22, 22, 8, 8 + 24),
        (0, 22, 8, 8),
        (7, 22, 8, 8),
        (8, 22, 8, None),
        (13, 12, 14, 14),
        (14, 12, 14, None),
        (3, 0, 7, 7),
        (23, 20, 0, 24),
        (19, 20, 0, None),
        (3, 5, 5, None),
    ],
)
def test_quiet_hours_end(hour: int, first: int, last: int, ends: int | None) -> None:
    end = here(0) + timedelta(hours=ends) if ends is not None else None
    assert quiet_until(here(hour, 30), YEKATERINBURG, first, last) == end


def test_quiet_hours_follow_the_clock_of_the_zone() -> None:
    assert quiet_until(NIGHT, ZoneInfo("Asia/Vladivostok"), 22, 8) == datetime(2026, 3, 2, 22, tzinfo=UTC)
    assert quiet_until(NIGHT, ZoneInfo("Europe/Lisbon"), 22, 8) is None


def test_night_in_which_clocks_change_ends_at_the_same_hour() -> None:
    paris = ZoneInfo("Europe/Paris")
    before = datetime(2026, 3, 28, 23, 0, tzinfo=paris).astimezone(UTC)
    assert quiet_until(before, paris, 22, 8) == datetime(2026, 3, 29, 8, 0, tzinfo=paris).astimezone(UTC)


def test_persons_own_hours_go_before_those_of_the_community() -> None:
    assert quiet_hours(None, None, perm) == (21, 9)
    assert quiet_hours(0, 0, perm) == (0, 0)
    assert quiet_hours(20, 6, perm) == (20, 6)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("с 22 до 8", (22, 8)),
        ("21:00–9:30", (21, 9)),
        ("с 23.00 по 07.00", (23, 7)),
        ("с 24 до 6", (0, 6)),
        ("Нет", (0, 0)),
        ("с 25 до 8", None),
        ("ночью", None),
        ("22", None),
        ("2026", None),
    ],
)
def test_hours_are_understood_as_people_write_them(typed: str, hours: tuple[int, int] | None) -> None:
    assert parse_hours(typed) == hours


def test_what_is_not_urgent_waits_for_the_morning() -> None:
    assert judge(due(), NIGHT, perm) == MORNING
    assert judge(due(), MORNING, perm) is None
    assert judge(due(quiet_from=0, quiet_to=0), NIGHT, perm) is None


def test_what_would_be_too_late_in_the_morning_does_not_wait() -> None:
    assert judge(due(useful_until=MORNING - timedelta(minutes=1)), NIGHT, perm) is None
    assert judge(due(useful_until=MORNING), NIGHT, perm) == MORNING


@pytest.mark.parametrize("profile", ["perm-nastavniki", "anuchino-school"])
@pytest.mark.parametrize(
    ("hour", "minute", "waits_until"), [(20, 59, None), (21, 0, 33), (23, 59, 33), (0, 0, 9), (8, 59, 9), (9, 0, None)]
)
def test_nobody_is_disturbed_between_nine_and_nine_by_their_own_clock(
    profile: str, hour: int, minute: int, waits_until: int | None
) -> None:
    community = load_profile(profile)
    midnight = here(0, zone=community.tz)
    now = midnight + timedelta(hours=hour, minutes=minute)
    assert judge(due(), now, community) == (midnight + timedelta(hours=waits_until) if waits_until else None)


def test_urgent_and_unknown_kinds_never_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MANNERS, "urgent", Manner(Topic.PERSONAL, may_wait=False))
    for kind in ("urgent", "of a newer program"):
        assert judge(due(kind, muted_topics=list(Topic)), NIGHT, perm) is None


def test_muted_topic_is_not_told_but_what_is_personal_is() -> None:
    assert judge(due(muted_topics=["community"]), MORNING, perm) == "muted"
    assert judge(due(muted_topics=["events"]), MORNING, perm) is None
    assert judge(due(Notice.UNDELIVERED, muted_topics=list(Topic)), MORNING, perm) is None


def member(**more: object) -> Person:
    return Person(created_at=NOW, joined_at=NOW, muted_topics=[], **more)


def test_topic_is_muted_once_and_heard_again() -> None:
    anna = member()
    for _ in range(2):
        mute(anna, "community", True)
        assert anna.muted_topics == ["community"]
    mute(anna, "community", False)
    assert anna.muted_topics == []


@pytest.mark.parametrize("topic", ["personal", "weather"])
def test_what_is_personal_is_never_muted(topic: str) -> None:
    with pytest.raises(UnknownChoice):
        mute(member(), topic, True)


def test_hours_of_the_day_only() -> None:
    with pytest.raises(UnknownChoice):
        set_quiet_hours(member(), 22, 24)
    with pytest.raises(NotJoined):
        set_quiet_hours(Person(created_at=NOW), 22, 8)


@pytest.fixture
async def perm_office(database: Database) -> Office:
    """The post of a community with quiet hours, at night."""
    await database.run(people)
    office = Office(database)
    office.now = NIGHT
    office.notices = Notices(render, judge=partial(judge, community=perm))
    office.posts = [office.post_of(network) for network in (office.telegram, office.vk)]
    return office


async def wishes(office: Office, **wished: object) -> None:
    def keep(session: object) -> None:
        anna = session.get_one(Person, ANNA)  # type: ignore[attr-defined]
        for name, value in wished.items():
            setattr(anna, name, value)

    await office.database.run(keep)


async def test_post_keeps_letters_until_the_morning(perm_office: Office) -> None:
    await perm_office.told(ANNA, Notice.MEMBER_JOINED)
    await perm_office.told(BORIS, "urgent")
    await perm_office.works()
    assert [said for _, said in perm_office.telegram.delivered] == ["urgent 1"]
    assert (await perm_office.rows())["member_joined:1:1"].due == MORNING
    await perm_office.later(MORNING - NIGHT)
    assert perm_office.telegram.delivered[1:] == [(ANNA_TELEGRAM, "member_joined 1")]


async def test_post_holds_back_more_than_one_handful(perm_office: Office) -> None:
    for event in range(250):
        await perm_office.told(ANNA, Notice.MEMBER_JOINED, event, bulk=True)
    await perm_office.works()
    assert perm_office.telegram.delivered == []
    assert {row.due for row in (await perm_office.rows()).values()} == {MORNING}


async def test_post_skips_what_is_muted(perm_office: Office) -> None:
    await wishes(perm_office, muted_topics=["community"])
    await perm_office.told(ANNA, Notice.MEMBER_JOINED)
    await perm_office.works()
    row = await perm_office.row()
    assert (row.state, row.reason) == ("skipped", "muted")


async def test_post_writes_to_the_preferred_network_first(perm_office: Office) -> None:
    await wishes(perm_office, preferred_network="vk")
    await perm_office.told(ANNA, "urgent")
    await perm_office.works()
    assert (perm_office.vk.delivered, perm_office.telegram.delivered) == ([(ANNA_VK, "urgent 1")], [])


async def test_other_network_is_tried_after_a_definite_refusal(perm_office: Office) -> None:
    from messengers.messenger import Blocked

    await wishes(perm_office, preferred_network="vk")
    perm_office.vk.failures[ANNA_VK] = [Blocked("blocked")]
    await perm_office.told(ANNA, "urgent")
    await perm_office.works()
    assert perm_office.telegram.delivered == [(ANNA_TELEGRAM, "urgent 1")]


async def test_preferred_network_that_is_not_linked_is_no_obstacle(perm_office: Office) -> None:
    await wishes(perm_office, preferred_network="max")
    await perm_office.told(ANNA, "urgent")
    await perm_office.works()
    assert perm_office.telegram.delivered == [(ANNA_TELEGRAM, "urgent 1")]
