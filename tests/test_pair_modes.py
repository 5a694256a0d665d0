"""Pairs on a voluntary basis and by an order: what is read, kept, told and never mixed."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import mentoring_results, mentorships, pair_exports, pair_modes, pair_registers
from community.mentoring_papers import Kind as PaperKind
from community.mentoring_papers import Paper
from community.mentoring_results import Led
from community.mentorships import About, Kind, Role
from community.notices import Notice
from community.pair_modes import Order
from community.pair_registers import Filter
from community.profile_files import load_profile
from community.refusals import UnknownChoice
from screens import mentoring_papers as papers
from screens import pair_registers as screens
from screens import pairs_xlsx, pairviews_notices
from storage.models import AuditEntry, Notification, Person, ProgrammeStep
from tests.test_asking import NOW, perm
from tests.test_mentoring import anna_of, mentor
from tests.test_pairviews import DAY, YEAR, coordinator, meets, pair_of, told

school = load_profile("krasnoyarsk-initiatives")
TODAY = date(2026, 3, 2)
ORDER = Order("45-л", date(2025, 9, 1))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("45-л от 01.09.2025", ORDER),
        ("№ 45-л от 1 сентября 2025 г.", ORDER),
        ("Приказ № 45-л от 1.9.25 года", ORDER),
        ("45-л, 1 сентября", ORDER),  # of the last September
        ("приказ 12/3 2 марта 2026", Order("12/3", TODAY)),
        ("01-05/118 от 28.02", Order("01-05/118", date(2026, 2, 28))),
        ("45-л от 03.03.2026", None),
        ("45-л от 01.09.2005", None),
        ("от 01.09.2025", None),
        ("45-л", None),
        ("№ от 01.09.2025", None),
        (f"{'9' * 41} от 01.09.2025", None),
        ("", None),
    ],
)
def test_order_is_read_as_people_write_it(said: str, found: Order | None) -> None:
    assert pair_modes.parse_order(said, TODAY) == found


@given(st.text(max_size=80), st.dates(date(2024, 1, 1), date(2090, 1, 1)))
def test_any_words_are_an_order_that_is_kept_or_none(said: str, today: date) -> None:
    found = pair_modes.parse_order(said, today)
    assert found is None or (0 < len(found.number) <= 40 and found.on <= today)


def actions(session: Session) -> list[tuple[str, dict[str, Any]]]:
    found = select(AuditEntry).where(AuditEntry.action.startswith("pair_")).order_by(AuditEntry.id)
    return [(each.action, each.details) for each in session.execute(found).scalars()]


def test_order_is_put_down_corrected_and_taken_back(session: Session) -> None:
    olga, boris, anna = coordinator(session), mentor(session, "Борис"), anna_of(session)
    made = pair_of(session, boris, anna)
    for _ in range(2):
        pair_modes.order(session, olga, made.id, ORDER, school, NOW)
    assert (made.mode, made.order_number, made.order_on, made.consent_noted_at) == ("employment", *ORDER, NOW)
    pair_modes.order(session, olga, made.id, Order("46", TODAY), school, NOW + DAY)
    assert (made.order_number, made.consent_noted_at) == ("46", NOW + DAY)
    for _ in range(2):
        pair_modes.take_back(session, olga, made.id, school, NOW + 2 * DAY)
    assert (made.mode, made.order_number, made.order_on, made.consent_noted_at) == ("community", None, None, None)
    of = {"mentorship": made.id}
    assert actions(session) == [("pair_ordered", of), ("pair_ordered", of), ("pair_voluntary", of)]
    assert told(session, Notice.PAIR_MODE) == [boris.id] * 3
    assert read(session) == [None, None, "📄 В вашей паре снята отметка о приказе.\nНа общественных началах"]


def read(session: Session) -> list[str | None]:
    """What the mentor reads of it now, its first lines."""
    found = select(Notification).where(Notification.kind == Notice.PAIR_MODE.value).order_by(Notification.id)
    shown = [pairviews_notices.pair_mode(session, each.ids, school) for each in session.execute(found).scalars()]
    return [each.text.partition("\n\n")[0] if each else None for each in shown]


def test_consent_that_came_later_is_noted_once(session: Session) -> None:
    olga, boris = coordinator(session), mentor(session, "Борис")
    made = pair_of(session, boris, anna_of(session), mode="employment", order_number="1", order_on=TODAY)
    for later in range(2):
        pair_modes.note_consent(session, olga, made.id, school, NOW + later * DAY)
    assert made.consent_noted_at == NOW
    assert len(actions(session)) == 1
    (told_now,) = read(session)
    assert told_now
    assert "отмечены приказ и ваше письменное согласие" in told_now
    assert told_now.endswith("По приказу № 1 от 02.03.2026\nПисьменное согласие наставника: есть")


def test_orders_are_for_mentors_and_for_profiles_that_know_them(session: Session) -> None:
    olga, boris, anna = coordinator(session), mentor(session, "Борис"), anna_of(session)
    with pytest.raises(UnknownChoice):
        pair_modes.order(session, olga, pair_of(session, boris, anna).id, ORDER, perm, NOW)
    people = [(boris, Role.PEER), (anna, Role.PEER)]
    peers = mentorships.make(session, About(kind=Kind.PEERS), people, school, NOW)
    with pytest.raises(UnknownChoice):
        pair_modes.order(session, olga, peers.id, ORDER, school, NOW)
    assert actions(session) == []


def test_modes_are_never_added_up(session: Session) -> None:
    olga, boris, anna, vera = coordinator(session), mentor(session, "Борис"), anna_of(session), anna_of(session)
    free, ordered = pair_of(session, boris, anna), pair_of(session, boris, vera)
    pair_modes.order(session, olga, ordered.id, ORDER, school, NOW)
    for made, many in ((free, 2), (ordered, 3)):
        for each in range(many):
            meets(session, made, NOW + timedelta(hours=each + 1))
    later = NOW + DAY
    page = pair_registers.pairs(session, olga, Filter(), school, later, 5)
    summary = pair_registers.summary(session, olga, school, later)
    text = screens.listed(page, summary, Filter(), school).text
    assert "На общественных началах: 1, по приказу: 1." in text
    assert "Знакомство, по приказу" in text
    only = pair_registers.pairs(session, olga, Filter(mode="employment"), school, later, 5)
    assert [each.mentorship.id for each in only.entries] == [ordered.id]
    done = mentoring_results.done(session, boris, YEAR, school, later)
    assert (done.voluntary, done.ordered) == (Led(1, 1, meetings=2), Led(1, 1, meetings=3))
    rows = {name: number for name, number in papers._rows(done)}  # noqa: C416 - mypy knows no pairs of unsure length
    assert rows["Состоявшиеся встречи, на общественных началах"] == "2"
    assert rows["Состоявшиеся встречи, по приказу организации"] == "3"
    (thanks,) = [each for each in papers._thanks(paper_of(boris), done) if "Итоги" in each]
    assert "на общественных началах: наставляемых — 1, встреч — 2; по приказу организации: наставляемых" in thanks


def paper_of(person: Person) -> Paper:
    return Paper(person, PaperKind.THANKS, YEAR, TODAY, "Иванов Борис")


def test_file_says_by_which_order_and_when_consent_was_noted(session: Session) -> None:
    olga, boris = coordinator(session), mentor(session, "Борис")
    made = pair_of(session, boris, anna_of(session))
    pair_modes.order(session, olga, made.id, ORDER, school, NOW)
    pair_exports.ask(session, olga, "school", Filter(), school, NOW)
    (row,) = session.execute(select(Notification).where(Notification.kind == Notice.PAIRS_FILE.value)).scalars()
    _, content = pairs_xlsx.document(session, row.ids, school)
    book: Any = load_workbook(BytesIO(content))
    head, cells = [[cell.value for cell in row] for row in book["Пары"].iter_rows()]
    told_of = dict(zip(head, cells, strict=True))
    assert (told_of["Режим"], told_of["Приказ"]) == ("По приказу", "45-л")
    assert (told_of["Дата приказа"].date(), told_of["Согласие наставника"].date()) == (ORDER.on, TODAY)


def test_card_of_a_pair_offers_orders_where_there_are_any(session: Session) -> None:
    olga, boris = coordinator(session), mentor(session, "Борис")
    made = pair_of(session, boris, anna_of(session))
    for profile, offered in ((perm, False), (school, True)):
        shown = screens.card(pair_registers.look(session, olga, made.id, profile, NOW), profile, NOW)
        labels = [each.label for row in shown.buttons for each in row]
        assert ("📄 Приказ, согласие" in labels) is offered


def test_programmes_are_counted_by_mode(session: Session) -> None:
    olga, boris = coordinator(session), mentor(session, "Борис", room=99)
    for number in range(11):
        made = pair_of(session, boris, anna_of(session), mode="employment" if number % 2 else "community")
        done = {"mentor_confirmed_at": NOW, "mentee_confirmed_at": NOW}
        session.add(ProgrammeStep(mentorship_id=made.id, position=1, **done))
        session.flush()
        mentorships.end(session, boris, made.id, NOW)
    (figure,) = pair_exports.figures(session, olga, YEAR, perm, NOW + DAY)
    assert (figure.completed, figure.ordered) == (6, 5)
    text = screens.figures([figure], YEAR, "school", 0, perm).text
    assert "без приказа — 6, по приказу — 5." in text
    assert pairs_xlsx.figure_row(figure, perm)[-2:] == [6, 5]
