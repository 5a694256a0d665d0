from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community.durations import parse_duration
from community.hours import MOSCOW, Hours, Why
from community.moments import Moment, Unclear, parse_end, parse_moment
from community.recurrences import parse_recurrence

PERM = ZoneInfo("Asia/Yekaterinburg")
KRASNOYARSK = ZoneInfo("Asia/Krasnoyarsk")
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
ZONES = [PERM, KRASNOYARSK, VLADIVOSTOK, MOSCOW]
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)  # a Sunday, noon in Perm


def in_perm(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PERM)


@pytest.mark.parametrize(
    ("said", "start"),
    {
        "15 декабря в 16:00": in_perm(12, 15, 16),
        "15 декабря 16:00": in_perm(12, 15, 16),
        "16:00 15 декабря": in_perm(12, 15, 16),
        "15 декабря 2026 г. в 16:00": in_perm(12, 15, 16),
        "Вебинар 15 декабря, начало в 16:00, онлайн": in_perm(12, 15, 16),
        "15 декабря — 16:00": in_perm(12, 15, 16),
        "завтра 18-30": in_perm(11, 23, 18, 30),
        "Завтра в 18.30": in_perm(11, 23, 18, 30),
        "завтра в 10.10": in_perm(11, 23, 10, 10),
        "завтра в 16 00": in_perm(11, 23, 16),
        "в четверг в 4 часа дня": in_perm(11, 26, 16),
        "в чт в 10.10": in_perm(11, 26, 10, 10),
        "в средней школе 15 декабря в 16:00": in_perm(12, 15, 16),
        "в школе № 5 завтра в 15:00": in_perm(11, 23, 15),
        "25.12 16.00": in_perm(12, 25, 16),
        "16.00 25.12": in_perm(12, 25, 16),
        "25.12 в 16.00": in_perm(12, 25, 16),
        "25.12 16": in_perm(12, 25, 16),
        "15-12 16:00": in_perm(12, 15, 16),
        "15.12.2026 16:00": in_perm(12, 15, 16),
        "2026-12-15 16:00": in_perm(12, 15, 16),
        "завтра в полдень": in_perm(11, 23, 12),
        "сегодня в 16": in_perm(11, 22, 16),
        "через неделю в 15": in_perm(11, 29, 15),
        "через 2 дня в 9": in_perm(11, 24, 9),
        "на следующей неделе в среду в 16": in_perm(11, 25, 16),
        "15 числа в 16": in_perm(12, 15, 16),
        "третий четверг декабря 16:00": in_perm(12, 17, 16),
        "третий четверг месяца 16:00": in_perm(12, 17, 16),
        "15 декабря (вторник), 16:00": in_perm(12, 15, 16),
        "вторник, 15 декабря, 16:00": in_perm(12, 15, 16),
        "завтра в половине пятого": in_perm(11, 23, 16, 30),
        "завтра в полпятого": in_perm(11, 23, 16, 30),
        "завтра в пять вечера": in_perm(11, 23, 17),
        "завтра в час дня": in_perm(11, 23, 13),
        "завтра в 16 часов 30 минут": in_perm(11, 23, 16, 30),
        "завтра 16 ч": in_perm(11, 23, 16),
        "завтра в 8": in_perm(11, 23, 8),
        "завтра в 5 утра": in_perm(11, 23, 5),
        "завтра в 05:00": in_perm(11, 23, 5),
        "завтра утром в 7": in_perm(11, 23, 7),
        "завтра вечером в 9": in_perm(11, 23, 21),
        "завтра днём в 12:00": in_perm(11, 23, 12),
        "завтра 9 утра": in_perm(11, 23, 9),
        "завтра в 12 ночи": in_perm(11, 23, 0),
        "завтра в 11 вечера": in_perm(11, 23, 23),
        "через 2 часа": in_perm(11, 22, 14),
        "через полчаса": in_perm(11, 22, 12, 30),
        "через 15 минут": in_perm(11, 22, 12, 15),
        "через час": in_perm(11, 22, 13),
        "15 января в 16:00": in_perm(1, 15, 16, year=2027),
        "14 ноября в 16:00": in_perm(11, 14, 16, year=2027),
        "завтра в 16:00 по мск": in_perm(11, 23, 18),
        "завтра в 16:00 МСК": in_perm(11, 23, 18),
        "завтра в 16:00 по Москве": in_perm(11, 23, 18),
        "завтра в 16:00 по московскому времени": in_perm(11, 23, 18),
        "завтра в 16:00 (мск)": in_perm(11, 23, 18),
        "завтра в 16:00 мск+2": in_perm(11, 23, 16),
        "завтра в 16 мск": in_perm(11, 23, 18),
        "15.12 в 23:30 мск": in_perm(12, 16, 1, 30),
        "завтра в 16:00 по местному времени": in_perm(11, 23, 16),
        "завтра в 16:00 по Перми": in_perm(11, 23, 16),
        "завтра в 16:00 по Владивостоку": in_perm(11, 23, 11),
        "завтра в 16:00 (14:00 МСК)": in_perm(11, 23, 16),
        "завтра в 16:00 (Пермь), 14:00 МСК": in_perm(11, 23, 16),
    }.items(),
)
def test_moment_is_read_as_people_write_it(said: str, start: datetime) -> None:
    moment = parse_moment(said, NOW, PERM)
    assert isinstance(moment, Moment)
    assert moment.starts_at == start
    assert moment.starts_at.tzinfo is UTC
    assert moment.ends_at is None


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("15.12.2026 с 16:00 до 17:30", in_perm(12, 15, 16), in_perm(12, 15, 17, 30)),
        ("завтра 16:00-17:30", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
        ("завтра 16:00 – 17:30", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
        ("завтра 16.00-17.30", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
        ("15 декабря 16.05-10.30", None, None),
        ("10 декабря с 10.00 до 12.00, каб. 12", in_perm(12, 10, 10), in_perm(12, 10, 12)),
        ("12.12, 14.00-15.30", in_perm(12, 12, 14), in_perm(12, 12, 15, 30)),
        ("завтра 10-12", in_perm(11, 23, 10), in_perm(11, 23, 12)),
        ("в четверг 10-12", in_perm(11, 26, 10), in_perm(11, 26, 12)),
        ("завтра 10-11:30", in_perm(11, 23, 10), in_perm(11, 23, 11, 30)),
        ("завтра 10:05-11", in_perm(11, 23, 10, 5), in_perm(11, 23, 11)),
        ("с 16 до 17:30 завтра", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
        ("завтра, начало в 11:00, окончание в 13:00", in_perm(11, 23, 11), in_perm(11, 23, 13)),
        ("завтра в 16:00, до 18", in_perm(11, 23, 16), in_perm(11, 23, 18)),
        ("завтра в 16:00, до 20 человек", in_perm(11, 23, 16), None),
        ("завтра с двух до четырёх", in_perm(11, 23, 14), in_perm(11, 23, 16)),
        ("завтра с 4 до 6 вечера", in_perm(11, 23, 16), in_perm(11, 23, 18)),
        ("завтра с 7 до 9 утра", in_perm(11, 23, 7), in_perm(11, 23, 9)),
        ("завтра с 9 до 11 вечера", in_perm(11, 23, 21), in_perm(11, 23, 23)),
        ("завтра с 10 до 6 вечера", in_perm(11, 23, 10), in_perm(11, 23, 18)),
        ("завтра с 11 утра до 2 дня", in_perm(11, 23, 11), in_perm(11, 23, 14)),
        ("завтра с 10 до 1", in_perm(11, 23, 10), in_perm(11, 23, 13)),
        ("завтра с 22:00 до 01:00", in_perm(11, 23, 22), in_perm(11, 24, 1)),
        ("завтра с 22 до 1", in_perm(11, 23, 22), in_perm(11, 24, 1)),
        ("завтра с 22 до полуночи", in_perm(11, 23, 22), in_perm(11, 24, 0)),
        ("завтра с 22:00 до 24:00", in_perm(11, 23, 22), in_perm(11, 24, 0)),
        ("завтра в 16:00, 1,5 часа", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
        ("завтра в 16:00 на 1.5 часа", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
        ("16:00 15 декабря, 1.5 часа", in_perm(12, 15, 16), in_perm(12, 15, 17, 30)),
        ("завтра в 16:00, 90 минут", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
        ("завтра в 16:00 на час", in_perm(11, 23, 16), in_perm(11, 23, 17)),
        ("классный час завтра в 16:00", in_perm(11, 23, 16), None),
        ("завтра в 16 на 2 часа", in_perm(11, 23, 16), in_perm(11, 23, 18)),
        ("завтра с 16:00 до 17:30 мск", in_perm(11, 23, 18), in_perm(11, 23, 19, 30)),
        ("завтра, с 16:00 до 17:30 (Пермь), с 14:00 до 15:30 МСК", in_perm(11, 23, 16), in_perm(11, 23, 17, 30)),
    ],
)
def test_end_is_read_as_people_write_it(said: str, start: datetime | None, end: datetime | None) -> None:
    moment = parse_moment(said, NOW, PERM)
    assert (moment.starts_at, moment.ends_at) == (start, end) if isinstance(moment, Moment) else start is None


@pytest.mark.parametrize(
    ("said", "why"),
    {
        "": Why.NOTHING,
        "скоро": Why.NOTHING,
        "15": Why.NOTHING,
        "🙂": Why.NOTHING,
        "в 16": Why.NO_DAY,
        "16:00-17:30": Why.NO_DAY,
        "15 декабря": Why.NO_TIME,
        "завтра вечером": Why.NO_TIME,
        "15 декабря, кабинет 5": Why.NO_TIME,
        "в школе № 5 завтра": Why.NO_TIME,
        "завтра до 17:30": Why.NO_TIME,
        "31 апреля в 16:00": Why.IMPOSSIBLE_DAY,
        "31 апреля, в четверг, в 16:00": Why.IMPOSSIBLE_DAY,
        "30.02 в 16:00": Why.IMPOSSIBLE_DAY,
        "29 февраля 2027 в 16:00": Why.IMPOSSIBLE_DAY,
        "завтра в 25:00": Why.IMPOSSIBLE_TIME,
        "завтра в 16:75": Why.IMPOSSIBLE_TIME,
        "завтра в 25": Why.IMPOSSIBLE_TIME,
        "в четверг 15 декабря в 16:00": Why.OTHER_WEEKDAY,
        "завтра, в пятницу, в 16:00": Why.OTHER_WEEKDAY,
        "15-17 декабря в 10:00": Why.SEVERAL,
        "с 15 по 17 декабря в 10:00": Why.SEVERAL,
        "15 и 17 декабря в 10:00": Why.SEVERAL,
        "15.12, 17.12 в 10:00": Why.SEVERAL,
        "15 декабря на 3 дня в 10:00": Why.SEVERAL,
        "15 декабря в 10:00, заявки до 10 декабря": Why.SEVERAL,
        "в четверг или пятницу в 16:00": Why.SEVERAL,
        "завтра в 16:00 или в 17:00": Why.SEVERAL,
        "завтра вчера в 16:00": Why.SEVERAL,
        "сегодня вчера в 16": Why.SEVERAL,
        "15 декабря, вчера, 16:00": Why.SEVERAL,
        "15 декабря 16 декабря в 16:00": Why.SEVERAL,
        "15 декабря, вторник, 16 декабря в 16:00": Why.SEVERAL,
        "завтра с 16:00 до 15:00": Why.BACKWARDS,
        "завтра с 16:00 до 16:00": Why.BACKWARDS,
        "сегодня в 9": Why.PAST,
        "вчера в 16:00": Why.PAST,
        "позавчера": Why.PAST,
        "15 ноября в 16:00": Why.PAST,
        "21.11 в 16:00": Why.PAST,
        "15.12.2025 в 16:00": Why.PAST,
        "15 ноября": Why.PAST,
        "15.12.2062 в 16:00": Why.TOO_FAR,
    }.items(),
)
def test_what_is_no_moment_says_why(said: str, why: Why) -> None:
    unclear = parse_moment(said, NOW, PERM)
    assert isinstance(unclear, Unclear)
    assert unclear.why is why


@pytest.mark.parametrize(
    ("said", "start", "guessed"),
    [
        ("в 5", time(17), True),
        ("в 5:30", time(17, 30), True),
        ("в 7", time(19), True),
        ("в 8", time(8), False),
        ("в 12", time(12), False),
        ("в 05:30", time(5, 30), False),
        ("в 5 утра", time(5), False),
        ("в 5 часов вечера", time(17), False),
        ("в 17", time(17), False),
        ("в 0:30", time(0, 30), False),
    ],
)
def test_nothing_at_school_begins_before_eight(said: str, start: time, guessed: bool) -> None:
    moment = parse_moment(f"завтра {said}", NOW, PERM)
    assert isinstance(moment, Moment)
    assert (moment.hours.start, moment.hours.guessed) == (start, guessed)


def test_what_is_missing_is_asked_for_alone() -> None:
    day = parse_moment("15 декабря", NOW, PERM)
    assert day == Unclear(Why.NO_TIME, date(2026, 12, 15))
    assert parse_moment("16", NOW, PERM, day=date(2026, 12, 15)) == parse_moment("15 декабря в 16:00", NOW, PERM)
    hours = parse_moment("с 16 до 17 мск", NOW, PERM)
    assert hours == Unclear(Why.NO_DAY, None, Hours(time(16), time(17), MOSCOW))
    assert parse_moment("завтра", NOW, PERM, hours=hours.hours) == parse_moment("завтра 16:00-17:00 мск", NOW, PERM)


def test_tomorrow_is_the_communitys() -> None:
    night = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # the 23rd in Vladivostok
    moment = parse_moment("завтра в 10:00 мск", night, VLADIVOSTOK)
    assert isinstance(moment, Moment)
    assert moment.starts_at == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "minutes"),
    {
        "1,5 часа": 90,
        "1.5 ч": 90,
        "полтора часа": 90,
        "90 минут": 90,
        "90 мин.": 90,
        "час": 60,
        "на час": 60,
        "Два часа": 120,
        "2 часа 30 минут": 150,
        "2ч 30м": 150,
        "2 с половиной часа": 150,
        "час с половиной": 90,
        "полчаса": 30,
        "45 мин": 45,
        "2 академических часа": 90,
        "2 ак. часа": 90,
        "24 часа": 1440,
        "25 часов": None,
        "0 минут": None,
        "долго": None,
        "классный час": None,
        "": None,
    }.items(),
)
def test_duration_is_read_as_people_write_it(said: str, minutes: int | None) -> None:
    assert parse_duration(said) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("said", "end"),
    {
        "1,5 часа": in_perm(12, 15, 17, 30),
        "90 минут": in_perm(12, 15, 17, 30),
        "до 17:30": in_perm(12, 15, 17, 30),
        "17.30": in_perm(12, 15, 17, 30),
        "до 6": in_perm(12, 15, 18),
        "до 18 часов": in_perm(12, 15, 18),
        "на 2 часа": in_perm(12, 15, 18),
        "до 16:00 мск": in_perm(12, 15, 18),
        "с 16 до 18": in_perm(12, 15, 18),
        "до 01:00": in_perm(12, 16, 1),
        "до 15:00": None,
        "до вечера": None,
        "17:00 или 18:00": None,
        "долго": None,
        "до 25:00": None,
    }.items(),
)
def test_end_is_read_after_the_start(said: str, end: datetime | None) -> None:
    assert parse_end(said, in_perm(12, 15, 16).astimezone(UTC), PERM) == end


WORDS = (
    *(
        "в",
        "с",
        "до",
        "по",
        "на",
        "через",
        "к",
        "-",
        ",",
        "(",
        ")",
        "№",
        "час",
        "часа",
        "дня",
        "ночи",
        "минут",
        "месяца",
    ),
    *("5", "16", "25", "31", "99", "2026", "1,5", "15.12", "30.02", "16:00", "16.30", "18-30", "24:00", "полпервого"),
    *("полдень", "три", "третий", "четверг", "следующей", "неделе", "неделю", "завтра", "сегодня", "числа"),
    *("декабря", "апреля", "мск", "мск+9"),
)
texts = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


moments = st.integers(0, 40_000_000).map(lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(texts, moments)
@example("01.01.0001 в 1:00", NOW)
@example("31.12.9999 в 23:00 до 01:00", NOW)
def test_anything_may_be_written(said: str, now: datetime) -> None:
    for zone in ZONES:
        moment = parse_moment(said, now, zone)
        if isinstance(moment, Moment):
            assert moment.starts_at > now
            assert moment.ends_at is None or timedelta() < moment.ends_at - moment.starts_at <= timedelta(days=1)
        end = parse_end(said, now, zone)
        assert end is None or timedelta() < end - now <= timedelta(days=1)


@pytest.mark.parametrize("said", ["16:00 (", "1-", "первый и ", "в 5 ", "15.12", "через ", "с 16 до ", "a", " ("])
def test_long_text_is_read_at_once(said: str) -> None:
    text = said * (4096 // len(said))
    began = process_time()
    parse_moment(text, NOW, PERM)
    parse_recurrence(text, PERM)
    assert process_time() - began < 2  # a few hundredths, unless something is read again and again
