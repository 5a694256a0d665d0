"""Cases and talks at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from community.consultations import State
from community.profiles import CommunityProfile
from storage.models import Case, Person, Talk, TalkMessage
from tests.event_values import NOW
from tests.longest import HOSTILE, members

MOST_WORDS = 4000


def case(community: CommunityProfile, state: State = State.SEARCHING, anonymous: bool = False, number: int = 1) -> Case:
    made = Case(id=number, asker_id=1, mentor_id=2, state=state.value, created_at=NOW, is_anonymous=anonymous)
    made.topic, made.is_support, made.wave = community.consulting_topics[0].id, False, 1
    return made


def cases(community: CommunityProfile) -> list[Case]:
    states = [state for state in State if state is not State.DRAFT]
    return [
        case(community, state, anonymous, 10**9 + number)
        for number, (state, anonymous) in enumerate(product(states, (True, False)))
    ]


def message(number: int = 1, words: str = HOSTILE, side: str = "asker") -> TalkMessage:
    author = 1 if side == "asker" else 2
    return TalkMessage(id=number, talk_id=1, author_id=author, side=side, words=words, said_at=NOW, is_note=False)


def messages(_: CommunityProfile) -> list[TalkMessage]:
    return [message(words=""), message(words=HOSTILE * 40), message(words="Как провести собрание?")]


def said(community: CommunityProfile) -> list[list[TalkMessage]]:
    return [[each] for each in messages(community)] + [[message(number) for number in range(1, 5)]]


def askers(community: CommunityProfile) -> list[Person | None]:
    return [None, *members(community)[:3]]


def add_cases(session: Session, community: CommunityProfile) -> None:
    for number, state in enumerate((State.SEARCHING, State.ANSWERED, State.CLOSED), 1):
        session.add(case(community, state, number == 1, number))
        session.flush()
        session.add(Talk(id=number, case_id=number, created_at=NOW))
        session.flush()
        for side, words in (("asker", HOSTILE), ("mentor", HOSTILE), ("asker", "")):
            made = message(words=words, side=side)
            made.id, made.talk_id = None, number  # type: ignore[assignment]
            session.add(made)
    session.flush()


def noted(_: CommunityProfile) -> list[dict[str, int]]:
    """Ids of notices that bring a message."""
    return [{"talk": talk, "message": each} for talk in (1, 2, 3) for each in (3 * talk - 2, 3 * talk - 1, 404)]


OF_A_CASE = (
    "sent",
    "card",
    "taken_by_colleague",
    "to_answer",
    "said_to_mentor",
    "said_to_asker",
    "delivered",
    "ask_words",
)
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **{f"consultations.{name}.case": cases for name in OF_A_CASE},
    "consultations.card.said": said,
    "to_answer.said": said,
    "consultations.card.asker": askers,
    "consultations.said_to_mentor.asker": askers,
    "said_to_asker.mentor": askers,
    "said_to_asker.message": messages,
    "said_to_mentor.message": messages,
    "talk_message.ids": noted,
    "case_card.ids": lambda _: [{"talk": number, "case": number} for number in (1, 2, 404)],
    "case_taken.ids": lambda _: [{"talk": number, "case": number} for number in (1, 2, 404)],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF: dict[str, int] = {}
CARDS = {"consultations.said_to_asker", "consultations.said_to_mentor", "consultation_notices.talk_message"}
