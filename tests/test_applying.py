from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from community import applying, attention, deciding, joining, mentors
from community.notices import Notice
from community.profile_files import load_profile
from community.refusals import AlreadyApplied, AlreadyMentor, NotAllowed, OwnApplication, TooEarly, UnknownChoice
from community.roles import Role
from community.working_days import answer_by, working_days_after
from storage.database import Database
from storage.models import Attention, AuditEntry, Grant, Mentor, MentorApplication, Notification, Person

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
ANSWERS = {
    "ground": "expert-oge",
    "recommendation": "",
    "competences": ["exams"],
    "formats": ["talk"],
    "capacity": 3,
    "proof": [],
}


def member(session: Session, name: str, since: int | None = 2010, role: Role | None = None) -> Person:
    person = Person(created_at=NOW, joined_at=NOW, name=name, municipality="perm", teaching_since=since)
    session.add(person)
    session.flush()
    if role:
        session.add(Grant(person_id=person.id, role=role.value, granted_at=NOW))
        session.flush()
    return person


def told(session: Session, kind: Notice) -> list[int]:
    return sorted(session.execute(select(Notification.person_id).where(Notification.kind == kind.value)).scalars())


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 11, 30), 10, date(2026, 12, 14)),
        (date(2026, 12, 4), 1, date(2026, 12, 7)),
        (date(2026, 12, 30), 1, date(2027, 1, 11)),
        (date(2027, 6, 30), 1, date(2027, 9, 1)),
        (date(2026, 12, 4), 0, date(2026, 12, 4)),
    ],
)
def test_weekends_holidays_and_summer_are_not_counted(start: date, days: int, last: date) -> None:
    assert working_days_after(start, days, perm.calendar) == last


def test_calendar_that_is_quiet_all_year_is_not_waited_for() -> None:
    quiet = perm.calendar.model_copy(update={"quiet_months": tuple(range(1, 13))})
    assert working_days_after(date(2026, 12, 4), 10, quiet) > date(2027, 12, 1)


def test_answer_is_due_in_the_evening_of_the_community() -> None:
    due = answer_by(NOW, perm)
    assert due.isoformat() == "2026-12-14T18:00:00+05:00"


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("протокол № 3 от 12.03.2026", True),
        ("№3, 12 марта 2026", True),
        ("3 от 12.03.26 г.", True),
        ("Протокол 15/2 от 1 мая 2026 года", True),
        ("протокол № 3", False),
        ("12.03.2026", False),
        ("№ 3 от 32.03.2026", False),
        ("№ 3 от 12.03.2030", False),
        ("есть", False),
        ("№ 3 от 12.03.2026 " + "я" * 150, False),
    ],
)
def test_recommendation_has_a_number_and_a_day(typed: str, understood: bool) -> None:
    assert (applying.parse_recommendation(typed, date(2026, 11, 30)) is not None) is understood


def test_application_is_told_to_the_deciders_and_waits_for_them(session: Session) -> None:
    olga, council = member(session, "Ольга", role=Role.COORDINATOR), member(session, "Совет", role=Role.COUNCIL)
    anna = member(session, "Анна")
    application = applying.send(session, anna, ANSWERS, perm, NOW)
    assert told(session, Notice.MENTOR_APPLICATION) == [olga.id, council.id]
    ((item, _),) = attention.waiting(session, olga, NOW, 0, 5)
    assert (item.subject, item.due) == (application.id, application.answer_by)
    with pytest.raises(AlreadyApplied):
        applying.send(session, anna, ANSWERS, perm, NOW)


def test_years_are_needed_where_the_ground_asks_for_them(session: Session) -> None:
    young, unknown = member(session, "Борис", since=2024), member(session, "Вера", since=None)
    with pytest.raises(TooEarly):
        applying.send(session, young, ANSWERS, perm, NOW)
    with pytest.raises(UnknownChoice):
        applying.send(session, unknown, ANSWERS, perm, NOW)
    assert applying.send(session, young, ANSWERS | {"ground": "science"}, perm, NOW).state == "sent"


def test_what_the_profile_knows_is_filled_in(session: Session) -> None:
    anna = member(session, "Анна")
    anna.shares = ["games", "gone"]
    known = applying.fill(session, anna, {}, perm, NOW)
    assert (known["competences"], known["capacity"], known["formats"]) == (["games"], 3, ["talk"])
    school = load_profile("anuchino-school")
    assert applying.fill(session, anna, {}, school, NOW)["ground"] == school.mentor.grounds[0].id


def test_own_application_is_decided_by_somebody_else(session: Session) -> None:
    olga = member(session, "Ольга", role=Role.COORDINATOR)
    application = applying.send(session, olga, ANSWERS, perm, NOW)
    with pytest.raises(OwnApplication):
        deciding.confirm(session, olga, application.id, NOW)


@pytest.mark.parametrize("role", [None, Role.CURATOR, Role.ANNOUNCER])
def test_others_do_not_decide(session: Session, role: Role | None) -> None:
    boris = member(session, "Борис", role=role)
    application = applying.send(session, member(session, "Анна"), ANSWERS, perm, NOW)
    with pytest.raises(NotAllowed):
        deciding.confirm(session, boris, application.id, NOW)


def test_mentor_does_not_apply_again_until_it_is_over(session: Session) -> None:
    olga, anna = member(session, "Ольга", role=Role.COORDINATOR), member(session, "Анна")
    deciding.confirm(session, olga, applying.send(session, anna, ANSWERS, perm, NOW).id, NOW)
    with pytest.raises(AlreadyMentor):
        applying.fill(session, anna, {}, perm, NOW)
    mentors.end(session, anna, NOW)
    deciding.confirm(session, olga, applying.send(session, anna, ANSWERS, perm, NOW).id, NOW)
    (mentor,) = session.execute(select(Mentor)).scalars()
    assert (mentor.ended_at, mentor.published) == (None, [])


def test_who_leaves_takes_their_words_along(session: Session) -> None:
    anna = member(session, "Анна")
    answers = ANSWERS | {"about": "Люблю физику", "proof": ["vk:photo:1_2"], "recommendation": "№ 3 от 12.03.2026"}
    application = applying.send(session, anna, answers, perm, NOW)
    joining.leave(session, anna, NOW)
    session.refresh(application)
    assert (application.state, application.ground) == ("withdrawn", "expert-oge")
    assert (application.about, application.recommendation, application.proof) == (None, None, [])


def test_deciders_are_reminded_before_the_answer_is_due(session: Session) -> None:
    olga, anna = member(session, "Ольга", role=Role.COORDINATOR), member(session, "Анна")
    due = applying.send(session, anna, ANSWERS, perm, NOW).answer_by
    for days, reminded in ((3, []), (1, [olga.id])):
        attention.remind(session, perm.tz, due.astimezone(UTC) - timedelta(days=days), 100)
        assert told(session, Notice.ATTENTION_DUE) == reminded


def test_nobody_is_reminded_of_what_is_decided(session: Session) -> None:
    olga, anna = member(session, "Ольга", role=Role.COORDINATOR), member(session, "Анна")
    application = applying.send(session, anna, ANSWERS, perm, NOW)
    deciding.decline(session, olga, application.id, ["recommendation"], None, NOW)
    attention.remind(session, perm.tz, application.answer_by.astimezone(UTC), 100)
    assert told(session, Notice.ATTENTION_DUE) == []


def decide_at_once(url: str, application: int, deciders: list[int]) -> list[bool]:
    """Whose press decided; each with a program of their own."""
    ready = Barrier(len(deciders))

    def press(decider: int) -> bool:
        database = Database(url)
        ready.wait(60)
        try:
            return database.run_now(partial(decided_now, decider=decider, application=application))
        finally:
            database.close()

    with ThreadPoolExecutor(len(deciders)) as threads:
        return list(threads.map(press, deciders))


def decided_now(session: Session, decider: int, application: int) -> bool:
    actor = session.get_one(Person, decider)
    if decider % 2:
        return deciding.confirm(session, actor, application, NOW).decided_now
    return deciding.decline(session, actor, application, ["years"], None, NOW).decided_now


def test_of_two_who_decide_at_once_one_is_first(engine: Engine, database_url: str) -> None:
    with Session(engine) as session, session.begin():
        deciders = [member(session, name, role=Role.COORDINATOR).id for name in ("Ольга", "Павел")]
        application = applying.send(session, member(session, "Анна"), ANSWERS, perm, NOW).id
    assert sorted(decide_at_once(database_url, application, deciders)) == [False, True]
    with Session(engine) as session:
        assert len(list(session.execute(select(AuditEntry)).scalars())) == 1
        (item,) = session.execute(select(Attention)).scalars()
        decided = session.get_one(MentorApplication, application)
        assert item.closed_by == decided.decided_by
        assert len(list(session.execute(select(Mentor)).scalars())) == (decided.state == "approved")
