"""Whom a question goes to, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from community import attention, consultations, mentors, paces, pauses, responders, routing, talks, working_days
from community.consultations import State
from community.notices import Notice
from community.paces import Pace, Wishes
from community.profile_files import load_profile
from community.refusals import CaseGone, CaseTaken, UnknownChoice
from community.talks import Saying
from storage.models import (
    Account,
    Attention,
    Ban,
    Base,
    Case,
    CaseOffer,
    Grant,
    Mentor,
    Notification,
    Person,
    Responder,
)

NOW = datetime(2026, 3, 3, 6, tzinfo=UTC)  # Tuesday, 11:00 in Perm
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
perm = load_profile("perm-nastavniki")
TOPIC = next(topic.id for topic in perm.consulting_topics if not topic.support)
OTHER = [topic.id for topic in perm.consulting_topics if not topic.support][1]
SUPPORT = next(topic.id for topic in perm.consulting_topics if topic.support)


def member(session: Session, name: str, **more: object) -> Person:
    person = Person(created_at=NOW, joined_at=NOW, name=name, municipality="perm", **more)
    session.add(person)
    session.flush()
    session.add(Account(person_id=person.id, network="vk", number=person.id, created_at=NOW))
    return person


def mentor(session: Session, name: str, pace: str = "", **wishes: object) -> Person:
    person = member(session, name)
    session.add(Mentor(person_id=person.id, ground="expert-ege", capacity=3, confirmed_at=NOW))
    if pace or wishes:
        kept = {"topics": [], "days_off": [], "most_open": 3, "pace": pace or "at_once"} | wishes
        session.add(Responder(person_id=person.id, **kept))
    session.flush()
    return person


def mentors_of(session: Session, many: int) -> list[Person]:
    return [mentor(session, f"Наставник {number}") for number in range(many)]


def saying(words: str = "Как провести собрание?", number: int = 1) -> Saying:
    return Saying(words, 1, number)


def ask(session: Session, anna: Person, now: datetime = NOW, topic: str = TOPIC, **more: object) -> Case:
    account = session.execute(select(Account.id).where(Account.person_id == anna.id)).scalar_one()
    said = Saying("Как провести собрание?", account, 1)
    case = consultations.draft(session, anna, topic, topic == SUPPORT, said, now)
    for name, value in more.items():
        setattr(case, name, value)
    return consultations.send(session, anna, case.id, False, perm, now, sure=True)


def said_by(session: Session, person: Person, words: str = "Начните с хорошего") -> Saying:
    return Saying(words, session.execute(select(Account.id).where(Account.person_id == person.id)).scalar_one(), 7)


def told(session: Session, kind: Notice) -> list[int]:
    rows = select(Notification.person_id).where(Notification.kind == kind.value).order_by(Notification.id)
    return list(session.execute(rows).scalars())


def offers(session: Session, case: Case) -> dict[int, str]:
    rows = select(CaseOffer).where(CaseOffer.case_id == case.id).order_by(CaseOffer.id)
    return {offer.person_id: offer.state for offer in session.execute(rows).scalars()}


def names(people: Sequence[Person]) -> list[str | None]:
    return [person.name for person in people]


def test_three_are_asked_first_and_the_least_busy_of_all(session: Session) -> None:
    anna = member(session, "Анна")
    boris, *others = mentors_of(session, 4)
    ask(session, anna)
    consultations.take(session, boris, 1, NOW)
    case = ask(session, anna)
    assert offers(session, case) == {each.id: "offered" for each in others}


def test_equally_busy_ones_get_cards_in_turn(session: Session) -> None:
    anna, people = member(session, "Анна"), mentors_of(session, 6)
    first, second = ask(session, anna), ask(session, anna)
    assert {*offers(session, first)} | {*offers(session, second)} == {each.id for each in people}


def test_who_has_enough_is_not_asked(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис", most_open=1)
    consultations.take(session, boris, ask(session, anna).id, NOW)
    case = ask(session, anna)
    assert (case.state, offers(session, case)) == (State.COORDINATOR, {})


def test_answered_case_is_no_load(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис", most_open=1)
    consultations.answer(session, boris, ask(session, anna).id, said_by(session, boris), NOW)
    assert offers(session, ask(session, anna)) == {boris.id: "offered"}


def test_topics_are_respected(session: Session) -> None:
    anna = member(session, "Анна")
    boris, vera = mentor(session, "Борис", topics=[OTHER]), mentor(session, "Вера", topics=[TOPIC])
    ask(session, anna)
    assert (told(session, Notice.CASE_CARD), boris.id != vera.id) == ([vera.id], True)


def test_support_goes_to_those_named_for_it_and_nobody_else(session: Session) -> None:
    anna = member(session, "Анна")
    mentor(session, "Борис")
    assert ask(session, anna, topic=SUPPORT).state == State.SEARCHING
    olga = member(session, "Ольга")
    olga.municipality = "kungur"
    session.add(Grant(person_id=olga.id, role="responder", granted_at=NOW))
    case = ask(session, anna, topic=SUPPORT)
    assert offers(session, case) == {olga.id: "offered"}
    assert consultations.take(session, olga, case.id, NOW).mentor_id == olga.id


def test_mentor_without_the_role_cannot_take_a_support_question(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис")
    case = ask(session, anna, topic=SUPPORT)
    with pytest.raises(CaseGone):
        consultations.take(session, boris, case.id, NOW)


@pytest.mark.parametrize("away", ["pause", "mentor", "questions", "banned", "ended"])
def test_who_is_away_is_not_asked(session: Session, away: str) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис")
    match away:
        case "pause":
            pauses.take(boris, 7, NOW)
        case "mentor":
            mentors.pause(session, boris, NOW)
        case "questions":
            responders.pause(session, boris, 7, perm, NOW)
        case "banned":
            session.add(Ban(person_id=boris.id, until=NOW + DAY, created_at=NOW))
        case _:
            mentors.end(session, boris, NOW)
    session.flush()
    assert ask(session, anna).state == State.COORDINATOR


def test_pause_that_is_over_counts_no_more(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис")
    responders.pause(session, boris, 7, perm, NOW)
    assert offers(session, ask(session, anna, NOW + 8 * DAY)) == {boris.id: "offered"}


def test_those_who_answer_now_come_before_those_who_answer_later(session: Session) -> None:
    anna = member(session, "Анна")
    for name in ("Борис", "Вера"):
        mentor(session, name, "daily", hour=8)  # it is eleven
    mentor(session, "Глеб", days_off=[str(NOW.weekday())])
    now = [mentor(session, name) for name in ("Дина", "Егор", "Жанна")]
    assert offers(session, ask(session, anna)) == {each.id: "offered" for each in now}


def test_card_waits_for_the_hour_of_the_mentor(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис", "daily", hour=19)
    case = ask(session, anna)
    assert (case.state, offers(session, case)) == (State.SEARCHING, {boris.id: "waiting"})
    due = session.execute(select(CaseOffer.due)).scalar_one()
    assert due.astimezone(perm.tz) == datetime(2026, 3, 3, 19, tzinfo=perm.tz)
    assert told(session, Notice.CASE_CARD) == []


def test_hidden_from_its_town_is_hidden_from_everyone_there(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис")
    session.add(Grant(person_id=boris.id, role="responder", granted_at=NOW))
    case = ask(session, anna, topic=SUPPORT)
    assert (case.state, offers(session, case)) == (State.SEARCHING, {})
    with pytest.raises(CaseGone):
        consultations.take(session, boris, case.id, NOW)


def test_question_for_which_nobody_is_left_waits_for_a_coordinator(session: Session) -> None:
    anna = member(session, "Анна")
    olga = member(session, "Ольга")
    session.add(Grant(person_id=olga.id, role="coordinator", granted_at=NOW))
    case = ask(session, anna)
    (item,) = session.execute(select(Attention)).scalars()
    assert (item.kind, item.subject, item.person_id, item.municipality) == ("case", case.id, None, "perm")
    assert attention.count(session, olga, NOW) == 1
    assert consultations.take(session, mentor(session, "Борис"), case.id, NOW).state == State.TAKEN
    assert attention.count(session, olga, NOW) == 0


def test_coordinator_does_not_learn_of_a_case_hidden_from_them(session: Session) -> None:
    anna, olga = member(session, "Анна"), member(session, "Ольга")
    session.add(Grant(person_id=olga.id, role="coordinator", granted_at=NOW))
    ask(session, anna, topic=SUPPORT)
    ask(session, olga, topic=SUPPORT)
    assert attention.count(session, olga, NOW) == 0


def test_words_of_the_second_come_back(session: Session) -> None:
    anna = member(session, "Анна")
    boris, vera, *_ = mentors_of(session, 3)
    case = ask(session, anna)
    consultations.answer(session, boris, case.id, said_by(session, boris), NOW)
    with pytest.raises(CaseTaken) as refused:
        consultations.answer(session, vera, case.id, said_by(session, vera, "А я бы начала с чая"), NOW)
    assert refused.value.words == "А я бы начала с чая"
    assert [message.words for message in talks.question(session, talks.of_case(session, case))] == [
        "Как провести собрание?"
    ]


def test_wishes_are_kept(session: Session) -> None:
    boris = mentor(session, "Борис")
    responders.set_pace(session, boris, "daily", 16)
    responders.mark_day(session, boris, 6, True)
    responders.mark_topic(session, boris, TOPIC, True, perm)
    kept = responders.set_most(session, boris, 5)
    assert (kept.pace, kept.hour, kept.days_off, kept.topics, kept.most_open) == ("daily", 16, ["6"], [TOPIC], 5)
    with pytest.raises(UnknownChoice):
        responders.mark_topic(session, boris, SUPPORT, True, perm)


def test_not_every_day_is_off(session: Session) -> None:
    boris = mentor(session, "Борис", days_off=[*"012345"])
    with pytest.raises(UnknownChoice):
        responders.mark_day(session, boris, 6, True)


@pytest.mark.parametrize(
    ("wishes", "here", "comes"),
    [
        (Wishes(), "2026-03-03T11:00", "2026-03-03T11:00"),
        (Wishes(quiet=(22, 8)), "2026-03-03T23:30", "2026-03-04T08:00"),
        (Wishes(days_off=frozenset({5, 6})), "2026-03-07T11:00", "2026-03-09T09:00"),
        (Wishes(Pace.AFTER_LESSONS), "2026-03-03T11:00", "2026-03-03T15:00"),
        (Wishes(Pace.AFTER_LESSONS), "2026-03-03T16:20", "2026-03-03T16:20"),
        (Wishes(Pace.AFTER_LESSONS), "2026-03-03T21:30", "2026-03-04T15:00"),
        (Wishes(Pace.DAILY, 9), "2026-03-03T08:00", "2026-03-03T09:00"),
        (Wishes(Pace.DAILY, 9), "2026-03-03T09:01", "2026-03-04T09:00"),
        (Wishes(Pace.DAILY, 9, frozenset({2})), "2026-03-03T09:01", "2026-03-05T09:00"),
    ],
)
def test_cards_come_when_they_are_wanted(wishes: Wishes, here: str, comes: str) -> None:
    def at(moment: str) -> datetime:
        return datetime.fromisoformat(moment).replace(tzinfo=perm.tz)

    assert paces.arrives(wishes, at(here), perm.tz) == at(comes)


@given(
    st.builds(
        Wishes,
        st.sampled_from(Pace),
        st.integers(0, 23),
        st.frozensets(st.integers(0, 6), max_size=6),
        st.tuples(st.integers(0, 23), st.integers(0, 23)),
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - the zone is added
)
def test_no_card_comes_before_its_question_or_never(wishes: Wishes, moment: datetime) -> None:
    here = moment.replace(tzinfo=perm.tz)
    comes = paces.arrives(wishes, here, perm.tz)
    assert here <= comes <= here + 9 * DAY
    if wishes.pace is not Pace.AT_ONCE:
        assert comes.astimezone(perm.tz).weekday() not in wishes.days_off


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["perm", "kungur", None]),
        st.sampled_from(["Школа № 7", "Лицей", None]),
        st.integers(0, 3),
        st.sampled_from([[], [TOPIC], [OTHER]]),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@cache
def empty_engine() -> Engine:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    return engine


@given(PEOPLE, st.sampled_from(["perm", None]), st.sampled_from(["Школа № 7", None]))
def test_nobody_unfit_is_ever_asked(
    people: list[tuple[str | None, str | None, int, list[str], bool]], town: str | None, school: str | None
) -> None:
    with Session(empty_engine()) as session:  # nothing is committed
        made = [fitted(session, *each) for each in people]
        case = Case(asker_id=made[0].id, state="searching", topic=TOPIC, created_at=NOW, is_support=False)
        case.hides_municipality, case.hides_organisation = town, school
        session.add(case)
        session.flush()
        chosen = {person.id for person in routing.candidates(session, case, perm, NOW, 99)}
        for person, (lives, works, busy, topics, paused) in zip(made, people, strict=True):
            hidden = (town and lives == town) or (school and works == school)
            fits = person is not made[0] and not hidden and busy < 2 and topics != [OTHER] and not paused
            assert (person.id in chosen) == fits
            sees = session.execute(select(Case.id).where(Case.id == case.id, routing.seen_by(person))).first()
            may = session.execute(select(Person.id).where(Person.id == person.id, routing.may_see(case))).first()
            assert (sees is None) == (may is None)


def fitted(
    session: Session, town: str | None, school: str | None, busy: int, topics: list[str], paused: bool
) -> Person:
    person = mentor(session, "Борис", topics=topics, most_open=2)
    person.municipality, person.organisation = town, school
    person.paused_at = NOW if paused else None
    for _ in range(busy):
        session.add(Case(mentor_id=person.id, state="taken", topic=TOPIC, created_at=NOW))
    session.flush()
    return person


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2024, 4, 27), True),  # a Saturday worked for the 29th
        (date(2024, 4, 29), False),
        (date(2025, 5, 2), False),
        (date(2026, 3, 9), False),
        (date(2026, 5, 11), False),
        (date(2026, 12, 31), False),
        (date(2027, 2, 20), True),
        (date(2027, 2, 22), False),
        (date(2026, 7, 15), False),  # quiet in the profile
        (date(2026, 10, 26), False),  # school holidays
    ],
)
def test_working_days_are_those_of_the_russian_calendar(day: date, working: bool) -> None:
    assert working_days.is_working(day, perm.calendar) is working


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), st.integers(1, 30))  # noqa: DTZ001
def test_hours_of_daytime_are_counted(moment: datetime, hours: int) -> None:
    start = moment.replace(tzinfo=perm.tz)
    ends = working_days.awake_after(start, hours, perm.tz)
    assert ends >= start + hours * HOUR
    assert time(9) <= ends.time() <= time(20)
