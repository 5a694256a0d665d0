"""Overviews of pairs, lists of them as files, results of mentors, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import (
    mentoring_papers,
    mentoring_results,
    mentorships,
    next_steps,
    pair_exports,
    pair_registers,
    pair_signals,
)
from community.case_numbers import Period
from community.mentoring_periods import parse_period, school_year
from community.mentoring_results import Done, Led
from community.mentorships import About, Kind, Role
from community.next_steps import Next
from community.notices import Notice
from community.pair_registers import Filter
from community.pair_signals import Signal
from community.refusals import MentorshipGone, NotAllowed
from screens import mentoring_papers as papers
from screens import pairs_xlsx
from screens.papers import letters
from storage.models import (
    FitCheck,
    Grant,
    Meeting,
    Mentorship,
    MentorshipMember,
    Notification,
    Person,
    ProgrammeStep,
)
from tests.paper_readers import text_of
from tests.test_asking import NOW, perm, person
from tests.test_mentoring import HERE, THERE, anna_of, mentor

DAY = timedelta(days=1)
TODAY = NOW.date()
YEAR = school_year(TODAY)


def coordinator(session: Session, town: str | None = None, role: str = "coordinator") -> Person:
    olga = person(session, "Ольга")
    session.add(Grant(person_id=olga.id, role=role, municipality=town, granted_at=NOW))
    session.flush()
    return olga


def pair_of(session: Session, boris: Person, anna: Person, **more: Any) -> Mentorship:
    made = mentorships.make(
        session, About("subject", "physics"), [(boris, Role.MENTOR), (anna, Role.MENTEE)], perm, NOW
    )
    for name, value in more.items():
        setattr(made, name, value)
    session.flush()
    return made


def meets(session: Session, made: Mentorship, at: datetime, state: str = "held", by: Person | None = None) -> Meeting:
    meeting = Meeting(mentorship_id=made.id, starts_at=at, state=state, proposed_at=NOW, proposed_by=by and by.id)
    session.add(meeting)
    session.flush()
    return meeting


def told(session: Session, kind: Notice) -> list[int]:
    rows = select(Notification.person_id).where(Notification.kind == kind.value).order_by(Notification.id)
    return list(session.execute(rows).scalars())


def test_what_presses_comes_first(session: Session) -> None:
    boris = mentor(session, "Борис", room=9)
    quiet, agreed, asked, to_log, step = (pair_of(session, boris, anna_of(session), goal="Цель") for _ in range(5))
    agreed.goal = None
    quiet.created_at = NOW - 100 * DAY
    meets(session, asked, NOW + DAY, "proposed")
    meets(session, to_log, NOW - DAY, "accepted")
    session.add(ProgrammeStep(mentorship_id=step.id, position=1, mentee_confirmed_at=NOW))
    session.flush()
    found = next_steps.ahead(session, boris, mentorships.mine(session, boris, Role.MENTOR), perm, NOW)
    order = [
        (asked, Next.ANSWER),
        (to_log, Next.LOG),
        (step, Next.CONFIRM),
        (agreed, Next.AGREE),
        (quiet, Next.SILENCE),
    ]
    assert [(each.seen.mentorship, each.next) for each in found] == order


def test_who_has_proposed_or_confirmed_waits_for_nothing(session: Session) -> None:
    boris = mentor(session, "Борис")
    made = pair_of(session, boris, anna_of(session), goal="Цель")
    meets(session, made, NOW + DAY, "proposed", by=boris)
    session.add(ProgrammeStep(mentorship_id=made.id, position=1, mentor_confirmed_at=NOW))
    session.flush()
    (only,) = next_steps.ahead(session, boris, mentorships.mine(session, boris), perm, NOW)
    assert (only.next, only.at) == (Next.MEET, NOW + DAY)


def test_signals_are_told_to_who_may_know_them(session: Session) -> None:
    olga, curator = coordinator(session), coordinator(session, HERE, "curator")
    boris, anna = mentor(session, "Борис"), anna_of(session)
    made = pair_of(session, boris, anna, created_at=NOW - 200 * DAY, ends_on=TODAY + 5 * DAY)
    session.add(FitCheck(mentorship_id=made.id, person_id=anna.id, asked_at=NOW, answer="not_quite"))
    session.flush()
    signals = partial(pair_signals.of, session, mentorships=[made.id], community=perm, now=NOW)
    assert signals(actor=olga)[made.id] == list(Signal)
    assert Signal.UNFIT not in signals(actor=curator)[made.id]
    session.add(Grant(person_id=boris.id, role="coordinator", granted_at=NOW))
    session.flush()
    assert Signal.UNFIT not in signals(actor=boris)[made.id]  # it is about his own pair
    meets(session, made, NOW + DAY, "accepted")
    assert Signal.SILENT not in signals(actor=olga)[made.id]
    made.state = "paused"
    session.flush()
    assert signals(actor=olga)[made.id] == [Signal.UNFIT]


@given(st.integers(1, 60), st.integers(0, 700))
def test_silence_is_not_counted_in_holidays(days: int, later: int) -> None:
    now = NOW + later * DAY
    since = pair_signals.silent_from(days, perm, now)
    between = [now.astimezone(perm.tz).date() - each * DAY for each in range((now - since).days + 1)]
    assert sum(not perm.calendar.is_quiet(each) for each in between) >= 2 * days
    assert now - since >= 2 * days * DAY - DAY


def test_list_is_turned_over_by_numbers_and_narrowed(session: Session) -> None:
    olga, here = coordinator(session), coordinator(session, HERE)
    boris, far = mentor(session, "Борис", room=99), person(session, "Вера", municipality=THERE)
    made = [pair_of(session, boris, anna_of(session)).id for _ in range(12)]
    away = pair_of(session, boris, far, mode="employment")
    pages, before = list[int](), 0
    while True:
        page = pair_registers.pairs(session, here, Filter(), perm, NOW, 5, before=before)
        pages += [each.mentorship.id for each in page.entries]
        before = pages[-1]
        if not page.older:
            break
    assert pages == made[::-1]
    back = pair_registers.pairs(session, here, Filter(), perm, NOW, 5, after=pages[7])
    assert [each.mentorship.id for each in back.entries] == pages[2:7]
    assert back.newer
    assert back.older
    only = [Filter(mode="employment"), Filter(municipality=THERE), Filter(state="completed"), Filter(ground="young")]
    assert [pair_registers.pairs(session, olga, each, perm, NOW, 5).total for each in only] == [1, 1, 0, 0]
    with pytest.raises(MentorshipGone):
        pair_registers.look(session, here, away.id, perm, NOW)
    with pytest.raises(NotAllowed):
        pair_registers.pairs(session, boris, Filter(), perm, NOW, 5)


def test_file_names_only_who_agreed_and_holds_no_words(session: Session) -> None:
    olga, boris = coordinator(session), mentor(session, "=1+1")
    anna = person(session, "Анна Тайная", agreed=False, municipality=HERE)
    made = pair_of(session, boris, anna, goal="Тайная цель", kind=Kind.PROJECT.value, title="=2+2")
    for at in (NOW, NOW - 400 * DAY):
        meets(session, made, at)
    session.add(ProgrammeStep(mentorship_id=made.id, position=1, mentor_confirmed_at=NOW, mentee_confirmed_at=NOW))
    session.flush()
    _, many = pair_exports.ask(session, olga, "school", Filter(name="Анна"), perm, NOW)
    assert many == 1
    (row,) = session.execute(select(Notification).where(Notification.kind == Notice.PAIRS_FILE.value)).scalars()
    assert "name" not in row.ids["wanted"]
    _, content = pairs_xlsx.document(session, row.ids, perm)
    book: Any = load_workbook(BytesIO(content))
    everything = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in everything if cell.data_type == "f" or "Тайная" in str(cell.value)]
    head, cells = [[cell.value for cell in row] for row in book["Пары"].iter_rows()]
    told_of = dict(zip(head, cells, strict=True))
    assert (told_of["Название"], told_of["Встреч за период"], told_of["Шагов выполнено"]) == ("=2+2", 1, 1)
    assert told_of["Наставляемые"] == pairs_xlsx.UNNAMED


def test_numbers_of_a_few_are_told_to_nobody(session: Session) -> None:
    olga, boris = coordinator(session), mentor(session, "Борис", room=99)
    young = [person(session, "Анна", municipality=HERE, teaching_since=2025) for _ in range(5)]
    few = [person(session, "Вера", municipality=THERE, teaching_since=2025) for _ in range(2)]
    for each in (*young[:3], few[0]):
        pair_of(session, boris, each)
    found = {each.municipality: each for each in pair_exports.figures(session, olga, YEAR, perm, NOW)}
    assert (found[HERE].young, found[HERE].paired, found[HERE].completed) == (5, 3, 0)
    assert (found[THERE].young, found[THERE].paired) == (None, None)
    assert None not in found  # the sum would tell


def test_results_are_of_the_period_and_of_the_own_time(session: Session) -> None:
    boris, anna, vera = mentor(session, "Борис"), anna_of(session), anna_of(session)
    made, ordered = pair_of(session, boris, anna), pair_of(session, boris, vera, mode="employment")
    for member in session.execute(select(MentorshipMember)).scalars():
        member.joined_at = NOW - 100 * DAY
    for at in (NOW - 50 * DAY, NOW - 10 * DAY, NOW - 300 * DAY):
        meets(session, made, at)
    meets(session, ordered, NOW - 20 * DAY)
    step = ProgrammeStep(mentorship_id=made.id, position=1, mentor_confirmed_at=NOW - DAY, mentee_confirmed_at=NOW)
    session.add(step)
    mentorships.end(session, boris, made.id, NOW - 30 * DAY)
    found = mentoring_results.done(session, boris, YEAR, perm, NOW)
    assert found == Done(Led(pairs=1, people=1, completed=1, meetings=1, steps=1), Led(1, 1, meetings=1))
    before = mentoring_results.done(session, boris, Period(date(2020, 9, 1), date(2021, 9, 1)), perm, NOW)
    assert before.is_empty


def test_paper_is_genuine_until_its_owner_is_erased(session: Session) -> None:
    boris = mentor(session, "Борис")
    boris.full_name = "Иванов Борис Ильич"
    pair_of(session, boris, anna_of(session))
    assert not mentoring_papers.ask(session, boris, "r", YEAR, perm, NOW + DAY).is_empty
    (row,) = session.execute(select(Notification).where(Notification.kind == Notice.MENTOR_PAPER.value)).scalars()
    told_of = mentoring_papers.read(session, row.ids, perm)
    assert told_of
    paper, done = told_of
    token = mentoring_papers.token(session, paper)
    assert len(f"{mentoring_papers.PREFIX}_{token}") <= 64
    number = mentoring_papers.number(token, perm)
    text = text_of(letters.pdf(papers.letter_of(paper, done, number, "https://t.me/bot?start=m_1", perm)))
    assert all(words in text for words in ("Иванов Борис Ильич", number, "общественных началах", "Проверка номера"))
    found = mentoring_papers.find(session, token.upper(), perm)
    assert found
    assert (found.full_name, found.number) == ("Иванов Борис Ильич", number)
    assert mentoring_papers.find(session, token.replace("-r-", "-t-"), perm) is None
    boris.full_name = "Петров Пётр Петрович"
    changed = mentoring_papers.find(session, token, perm)
    assert changed
    assert (changed.full_name, changed.erased) == (None, False)
    boris.full_name = None
    gone = mentoring_papers.find(session, token, perm)
    assert gone
    assert gone.erased


def test_nothing_is_confirmed_of_a_period_without_work(session: Session) -> None:
    boris = mentor(session, "Борис")
    assert mentoring_papers.ask(session, boris, "t", YEAR, perm, NOW).is_empty
    assert told(session, Notice.MENTOR_PAPER) == []


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("01.09.2025 – 31.05.2026", ("2025-09-01", "2026-06-01")),
        ("с 1 сентября 2025 по 31 мая 2026", ("2025-09-01", "2026-06-01")),
        ("1.9.2025-31.5.2026", ("2025-09-01", "2026-06-01")),
        ("31.05.2026 – 01.09.2025", None),
        ("2025", None),
        ("01.01.2001 – 01.01.2026", None),
    ],
)
def test_period_is_read_as_people_write_it(said: str, days: tuple[str, str] | None) -> None:
    found = parse_period(said, TODAY)
    assert (tuple(map(str, found)) if found else None) == days


@given(st.text(max_size=60))
def test_any_words_are_a_period_or_none(said: str) -> None:
    found = parse_period(said, TODAY)
    assert found is None or found.since < found.until


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_every_day_is_in_its_school_year(day: date) -> None:
    year = school_year(day)
    assert year.since <= day < year.until
    assert year.since.month == year.until.month == 9
