from __future__ import annotations

import zlib
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from community.plan_uploads import Planned
from community.profile_files import known_profiles, load_profile
from screens.plan_columns import Column, Wrong, read_day, read_end, read_start
from screens.plan_files import workbook
from screens.plan_reader import HEAD as NEEDED_OF_HEAD
from screens.plan_reader import MOST_EVENTS, PlanRead, read, understood
from screens.tables import MOST_UNPACKED, Cell, Misread, Read, Trouble
from storage.models import Event
from tests.examples import at_most
from tests.plan_files import HEAD, SEMINAR, WEBINAR, plan

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
perm, school = load_profile("perm-nastavniki"), load_profile("anuchino-school")
START = datetime(2026, 12, 15, 11, tzinfo=UTC)  # 16:00 in Perm
LETTERS = dict(zip(HEAD, "ABCDEFGHIJ", strict=True))


def of(*rows: Any, **more: Any) -> PlanRead:
    return read(plan(*rows, **more), perm, NOW)


def changed(title: str, value: Any) -> PlanRead:
    """The seminar with one cell changed."""
    row = [*SEMINAR, None]
    row[HEAD.index(title)] = value
    return of(row)


def mistakes(found: PlanRead) -> list[tuple[str, StrEnum]]:
    return [(each.cell, each.wrong) for each in found.mistakes]


def test_rows_are_read_as_people_write_them() -> None:
    found = of(SEMINAR, WEBINAR)
    assert (found.trouble, found.mistakes, found.ignored) == (None, [], [])
    assert found.rows[2].values == {
        "title": "Семинар о проектах",
        "kind": "seminar",
        "starts_at": START,
        "ends_at": START + timedelta(minutes=90),
        "place": "Школа № 7",
        "url": None,
        "municipality": "kungur",
        "capacity": 30,
        "about": None,
    }
    webinar = found.rows[3].values
    assert webinar["starts_at"] == datetime(2026, 12, 20, 13, tzinfo=UTC)
    assert webinar["ends_at"] - webinar["starts_at"] == timedelta(minutes=90)
    assert (webinar["url"], webinar["municipality"], webinar["capacity"]) == ("https://telemost.ru/j/1", None, None)


@pytest.mark.parametrize(
    "value",
    [
        *("15.12.2026", "15.12.26", "15 декабря", "15 декабря 2026 г.", "вт, 15.12", "2026-12-15", "15/12/2026"),
        *(date(2026, 12, 15), datetime(2026, 12, 15), datetime(2026, 12, 15, 10), 46_371, 46_371.0),  # noqa: DTZ001 - a cell has no zone
    ],
    ids=repr,
)
def test_day_is_understood_however_it_is_written(value: Any) -> None:
    found = changed("Дата", value)
    assert found.mistakes == []
    assert found.rows[2].values["starts_at"] == START


@pytest.mark.parametrize(
    "value",
    [
        "16:00",
        "16.00",
        "16-00",
        "16",
        16,
        "14:00 мск",
        "с 16 до 17:30",
        time(16),
        2 / 3,
        timedelta(hours=16),
        46_371 + 2 / 3,
    ],
    ids=repr,
)
def test_time_is_understood_however_it_is_written(value: Any) -> None:
    found = changed("Начало", value)
    assert found.mistakes == []
    assert found.rows[2].values["starts_at"] == START


@pytest.mark.parametrize("value", ["17:30", "до 17:30", "1,5 часа", "90 минут", time(17, 30), 17.5 / 24, "15:30 мск"])
def test_end_is_understood_however_it_is_written(value: Any) -> None:
    found = changed("Окончание", value)
    assert found.mistakes == []
    assert found.rows[2].values["ends_at"] == START + timedelta(minutes=90)


def test_end_may_be_on_another_day() -> None:
    days = changed("Окончание", datetime(2026, 12, 17, 18))  # noqa: DTZ001 - a cell has no zone
    assert days.rows[2].values["ends_at"] == datetime(2026, 12, 17, 13, tzinfo=UTC)
    night = changed("Окончание", "01:00")
    assert night.rows[2].values["ends_at"] == START + timedelta(hours=9)


@pytest.mark.parametrize(
    ("title", "value", "wrong"),
    [
        ("Название", None, Wrong.EMPTY),
        ("Название", "12", Wrong.TITLE),
        ("Название", "я" * 121, Wrong.TITLE),
        ("Название", "=A1&B1", Wrong.FORMULA),
        ("Название", "#REF!", Wrong.ERROR),
        ("Вид", "Пикник", Wrong.KIND),
        ("Вид", "", Wrong.EMPTY),
        ("Дата", "скоро", Wrong.DAY),
        ("Дата", "завтра", Wrong.DAY),
        ("Дата", "15-16 декабря", Wrong.DAY),
        ("Дата", "31.02.2026", Wrong.DAY),
        ("Дата", "15.12 и 17.12", Wrong.DAY),
        ("Дата", "ср, 15.12.2026", Wrong.WEEKDAY),
        ("Дата", date(2062, 12, 15), Wrong.FAR),
        ("Дата", time(16), Wrong.DAY),
        ("Дата", 7, Wrong.DAY),
        ("Дата", True, Wrong.DAY),
        ("Дата", "=TODAY()", Wrong.FORMULA),
        ("Начало", "весь день", Wrong.TIME),
        ("Начало", "25:00", Wrong.TIME),
        ("Начало", "5", Wrong.TIME),
        ("Начало", 16.3, Wrong.TIME),
        ("Окончание", "потом", Wrong.END),
        ("Окончание", datetime(2026, 12, 14, 10), Wrong.BACKWARDS),  # noqa: DTZ001 - a cell has no zone
        ("Окончание", time(15), Wrong.BACKWARDS),
        ("Место", "я" * 201, Wrong.PLACE),
        ("Ссылка", "наш сайт", Wrong.LINK),
        ("Муниципалитет", "Атлантида", Wrong.TOWN),
        ("Мест", "много", Wrong.SEATS),
        ("Мест", 0, Wrong.SEATS),
        ("Мест", -3, Wrong.SEATS),
        ("Мест", 10**9, Wrong.SEATS),
        ("Мест", 2.5, Wrong.SEATS),
        ("Описание", "я" * 601, Wrong.ABOUT),
    ],
)
def test_mistake_is_named_by_its_cell(title: str, value: Any, wrong: Wrong) -> None:
    found = changed(title, value)
    assert mistakes(found) == [(f"{LETTERS[title]}2", wrong)]
    assert not found.rows


def test_every_mistake_of_a_file_is_named() -> None:
    found = of(["", "Пикник", "скоро", "16:00"], SEMINAR, ["Чай", "Вебинар", "15.12.2026"])
    assert mistakes(found) == [("A2", Wrong.EMPTY), ("B2", Wrong.KIND), ("C2", Wrong.DAY), ("D4", Wrong.EMPTY)]
    assert set(found.rows) == {3}


def test_event_twice_is_named() -> None:
    assert mistakes(of(SEMINAR, WEBINAR, SEMINAR)) == [("A4", Wrong.TWICE)]
    head = [*HEAD, "Номер в боте"]
    other = ["Другое", *SEMINAR[1:]]
    assert mistakes(of([*SEMINAR, None, 7], [*other, None, 7], head=head)) == [("K3", Wrong.TWICE)]


def test_columns_stand_in_any_order_and_others_are_named() -> None:
    found = of(
        [1, "16:00", "Чай", "15 декабря", "Иванова", "пикник"], head=["№", "Время", "Тема", "День", "Ведёт", "Вид"]
    )
    assert mistakes(found) == [("F2", Wrong.KIND)]
    assert found.ignored == ["№", "Ведёт"]


def test_columns_that_are_not_there_say_nothing() -> None:
    assert of(SEMINAR[:4], head=HEAD[:4]).rows[2] == Planned(
        None, {"title": "Семинар о проектах", "kind": "seminar", "starts_at": START}
    )
    place = [*SEMINAR[:4], None, "Школа № 7, https://site.ru/1"]
    values = of(place, head=HEAD[:6]).rows[2].values
    assert (values["place"], values["url"], values["ends_at"]) == ("Школа № 7", "https://site.ru/1", None)


@pytest.mark.parametrize("number", ["7", 7, 7.0, "№ 7"], ids=repr)
def test_number_of_an_event_is_read(number: Any) -> None:
    found = of([*SEMINAR, None, number], head=[*HEAD, "Номер в боте"])
    assert found.rows[2].number == 7


@pytest.mark.parametrize("number", ["семь", -1, 0, 1.5, 10**12])
def test_what_is_no_number_of_an_event_is_named(number: Any) -> None:
    found = of([*SEMINAR, None, number], head=[*HEAD, "Номер в боте"])
    assert mistakes(found) == [("K2", Wrong.NUMBER)]


def test_head_may_stand_lower_under_merged_cells() -> None:
    book, content = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    for row in (["План на полугодие"], [], HEAD, SEMINAR, WEBINAR, ["Ещё одно", "Вебинар", None, "15:00"]):
        page.append(list(row))
    page.merge_cells("A1:J1")
    page.merge_cells("C5:C6")
    book.save(content)
    found = read(content.getvalue(), perm, NOW)
    assert set(found.rows) == {4, 5}
    assert mistakes(found) == [("C6", Wrong.EMPTY)]


@pytest.mark.parametrize("head", [[], ["Имена"], ["Название", "Вид"], ["Дата", "Время"]])
def test_file_without_the_head_is_told_what_is_missing(head: list[str]) -> None:
    found = of(SEMINAR, head=head)
    assert (found.trouble, found.missing) == (Trouble.NO_HEAD, list(NEEDED_OF_HEAD))
    assert of(SEMINAR, head=["Название", "Дата"]).missing == [Column.KIND, Column.START]


def test_file_with_nothing_and_with_too_much() -> None:
    assert of().trouble is Trouble.NOBODY
    assert of(["Пример: Чай", "Вебинар"], [None] * 9).trouble is Trouble.NOBODY
    many = [[f"Встреча {number}", *SEMINAR[1:]] for number in range(MOST_EVENTS + 1)]
    assert len(of(*many[:-1]).rows) == MOST_EVENTS
    assert of(*many).trouble is Trouble.TOO_MANY


def test_ten_thousand_rows_are_too_many() -> None:
    assert of(*(["Чай", "Вебинар", "15.12.2026", "16:00"] for _ in range(10_000))).trouble is Trouble.TOO_MANY


def bomb() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(MOST_UNPACKED + 1))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.NOT_A_TABLE),
        ("Название;Дата".encode("cp1251"), Trouble.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, Trouble.OLD_EXCEL),
        (b"PK\x03\x04 broken", Trouble.BROKEN),
        (plan(SEMINAR)[:-200], Trouble.BROKEN),
        (b"PK" + bytes(2_000_001), Trouble.TOO_LARGE),
        (bomb(), Trouble.TOO_LARGE),
    ],
    ids=["empty", "csv", "old", "broken", "cut", "large", "bomb"],
)
def test_file_that_is_no_plan_is_told_apart(content: bytes, trouble: Trouble) -> None:
    assert read(content, perm, NOW).trouble is trouble


@pytest.mark.parametrize("profile", known_profiles())
def test_sample_is_read_once_it_is_filled_in(profile: str) -> None:
    community = load_profile(profile)
    content = workbook(None, community, NOW)
    assert read(content, community, NOW).trouble is Trouble.NOBODY  # only its example
    book = load_workbook(BytesIO(content))
    page = book["План"]
    page.append(
        [cell.value.removeprefix("Пример: ") if isinstance(cell.value, str) else cell.value for cell in page[2]]
    )
    filled = BytesIO()
    book.save(filled)
    found = read(filled.getvalue(), community, NOW)
    assert (found.trouble, found.mistakes, found.ignored) == (None, [], [])
    assert found.rows[3].values["starts_at"] == datetime(2026, 12, 15, 16, tzinfo=community.tz)


def event(number: int, **values: Any) -> Event:
    usual = {"kind": "webinar", "title": "Оценивание", "starts_at": START, "state": "published"}
    return Event(id=number, created_at=NOW, **usual | values)


TITLES = st.text("абвгдежз =+-@«»'\"<&", min_size=5, max_size=40).map(
    lambda text: f"Я {' '.join(text.split())}".strip()
)


@given(
    TITLES,
    st.integers(0, 60 * 24 * 300),
    st.one_of(st.none(), st.integers(1, 60 * 24 * 20)),
    st.one_of(st.none(), st.integers(1, 10_000)),
    st.sampled_from([None, "perm", "kungur"]),
)
@settings(max_examples=at_most(60))
def test_plan_that_is_handed_out_is_read_back_as_it_is(
    title: str, minutes: int, length: int | None, capacity: int | None, town: str | None
) -> None:
    start = START + timedelta(minutes=minutes)
    end = start + timedelta(minutes=length) if length else None
    made = event(7, title=title, starts_at=start, ends_at=end, capacity=capacity, municipality=town, place="Школа № 7")
    found = read(workbook([made], perm, NOW), perm, NOW)
    assert (found.trouble, found.mistakes, found.ignored) == (None, [], [])
    assert found.rows[2].number == 7
    assert {name: getattr(made, name) for name in found.rows[2].values} == dict(found.rows[2].values)


def test_what_people_wrote_is_no_formula_in_a_file() -> None:
    title = '=HYPERLINK("https://example.ru")'
    book = load_workbook(BytesIO(workbook([event(1, title=title, about="+7", place="@дом")], perm, NOW)))
    cells = {cell.value: cell.data_type for cell in book["План"][2] if cell.value in (title, "+7", "@дом")}
    assert cells == {title: "s", "+7": "s", "@дом": "s"}


@given(st.binary(max_size=300), st.integers(0, 5))
@settings(max_examples=at_most(60))
def test_no_file_is_a_bug(noise: bytes, at: int) -> None:
    good = plan(SEMINAR)
    place = zlib.crc32(noise) % len(good)
    assert isinstance(read(good[:place] + noise + good[place + at :], perm, NOW), Read)


VALUES = st.one_of(
    *(
        st.none(),
        st.text(max_size=30),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.datetimes(),
        st.dates(),
        st.times(),
    ),
    *(st.timedeltas(), st.text("0123456789.:- декабряпомск", max_size=14)),
)


@given(st.lists(st.lists(VALUES, max_size=11), max_size=6))
@settings(max_examples=at_most(200))
def test_any_cell_is_understood_or_named(rows: list[list[Any]]) -> None:
    cells = [[Cell.of(value) for value in row] for row in [[*HEAD, "Номер в боте"], *rows]]
    found = understood(cells, perm, NOW)
    assert found.trouble in {None, Trouble.NOBODY}
    assert not {int(each.cell[1:]) for each in found.mistakes} & set(found.rows)
    for planned in found.rows.values():
        assert planned.values["title"]
        assert planned.values["starts_at"].utcoffset() == timedelta()
        assert not planned.values["ends_at"] or planned.values["ends_at"] > planned.values["starts_at"]


@given(VALUES)
@settings(max_examples=at_most(300))
def test_any_value_is_a_day_a_time_an_end_or_none(value: Any) -> None:
    cell = Cell.of(value)
    for reader in (
        lambda: read_day(cell, TODAY),
        lambda: read_start(cell, perm.tz),
        lambda: read_end(cell, START, perm.tz),
    ):
        with suppress(Misread):
            assert reader() is not None


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_day_is_the_same_in_all_spellings(day: date) -> None:
    spellings = (day, f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", (day - date(1899, 12, 30)).days)
    assert {read_day(Cell.of(each), TODAY) for each in spellings} == {day}


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_time_is_the_same_in_all_spellings(clock: time) -> None:
    minutes = clock.hour * 60 + clock.minute
    spellings = [clock, f"{clock:%H:%M}", *([minutes / 1440] if minutes else [])]
    assert {read_start(Cell.of(each), perm.tz).start for each in spellings} == {clock}
