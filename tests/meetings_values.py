"""Meetings and the life of a pair at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import meeting_refusals
from community.fit_checks import Asked, Worry
from community.meeting_states import MeetingState
from community.meetings import CALL, Met
from community.mentoring_states import MentorshipState, RequestState
from community.mentorships import Fellow, Kind, Role, Seen
from community.pair_life import Changed
from community.profiles import CommunityProfile
from community.refusals import Refusal
from storage.models import FitCheck, Meeting, MentorshipMember, Person
from tests.event_values import NOW
from tests.longest import HOSTILE
from tests.pair_values import BIG, WORDS, in_it, longest, mentorship, request, seen

LATER, BEFORE = NOW + timedelta(days=30), NOW - timedelta(days=30)
PLACE = (HOSTILE * 2)[:192]
REFUSALS: list[type[Refusal]] = [
    each
    for _, each in inspect.getmembers(meeting_refusals, inspect.isclass)
    if issubclass(each, Refusal) and each is not Refusal
]


def meeting(state: MeetingState, number: int = BIG, **more: Any) -> Meeting:
    made = Meeting(id=number, mentorship_id=1, state=state.value, starts_at=LATER, sequence=0, proposed_at=NOW)
    made.proposed_by = 1
    for name, value in more.items():
        setattr(made, name, value)
    return made


def full(state: MeetingState, **more: Any) -> Meeting:
    facts: dict[str, Any] = {
        "place": PLACE,
        "link": "https://example.org/j",
        "minutes": 1440,
        "note": WORDS,
        "sequence": 3,
    }
    return meeting(state, **(facts | more))


def every_meeting() -> list[Meeting]:
    made = [full(state, starts_at=when) for state in MeetingState for when in (LATER, BEFORE, NOW)]
    logged = meeting(MeetingState.HELD, starts_at=NOW - timedelta(hours=1), proposed_by=None)
    return [*made, logged, meeting(MeetingState.PROPOSED, format=CALL)]


def met(community: CommunityProfile) -> list[Met]:
    shown = seen(community)
    made = [Met(each, shown[0], answers) for each in every_meeting() for answers in ({}, {1: "yes"}, {1: "no"})]
    theirs = [Met(full(state, proposed_by=2), shown[0], {}) for state in MeetingState]
    return [*made, *theirs, *(Met(full(MeetingState.HELD), each, {}) for each in shown[-2:])]


def found(_: CommunityProfile) -> list[list[Meeting]]:
    several = [
        meeting(state, BIG + number, starts_at=NOW - timedelta(days=number))
        for number, state in enumerate(MeetingState)
    ]
    many = [meeting(MeetingState.HELD, BIG + number, starts_at=NOW - timedelta(days=number)) for number in range(48)]
    return [[], several, many]


def couples(community: CommunityProfile) -> list[Seen]:
    """In every state, with and without a term, words, an end that is confirmed."""
    person = longest(community)
    made = []
    for state in MentorshipState:
        for role in (Role.MENTOR, Role.MENTEE, Role.PEER):
            about = mentorship(community, state, Kind.GROUP if role is Role.PEER else Kind.PAIR)
            about.ends_on = date(2027, 9, 30)
            about.paused_until = NOW if state is MentorshipState.PAUSED else None
            mine, other = in_it(role), in_it(Role.MENTOR, 2)
            mine.confirmed_end_at = NOW if role is Role.MENTEE else None
            other.closing_words = WORDS if state is MentorshipState.COMPLETED else None
            made.append(Seen(about, mine, [Fellow(other, person)]))
    return [*made, *seen(community)[-2:]]


def asked(community: CommunityProfile) -> list[Asked]:
    checks = [FitCheck(id=BIG, mentorship_id=1, person_id=1, asked_at=NOW, answer=each) for each in (None, "good")]
    checks.append(FitCheck(id=BIG, mentorship_id=1, person_id=1, asked_at=NOW, answer="not_quite", words=WORDS))
    return [Asked(check, each) for check in checks for each in couples(community)]


def worries(community: CommunityProfile) -> list[Worry]:
    check = FitCheck(id=BIG, mentorship_id=1, person_id=1, asked_at=NOW, answer="not_quite", words=WORDS)
    nameless, person = Person(id=1, created_at=NOW), longest(community)
    made = [Worry(check, person, [longest(community)], settled) for settled in (False, True)]
    return [*made, Worry(FitCheck(id=1, answer="good"), nameless, [], False)]


def changes(community: CommunityProfile) -> list[Changed]:
    [one, *_] = couples(community)
    return [Changed(one, None), Changed(one, request(community, RequestState.COORDINATOR))]


def add_meetings(session: Session, community: CommunityProfile) -> None:
    """Meetings 1 to 8 of pair 1; pair 3 pauses, pair 4 is over."""
    for number, state in enumerate((MentorshipState.PAUSED, MentorshipState.COMPLETED), 3):
        about = mentorship(community, state)
        about.id, about.ends_on = number, date(2027, 9, 30)
        about.paused_until = NOW if state is MentorshipState.PAUSED else None
        session.add(about)
        session.flush()
        for person, role in ((2, Role.MENTOR), (1, Role.MENTEE)):
            made = MentorshipMember(mentorship_id=number, person_id=person, role=role.value, joined_at=NOW)
            made.id, made.closing_words, made.confirmed_end_at = number * 10 + person, WORDS, NOW
            session.add(made)
            session.flush()
    for number, kind in enumerate(MeetingState, 1):
        session.add(full(kind, id=number, mentorship_id=1, proposed_by=2))
    session.add(full(MeetingState.HELD, id=7, mentorship_id=1, proposed_by=2, starts_at=BEFORE))
    session.add(meeting(MeetingState.ACCEPTED, 8, mentorship_id=1, proposed_by=1, format=CALL))
    session.flush()


AT = (NOW + timedelta(days=400)).isoformat()
MEETINGS = [
    {"meeting": number, "sequence": sequence, "member": member, "to": 1}
    for number in (*range(1, 9), 404)
    for sequence in (0, 3)
    for member in (1, 404)
]
PAIRS = [{"mentorship": number, "by": by} for number in (1, 2, 3, 4, 404) for by in (1, 3, 404)]
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "meetings.listed.seen": couples,
    "meetings.listed.found": found,
    "meetings.ask_when.seen": lambda community: seen(community)[-2:],
    "meetings.ask_when.meeting": lambda _: [None, full(MeetingState.ACCEPTED)],
    "meetings.ask_where.seen": lambda community: couples(community)[:1],
    "meetings.ask_where.said": lambda _: ["Чт, 15 октября, 16:00 (Екатеринбург), 14:00 МСК."],
    "met": met,
    "minutes": lambda _: [(30, 45, 60, 90)],
    **{f"fit_checks.{name}.asked": asked for name in ("ask", "answered", "ask_words")},
    "worry": worries,
    **{
        f"pair_life.{name}.seen": couples
        for name in (
            *("overview", "ask_until", "ask_term", "ask_closing_words", "confirmed", "completed"),
            *("ask_to_change", "ask_to_step_down", "stepped_down"),
        )
    },
    "changed": changes,
    **{
        f"meeting_notices.{name}.ids": lambda _: MEETINGS
        for name in ("meeting_proposed", "meeting_answered", "meeting_cancelled", "how_was_meeting", "meeting_file")
    },
    "meeting_reminder.ids": lambda _: [
        {"meeting": number, "kind": kind, "starts_at": LATER.isoformat(), "to": 1}
        for number in (*range(1, 9), 404)
        for kind in ("day", "hour")
    ],
    "mentees_wait.ids": lambda _: [{"mentor": mentor, "at": AT} for mentor in (1, 2, 404)],
    "meeting_wanted.ids": lambda _: [{"mentorship": number, "mentor": 1, "at": AT} for number in (1, 2, 3, 404)],
    "fit_check.ids": lambda _: [{**ids, "to": ids["by"]} for ids in PAIRS],
    "mentorship_paused.ids": lambda _: [{**ids, "until": NOW.isoformat()} for ids in PAIRS],
    "mentorship_resumed.ids": lambda _: PAIRS,
    "mentorship_extended.ids": lambda _: [{**ids, "ends_on": "2027-09-30"} for ids in PAIRS],
    "mentorship_goes_on.ids": lambda _: PAIRS,
    "term_ends.ids": lambda _: [{**ids, "ends_on": "2027-09-30"} for ids in PAIRS],
    "end_proposed.ids": lambda _: [{**ids, "member": member} for ids in PAIRS for member in (1, 31, 32, 404)],
    "mentorship_completed.ids": lambda _: [{"mentorship": 4, "member": member} for member in (41, 42, 404)],
    "mentor_left.ids": lambda _: [{"request": number} for number in (1, 2, 3, 404)],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF: dict[str, int] = {
    "meetings.card": 1200,  # what somebody has written, whole
    "fit_checks.desk": 1000,
}
CARDS = {
    "meetings.card",
    "fit_checks.desk",
    "pair_life.overview",
    "meeting_notices.meeting_reminder",
}
