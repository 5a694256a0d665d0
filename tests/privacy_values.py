"""Unnamed questions, the desk of questions and complaints at their longest and emptiest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from community.bans import DAYS
from community.case_desk import REASONS, STATES, Seen, Wanted
from community.case_numbers import Numbers, Period, Span
from community.case_privacy import FROM_NOBODY
from community.complaints import BANS, DECISIONS, Opened
from community.consultations import State
from community.profiles import CommunityProfile
from screens import case_desk, case_privacy, complaints
from screens.complaints import Marking
from storage.models import Ban, Case, Complaint, Grant, Person, Talk, TalkMessage
from tests import consulting_values
from tests.event_values import NOW
from tests.longest import HOSTILE, LONGEST_NAME, longest_of, member

PICTURES = set("⚠📊👥🔒\ufe0f")
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
FIRST = 50  # number of the first row of this module


def support(community: CommunityProfile, hides: str | None, number: int = 1) -> Case:
    made = consulting_values.case(community, State.SEARCHING, True, number)
    made.topic, made.is_support, made.hides_municipality = "conflict", True, hides
    return made


def unnamed(community: CommunityProfile) -> list[Case]:
    town = longest_of(community.municipalities)
    hidden = [support(community, each, 10**9) for each in (town, "gone", FROM_NOBODY)]
    return [*hidden, consulting_values.case(community, anonymous=True, number=10**9)]


def desk_cases(community: CommunityProfile) -> list[Case]:
    made = [*consulting_values.cases(community), *unnamed(community)]
    for number, each in enumerate(made):
        each.id = 10**9 + number
        each.sent_at = NOW
        each.answer_by = NOW + timedelta(days=1) if number % 3 else NOW - timedelta(days=400)
        each.answered_at = NOW if each.state == State.ANSWERED else None
    made[0].topic = "gone"
    return made


def seen(community: CommunityProfile) -> list[Seen]:
    every, somebody = desk_cases(community), member(community, community.positions[0], LONGEST_NAME)
    long = [consulting_values.message(words=HOSTILE * 40)]
    bare = [Seen(case, None, (), None, ()) for case in every]
    full = [Seen(case, somebody, long, somebody, every[:5]) for case in every]
    return [*bare, *full]


def wanted(community: CommunityProfile) -> list[Wanted]:
    topics = [None, "gone", longest_of(community.consulting_topics)]
    states = [None, "gone", *STATES]
    return [Wanted(topic, state, late) for topic, state, late in product(topics, states, (True, False))]


def few(community: CommunityProfile) -> list[Wanted]:
    return [Wanted(), Wanted(longest_of(community.consulting_topics), "coordinator", True)]


def complaint(decision: str | None = None, number: int = 10**9, words: str | None = HOSTILE * 5) -> Complaint:
    made = Complaint(id=number, talk_id=FIRST, person_id=1, about_id=2, created_at=NOW, words=words)
    made.decision, made.decided_at = decision, NOW if decision else None
    return made


def complaints_of(_: CommunityProfile) -> list[Complaint]:
    return [complaint(each, number) for number, each in enumerate((None, "gone", *DECISIONS), 10**9)]


def ban(ended: bool = False) -> Ban:
    return Ban(id=1, person_id=2, until=NOW + timedelta(days=7), created_at=NOW, ended_at=NOW if ended else None)


def opened(community: CommunityProfile) -> list[Opened]:
    somebody = member(community, community.positions[0], LONGEST_NAME)
    case, long = desk_cases(community)[1], [consulting_values.message(words=HOSTILE * 10)] * 9
    some = [
        Opened(each, case, long, by_asker, who, who, held)
        for each, by_asker, who, held in product(
            (complaint(), complaint("warning", words=None), complaint("ban_180")),
            (True, False),
            (None, somebody),
            (None, ban(), ban(ended=True)),
        )
    ]
    with_files = Opened(complaint(), case, long, True, somebody, somebody, None, has_files=True)
    return [*some, with_files, Opened(complaint(words=None), case, [], True, None, None, None)]


def numbers(community: CommunityProfile) -> list[Numbers]:
    every = [(topic.id, 10**6) for topic in community.consulting_topics]
    return [
        Numbers(YEAR, 0, 0, 0, 0, None, None, [], []),
        Numbers(YEAR, 10**6, 10**6, 10**6, 10**6, 12.34, 4.96, [("gone", 1), *every], [*every]),
    ]


def spoken(number: int) -> list[list[TalkMessage]]:
    return [
        [],
        [consulting_values.message(each, HOSTILE * 10) for each in range(1, number + 1)],
        [consulting_values.message(words="")],
    ]


def people(community: CommunityProfile) -> list[list[Person]]:
    names = [f"{letter}{LONGEST_NAME}"[:60] for letter in "АБВГД"]
    made = [member(community, community.positions[0], name) for name in names]
    for number, each in enumerate(made, 10**9):
        each.id = number
    return [[], made[:1], made]


def add_rows(session: Session, community: CommunityProfile) -> None:
    """A case for each way of closing, and a complaint for each decision."""
    session.add(Grant(id=FIRST, person_id=1, role="owner", granted_at=NOW))
    for number, reason in enumerate((*REASONS, "merged", None), FIRST):
        case = consulting_values.case(community, State.CLOSED if reason else State.TAKEN, number=number)
        case.close_reason, case.closed_at = reason, NOW if reason else None
        case.close_words, case.merged_into = HOSTILE if number % 2 else None, 1 if reason == "merged" else None
        session.add(case)
        session.flush()
        session.add(Talk(id=number, case_id=number, created_at=NOW))
        session.flush()
        asked = consulting_values.message(words=HOSTILE * 40)
        asked.id, asked.talk_id = number * 100, number
        session.add(asked)
    for number, decision in enumerate((None, *DECISIONS), FIRST):
        made = complaint(decision, number)
        made.decided_at = NOW + timedelta(seconds=number) if decision else None
        session.add(made)
        if decision in BANS:
            until, reason = NOW + timedelta(days=BANS[decision]), HOSTILE if number % 2 else None
            row = Ban(id=number, person_id=2, until=until, reason=reason, created_at=made.decided_at, ended_at=NOW)
            session.add(row)
    session.flush()


ENDED = range(FIRST, FIRST + len(REASONS) + 2)
MADE = range(FIRST, FIRST + len(DECISIONS) + 1)
OF_DESK = ("assigned", "ask_reason", "ask_words", "closed", "ask_whom")


def markings(_: CommunityProfile) -> list[Marking]:
    some = [Marking(messages, 10, flagged, 1) for messages in spoken(complaints.PAGE) for flagged in ([], [1, 2, 3, 4])]
    return [Marking([], 0, []), *some, *(replace(each, page=0, remark=complaints.NOTHING_FLAGGED) for each in some)]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **{f"case_privacy.{name}.case": unnamed for name in ("before", "sent", "ask_files", "ask_to_name", "named")},
    "consultations.closed_meanwhile.case": desk_cases,
    "case_privacy.ask_town.case": lambda community: unnamed(community)[:1],
    "case_privacy.send_again.case": lambda community: unnamed(community)[:1],
    "case_privacy.ask_town.found": lambda community: [None, community.municipalities[:1]],
    "case_privacy.ask_town.remark": lambda _: ["", case_privacy.WORDS, case_privacy.NOT_FOUND],
    "before.kinds": lambda _: [[], ["photo"], [*case_privacy.BETRAYING], ["gone"]],
    "ask_files.kinds": lambda _: [["photo"], [*case_privacy.BETRAYING]],
    **{f"case_desk.{name}.case": lambda community: desk_cases(community)[:2] for name in OF_DESK},
    "case_desk.merged.into": lambda community: desk_cases(community)[:1],
    "case_desk.listed.cases": lambda community: [[], desk_cases(community)[:6], desk_cases(community)[-6:]],
    "case_desk.listed.page": lambda _: [0, 1, 99],
    "case_desk.listed.wanted": few,
    "case_desk.tools.wanted": wanted,
    "case_desk.topics.wanted": few,
    "case_desk.card.seen": seen,
    "case_desk.card.remark": lambda _: [""],
    "ask_twin.seen": seen,
    "case_desk.ask_whom.people": people,
    "case_desk.ask_whom.remark": lambda _: ["", case_desk.NAME, case_desk.NOBODY],
    "case_desk.assigned.mentor": lambda community: [None, *people(community)[1]],
    "case_desk.ask_words.reason": lambda _: list(REASONS),
    "case_desk.ask_words.remark": lambda _: ["", case_desk.WORDS],
    "complaints.ask.case_id": lambda _: [10**9],
    "complaints.ask_words.case_id": lambda _: [10**9],
    **{f"complaints.{name}.marking": markings for name in ("ask", "marked")},
    **{f"complaints.{name}.way": lambda _: [complaints.of_case(10**9, True)] for name in ("marked", "worded")},
    "complaints.worded.flagged": lambda _: [1, 22],
    "complaints.worded.remark": lambda _: ["", complaints.WORDS],
    "complaints.ask_words.flagged": lambda _: [1, 22],
    "complaints.ask_words.remark": lambda _: ["", complaints.WORDS],
    "complaints.filed.complaint": lambda _: [complaint()],
    "complaints.listed.found": lambda community: [complaints_of(community)[:6], complaints_of(community)[-3:]],
    "complaints.listed.page": lambda _: [0, 1, 99],
    "opened": opened,
    "ask_ban_reason.days": lambda _: list(DAYS),
    "ask_ban_reason.remark": lambda _: ["", complaints.REASON],
    "case_numbers.shown.numbers": numbers,
    "span": lambda _: list(Span),
    "period": lambda _: [YEAR, Period(date(2026, 5, 1), date(2026, 6, 1))],
    "case_assigned.ids": lambda _: [{"talk": each, "case": each} for each in (*ENDED, 404)],
    "case_ended.ids": lambda _: [
        {"case": each, "to": role} for each, role in product((*ENDED, 404), ("asker", "mentor", "moved"))
    ],
    "cases_file.ids": lambda _: [
        {"by": by, "since": "2026-01-01", "until": "2027-01-01", "at": NOW.isoformat()} for by in (1, 404)
    ],
    "complaint_made.ids": lambda _: [{"complaint": each, "case": FIRST} for each in (*MADE, 404)],
    "complaint_decided.ids": lambda _: [
        {"complaint": each, "case": 10**9, "to": role} for each, role in product((*MADE, 404), ("author", "about"))
    ],
    "ban_lifted.ids": lambda _: [{"ban": each, "case": FIRST} for each in (*MADE, 404)],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "case_privacy.ask_town": lambda given: given["community"].only_municipality is None,
    "case_privacy.ask_files": lambda given: bool(given["kinds"]),
}
MOST_OF: dict[str, int] = {
    "case_privacy.before": 1100,  # all that is promised and warned of
    "complaints.card": 1000,
    "case_desk_notices.case_assigned": 1000,
}
CARDS = {"case_desk.card", "complaints.ask", "complaints.card", "complaints.marked"}
