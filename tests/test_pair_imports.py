"""Lists of pairs that were before the bot: read, looked through, confirmed by both, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from community import (
    pair_imports,
)
from community.notices import Notice
from community.pair_imports import Column, Listed, Problem
from community.refusals import ListGone, MentorshipGone
from scheduler import retention
from screens.pair_lists import Wrong, read, rows_of_text, template
from screens.tables import Trouble
from storage.database import Database
from storage.models import (
    Expected,
    Mentorship,
    Person,
)
from tests.lists import xlsx
from tests.test_asking import NOW, perm, person
from tests.test_mentoring import HERE, THERE, mentor
from tests.test_pairviews import DAY, TODAY, coordinator, told

HEAD = ["Наставник", "Организация наставника", "Подопечный", "Организация подопечного", "Повод", "Вместе с"]


def test_template_comes_back_with_a_row(session: Session) -> None:
    book: Any = load_workbook(BytesIO(template(perm)))
    assert read(template(perm), perm, NOW).trouble is Trouble.NOBODY
    names = [cell.value for cell in book["Пары"][1]]
    row = {"Наставник": "Иванов Борис", "Подопечный": "Петрова Анна", "Вместе с": date(2025, 9, 1)}
    book["Пары"].append([row.get(name) for name in names])
    filled = BytesIO()
    book.save(filled)
    (listed,) = read(filled.getvalue(), perm, NOW).rows.values()
    assert listed == Listed("Иванов Борис", "Петрова Анна", since=date(2025, 9, 1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
def test_pairs_are_read_from_text_too(encoding: str) -> None:
    text = "Наставник;Подопечный;Повод\nИванов Борис;Петрова Анна;Общий предмет\n"
    (listed,) = read(text.encode(encoding), perm, NOW).rows.values()
    assert listed == Listed("Иванов Борис", "Петрова Анна", ground="subject")


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_is_rows_or_a_trouble(content: bytes) -> None:
    rows = rows_of_text(content)
    assert isinstance(rows, Trouble | list)
    read(content, perm, NOW)


def test_mistakes_are_named_by_cell() -> None:
    rows = [["Иванов", None, "Петрова Анна", "№", "алхимия", "давно"], ["=1", None, None, None, None, None]]
    found = read(xlsx(HEAD, *rows), perm, NOW)
    assert {(each.cell, each.wrong) for each in found.mistakes} == {
        ("A2", Wrong.NAME),
        ("D2", Wrong.ORGANISATION),
        ("E2", Wrong.GROUND),
        ("F2", Wrong.DAY),
        ("A3", Wrong.FORMULA),
        ("C3", Wrong.EMPTY),
    }


def listed_pair(session: Session, olga: Person, row: Listed) -> list[Expected]:
    """Loaded and saved; both are asked when they can be."""
    found = pair_imports.find(session, olga, {2: row}, NOW)
    assert not found.problems
    pair_imports.save(session, olga, pair_imports.draft(session, olga, found, NOW).mark, NOW)
    while pair_imports.go_on_with_one(session, NOW):
        pass
    return list(session.execute(select(Expected).where(Expected.kind.like("pair%")).order_by(Expected.id)).scalars())


def test_pair_of_a_list_begins_when_both_agree(session: Session) -> None:
    olga, boris, anna = coordinator(session), mentor(session, "Иванов Борис"), person(session, "Петрова Анна")
    row = Listed("Иванов Борис", "Петрова Анна", ground="subject", mode="employment", order_number="7", since=TODAY)
    his, hers = listed_pair(session, olga, row)
    assert told(session, Notice.PAIR_TO_CONFIRM) == [boris.id, anna.id]
    assert pair_imports.confirm(session, boris, his.id, perm, NOW).mentorship_id is None
    with pytest.raises(MentorshipGone):
        pair_imports.confirm(session, boris, hers.id, perm, NOW)
    made = pair_imports.confirm(session, anna, hers.id, perm, NOW).mentorship_id
    again = pair_imports.confirm(session, anna, hers.id, perm, NOW).mentorship_id
    assert made == again == pair_imports.look(session, boris, his.id).mentorship_id
    found = session.get_one(Mentorship, made)
    assert (found.order_number, found.ground, found.made_by) == ("7", "subject", olga.id)
    assert found.mode in perm.mentoring.modes  # by an order is not offered there
    assert told(session, Notice.PAIR_CONFIRMED) == [boris.id]
    assert pair_imports.find(session, olga, {2: row}, NOW).known == 1
    pair_imports.decline(session, anna, hers.id, NOW)
    assert found.completed_at is None


def test_who_declines_leaves_nothing_of_the_pair(session: Session) -> None:
    olga, boris, anna = coordinator(session), mentor(session, "Иванов Борис"), person(session, "Петрова Анна")
    his, hers = listed_pair(session, olga, Listed("Иванов Борис", "Петрова Анна"))
    pair_imports.confirm(session, boris, his.id, perm, NOW)
    assert pair_imports.decline(session, anna, hers.id, NOW) is None
    assert told(session, Notice.PAIR_NOT_MADE) == [boris.id]
    with pytest.raises(MentorshipGone):
        pair_imports.confirm(session, boris, his.id, perm, NOW)
    assert session.execute(select(func.count()).select_from(Mentorship)).scalar_one() == 0


def test_pair_waits_for_who_has_not_joined(session: Session) -> None:
    olga, boris = coordinator(session), mentor(session, "Иванов Борис")
    values = {"full_name": "Петрова Анна", "municipality": HERE, "batch": "b", "row": 2}
    waits = Expected(kind="person", values=values, municipality=HERE, token_hash="x", created_at=NOW)
    session.add(waits)
    session.flush()
    listed_pair(session, olga, Listed("Иванов Борис", "Петрова Анна"))
    assert told(session, Notice.PAIR_TO_CONFIRM) == []
    anna = person(session, "Анна")
    waits.person_id, waits.activated_at = anna.id, NOW
    session.flush()
    while pair_imports.go_on_with_one(session, NOW):
        pass
    assert told(session, Notice.PAIR_TO_CONFIRM) == [boris.id, anna.id]


def test_people_of_a_list_are_found_by_name_and_place(session: Session) -> None:
    olga = coordinator(session, HERE)
    for school in ("Школа № 7", "Лицей № 1"):
        person(session, "Петрова Анна", municipality=HERE, organisation=school)
    person(session, "Сидорова Вера", municipality=THERE)
    mentor(session, "Иванов Борис")
    rows = {
        2: Listed("Иванов Борис", "Петрова Анна", mentee_at="школа №7"),
        3: Listed("Иванов Борис", "Петрова Анна"),
        4: Listed("Иванов Борис", "Сидорова Вера"),
        5: Listed("Иванов Борис", "Иванов Борис"),
        6: Listed("Иванов Борис", "Петрова Анна", mentee_at="Школа № 7"),
    }
    found = pair_imports.find(session, olga, rows, NOW)
    assert list(found.pairs) == [2]
    problems = {3: Problem.SEVERAL, 4: Problem.UNKNOWN, 5: Problem.HIMSELF, 6: Problem.TWICE}
    assert found.problems == [(number, Column.MENTEE, problem) for number, problem in problems.items()]


def test_somebody_elses_draft_is_not_saved(session: Session) -> None:
    olga, vera = coordinator(session), coordinator(session)
    mentor(session, "Иванов Борис")
    person(session, "Петрова Анна")
    found = pair_imports.find(session, olga, {2: Listed("Иванов Борис", "Петрова Анна")}, NOW)
    draft = pair_imports.draft(session, olga, found, NOW)
    with pytest.raises(ListGone):
        pair_imports.save(session, vera, draft.mark, NOW)
    assert pair_imports.save(session, olga, draft.mark, NOW) == 1


def test_both_agree_at_once(engine: Engine, database_url: str) -> None:
    with Session(engine) as session, session.begin():
        boris, anna = mentor(session, "Иванов Борис"), person(session, "Петрова Анна")
        rows = listed_pair(session, coordinator(session), Listed("Иванов Борис", "Петрова Анна"))
        both = [(boris.id, rows[0].id), (anna.id, rows[1].id)]
    ready = Barrier(2)

    def press(who: tuple[int, int]) -> None:
        database = Database(database_url)
        ready.wait(60)
        try:
            database.run_now(partial(agrees, who=who))
        finally:
            database.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(press, both))
    with Session(engine) as session:
        assert session.execute(select(func.count()).select_from(Mentorship)).scalar_one() == 1


def agrees(session: Session, who: tuple[int, int]) -> None:
    pair_imports.confirm(session, session.get_one(Person, who[0]), who[1], perm, NOW)


def test_list_that_is_not_saved_is_forgotten_after_a_day(session: Session) -> None:
    olga = coordinator(session)
    mentor(session, "Иванов Борис")
    person(session, "Петрова Анна")
    found = pair_imports.find(session, olga, {2: Listed("Иванов Борис", "Петрова Анна")}, NOW)
    pair_imports.draft(session, olga, found, NOW)
    for later, kept in ((DAY, 2), (DAY + timedelta(seconds=1), 0)):
        list(retention.forget_drafts(session, NOW + later))
        assert session.execute(select(func.count()).select_from(Expected)).scalar_one() == kept
