from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import announcing, events, monthly, occurrences, planning, registrations, series
from community.profile_files import PROFILES, ProfileError, load_profile
from community.profiles import CommunityProfile, Monthly
from storage.database import Database
from storage.models import Broadcast, Event, EventSeries, Person
from tests.giving_out import give_out
from tests.test_announcing import announcer, member
from tests.test_new_events import told
from tests.test_registrations import DAY, HOUR, NOW, perm
from tests.test_series import days, made, meeting, rule

MINUTE = timedelta(minutes=1)
HALF_AN_HOUR = 30 * MINUTE
RULE = "третий четверг месяца в 16:00"
MAY_MEETING = datetime(2026, 5, 21, 11, tzinfo=UTC)


def holding(**values: object) -> CommunityProfile:
    wanted = Monthly.model_validate({"rule": RULE, "title": "Встреча сообщества", "publish": True} | values)
    return perm.model_copy(update={"events": perm.events.model_copy(update={"monthly": wanted})})


holds = holding()


def look(session: Session, now: datetime = NOW, community: CommunityProfile = holds) -> None:
    """All that the clock does for the meetings, until nothing is left to do."""
    while monthly.hold(session, community, now):
        session.flush()
    while occurrences.extend_one(session, community, now):
        session.flush()
    while monthly.invite(session, community, now):
        session.flush()
    while give_out(session, community, now):
        session.flush()


def test_next_meetings_are_there_by_the_rule_of_the_profile(session: Session) -> None:
    for hours in range(0, 48, 6):
        look(session, NOW + hours * HOUR)
    found = made(session)
    assert days(found) == ["19.03", "16.04"]
    first = found[0]
    assert (first.state, first.kind, first.title) == ("published", "monthly-meeting", "Встреча сообщества")
    assert (first.starts_at.astimezone(perm.tz).hour, first.created_by) == (16, None)
    assert first.ends_at == first.starts_at + HOUR
    look(session, NOW + 30 * DAY)
    assert days(made(session)) == ["19.03", "16.04", "21.05"]


def test_there_is_none_in_quiet_months(session: Session) -> None:
    for week in range(30):
        look(session, NOW + week * 7 * DAY)
    months = [event.starts_at.month for event in made(session)]
    assert months == [3, 4, 5, 6, 9, 10, 11]


def test_drafts_are_made_where_the_profile_wishes_and_one_thrown_away_stays_away(session: Session) -> None:
    drafts, olga = holding(publish=False, place="Школа 7"), announcer(session)
    look(session, community=drafts)
    look(session, NOW + DAY, drafts)
    first, second = made(session)
    assert (first.state, first.published_at, first.place) == ("draft", None, "Школа 7")
    planning.cancel(session, olga, first.id, None, NOW)
    planning.publish(session, olga, second.id, NOW)
    assert [host.name for host in events.hosts(session, second)] == ["Ольга"]
    look(session, NOW + 2 * DAY, drafts)
    assert days(made(session)) == ["16.04"]


def test_series_ended_by_hand_and_one_made_by_hand_are_left_alone(session: Session) -> None:
    look(session)
    olga = announcer(session)
    series.end(session, olga, made(session)[0].id, holds, NOW)
    for day in range(1, 60, 7):
        look(session, NOW + day * DAY)
    assert session.execute(select(func.count()).select_from(EventSeries)).scalar_one() == 1


def test_none_is_begun_beside_one_of_a_coordinator(session: Session) -> None:
    olga = announcer(session)
    event = meeting(session, olga, kind="monthly-meeting")
    series.repeat(session, olga, event.id, rule("первый четверг месяца"), holds, NOW)
    look(session)
    assert session.execute(select(func.count()).select_from(EventSeries)).scalar_one() == 1


def test_other_rule_in_the_profile_is_followed_from_the_next_one_made(session: Session) -> None:
    look(session)
    other = holding(rule="второй вторник месяца в 15:30", minutes=90)
    look(session, NOW + 45 * DAY, other)
    last = made(session)[-1]
    assert f"{last.starts_at.astimezone(perm.tz):%d.%m %H:%M}" == "09.06 15:30"
    assert last.ends_at == last.starts_at + 90 * MINUTE


def test_everybody_is_invited_a_week_before_once(session: Session) -> None:
    anna, boris = member(session, "Анна"), member(session, "Борис")
    nobody = Person(created_at=NOW, joined_at=NOW, name="Галина")
    session.add(nobody)
    look(session)
    first = made(session)[0]
    registrations.sign_up(session, boris, first.id, NOW)
    look(session, first.starts_at - 7 * DAY - MINUTE)
    assert told(session, anna) == []
    for later in (0 * DAY, HOUR, 2 * DAY, 6 * DAY):
        look(session, first.starts_at - 7 * DAY + later)
    assert [told(session, each) for each in (anna, boris, nobody)] == [[first.id], [], []]


def test_meeting_announced_by_hand_is_no_news_to_those_who_know(session: Session) -> None:
    olga, anna = announcer(session), member(session, "Анна")
    look(session)
    first = made(session)[0]
    announcing.announce(session, olga, first.id, None, holds, NOW)
    look(session, NOW + HOUR)
    look(session, first.starts_at - 6 * DAY)
    assert told(session, anna) == [first.id]


def test_published_or_moved_late_it_still_has_its_invitation_but_not_on_the_last_day(session: Session) -> None:
    olga, anna, drafts = announcer(session), member(session, "Анна"), holding(publish=False)
    look(session, community=drafts)
    first, second = made(session)
    planning.publish(session, olga, first.id, first.starts_at - 3 * DAY)
    look(session, first.starts_at - 3 * DAY, drafts)
    assert told(session, anna) == [], "there is half an hour to mend it"
    look(session, first.starts_at - 3 * DAY + HALF_AN_HOUR, drafts)
    assert told(session, anna) == [first.id]
    planning.change(session, olga, first.id, {"starts_at": first.starts_at + DAY}, drafts, first.starts_at - 2 * DAY)
    look(session, first.starts_at - 2 * DAY, drafts)
    planning.publish(session, olga, second.id, second.starts_at - 12 * HOUR)
    look(session, second.starts_at - 12 * HOUR, drafts)
    look(session, second.starts_at - 11 * HOUR, drafts)
    assert told(session, anna) == [first.id], "moved, those who come are told of it anyway"


def test_whoever_publishes_is_told_when_all_will_be_invited(session: Session) -> None:
    look(session, community=holding(publish=False))
    start = made(session)[0].starts_at
    for kind, now, expected in (
        ("monthly-meeting", start - 9 * DAY, start - 7 * DAY),
        ("monthly-meeting", start - 3 * DAY, start - 3 * DAY + HALF_AN_HOUR),
        ("monthly-meeting", start - DAY, None),
        ("webinar", start - 9 * DAY, None),
    ):
        event = made(session)[0]
        event.kind = kind
        assert monthly.invites_at(event, holds, now) == expected
    assert monthly.invites_at(made(session)[0], perm, start - 9 * DAY) is None


def test_invitation_waits_for_the_end_of_the_quiet_months(session: Session) -> None:
    anna, early = member(session, "Анна"), holding(rule="первый четверг месяца в 16:00")
    look(session, datetime(2026, 8, 1, tzinfo=UTC), early)
    first = made(session)[0]
    assert days([first]) == ["03.09"]
    look(session, datetime(2026, 8, 28, tzinfo=UTC), early)
    assert told(session, anna) == []
    look(session, datetime(2026, 9, 1, 6, tzinfo=UTC), early)
    assert told(session, anna) == [first.id]


def test_without_the_key_nothing_happens(session: Session) -> None:
    look(session, community=perm)
    assert made(session) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('rule = "когда-нибудь"', "events.monthly.rule: expected one like"),
        ('rule = "каждый четверг в 16:00"', "events.monthly.rule: expected one like"),
        ('rule = "третий четверг месяца"', "events.monthly.rule: expected one like"),
        (f'rule = "{RULE}"\nkind = "unknown"', "events.monthly.kind: no event kind has the id 'unknown'"),
    ],
)
def test_profile_says_what_is_wrong_with_it(tmp_path: Path, line: str, complaint: str) -> None:
    text = (PROFILES / "anuchino-school.toml").read_text("utf-8")
    path = tmp_path / "anuchino-school.toml"
    wanted = f'[events.monthly]\n{line}\ntitle = "Встреча"\n\n[calendar]'
    path.write_text(text.replace("\n[calendar]", f"\n{wanted}").replace("regulation =", "#"), "utf-8")
    with pytest.raises(ProfileError, match=complaint):
        load_profile(str(path))


async def test_two_clocks_make_one_series_and_one_invitation(database: Database) -> None:
    await database.run(lambda session: [member(session, f"Анна {number}") for number in range(20)] and None)

    async def clock(now: datetime) -> None:
        for step in (monthly.hold, occurrences.extend_one, monthly.invite, give_out):
            while await database.run(lambda session, step=step: step(session, holds, now)):  # type: ignore[misc]
                pass

    await asyncio.gather(*(clock(NOW) for _ in range(4)))
    first = await database.run(lambda session: made(session)[0].starts_at)
    await asyncio.gather(*(clock(first - 5 * DAY) for _ in range(4)))

    def numbers(session: Session) -> list[int]:
        return [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (EventSeries, Event, Broadcast)
        ]

    assert await database.run(numbers) == [1, 2, 1]
