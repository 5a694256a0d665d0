from datetime import date, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.days import LAST
from community.hours import MOSCOW, Hours, Why
from community.recurrences import Recurrence, from_rrule, parse_recurrence
from screens.recurrences import repeats

PERM = ZoneInfo("Asia/Yekaterinburg")
AT_FOUR = Hours(time(16), None, PERM)
SUNDAY = date(2026, 11, 22)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("said", "rule", "start"),
    [
        ("каждый вторник 15:00", "FREQ=WEEKLY;BYDAY=TU", time(15)),
        ("каждый вторник в 3 часа дня", "FREQ=WEEKLY;BYDAY=TU", time(15)),
        ("каждый вторник 15", "FREQ=WEEKLY;BYDAY=TU", time(15)),
        ("по средам", "FREQ=WEEKLY;BYDAY=WE", None),
        ("по вторникам и четвергам в 16.30", "FREQ=WEEKLY;BYDAY=TU,TH", time(16, 30)),
        ("каждую среду и пятницу", "FREQ=WEEKLY;BYDAY=WE,FR", None),
        ("еженедельно в четверг в 15", "FREQ=WEEKLY;BYDAY=TH", time(15)),
        ("раз в неделю, по пятницам", "FREQ=WEEKLY;BYDAY=FR", None),
        ("каждые две недели по средам", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", None),
        ("раз в 2 недели в среду в 16", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", time(16)),
        ("каждую вторую неделю по средам", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", None),
        ("через неделю по средам", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", None),
        ("каждый день в 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", time(9)),
        ("по будням в 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", time(9)),
        ("каждую неделю с понедельника по четверг", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", None),
        ("третий четверг месяца 16:00", "FREQ=MONTHLY;BYDAY=3TH", time(16)),
        ("каждый третий четверг", "FREQ=MONTHLY;BYDAY=3TH", None),
        ("3-й четверг каждого месяца", "FREQ=MONTHLY;BYDAY=3TH", None),
        ("в последнюю пятницу месяца в 14:00", "FREQ=MONTHLY;BYDAY=-1FR", time(14)),
        ("первый и третий вторник месяца", "FREQ=MONTHLY;BYDAY=1TU,3TU", None),
        ("раз в два месяца, в первую среду", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1WE", None),
        ("15 числа каждого месяца", "FREQ=MONTHLY;BYMONTHDAY=15", None),
        ("ежемесячно 15-го в 16:00", "FREQ=MONTHLY;BYMONTHDAY=15", time(16)),
        ("каждое 15-е число", "FREQ=MONTHLY;BYMONTHDAY=15", None),
        ("раз в квартал, 15 числа", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", None),
        ("30 числа каждого месяца", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", None),
        ("последний день месяца", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", None),
    ],
)
def test_what_repeats_is_read_as_people_say_it(said: str, rule: str, start: time | None) -> None:
    recurrence = parse_recurrence(said, PERM)
    assert isinstance(recurrence, Recurrence)
    assert (recurrence.to_rrule(), recurrence.hours and recurrence.hours.start) == (rule, start)


@pytest.mark.parametrize(
    ("said", "answer"),
    {
        "": None,
        "в четверг 16:00": None,
        "15 декабря в 16:00": None,
        "15 числа в 16:00": None,
        "третий четверг декабря 16:00": None,
        "каждый месяц": None,
        "каждый год": None,
        "каждые 0 недель по средам": None,
        "раз в 99 недель по средам": None,
        "каждый участник в четверг получит письмо": Recurrence((THURSDAY,)),
        "32 числа каждого месяца": Why.IMPOSSIBLE_DAY,
        "каждый вторник в 25:00": Why.IMPOSSIBLE_TIME,
        "каждый вторник в 15:00 или в 16:00": Why.SEVERAL,
    }.items(),
)
def test_what_does_not_repeat_is_no_recurrence(said: str, answer: Recurrence | Why | None) -> None:
    assert parse_recurrence(said, PERM) == answer


@pytest.mark.parametrize(
    ("recurrence", "words"),
    [
        (Recurrence((TUESDAY,), hours=Hours(time(15), None, PERM)), "каждый вторник в 15:00"),
        (Recurrence((WEDNESDAY,)), "каждую среду"),
        (Recurrence((6,)), "каждое воскресенье"),
        (Recurrence((TUESDAY, THURSDAY, FRIDAY)), "по вторникам, четвергам и пятницам"),
        (Recurrence((0, 1, 2, 3, 4)), "по будням"),
        (Recurrence((0, 1, 2, 3, 4, 5, 6)), "каждый день"),
        (Recurrence((WEDNESDAY,), every=2), "каждые две недели по средам"),
        (Recurrence((WEDNESDAY,), every=5), "каждые 5 недель по средам"),
        (Recurrence((THURSDAY,), (3,), hours=AT_FOUR), "каждый третий четверг месяца в 16:00"),
        (Recurrence((FRIDAY,), (LAST,)), "каждую последнюю пятницу месяца"),
        (Recurrence((TUESDAY,), (1, 3)), "каждый первый и третий вторник месяца"),
        (Recurrence((TUESDAY,), (2,), every=2), "раз в 2 месяца, во второй вторник месяца"),
        (Recurrence(day=15), "15 числа каждого месяца"),
        (Recurrence(day=15, every=3), "раз в 3 месяца, 15 числа"),
        (Recurrence(day=31), "в последний день каждого месяца"),
        (Recurrence((TUESDAY,), hours=Hours(time(15), time(16, 30), MOSCOW)), "каждый вторник с 15:00 до 16:30 МСК"),
    ],
)
def test_what_repeats_is_told_in_words(recurrence: Recurrence, words: str) -> None:
    assert repeats(recurrence, PERM) == words


def test_days_follow_the_rule() -> None:
    def days(recurrence: Recurrence, first: date = SUNDAY) -> list[str]:
        return [f"{day:%d.%m}" for day in islice(recurrence.days(first), 4)]

    assert days(Recurrence((TUESDAY, FRIDAY))) == ["24.11", "27.11", "01.12", "04.12"]
    assert days(Recurrence((WEDNESDAY,), every=2), date(2026, 11, 25)) == ["25.11", "09.12", "23.12", "06.01"]
    assert days(Recurrence((THURSDAY,), (3,))) == ["17.12", "21.01", "18.02", "18.03"]
    assert days(Recurrence((FRIDAY,), (LAST,))) == ["27.11", "25.12", "29.01", "26.02"]
    assert days(Recurrence(day=31)) == ["30.11", "31.12", "31.01", "28.02"]
    assert days(Recurrence(day=15, every=3)) == ["15.02", "15.05", "15.08", "15.11"]


zones = st.sampled_from([PERM, MOSCOW, ZoneInfo("Asia/Vladivostok"), ZoneInfo("Europe/Kaliningrad")])
ends = st.integers(1, 12 * 60)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    start, length = draw(st.integers(0, 24 * 60 - 1)), draw(st.none() | ends)
    clocks = [
        None if each is None else time(*divmod(each % (24 * 60), 60)) for each in (start, length and start + length)
    ]
    return Hours(clocks[0] or time(), clocks[1], draw(zones))


weekdays = st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple)
places = st.lists(st.sampled_from([1, 2, 3, 4, LAST]), min_size=1, max_size=3, unique=True).map(tuple)
often = st.integers(1, 12)
at = st.none() | hours()
recurrences = (
    st.builds(Recurrence, weekdays, every=often, hours=at)
    | st.builds(Recurrence, st.tuples(st.integers(0, 6)), places, every=often, hours=at)
    | st.builds(Recurrence, day=st.integers(1, 31), every=often, hours=at)
)


@given(recurrences)
def test_words_are_read_back(recurrence: Recurrence) -> None:
    read = parse_recurrence(repeats(recurrence, PERM), PERM)
    assert isinstance(read, Recurrence)
    assert read.to_rrule() == recurrence.to_rrule()
    assert (read.hours is None) == (recurrence.hours is None)
    if read.hours and recurrence.hours:
        assert read.hours[:2] == recurrence.hours[:2]
        assert repeats(read, PERM) == repeats(recurrence, PERM)


@given(recurrences, st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_rule_is_read_back(recurrence: Recurrence, first: date) -> None:
    assert from_rrule(recurrence.to_rrule(), recurrence.hours) == recurrence
    days = list(islice(recurrence.days(first), 8))
    assert first <= days[0] <= first + timedelta(days=31 * (recurrence.every + 1))
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    "rule", ["", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=²;BYDAY=MO"]
)
def test_rules_of_others_are_not_read(rule: str) -> None:
    assert from_rrule(rule) is None


WORDS = (
    *(
        "каждый",
        "каждые",
        "каждого",
        "раз",
        "в",
        "по",
        "две",
        "99",
        "0",
        "недели",
        "месяца",
        "квартал",
        "числа",
        "число",
    ),
    *(
        "первый",
        "последнюю",
        "вторник",
        "средам",
        "с",
        "понедельника",
        "будням",
        "15",
        "15-го",
        "16:00",
        "через",
        "неделю",
    ),
)


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_anything_may_be_said(said: str) -> None:
    read = parse_recurrence(said, PERM)
    if isinstance(read, Recurrence):
        assert from_rrule(read.to_rrule(), read.hours) == read
        assert next(read.days(SUNDAY)) >= SUNDAY
        assert repeats(read, PERM)
