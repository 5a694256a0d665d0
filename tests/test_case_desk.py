"""Coordinators give questions to somebody, close and merge them, and decide about complaints."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community import (
    attention,
    bans,
    case_desk,
    case_numbers,
    complaint_files,
    complaints,
    consultations,
    responders,
    talks,
)
from community.attention import Kind
from community.case_desk import Wanted
from community.case_numbers import Period, period_of
from community.notices import Notice
from community.refusals import CannotAnswer, CaseGone, ComplaintGone, NotAlike, NothingFlagged, OwnComplaint
from community.roles import Role
from community.talks import Received
from screens.cases_xlsx import document
from screens.notices import NOTICES
from storage.models import AuditEntry, Case, Grant, Notification, Person, TalkMessage
from tests.test_case_privacy import HERE, NOW, ORDINARY, granted, mentor, perm, person, responder, saying, sent, told

DAY = timedelta(days=1)


def coordinator(session: Session, name: str = "Ольга", town: str | None = None) -> Person:
    return granted(session, person(session, name), Role.COORDINATOR, town)


def named(session: Session, asker: Person) -> Case:
    return sent(session, asker, ORDINARY, anonymous=False)


def journal(session: Session) -> list[tuple[str, int | None, dict[str, object]]]:
    return [
        (entry.action, entry.subject_id, entry.details)
        for entry in session.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars()
    ]


def test_case_is_given_to_another_mentor_and_both_are_told(session: Session) -> None:
    anna, boris, vera = person(session, "Анна", HERE), mentor(session, "Борис"), mentor(session, "Вера")
    olga, case = coordinator(session), named(session, person(session, "Инна"))
    consultations.take(session, boris, case.id, NOW)
    assert vera in case_desk.fittest(session, olga, case.id, perm, NOW)
    assert boris not in case_desk.fittest(session, olga, case.id, perm, NOW)
    for _ in range(2):
        case_desk.assign(session, olga, case.id, vera.id, NOW)
    assert (case.mentor_id, case.state) == (vera.id, "taken")
    assert told(session, Notice.CASE_ASSIGNED) == {vera.id}
    assert told(session, Notice.CASE_ENDED) == {boris.id}
    assert journal(session) == [("case_assigned", vera.id, {"case": case.id})]
    with pytest.raises(CannotAnswer):
        case_desk.assign(session, olga, case.id, anna.id, NOW)


def test_question_is_read_only_once_it_has_come_to_the_coordinator(session: Session) -> None:
    mentor(session, "Борис")
    olga, case = coordinator(session), named(session, person(session, "Анна", HERE))
    assert not case_desk.look(session, olga, case.id, NOW).said
    case.escalated_at = NOW
    assert case_desk.look(session, olga, case.id, NOW).said
    case.is_anonymous = True
    assert not case_desk.look(session, olga, case.id, NOW).said


def test_what_comes_to_the_coordinator_is_on_the_desk_until_somebody_takes_it(session: Session) -> None:
    boris, olga, near = mentor(session, "Борис"), coordinator(session), coordinator(session, "Вера", HERE)
    case = named(session, person(session, "Анна", HERE))
    consultations.escalate(session, case, NOW)
    assert [attention.count(session, each, NOW) for each in (olga, near)] == [1, 1]
    consultations.take(session, boris, case.id, NOW)
    assert [attention.count(session, each, NOW) for each in (olga, near)] == [0, 0]
    unnamed, support = sent(session, person(session, "Ия", HERE), ORDINARY), sent(session, person(session, "Яна", HERE))
    consultations.escalate(session, unnamed, NOW)
    assert support.state == "searching"
    assert [attention.count(session, each, NOW) for each in (olga, near)] == [1, 0]


def test_asker_reads_kindly_why_it_was_closed(session: Session) -> None:
    anna, boris, olga = person(session, "Анна", HERE), mentor(session, "Борис"), coordinator(session)
    case = named(session, anna)
    consultations.take(session, boris, case.id, NOW)
    assert case_desk.close(session, olga, case.id, "elsewhere", "Спросите в профсоюзе", NOW)[1]
    assert not case_desk.close(session, olga, case.id, "rules", None, NOW)[1]
    assert told(session, Notice.CASE_ENDED) == {anna.id, boris.id}
    notice = NOTICES[Notice.CASE_ENDED](session, {"case": case.id, "to": "asker"}, perm)
    assert notice
    assert "лучше помогут в другом месте" in notice.text
    assert "Спросите в профсоюзе" in notice.text


def test_two_questions_of_one_asker_become_one(session: Session) -> None:
    anna, boris, olga = person(session, "Анна", HERE), mentor(session, "Борис"), coordinator(session)
    first, second, other = named(session, anna), named(session, anna), named(session, person(session, "Ия"))
    unnamed = sent(session, anna, ORDINARY)
    consultations.take(session, boris, first.id, NOW)
    assert case_desk.merge(session, olga, second.id, first.id, NOW) is first
    assert case_desk.merge(session, olga, second.id, first.id, NOW) is first
    assert (second.state, second.merged_into) == ("closed", first.id)
    assert len(talks.question(session, talks.of_case(session, first))) == 2
    assert boris.id in told(session, Notice.TALK_MESSAGE)
    for each in (other, unnamed):
        with pytest.raises(NotAlike):
            case_desk.merge(session, olga, each.id, first.id, NOW)


def answered(session: Session, anonymous: bool = False) -> tuple[Person, Person, Case]:
    anna, boris = person(session, "Анна", HERE), mentor(session, "Борис")
    case = sent(session, anna, ORDINARY, anonymous)
    consultations.answer(session, boris, case.id, saying(boris, "Стыдно такое спрашивать"), NOW)
    consultations.answer(session, boris, case.id, saying(boris, "Вот хороший план"), NOW)
    return anna, boris, case


def test_coordinator_sees_what_is_flagged_and_nothing_else(session: Session) -> None:
    anna, boris, case = answered(session)
    olga = coordinator(session)
    rude = complaints.complainable(session, anna, case.id)[1]
    with pytest.raises(NothingFlagged):
        complaints.file(session, anna, case.id, [], None, NOW)
    complaint, reached = complaints.file(session, anna, case.id, [rude.id], "Обидно", NOW)
    assert reached
    assert told(session, Notice.COMPLAINT_MADE) == {olga.id}
    opened = complaints.look(session, olga, complaint.id, NOW)
    assert [message.words for message in opened.flagged] == ["Стыдно такое спрашивать"]
    assert (opened.complainer, opened.about) == (anna, boris)
    assert complaints.file(session, anna, case.id, [rude.id], None, NOW)[0] is complaint
    with pytest.raises(CaseGone):
        complaints.file(session, olga, case.id, [rude.id], None, NOW)


@pytest.mark.parametrize("days", bans.DAYS)
def test_who_is_banned_leaves_the_question_to_others_until_the_day(session: Session, days: int) -> None:
    anna, boris, case = answered(session)
    olga, waiting = coordinator(session), named(session, person(session, "Инна"))
    assert waiting.id in [each.id for each in responders.desk(session, boris).to_take]
    flagged = [message.id for message in complaints.complainable(session, anna, case.id)]
    complaint, _ = complaints.file(session, anna, case.id, flagged, None, NOW)
    assert complaints.decide(session, olga, complaint.id, f"ban_{days}", "Грубость", NOW)[1]
    assert not complaints.decide(session, olga, complaint.id, "none", None, NOW)[1]
    assert bans.active(session, boris, NOW + (days - 1) * DAY)
    assert bans.active(session, boris, NOW + days * DAY) is None
    assert (case.mentor_id, case.state) == (None, "searching")
    assert case.next_wave_at == NOW
    assert told(session, Notice.CASE_MOVED) == {anna.id}
    assert waiting.id not in [each.id for each in responders.desk(session, boris).to_take]
    assert told(session, Notice.COMPLAINT_DECIDED) == {anna.id, boris.id}
    assert attention.find(session, Kind.COMPLAINT, complaint.id).closed_at == NOW  # type: ignore[union-attr]
    complaints.lift(session, olga, complaint.id, NOW + DAY)
    assert bans.active(session, boris, NOW + DAY) is None
    assert told(session, Notice.BAN_LIFTED) == {boris.id}


def test_of_nothing_decided_only_who_complained_is_told(session: Session) -> None:
    anna, _, case = answered(session)
    flagged = [message.id for message in complaints.complainable(session, anna, case.id)]
    complaint, _ = complaints.file(session, anna, case.id, flagged, None, NOW)
    complaints.decide(session, coordinator(session), complaint.id, complaints.NOTHING, None, NOW)
    assert told(session, Notice.COMPLAINT_DECIDED) == {anna.id}


def test_complaint_about_an_unnamed_asker_names_nobody(session: Session) -> None:
    anna, boris, case = answered(session, anonymous=True)
    olga, near = coordinator(session), coordinator(session, "Вера", HERE)
    flagged = [message.id for message in complaints.complainable(session, boris, case.id)]
    complaint, _ = complaints.file(session, boris, case.id, flagged, None, NOW)
    opened, _ = complaints.decide(session, olga, complaint.id, "ban_7", None, NOW)
    assert (opened.complainer, opened.about) == (boris, None)
    assert bans.active(session, anna, NOW)
    assert anna.id not in {subject for _, subject, _ in journal(session)}
    with pytest.raises(ComplaintGone):
        complaints.look(session, near, complaint.id, NOW)


def test_nobody_decides_about_themselves(session: Session) -> None:
    anna, boris, case = answered(session)
    granted(session, boris, Role.COORDINATOR)
    flagged = [message.id for message in complaints.complainable(session, anna, case.id)]
    complaint, reached = complaints.file(session, anna, case.id, flagged, None, NOW)
    assert not reached
    with pytest.raises(OwnComplaint):
        complaints.look(session, boris, complaint.id, NOW)


def test_complaint_of_support_goes_to_those_named_for_it(session: Session) -> None:
    anna, vera, olga = person(session, "Анна", HERE), responder(session, "Вера"), coordinator(session)
    near, other = responder(session, "Ия", HERE), responder(session, "Инна")
    case = sent(session, anna)
    consultations.answer(session, vera, case.id, saying(vera), NOW)
    flagged = [message.id for message in complaints.complainable(session, anna, case.id)]
    complaint, reached = complaints.file(session, anna, case.id, flagged, None, NOW)
    assert reached
    assert told(session, Notice.COMPLAINT_MADE) == {other.id}
    assert attention.count(session, olga, NOW) == 0
    for stranger in (near, olga):
        with pytest.raises(ComplaintGone):
            complaints.look(session, stranger, complaint.id, NOW)
        assert complaints.listed(session, stranger, NOW, 0, 9) == ([], 0)
    complaints.decide(session, other, complaint.id, complaints.WARNING, None, NOW)
    assert journal(session) == [("complaint_decided", vera.id, {})]


def test_list_is_narrowed_by_topic_state_and_term(session: Session) -> None:
    olga, anna = coordinator(session), person(session, "Анна", HERE)
    mentor(session, "Борис")
    first, second = named(session, anna), named(session, anna)
    second.topic, second.state = "classroom", "coordinator"
    session.flush()
    late = first.answer_by or NOW

    def found(wanted: Wanted) -> list[int]:
        return [case.id for case in case_desk.listed(session, olga, wanted, late + DAY, 0, 9)[0]]

    assert found(Wanted()) == found(Wanted(late=True)) == [first.id, second.id]
    assert found(Wanted(topic="classroom")) == found(Wanted(state="coordinator")) == [second.id]
    first.answered_at = NOW
    session.flush()
    assert found(Wanted(late=True)) == [second.id]


@pytest.mark.parametrize(
    ("span", "period"),
    [
        ("month", Period(date(2026, 3, 1), date(2026, 4, 1))),
        ("last", Period(date(2026, 2, 1), date(2026, 3, 1))),
        ("quarter", Period(date(2026, 1, 1), date(2026, 4, 1))),
        ("year", Period(date(2026, 1, 1), date(2027, 1, 1))),
    ],
)
def test_periods(span: str, period: Period) -> None:
    assert period_of(span, date(2026, 3, 31)) == period


@pytest.mark.parametrize("many", [case_numbers.FEWEST - 1, case_numbers.FEWEST])
def test_file_has_no_names_no_texts_and_no_few_of_support(session: Session, many: int) -> None:
    anna, boris, olga = person(session, "Анна", HERE, "Школа № 7"), mentor(session, "Борис"), coordinator(session)
    case = named(session, anna)
    consultations.answer(session, boris, case.id, saying(boris), NOW + DAY)
    for _ in range(many):
        sent(session, anna)
    near = granted(session, person(session, "Ия", HERE), Role.COORDINATOR)
    for reader, counted in ((olga, many >= case_numbers.FEWEST), (near, False)):
        case_numbers.ask_file(session, reader, "month", perm, NOW)
        of_reader = Notification.kind == Notice.CASES_FILE, Notification.person_id == reader.id
        ids = session.execute(select(Notification.ids).where(*of_reader)).scalar_one()
        book = load_workbook(BytesIO(document(session, ids, perm)[1]))
        rows = [[cell.value for cell in row] for row in book["Вопросы"].iter_rows(min_row=2)]
        assert [(row[0], row[1], row[5]) for row in rows] == [(case.id, "Урок и методика", 1)]
        values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        assert ("Конфликт на работе" in values) == counted
        assert not [value for value in values if value in ("Анна", "Борис", "Школа № 7", HERE, "Давят на работе")]


def test_flag_of_a_message_says_nothing_of_the_others(session: Session) -> None:
    anna, _, case = answered(session)
    one = complaints.complainable(session, anna, case.id)[0]
    complaints.file(session, anna, case.id, [one.id, 404], None, NOW)
    flagged = session.execute(select(TalkMessage.id).where(TalkMessage.flagged_at.is_not(None))).scalars().all()
    assert flagged == [one.id]


def test_files_of_what_is_flagged_come_to_who_decides_and_no_others(session: Session) -> None:
    anna, boris, case = answered(session)
    olga, far = coordinator(session), coordinator(session, "Вера", "elsewhere")
    for number in (1, 2):
        photo = Received("photo", f"{number}.jpg", b"content")
        consultations.follow_up(session, anna, case.id, saying(anna, "", [photo])._replace(number=number), NOW)
    last = complaints.complainable(session, boris, case.id)[0]
    complaint, _ = complaints.file(session, boris, case.id, [last.id], None, NOW)
    assert complaints.look(session, olga, complaint.id, NOW).has_files
    complaint_files.show(session, olga, complaint.id, NOW)
    [row] = session.execute(select(Notification).where(Notification.kind == Notice.COMPLAINT_FILES)).scalars()
    assert [file.name for file in complaint_files.flagged(session, row.ids)] == ["2.jpg"]
    with pytest.raises(ComplaintGone):
        complaint_files.show(session, far, complaint.id, NOW)
    session.execute(delete(Grant).where(Grant.person_id == olga.id))
    assert not complaint_files.flagged(session, row.ids)
    assert NOTICES[Notice.COMPLAINT_FILES](session, row.ids, perm) is None
