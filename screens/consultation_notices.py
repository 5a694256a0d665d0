"""What people are told of cases, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import talks
from community.consultations import State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.talks import MESSAGE, TALK, Side
from messengers.screen import Screen
from screens import consultations as screens
from screens import pair_talk_notices
from screens import talks as talks_screens
from screens.spoken import Around
from storage.models import Case, Person, Talk, TalkMessage

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def case_card(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while nobody has taken it."""
    talk, case = found(session, ids)
    if talk is None or case is None or case.state not in (State.SEARCHING, State.COORDINATOR):
        return None
    return screens.card(case, talks.question(session, talk), _person(session, case.asker_id), community)


def case_taken(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    _, case = found(session, ids)
    if case is not None and case.state == State.CLOSED:
        return screens.closed_meanwhile(case, community)
    return screens.taken_by_colleague(case, community) if case and case.mentor_id else None


def talk_message(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    talk, case = found(session, ids)
    message = session.get(TalkMessage, ids[MESSAGE])
    if talk is not None and talk.mentorship_id is not None:
        return pair_talk_notices.said_in_pair(session, talk.mentorship_id, message)
    if case is None or message is None:
        return None
    around = _around(session, message)
    if message.side == Side.ASKER:
        return screens.said_to_mentor(case, message, _person(session, case.asker_id), community, around)
    return screens.said_to_asker(case, message, _person(session, message.author_id), community, around)


def talk_edited(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """In the place of what was shown before: a message of the talk, or the question."""
    if ids.get(MESSAGE):
        return talk_message(session, ids, community)
    talk, case = found(session, ids)
    if talk is None or case is None or case.mentor_id is None:
        return case_card(session, ids, community)
    return talks_screens.question_changed(
        case, talks.question(session, talk), _person(session, case.asker_id), community
    )


def talk_undelivered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    talk, case = found(session, ids)
    message = session.get(TalkMessage, ids["said"])
    if talk is not None and talk.mentorship_id is not None:
        return pair_talk_notices.unheard_in_pair(talk.mentorship_id, message)
    return talks_screens.undelivered(case, message) if case and message else None


def _around(session: Session, message: TalkMessage) -> Around:
    quoted = session.get(TalkMessage, message.reply_to) if message.reply_to else None
    return Around(None if quoted is None or quoted.is_note else quoted, talks.is_first(session, message))


def found(session: Session, ids: Mapping[str, Any]) -> tuple[Talk | None, Case | None]:
    """What a notice is about."""
    talk = session.get(Talk, ids[TALK])
    return talk, session.get(Case, talk.case_id) if talk and talk.case_id else None


def _person(session: Session, number: int | None) -> Person | None:
    return session.get(Person, number) if number else None


CONSULTATION_NOTICES: dict[str, Told] = {
    Notice.CASE_CARD: case_card,
    Notice.CASE_TAKEN: case_taken,
    Notice.TALK_MESSAGE: talk_message,
    Notice.TALK_EDITED: talk_edited,
    Notice.TALK_UNDELIVERED: talk_undelivered,
}
