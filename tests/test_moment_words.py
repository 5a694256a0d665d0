from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.hours import MOSCOW, Hours, Why
from community.moments import Moment, Unclear, parse_moment
from community.profile_files import load_profile
from screens.moments import UNCLEAR, clock, guess, hours, left, unclear, when

PERM = ZoneInfo("Asia/Yekaterinburg")
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
KALININGRAD = ZoneInfo("Europe/Kaliningrad")
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)  # a Sunday, noon in Perm


def in_perm(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PERM).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (in_perm(12, 17, 16), None, "чт, 17 декабря, 16:00 (Пермь), 14:00 МСК"),
        (in_perm(1, 15, 9, year=2027), None, "пт, 15 января 2027 года, 09:00 (Пермь), 07:00 МСК"),
        (in_perm(11, 22, 16), None, "сегодня в 16:00 (Пермь), 14:00 МСК"),
        (in_perm(11, 23, 16), None, "завтра в 16:00 (Пермь), 14:00 МСК"),
        (in_perm(11, 23, 16), in_perm(11, 23, 17, 30), "завтра с 16:00 до 17:30 (Пермь), с 14:00 до 15:30 МСК"),
        (in_perm(12, 17, 16), in_perm(12, 17, 17), "чт, 17 декабря, с 16:00 до 17:00 (Пермь), с 14:00 до 15:00 МСК"),
        (in_perm(12, 17, 1), None, "чт, 17 декабря, 01:00 (Пермь), 23:00 МСК 16 декабря"),
    ],
)
def test_moment_is_told_by_both_clocks(start: datetime, end: datetime | None, words: str) -> None:
    assert when(start, PERM, NOW, "Пермь", end) == words


def test_moscow_is_told_once() -> None:
    start = datetime(2026, 12, 17, 13, 0, tzinfo=UTC)
    assert when(start, MOSCOW, NOW, "Москва") == "чт, 17 декабря, 16:00"
    assert when(start, ZoneInfo("Europe/Kirov"), NOW) == "чт, 17 декабря, 16:00"


def test_zone_without_a_city_is_local_time() -> None:
    start = datetime(2026, 12, 17, 6, 0, tzinfo=UTC)
    assert when(start, VLADIVOSTOK, NOW) == "чт, 17 декабря, 16:00 (местное время), 09:00 МСК"


def test_hours_of_a_list_say_whose_they_are() -> None:
    perm = load_profile("perm-nastavniki")
    assert clock(perm) == " Время: Пермь."
    assert clock(perm.model_copy(update={"city": ""})) == " Время: местное."
    assert clock(perm.model_copy(update={"zone": "Europe/Moscow"})) == ""


def test_today_is_the_communitys() -> None:
    night = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # the 23rd in Vladivostok
    assert when(night + timedelta(hours=9), VLADIVOSTOK, night).startswith("сегодня в 10:00")


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (None, "22:00"),
        (in_perm(12, 15, 23, 30), "с 22:00 до 23:30"),
        (in_perm(12, 16, 0), "с 22:00 до 00:00 следующего дня"),
        (in_perm(12, 16, 1), "с 22:00 до 01:00 следующего дня"),
        (in_perm(12, 17, 18), "с 22:00 до 18:00 17 декабря"),
    ],
)
def test_span_may_go_over_midnight(end: datetime | None, words: str) -> None:
    assert hours(in_perm(12, 15, 22), end, PERM) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    {
        -5: "сейчас",
        0: "сейчас",
        1: "через 1 минуту",
        2: "через 2 минуты",
        11: "через 11 минут",
        15: "через 15 минут",
        21: "через 21 минуту",
        59: "через 59 минут",
        60: "через час",
        61: "через 1 час 1 минуту",
        90: "через 1 час 30 минут",
        120: "через 2 часа",
        179: "через 2 часа 59 минут",
        200: "через 3 часа",
        300: "через 5 часов",
        1260: "через 21 час",
        1409: "через 23 часа",
        1410: "через сутки",
        1440: "через сутки",
        2880: "через 2 дня",
        7200: "через 5 дней",
    }.items(),
)
def test_time_left_is_told_in_full_units(minutes: int, words: str) -> None:
    assert left(NOW + timedelta(minutes=minutes), NOW) == words


@pytest.mark.parametrize("why", Why)
def test_every_doubt_has_words(why: Why) -> None:
    said = unclear(Unclear(why, date(2026, 12, 15), Hours(time(16), None, PERM)), NOW.date())
    assert said[0].isupper() or said[0].isdigit()
    assert said[-1] == "."
    assert why in UNCLEAR or said != UNCLEAR[Why.NOTHING]


@pytest.mark.parametrize(
    ("said", "words"),
    {
        "в четверг 15 декабря в 16:00": "15 декабря — это вторник. Проверьте число и день недели и напишите ещё раз.",
        "15 ноября в 16:00": "Уже прошло: 15 ноября. Напишите день и время, которые ещё впереди.",
        "сегодня в 9": "Уже прошло: 22 ноября в 09:00. Напишите день и время, которые ещё впереди.",
    }.items(),
)
def test_doubt_names_what_was_understood(said: str, words: str) -> None:
    doubt = parse_moment(said, NOW, PERM)
    assert isinstance(doubt, Unclear)
    assert unclear(doubt, NOW.astimezone(PERM).date()) == words


def test_guessed_hour_is_said_and_can_be_corrected() -> None:
    moment = parse_moment("завтра в 5", NOW, PERM)
    assert isinstance(moment, Moment)
    assert guess(moment) == "Время понято как 17:00. Если это утро, напишите «5:00 утра»."
    corrected = parse_moment("завтра 5:00 утра", NOW, PERM)
    assert isinstance(corrected, Moment)
    assert corrected.hours.start == time(5)
    assert guess(corrected) == ""


minutes = st.integers(0, 9 * 366 * 24 * 60)
zones = st.sampled_from([PERM, VLADIVOSTOK, ZoneInfo("Asia/Krasnoyarsk"), MOSCOW, KALININGRAD])


@given(
    minutes, st.integers(1, 600 * 24 * 60), st.none() | st.integers(1, 12 * 60), zones, st.sampled_from(["", "Пермь"])
)
def test_words_are_read_back(since: int, ahead: int, length: int | None, zone: ZoneInfo, place: str) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=since)
    start = now + timedelta(minutes=ahead)
    end = start + timedelta(minutes=length) if length else None
    moment = parse_moment(when(start, zone, now, place, end), now, zone)
    assert isinstance(moment, Moment)
    assert (moment.starts_at, moment.ends_at) == (start, end)


@given(minutes, st.integers(1, 59) | st.sampled_from([60, 90, 120, 300, 21 * 60]))
def test_time_left_is_read_back(since: int, ahead: int) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=since)
    start = now + timedelta(minutes=ahead)
    moment = parse_moment(left(start, now), now, PERM)
    assert isinstance(moment, Moment)
    assert moment.starts_at == start
