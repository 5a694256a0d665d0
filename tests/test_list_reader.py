from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from community.expected import Column, Listed
from community.profile_files import known_profiles, load_profile
from screens.list_columns import Wrong
from screens.list_reader import MOST_PEOPLE, ListRead, read, understood
from screens.list_template import template
from screens.tables import MOST_UNPACKED, Cell, Read, Trouble
from tests.examples import at_most
from tests.lists import ANNA, BORIS, HEAD, xlsx

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
perm, school = load_profile("perm-nastavniki"), load_profile("anuchino-school")
LISTED_ANNA = Listed("Вымышленная Анна Сергеевна", "kungur", "Школа № 7", "teacher", ("physics",), 2023, "young")
LISTED_BORIS = Listed("Вымышленный Борис", "perm", "Лицей № 1", "teacher", ("maths", "physics"), 1999, "mentor")


def of(*rows: Any, **more: Any) -> ListRead:
    return read(xlsx(*rows, **more), perm, NOW)


def mistakes(found: ListRead) -> list[tuple[str, StrEnum]]:
    return [(each.cell, each.wrong) for each in found.mistakes]


def changed(place: int, value: Any) -> ListRead:
    """Anna's row with one cell changed."""
    return of(HEAD, [*ANNA[:place], value, *ANNA[place + 1 :]])


def test_rows_are_read_by_their_numbers() -> None:
    found = of(HEAD, ANNA, BORIS)
    assert (found.trouble, found.mistakes) == (None, [])
    assert found.rows == {2: LISTED_ANNA, 3: LISTED_BORIS}


def test_columns_stand_in_any_order_and_others_are_named() -> None:
    found = of(["№", "район", "Телефон", "фамилия, имя, отчество"], [1, "Кунгур", "нет", ANNA[0]])
    assert found.rows == {2: Listed(str(ANNA[0]), "kungur")}
    assert found.ignored == ["№", "Телефон"]


def test_head_may_stand_lower_and_empty_rows_between() -> None:
    found = of(["Список молодых педагогов"], [], HEAD, [], ["  ", None, "\u00a0"], ANNA, [None] * 7, BORIS)
    assert found.rows == {6: LISTED_ANNA, 8: LISTED_BORIS}


def test_spaces_and_case_do_not_matter() -> None:
    name, town = "  вымышленная   анна сергеевна ", " КУНГУР\u00a0"
    row = [name, town, "Школа № 7 ", "учитель", " физика ;", " 2023 г. ", "Молодой педагог "]
    assert of(HEAD, row).rows == {2: replace(LISTED_ANNA, full_name="Вымышленная Анна Сергеевна")}


@pytest.mark.parametrize("value", [2023, 2023.0, " 2023 ", "с 2023 года", date(2023, 9, 1), datetime(2023, 9, 1)])  # noqa: DTZ001 - a cell has no zone
def test_year_is_understood_however_it_is_written(value: Any) -> None:
    assert changed(5, value).rows[2].teaching_since == 2023


@pytest.mark.parametrize(
    ("place", "value", "wrong"),
    [
        (0, None, Wrong.EMPTY),
        (0, "Анна", Wrong.NAME),
        (0, 12345, Wrong.NAME),
        (0, "=A1&B1", Wrong.FORMULA),
        (0, date(2023, 9, 1), Wrong.DATE),
        (0, "#REF!", Wrong.ERROR),
        (1, "  ", Wrong.EMPTY),
        (1, "Атлантида", Wrong.MUNICIPALITY),
        (1, "=1+1", Wrong.FORMULA),
        (2, 7, Wrong.ORGANISATION),
        (2, "я" * 121, Wrong.ORGANISATION),
        (3, "Космонавт", Wrong.POSITION),
        (4, "Физика, Магия", Wrong.TOPIC),
        (5, "давно", Wrong.YEAR),
        (5, 1899, Wrong.YEAR),
        (5, 2027, Wrong.YEAR),
        (5, "2020-2023", Wrong.YEAR),
        (5, True, Wrong.YEAR),
        (6, "директор школы", Wrong.ROLE),
    ],
)
def test_mistake_is_named_by_its_cell(place: int, value: Any, wrong: Wrong) -> None:
    found = changed(place, value)
    assert mistakes(found) == [(f"{'ABCDEFG'[place]}2", wrong)]
    assert not found.rows


def test_every_mistake_of_a_file_is_named() -> None:
    found = of(HEAD, ANNA, ["", "Атлантида"], BORIS, [BORIS[0], "Кунгур", None, None, None, "x"])
    assert mistakes(found) == [("A3", Wrong.EMPTY), ("B3", Wrong.MUNICIPALITY), ("F5", Wrong.YEAR)]
    assert set(found.rows) == {2, 4}


def test_person_twice_is_named() -> None:
    assert mistakes(of(HEAD, ANNA, BORIS, ANNA)) == [("A4", Wrong.TWICE)]


def test_only_name_and_municipality_are_needed() -> None:
    assert of(HEAD[:2], ANNA[:2]).rows == {2: Listed(str(ANNA[0]), "kungur")}
    assert read(xlsx(HEAD[:1], ANNA[:1]), school, NOW).rows == {2: Listed(str(ANNA[0]), school.municipalities[0].id)}


@pytest.mark.parametrize("said", ["Учитель физики", "учитель", "Предметник"])
def test_position_may_be_said_in_other_words(said: str) -> None:
    assert changed(3, said).rows[2].position == "teacher"


def test_subject_of_another_position_is_looked_for_in_its_list() -> None:
    found = of(HEAD, [*ANNA[:3], "Методист", "Методическая работа", None, None])
    assert found.rows[2].specialities == ("methodical",)


@pytest.mark.parametrize("head", [[], ["Имена"], HEAD[1:], ["Столбец 1", "Столбец 2"]])
def test_file_without_the_head_is_told_what_is_missing(head: list[str]) -> None:
    found = of(head, ANNA)
    assert found.trouble is Trouble.NO_HEAD
    assert found.missing == [Column.FULL_NAME]
    assert of(HEAD[:1], ANNA).missing == [Column.MUNICIPALITY]


def test_file_with_nobody_and_with_too_many() -> None:
    assert of(HEAD).trouble is Trouble.NOBODY
    assert of(HEAD, [None] * 7, ["Пример: Вымышленная Анна", "Кунгур"]).trouble is Trouble.NOBODY
    many = [["Вымышленная Анна", "Кунгур", f"Школа № {number}"] for number in range(MOST_PEOPLE + 1)]
    assert of(HEAD, *many[:-1]).mistakes == []
    assert of(HEAD, *many).trouble is Trouble.TOO_MANY


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.NOT_A_TABLE),
        ("ФИО;Муниципалитет\nАнна;Кунгур".encode("cp1251"), Trouble.NOT_A_TABLE),
        (b"%PDF-1.4", Trouble.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, Trouble.OLD_EXCEL),
        (b"PK\x03\x04 broken", Trouble.BROKEN),
        (xlsx(HEAD, ANNA)[:-200], Trouble.BROKEN),
        (b"PK" + bytes(2_000_001), Trouble.TOO_LARGE),
    ],
)
def test_what_is_no_list_is_told_apart(content: bytes, trouble: Trouble) -> None:
    assert read(content, perm, NOW).trouble is trouble


def zipped(parts: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_other_archives_and_bombs_are_not_unpacked() -> None:
    assert read(zipped({"word/document.xml": b"<x/>"}), perm, NOW).trouble is Trouble.NOT_A_TABLE
    assert read(zipped({"xl/workbook.xml": b"nonsense"}), perm, NOW).trouble is Trouble.BROKEN
    bomb = zipped({"xl/workbook.xml": b"\0" * (MOST_UNPACKED + 1)})
    assert len(bomb) < 100_000
    assert read(bomb, perm, NOW).trouble is Trouble.TOO_LARGE
    assert read(zipped({f"xl/{number}": b"" for number in range(400)}), perm, NOW).trouble is Trouble.TOO_LARGE


def test_archive_that_lies_about_its_size_is_not_believed() -> None:
    """A part that unpacks to more than it says is broken, and nothing beyond is unpacked."""
    honest, lie = MOST_UNPACKED * 2, 100
    content = bytearray(zipped({"xl/workbook.xml": b"\0" * honest}))
    for at in range(len(content) - 4):
        if content[at : at + 4] == honest.to_bytes(4, "little"):
            content[at : at + 4] = lie.to_bytes(4, "little")
    assert read(bytes(content), perm, NOW).trouble is Trouble.BROKEN


def test_words_that_multiply_themselves_are_refused() -> None:
    with ZipFile(BytesIO(xlsx(HEAD, ANNA))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    sheet = parts["xl/worksheets/sheet1.xml"].decode().replace(str(ANNA[2]), "&e11;")
    assert "&e11;" in sheet
    head = f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY e0 "ха">{entities}]>'
    parts["xl/worksheets/sheet1.xml"] = f"{head}{sheet}".encode()
    assert read(zipped(parts), perm, NOW).trouble is Trouble.BROKEN


def test_list_is_found_by_its_sheet() -> None:
    book, content = Workbook(), BytesIO()
    assert book.active is not None
    book.active.append(["Пояснения"])
    page = book.create_sheet("Список")
    page.append(HEAD)
    page.append(ANNA)
    book.save(content)
    assert read(content.getvalue(), perm, NOW).rows == {2: LISTED_ANNA}
    assert of(HEAD, ANNA, sheet="Лист1").rows == {2: LISTED_ANNA}


@pytest.mark.parametrize("profile", known_profiles())
def test_template_is_read_once_it_is_filled_in(profile: str) -> None:
    community = load_profile(profile)
    content = template(community)
    assert read(content, community, NOW).trouble is Trouble.NOBODY  # only its example
    book = load_workbook(BytesIO(content))
    page = book["Список"]
    page.append([str(cell.value).removeprefix("Пример: ") for cell in page[2]])
    filled = BytesIO()
    book.save(filled)
    found = read(filled.getvalue(), community, NOW)
    assert (found.trouble, found.mistakes, found.ignored) == (None, [], [])
    assert list(found.rows) == [3]
    assert found.rows[3].municipality == community.municipalities[0].id


@given(st.binary(max_size=300), st.integers(0, 5))
@settings(max_examples=at_most(60))
def test_no_file_is_a_bug(noise: bytes, at: int) -> None:
    good = xlsx(HEAD, ANNA)
    place = zlib.crc32(noise) % len(good)
    assert isinstance(read(good[:place] + noise + good[place + at :], perm, NOW), Read)
    assert isinstance(read(noise, perm, NOW), Read)


VALUES = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.dates(), st.times()
)


@given(st.lists(st.lists(VALUES, max_size=9), max_size=6))
@settings(max_examples=at_most(150))
def test_any_cell_is_understood_or_named(rows: list[list[Any]]) -> None:
    cells = [[Cell.of(value) for value in row] for row in [HEAD, *rows]]
    found = understood(cells, perm, 2026)
    assert found.trouble in {None, Trouble.NOBODY}
    wrong = {int(each.cell[1:]) for each in found.mistakes if each.wrong is not Wrong.TWICE}
    assert not wrong & set(found.rows)
    for listed in found.rows.values():
        assert listed.full_name
        assert perm.municipality(listed.municipality or "")
