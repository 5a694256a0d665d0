"""Talks at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from community.conversations import Begun
from community.profiles import CommunityProfile
from screens import talks
from screens.spoken import Around
from storage.models import Case, TalkMessage
from tests.consulting_values import MOST_WORDS, askers, case, cases, message, messages, said
from tests.event_values import NOW
from tests.longest import HOSTILE


def edited(words: str = HOSTILE) -> TalkMessage:
    made = message(10**9, words)
    made.edited_at = NOW
    return made


def spoken(community: CommunityProfile) -> list[TalkMessage]:
    return [*messages(community), edited(), edited(""), message(words=(HOSTILE * 400)[:MOST_WORDS])]


def around(_: CommunityProfile) -> list[Around]:
    return [Around(), Around(message(words=HOSTILE * 9), first=True), Around(message(words=""))]


def draft(community: CommunityProfile) -> list[Case]:
    return [case(community, number=10**9)]


def begun(community: CommunityProfile) -> list[Begun]:
    made = cases(community)
    return [Begun(made[0], ""), Begun(made[1], HOSTILE * 9), *(Begun(each, "Как быть?") for each in made[2:6])]


def several(community: CommunityProfile) -> list[list[Begun]]:
    return [begun(community)[:2], begun(community)]


OF_A_CASE = ("held", "mend", "sent_now", "left_out", "undelivered", "tried_again", "question_changed")
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    **{f"talks.{name}.case": cases for name in OF_A_CASE},
    "talks.contact_seen.case": lambda community: cases(community)[:2],
    "talks.contact_seen.draft": draft,
    "talks.for_whom.draft": draft,
    "talks.for_whom.begun": several,
    "talks.passed_on.begun": begun,
    **{f"talks.{name}.said": said for name in ("contact_seen", "for_whom", "question_changed")},
    "talks.question_changed.asker": askers,
    **{f"talks.{name}.message": spoken for name in ("held", "mend", "undelivered")},
    "talks.left_out.files": lambda _: [1, 2, 5, 21, 10**6],
    "talks.returned.words": lambda _: ["", HOSTILE, (HOSTILE * 400)[:MOST_WORDS]],
    "talks.returned.why": lambda _: [talks.TAKEN, talks.CLOSED],
    "consultations.said_to_asker.around": around,
    "consultations.said_to_mentor.around": around,
    "consultations.said_to_asker.message": spoken,
    "consultations.said_to_mentor.message": spoken,
    "talk_edited.ids": lambda _: [{"talk": 1, "message": 1}, *({"talk": talk} for talk in (1, 2, 3, 404))],
    "talk_undelivered.ids": lambda _: [{"talk": talk, "said": said} for talk in (1, 404) for said in (1, 3, 404)],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
WHOLE = 5200  # what somebody has said is shown whole
MOST_OF = {
    "consultations.said_to_asker": WHOLE,
    "consultations.said_to_mentor": WHOLE,
    "consultation_notices.talk_message": WHOLE,
    "consultation_notices.talk_edited": WHOLE,
    "talks.returned": WHOLE,
}
CARDS = {"talks.returned", "talks.for_whom", "talks.contact_seen", "consultation_notices.talk_edited"}
PICTURES = set("↪")
