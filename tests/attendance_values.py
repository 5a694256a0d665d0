"""Attendance, feedback and materials at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.attendance import Attendance
from community.events import Card, Stage
from community.feedback import RATINGS, Opinions
from community.materials import Part
from community.profiles import CommunityProfile
from screens import attendance, feedback, materials
from storage.models import Event, Registration
from tests.event_values import NOW, STATES, cards, event, events_of, registration
from tests.longest import HOSTILE, LONGEST_NAME, member

WORD = "<b>&amp;</i>" * 3
LONGEST_WORDS = "<b>&amp;</i>" * 50
LINK = "https://telemost.example.ru/" + "j" * 200


def held(community: CommunityProfile, full: bool = True) -> Event:
    """All that an event has once it is over."""
    made = event(community, full=full)
    made.code_word, made.others = (WORD, 10_000) if full else (None, 0)
    made.materials, made.recording = (HOSTILE * 5, LINK) if full else (None, None)
    return made


def add_events(session: Session, community: CommunityProfile) -> None:
    """One that has all, one with a recording only."""
    for number, full in ((5, True), (6, False)):
        kept = held(community, full)
        kept.id, kept.recording = number, LINK
        session.add(kept)
    session.flush()


def marked(state: str = "registered", rated: bool = False) -> Registration:
    made = registration(state)
    made.attended_at, made.rated_at = NOW, NOW if rated else None
    return made


def cards_of_those_there(community: CommunityProfile) -> list[Card]:
    """Beside those of any event: while it runs and afterwards, marked and not, told to keep something and not."""
    full = held(community)
    full.starts_at, full.ends_at = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    theirs = [None, registration(), marked(), marked(rated=True)]
    stages = Stage.NOW, Stage.OVER
    made = [Card(full, stage, 9, 0, (), each, runs=True, keeps=True) for stage in stages for each in theirs]
    return [*cards(community), *made]


def seen_by_organisers(community: CommunityProfile) -> list[Attendance]:
    numbers = ((10_000, 9_999), (3, 3), (0, 0))
    events = [held(community), held(community, full=False)]
    later = held(community)
    later.starts_at = NOW + timedelta(minutes=10)
    return [
        Attendance(each, *two, is_open, withdrawn)
        for each in (*events, later)
        for two in numbers
        for is_open, withdrawn in ((True, 0), (True, 21), (False, 1))
    ]


def people(community: CommunityProfile) -> list[Any]:
    somebody = member(community, community.positions[0])
    rows = [(registration(state, number=at), somebody) for at, state in enumerate(STATES[:4], 1)]
    there = [(marked(), somebody), (registration(number=6), somebody)]
    return [[], [*rows, *there]]


def said(community: CommunityProfile) -> list[Opinions]:
    some = [(LONGEST_NAME, LONGEST_WORDS), (None, LONGEST_WORDS), (None, "Спасибо!")]
    here = held(community)
    return [
        Opinions(here, 0, None, False, [], 0),
        Opinions(here, 1, None, True, [], 0),
        Opinions(here, 2, None, True, some[:1], 1),
        Opinions(here, 10_000, 4.25, False, some, 9_000),
        Opinions(here, 21, 5.0, True, some[:1], 1),
    ]


def ids_of_events(_: CommunityProfile) -> list[dict[str, Any]]:
    whom = [(event_id, by, door) for event_id in (1, 3, 4, 5, 6, 404) for by in (1, 404) for door in (True, False)]
    return [{"event": event_id, "by": by, "door": door, "at": NOW.isoformat()} for event_id, by, door in whom]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **{f"{name}.ids": ids_of_events for name in ("event_poster", "how_was_it", "event_materials")},
    "events.card.seen": cards_of_those_there,
    "planning.run.seen": cards_of_those_there,
    "overview.seen": seen_by_organisers,
    "marked_at": lambda _: [0, int(NOW.timestamp())],
    "overview.remark": lambda _: ["", attendance.ALL_MARKED, attendance.NEW_WORD],
    "attendance.ask_word.remark": lambda _: ["", attendance.OTHER_WORD, attendance.NOT_A_WORD],
    "ask_new_word.remark": lambda _: ["", attendance.NOT_A_NEW_WORD, attendance.WORD_FIRST],
    "ask_others.remark": lambda _: ["", attendance.NOT_A_NUMBER],
    "wait.until": lambda _: [NOW],
    "marks.listed": people,
    "marks.withdrawn": lambda _: [0, 1, 22],
    "feedback.ask_words.rating": lambda _: list(RATINGS[-1:]),
    "feedback.ask_words.words": lambda _: [None, LONGEST_WORDS],
    "feedback.ask_words.remark": lambda _: ["", feedback.NOT_AN_OPINION],
    "opinions.seen": said,
    "materials.shown.event": lambda community: [held(community), held(community, full=False)],
    "materials.ask.event": lambda community: [held(community), held(community, full=False)],
    "ask_new_word.event": lambda community: [*events_of(community), held(community)],
    "ask_others.event": lambda community: [*events_of(community), held(community)],
    "part": lambda _: list(Part),
    "materials.shown.remark": lambda _: ["", materials.SAVED, materials.DROPPED],
    "materials.ask.remark": lambda _: ["", *materials.EXPECTED.values()],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF = {
    "attendance.marks": 1000,
    "events.card": 2100,  # all that was written of it
    "feedback.ask_words": 1200,
    "feedback.opinions": 2400,
    "materials.shown": 1300,
    "materials.ask": 1000,
    "attendance_notices.event_materials": 1100,
}
CARDS = {
    "attendance.overview",
    "attendance.marks",
    "attendance.ask_new_word",
    "feedback.opinions",
    "materials.shown",
    "materials.ask",
}
