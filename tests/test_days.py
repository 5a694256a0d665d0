from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.days import parse_day
from screens.words import full_day

TODAY = date(2026, 11, 22)  # a Sunday
days = st.dates(date(2020, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "15 декабря": date(2026, 12, 15),
        "до 15 декабря": date(2026, 12, 15),
        "15-го декабря, пожалуйста": date(2026, 12, 15),
        "15 Дек.": date(2026, 12, 15),
        "до 1.02": date(2027, 2, 1),
        "1.2": date(2027, 2, 1),
        "01.02.27": date(2027, 2, 1),
        "01/02/2027": date(2027, 2, 1),
        "2027-02-01": date(2027, 2, 1),
        "9 мая": date(2027, 5, 9),
        "29 февраля": date(2028, 2, 29),
        "22 ноября": TODAY,
        "21 ноября": date(2027, 11, 21),
        "21 ноября 2026": date(2026, 11, 21),
        "завтра": date(2026, 11, 23),
        "послезавтра": date(2026, 11, 24),
        "вчера": date(2026, 11, 21),
        "завтра, в понедельник": date(2026, 11, 23),
        "через неделю": date(2026, 11, 29),
        "через 2 недели": date(2026, 12, 6),
        "через две недели": date(2026, 12, 6),
        "на три дня": date(2026, 11, 25),
        "через десять дней": date(2026, 12, 2),
        "через двенадцать дней": date(2026, 12, 4),
        "через месяц": date(2026, 12, 22),
        "на 3 месяца": date(2027, 2, 22),
        "до пятницы": date(2026, 11, 27),
        "до воскресенья": date(2026, 11, 29),
        "до конца месяца": date(2026, 11, 30),
        "в пт": date(2026, 11, 27),
        "в средней школе в четверг": date(2026, 11, 26),
        "на следующей неделе во вторник": date(2026, 11, 24),
        "в следующий вторник": date(2026, 11, 24),
        "через неделю во вторник": date(2026, 12, 1),
        "во вторник через две недели": date(2026, 12, 8),
        "25 числа": date(2026, 11, 25),
        "15-го": date(2026, 12, 15),
        "31 числа": date(2026, 12, 31),
        "третий четверг декабря": date(2026, 12, 17),
        "третий четверг месяца": date(2026, 12, 17),
        "в последнюю пятницу месяца": date(2026, 11, 27),
        "1-я среда марта": date(2027, 3, 3),
    }.items(),
)
def test_day_is_read_as_people_write_it(said: str, meant: date) -> None:
    assert parse_day(said, TODAY) == meant


@pytest.mark.parametrize(
    "said", ["", "скоро", "31 февраля", "32.01", "15.13", "15", "до лета", "через сто лет", "3 деканата", "🙂"]
)
def test_what_names_no_day_is_not_one(said: str) -> None:
    assert parse_day(said, TODAY) is None


@pytest.mark.parametrize(
    "said",
    [
        "завтра вчера",
        "сегодня вчера",
        "15 декабря 16 декабря",
        "с 1 декабря по 5 декабря",
        "завтра, в пятницу",
        "с понедельника до пятницы",
        "на неделю, до конца месяца",
    ],
)
def test_days_that_contradict_each_other_are_none(said: str) -> None:
    assert parse_day(said, TODAY) is None


@given(days, days)
def test_two_days_in_one_text_are_none(one: date, other: date) -> None:
    said = parse_day(f"{full_day(one)} {full_day(other)}", TODAY)
    assert said == (one if one == other else None)


@given(days, days)
def test_day_with_its_year_is_read_whatever_the_day_is(day: date, today: date) -> None:
    written = {full_day(day), f"{day:%d.%m.%Y}", f"{day:%d/%m/%y}", day.isoformat()}
    assert {parse_day(each, today) for each in written} == {day}


@given(days, days)
def test_day_without_a_year_is_the_next_one(day: date, today: date) -> None:
    meant = parse_day(f"{day.day}.{day.month}", today)
    assert meant is not None
    assert (meant.day, meant.month) == (day.day, day.month)
    assert today <= meant < today + timedelta(days=8 * 366 + 1)


@given(st.text(max_size=60) | st.from_regex(r"(через|на|до)? ?[0-9]{1,3}[ ./-][а-я0-9]{0,9}", fullmatch=True), days)
def test_anything_may_be_written(said: str, today: date) -> None:
    assert isinstance(parse_day(said, today), date | None)
