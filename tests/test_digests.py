from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, digests, event_calendar, joining, registrations, weekly_digests
from community.event_calendar import Sought
from community.notices import Notice
from community.refusals import NotAllowed, NotJoined, UnknownChoice
from scheduler.jobs import remind_of_attention
from screens import clock_notices
from screens.notices import NOTICES
from screens.presses import Calendar
from storage.database import Database
from storage.models import Article, EventHost, Grant, Notification, Person, StandIn
from tests.test_announcing import HERE, THERE, announcer, member
from tests.test_registrations import DAY, HOUR, perm, webinar

TUESDAY = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)  # 9:00 in Perm
MONDAY = datetime(2026, 3, 16, 5, 0, tzinfo=UTC)  # 10:00
MINUTE = timedelta(minutes=1)


def texts(session: Session, kind: Notice, person: Person) -> list[str]:
    """Of what was written, in order; what has nothing to tell is left out."""
    mine = Notification.kind == kind, Notification.person_id == person.id
    rows = session.execute(select(Notification.ids).where(*mine).order_by(Notification.id)).scalars()
    screens = (NOTICES[kind](session, ids, perm) for ids in rows)
    return [screen.text for screen in screens if screen]


def mornings(session: Session, person: Person, now: datetime = TUESDAY) -> list[str]:
    while digests.deal(session, perm, now):
        session.flush()
    return texts(session, Notice.MORNING_DIGEST, person)


def weeks(session: Session, person: Person, now: datetime = MONDAY) -> list[str]:
    while weekly_digests.deal(session, perm, now):
        session.flush()
    return texts(session, Notice.WEEKLY_DIGEST, person)


def wishes(session: Session, name: str, municipality: str = HERE, **more: object) -> Person:
    person = member(session, name, municipality, **more)
    digests.choose(session, person, "week", True, TUESDAY)
    session.flush()
    return person


def waits(session: Session, subject: int, opened: datetime, due: datetime | None = None) -> None:
    attention.open_in(session, attention.Kind.TOPIC_IDEA, subject, None, opened, due)


def answer(session: Session, title: str, published: datetime) -> Article:
    made = Article(state="published", topic="lesson", title=title, words="Так.", created_at=published)
    made.published_at = published
    session.add(made)
    session.flush()
    return made


def test_morning_tells_what_waits_what_is_late_the_events_and_who_joined(session: Session) -> None:
    olga = announcer(session)
    olga.joined_at = TUESDAY - 100 * DAY
    waits(session, 1, TUESDAY - 30 * DAY)
    waits(session, 2, TUESDAY - HOUR)
    waits(session, 3, TUESDAY - 9 * DAY, TUESDAY - DAY)
    waits(session, 4, TUESDAY - 9 * DAY, TUESDAY + 30 * HOUR)
    webinar(session, starts_at=TUESDAY + 7 * HOUR)
    webinar(session, title="Чай", starts_at=TUESDAY + DAY)
    webinar(session, title="Черновик", state="draft", starts_at=TUESDAY + 3 * DAY)
    session.add_all(Person(created_at=TUESDAY, joined_at=TUESDAY - 2 * HOUR, name="Анна") for _ in range(2))
    session.flush()
    told = (
        "🔔 <b>Сводка на 3 марта</b>\n"
        "Ждут вашего решения: 4 (новых — 1, срок прошёл — 1, срок до вечера 4 марта — 1).\n"
        "Новых участников: 2.\n\nМероприятия 3 марта:\n• 16:00 Оценивание\nВремя: Пермь.\n\n"
        "Черновик «Черновик», пт, 6 марта, 09:00: опубликуйте или удалите."
    )
    assert mornings(session, olga) == [told]
    webinar(session, state="draft", starts_at=TUESDAY + 4 * DAY)
    told = told.partition("Черновик «")[0] + "На ближайшие две недели есть 2 черновика: опубликуйте или удалите."
    assert mornings(session, olga) == [told]


def test_month_that_is_short_was_told_of_and_is_no_news(session: Session) -> None:
    olga = announcer(session)
    olga.joined_at = TUESDAY - 100 * DAY
    attention.open_in(session, attention.Kind.MONTH, 202603, None, TUESDAY - MINUTE)
    assert mornings(session, olga) == []
    waits(session, 1, TUESDAY - HOUR)
    assert mornings(session, olga)[0].endswith("Ждут вашего решения: 2 (новых — 1).")


def test_button_of_the_morning_leads_to_what_is_ahead_in_any_month(session: Session) -> None:
    olga = announcer(session)
    late = datetime(2026, 3, 31, 4, tzinfo=UTC)
    webinar(session, title="Апрель", state="draft", starts_at=late + 7 * DAY)
    webinar(session, starts_at=late + HOUR)
    screen = clock_notices.morning_digest(session, {"person": olga.id, "at": late.isoformat()}, perm)
    assert screen is not None
    assert Calendar(of="run", id="-", page=0).pack() in [each.press for row in screen.buttons for each in row]
    found = event_calendar.page(session, olga, Sought("run"), 0, 9, perm, late)
    assert found.total == 2


def test_draft_presses_a_fortnight_and_a_week_before_its_day(session: Session) -> None:
    olga = announcer(session)
    olga.joined_at = TUESDAY - 100 * DAY
    webinar(session, state="draft", starts_at=TUESDAY + 17 * DAY + HOUR)  # a Friday
    told = [len(mornings(session, olga, TUESDAY + number * DAY)) for number in range(18)]
    # The mornings after both have passed: a Tuesday after days off, and a Monday.
    assert [number for number in range(1, 18) if told[number] > told[number - 1]] == [7, 13]


def test_nothing_new_is_no_message(session: Session) -> None:
    olga = announcer(session)
    olga.joined_at = TUESDAY - 100 * DAY
    waits(session, 1, TUESDAY - 30 * DAY)
    assert mornings(session, olga) == []


def test_morning_comes_once_between_nine_and_noon_of_a_working_day(session: Session) -> None:
    olga = announcer(session)
    waits(session, 1, TUESDAY - HOUR, TUESDAY - HOUR)
    assert mornings(session, olga, TUESDAY - MINUTE) == []
    assert len(mornings(session, olga)) == 1
    assert len(mornings(session, olga, TUESDAY + 2 * HOUR)) == 1
    assert len(mornings(session, olga, TUESDAY + DAY + 3 * HOUR)) == 1, "at noon it is too late"
    assert len(mornings(session, olga, TUESDAY + 4 * DAY)) == 1, "Saturday"
    assert len(mornings(session, olga, TUESDAY + 2 * DAY)) == 2
    assert len(mornings(session, olga, datetime(2026, 7, 7, 4, tzinfo=UTC))) == 2, "July"


def test_monday_tells_of_the_whole_weekend(session: Session) -> None:
    olga = announcer(session)
    olga.joined_at = TUESDAY - 100 * DAY
    monday = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)
    session.add(Person(created_at=TUESDAY, joined_at=monday - 60 * HOUR, name="Анна"))
    session.flush()
    assert "Новых участников: 1." in mornings(session, olga, monday)[0]
    assert len(mornings(session, olga, monday + DAY)) == 1


def test_everybody_sees_their_own_part(session: Session) -> None:
    vera, anna = announcer(session, municipality=THERE, role="curator"), announcer(session, role="announcer")
    webinar(session, title="Здесь", starts_at=TUESDAY + 7 * HOUR, municipality=HERE)
    webinar(session, title="Там", starts_at=TUESDAY + 7 * HOUR, municipality=THERE)
    boris = Person(created_at=TUESDAY, joined_at=TUESDAY - HOUR, name="Борис", municipality=HERE)
    session.add(boris)
    waits(session, 1, TUESDAY - HOUR)
    (seen,) = mornings(session, vera)
    assert "Там" in seen
    assert not {"Здесь", "участников", "решения"} & set(seen.replace(":", " ").split())
    assert mornings(session, anna) == mornings(session, boris) == []


def test_who_stands_in_gets_it_and_who_wants_none_does_not(session: Session) -> None:
    olga, vera = announcer(session), member(session, "Вера")
    session.add(StandIn(person_id=olga.id, stand_in_id=vera.id, until=TUESDAY + 9 * DAY, created_at=TUESDAY))
    session.flush()
    waits(session, 1, TUESDAY - HOUR)
    digests.choose(session, olga, "morning", False, TUESDAY)
    session.flush()
    assert (len(mornings(session, vera)), mornings(session, olga)) == (1, [])
    digests.choose(session, olga, "morning", True, TUESDAY)
    session.flush()
    assert mornings(session, olga) == [], "not of the morning that is over"
    waits(session, 2, TUESDAY + DAY - HOUR)
    assert len(mornings(session, olga, TUESDAY + DAY)) == 1


def test_digest_and_reminder_of_what_is_due_do_not_come_together(session: Session) -> None:
    olga, vera = announcer(session), announcer(session)
    digests.choose(session, vera, "morning", False, TUESDAY)
    waits(session, 1, TUESDAY - 9 * DAY, TUESDAY)
    list(remind_of_attention(perm)(session, TUESDAY))
    mornings(session, olga)
    kinds: dict[int, list[str]] = {each.id: [] for each in (olga, vera)}
    for row in session.execute(select(Notification)).scalars():
        kinds[row.person_id].append(row.kind)
    assert kinds == {olga.id: [Notice.MORNING_DIGEST], vera.id: [Notice.ATTENTION_DUE]}
    saturday = TUESDAY + 4 * DAY
    list(remind_of_attention(perm)(session, saturday))
    assert len(texts(session, Notice.ATTENTION_DUE, olga)) == 1, "on days off it is as before"


def test_only_those_with_a_desk_choose_the_mornings(session: Session) -> None:
    anna, guest = member(session, "Анна"), Person(created_at=TUESDAY)
    session.add(guest)
    session.flush()
    with pytest.raises(NotAllowed):
        digests.choose(session, anna, "morning", True, TUESDAY)
    with pytest.raises(NotJoined):
        digests.choose(session, guest, "week", True, TUESDAY)
    with pytest.raises(UnknownChoice):
        digests.choose(session, anna, "year", True, TUESDAY)
    for now in (TUESDAY, TUESDAY + DAY):
        digests.choose(session, anna, "week", True, now)
    assert anna.weekly_digest_since == TUESDAY


def test_desk_that_is_gone_reads_nothing(session: Session) -> None:
    olga = announcer(session)
    waits(session, 1, TUESDAY - HOUR)
    while digests.deal(session, perm, TUESDAY):
        pass
    session.delete(session.execute(select(Grant)).scalars().one())
    session.flush()
    assert texts(session, Notice.MORNING_DIGEST, olga) == []


def test_week_tells_of_events_of_interest_and_new_answers(session: Session) -> None:
    anna = wishes(session, "Анна", specialities=["physics"])
    webinar(session, title="Чай", starts_at=MONDAY + DAY)
    webinar(session, title="Для учителей физики", starts_at=MONDAY + 8 * DAY)
    webinar(session, title="Для учителей химии", starts_at=MONDAY + 2 * DAY)
    webinar(session, title="Там", starts_at=MONDAY + 2 * DAY, municipality=THERE)
    webinar(session, title="Далеко", starts_at=MONDAY + 15 * DAY)
    mine = webinar(session, title="Записана", starts_at=MONDAY + DAY)
    registrations.sign_up(session, anna, mine.id, TUESDAY)
    answer(session, "Как начать урок", MONDAY - DAY)
    answer(session, "Старый", MONDAY - 8 * DAY)
    (text,) = weeks(session, anna)
    assert text == (
        "📬 <b>Сводка недели</b>\n\nМероприятия для вас:\n• вт, 17 марта, 10:00, Чай\n"
        "• вт, 24 марта, 10:00, Для учителей физики\nВремя: Пермь.\n\nНовые готовые ответы:\n1. Как начать урок"
    )


def test_week_begins_with_what_somebody_wishes_to_learn_and_counts_the_rest(session: Session) -> None:
    anna, boris = wishes(session, "Анна", learns=["exams"]), wishes(session, "Борис")
    for days in range(1, 6):
        webinar(session, title=f"Чай {days}", starts_at=MONDAY + days * DAY)
    webinar(session, title="Экзамены без тревоги", starts_at=MONDAY + 13 * DAY)
    (hers,), (his,) = weeks(session, anna), weeks(session, boris)
    assert ["Чай 1" in hers, "Чай 2" in hers, "Чай 3" in hers, "Экзамены без тревоги" in hers] == [
        True,
        True,
        False,
        True,
    ]
    assert ["Чай 3" in his, "Экзамены" in his] == [True, False]
    assert "\nи ещё 3 в разделе «Мероприятия».\n" in hers


def test_week_does_not_tell_of_what_somebody_makes_happen(session: Session) -> None:
    anna, boris = wishes(session, "Анна"), wishes(session, "Борис")
    event = webinar(session, title="Чай", starts_at=MONDAY + DAY)
    session.add(EventHost(event_id=event.id, person_id=anna.id, role="speaker"))
    session.flush()
    assert [len(weeks(session, each)) for each in (anna, boris)] == [0, 1]


def test_week_without_anything_is_silent(session: Session) -> None:
    anna = wishes(session, "Анна")
    assert weeks(session, anna) == []
    answer(session, "Как начать урок", MONDAY + DAY)
    assert weeks(session, anna, MONDAY + HOUR) == [], "it is next week's"
    assert len(weeks(session, anna, MONDAY + 7 * DAY)) == 1


def test_week_comes_only_to_those_who_asked_for_it_and_agreed(session: Session) -> None:
    anna, boris, vera = wishes(session, "Анна"), member(session, "Борис"), member(session, "Вера")
    galina = Person(created_at=TUESDAY, joined_at=TUESDAY, name="Галина", weekly_digest_since=TUESDAY)
    session.add(galina)
    session.flush()
    answer(session, "Как начать урок", MONDAY - DAY)
    digests.choose(session, vera, "week", True, TUESDAY)
    digests.choose(session, vera, "week", False, TUESDAY)
    session.flush()
    assert [len(weeks(session, each)) for each in (anna, boris, vera, galina)] == [1, 0, 0, 0]


def test_week_comes_on_monday_by_day_and_not_in_quiet_months(session: Session) -> None:
    anna = wishes(session, "Анна")
    for days in range(-3, 5):
        answer(session, f"Ответ {days}", MONDAY + days * DAY - HOUR)
    july = datetime(2026, 7, 6, 6, tzinfo=UTC)
    answer(session, "Июль", july - DAY)
    for now in (MONDAY - MINUTE, MONDAY + 10 * HOUR, MONDAY + DAY, july):
        assert weeks(session, anna, now) == []
    assert len(weeks(session, anna, MONDAY + 9 * HOUR)) == 1


def test_every_slice_is_served_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weekly_digests, "SLICE", 2)
    people = [wishes(session, f"Анна {number}") for number in range(6)]
    answer(session, "Как начать урок", MONDAY - DAY)
    steps = 0
    while weekly_digests.deal(session, perm, MONDAY):
        steps += 1
    assert steps == 4, "the last one finds nobody"
    assert not weekly_digests.deal(session, perm, MONDAY + HOUR)
    assert [len(texts(session, Notice.WEEKLY_DIGEST, each)) for each in people] == [1] * 6


def test_what_is_cancelled_meanwhile_is_not_told(session: Session) -> None:
    anna = wishes(session, "Анна")
    event = webinar(session, starts_at=MONDAY + DAY)
    assert len(weeks(session, anna)) == 1
    event.state = "cancelled"
    session.flush()
    assert texts(session, Notice.WEEKLY_DIGEST, anna) == []


async def test_two_clocks_give_everybody_one_of_each(database: Database) -> None:
    def begin(session: Session) -> None:
        answer(session, "Как начать урок", MONDAY - DAY)
        for number in range(60):
            wishes(session, f"Анна {number}")
        announcer(session)

    await database.run(begin)

    async def clock() -> None:
        while await database.run(lambda session: weekly_digests.deal(session, perm, MONDAY)):
            pass
        while await database.run(lambda session: digests.deal(session, perm, MONDAY - HOUR)):
            pass

    await asyncio.gather(*(clock() for _ in range(4)))
    keys = await database.run(lambda session: list(session.execute(select(Notification.dedupe_key)).scalars()))
    assert len(keys) == len(set(keys)) == 61


def test_who_leaves_has_no_digests_any_more(session: Session) -> None:
    anna, olga = wishes(session, "Анна"), announcer(session)
    digests.choose(session, olga, "morning", False, TUESDAY)
    announcer(session, role="owner")
    for person in (anna, olga):
        joining.leave(session, person, TUESDAY)
    assert (anna.weekly_digest_since, olga.morning_digest_off) == (None, None)
    answer(session, "Как начать урок", MONDAY - DAY)
    assert weeks(session, anna) == []
