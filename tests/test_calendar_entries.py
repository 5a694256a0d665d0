from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from screens.papers.calendar_entries import CalendarEntry, ics

WEBINAR = CalendarEntry(
    uid="event-17@nastavniki",
    title="Вебинар; «Родители, дети», часть 1\\2",
    starts_at=datetime(2026, 11, 12, 16, tzinfo=timezone(timedelta(hours=5))),
    ends_at=datetime(2026, 11, 12, 17, 30, tzinfo=timezone(timedelta(hours=5))),
    changed_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    place="Пермь, ул. Екатерининская, 210",
    url="https://t.me/nastavniki_perm_bot?start=e_17&x=1,2;3",
    details="Возьмите тетрадь.\nБудет практика.",
)


def read(entry: CalendarEntry) -> Event:
    calendar = Calendar.from_ical(ics(entry))
    assert calendar["VERSION"] == "2.0"
    assert not calendar.errors
    [event] = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    assert not event.errors
    return event


def test_calendar_reads_the_event() -> None:
    event = read(WEBINAR)
    assert event["UID"] == WEBINAR.uid
    assert event["SUMMARY"] == WEBINAR.title
    assert event["LOCATION"] == WEBINAR.place
    assert event["DESCRIPTION"] == WEBINAR.details
    assert event["URL"] == WEBINAR.url
    assert event["STATUS"] == "CONFIRMED"
    assert event.decoded("DTSTART") == datetime(2026, 11, 12, 11, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 11, 12, 12, 30, tzinfo=UTC)
    assert event.decoded("DTSTAMP") == WEBINAR.changed_at


def test_changed_event_replaces_the_old_one() -> None:
    event = read(replace(WEBINAR, sequence=2, cancelled=True))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (WEBINAR.uid, 2, "CANCELLED")


def test_what_is_empty_is_left_out() -> None:
    event = read(replace(WEBINAR, place="", url="", details=""))
    assert not {"LOCATION", "URL", "DESCRIPTION"} & set(event)


def test_lines_are_short_and_end_as_the_standard_says() -> None:
    file = ics(replace(WEBINAR, title="щ🎉" * 200))
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert read(replace(WEBINAR, title="щ🎉" * 200))["SUMMARY"] == "щ🎉" * 200


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1))
@example("END:VEVENT")
@example("\\n \\N \\\\n")
@example(" пробелы ")
def test_any_title_is_read_back(text: str) -> None:
    assert read(replace(WEBINAR, title=text))["SUMMARY"] == text


@given(text=st.text(min_size=1, max_size=50))
@example("\r\nEND:VEVENT\r\nBEGIN:VALARM")
@example("\\N")
@example("\x85\u2028\x0b\x0cX-EVIL:1")
def test_no_text_adds_a_line(text: str) -> None:
    entry = replace(WEBINAR, uid=f"1{text}", title=text, place=text, url=f"https://example.ru/{text}", details=text)
    assert set(read(entry)) <= {*read(WEBINAR)}
