"""What mentors see of questions at its longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from community.consultations import State
from community.notices import Notice
from community.paces import Pace
from community.profiles import CommunityProfile
from community.responders import Desk, Entry, Seen
from screens.case_notices import CASE_NOTICES
from storage.models import CannedAnswer, CaseOffer, Responder, Talk
from tests.consulting_values import askers, case, cases, message, said
from tests.event_values import NOW
from tests.longest import HOSTILE, members


def add_cases(session: Session, community: CommunityProfile) -> None:
    """Number 4 is to be answered."""
    made = case(community, State.TAKEN, number=4)
    made.answer_by = NOW
    session.add(made)
    session.flush()
    session.add(Talk(id=4, case_id=4, created_at=NOW))
    session.add(CaseOffer(case_id=1, person_id=2, state="offered", due=NOW, offered_at=NOW))
    session.flush()


def desks(community: CommunityProfile) -> list[Desk]:
    return [Desk([], [], []), Desk(cases(community) * 9, cases(community)[:5], cases(community)[:1])]


def entries(community: CommunityProfile) -> list[list[Entry]]:
    four = cases(community)[:4]
    return [[], [Entry(each, HOSTILE) for each in four], [Entry(each, "") for each in four[:1]]]


def seen(community: CommunityProfile) -> list[Seen]:
    note = message(3, HOSTILE, "mentor")
    note.is_note = True
    talks = [[], [message(1, HOSTILE * 9), note, *(message(at, HOSTILE, "mentor") for at in range(4, 9))]]
    asker = members(community)[0]
    states = [case(community, state, number=10**9) for state in State if state is not State.DRAFT]
    late = case(community, State.TAKEN, number=10**9)
    late.answer_by = NOW
    return [
        Seen(each, talk, asker, offer, is_mine, True)
        for each in [*states, late]
        for talk in talks
        for offer, is_mine in ((None, True), ("offered", False), ("handed", False))
    ]


def responders(community: CommunityProfile) -> list[Responder]:
    topics = [each.id for each in community.consulting_topics]
    busy = Responder(topics=topics, pace=Pace.DAILY.value, hour=19, days_off=[*"012345"], most_open=10)
    busy.paused_until = NOW.replace(year=2027, month=3, day=1)
    back = Responder(topics=topics[:1], pace=Pace.AFTER_LESSONS.value, days_off=["6"], most_open=1, paused_until=NOW)
    return [busy, back, Responder(topics=[], pace=Pace.AT_ONCE.value, days_off=[], most_open=3)]


def canned(_: CommunityProfile) -> list[CannedAnswer]:
    words = ("я" * 2000, HOSTILE, "Да")
    return [CannedAnswer(id=10**9 + at, person_id=1, words=each, created_at=NOW) for at, each in enumerate(words)]


def ids_of_cases(_: CommunityProfile) -> list[dict[str, Any]]:
    moved = [{"state": state.value, "mentor": mentor} for state in State for mentor in (1, 2, 404, None)]
    return [
        {"case": number, "talk": number, "person": person, "accepted": accepted, "at": NOW.isoformat(), **each}
        for number in (1, 2, 4, 404)
        for person, accepted in ((1, True), (2, False), (404, True))
        for each in moved
    ]


OF_A_CASE = (
    *("ask_details", "ask_note", "noted", "details_asked", "passed", "given_back", "files_are_coming", "declined"),
    *("choose_colleague", "handed_card"),
)
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **{f"mentor_desk.{name}.case": cases for name in OF_A_CASE},
    "mentor_desk.desk.found": desks,
    "mentor_desk.desk.of": lambda _: ["take", "mine", "waiting"],
    "mentor_desk.desk.page": lambda _: [0, 1],
    "mentor_desk.desk.entries": entries,
    "mentor_desk.case.seen": seen,
    "mentor_desk.handed.case_id": lambda _: [10**9],
    "mentor_desk.handed.colleague": members,
    "mentor_desk.batch.cases": lambda community: [cases(community)[:2], cases(community)[:5], cases(community) * 2],
    "mentor_desk.handed_card.said": said,
    "mentor_desk.handed_card.asker": askers,
    "mentor_desk.choose_colleague.people": lambda community: [[], members(community)[:1] * 5],
    **{f"responders.{name}.responder": responders for name in ("shown", "ask_days", "ask_topics", "ask_most")},
    "responders.ask_pause.responder": responders,
    "responders.ask_topics.page": lambda _: [0, 1, 99],
    "canned.listed.answers": lambda community: [[], canned(community), canned(community) * 6],
    "canned.listed.page": lambda _: [0, 1],
    "canned.listed.case_id": lambda _: [0, 10**9],
    "canned.shown.case_id": lambda _: [0, 10**9],
    "canned.ask_edited.case_id": lambda _: [10**9],
    "canned.shown.answer": canned,
    "canned.ask_edited.answer": canned,
    **{f"case_notices.{kind}.ids": ids_of_cases for kind in map(str, CASE_NOTICES)},
    "case_notices.case_batch.ids": lambda _: [{"person": each, "at": NOW.isoformat()} for each in (1, 2, 404)],
    "case_notices.case_answer_due.ids": lambda _: [{"case": 1, "mentor": 2}, {"case": 4, "mentor": 2}],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "mentor_desk.desk": lambda given: bool(given["entries"]) == bool(given["found"].part(given["of"])),
    "canned.listed": lambda given: given["page"] == 0 or len(given["answers"]) > 3,
}
MOST_OF = {"canned.ask_edited": 2300}  # to be copied whole
CARDS = {
    "mentor_desk.case",
    "mentor_desk.handed_card",
    "canned.shown",
    "canned.ask_edited",
}
CARDS |= {f"case_notices.{kind}" for kind in (Notice.CASE_HANDED, Notice.CASE_ASSIGNED, Notice.CASE_BATCH)}
CARDS |= {"mentor_desk.batch", "mentor_desk.desk"}
