"""What people say to each other: replies, further parts of an album, and what they change afterwards."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import ContentType, Message

from community import albums, asking, consultations, conversations, edits, mentorships, pair_talks, talks
from community.consultations import State
from community.mentorships import Seen
from community.refusals import (
    CaseClosed,
    CaseTaken,
    FileOutOfReach,
    FilesBetray,
    FileTooLarge,
    ForwardedNotPassed,
    MentorshipSettled,
    NothingToPass,
)
from community.talks import MOST_BYTES, Saying, Side
from handlers.turn import Passed, Turn, Wanted
from messengers.screen import Screen
from screens import asking as asking_screens
from screens import case_privacy as privacy_screens
from screens import consultations as screens
from screens import pair_talk as pair_screens
from screens import talks as talks_screens
from storage.models import Case, Talk, TalkMessage

ANY_FILES = {"upload": Wanted(MOST_BYTES)}
PART = f"{__name__}.part"
CARRIED = {
    ContentType.TEXT,
    ContentType.PHOTO,
    ContentType.DOCUMENT,
    ContentType.VOICE,
    ContentType.AUDIO,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.ANIMATION,
}
TROUBLES = {"too_large": FileTooLarge, "unreachable": FileOutOfReach}


class Replies(Filter):
    async def __call__(self, message: Message, passed: set[str]) -> bool:
        return message.reply_to_message is not None and __name__ not in passed


class IsPart(Filter):
    async def __call__(self, message: Message, passed: set[str]) -> bool:
        return message.media_group_id is not None and PART not in passed


def part(message: Message, turn: Turn) -> Screen | None:
    """A further part of an album is answered only where it did not fit: the first part was."""
    if not albums.is_part(turn.session, turn.person, message.media_group_id):
        raise Passed(PART)
    joined = albums.join(turn.session, turn.person, saying_of(message, turn), turn.now)
    return left_out(turn, joined.talk, joined.left_out) if joined and joined.left_out else None


def left_out(turn: Turn, talk: Talk, files: int) -> Screen:
    if talk.mentorship_id is not None:
        return pair_screens.left_out(talk.mentorship_id, files)
    return talks_screens.left_out(turn.session.get_one(Case, talk.case_id), files)


def replied(message: Message, turn: Turn) -> Screen:
    number = message.reply_to_message.message_id if message.reply_to_message else 0
    copy = talks.replied(turn.session, turn.account.id, number)
    talk = turn.session.get(Talk, copy.talk_id) if copy else None
    if talk is not None and talk.mentorship_id is not None:
        return said_in_pair(turn, talk.mentorship_id, saying_of(message, turn))
    if talk is None or talk.case_id is None:
        raise Passed(__name__)
    return said_in_case(turn, talk.case_id, saying_of(message, turn))


def edited(message: Message, turn: Turn) -> Screen | None:
    """What is none of a talk, and what was changed in files only, is nobody's business."""
    words = message.text or message.caption or ""
    case = edits.edit(turn.session, turn.person, turn.account.id, message.message_id, words, turn.now)
    if case is None or case.state != State.DRAFT.value:
        return None
    return asking_screens.draft(asking.look(turn.session, case, turn.community), turn.community)


def said_in_case(turn: Turn, case_id: int, saying: Saying, insists: bool = False) -> Screen:
    """What comes too late goes back to its author, whole."""
    case = consultations.locked(turn.session, case_id)
    if conversations.betrays(case, saying):
        return contact_seen(turn, case, saying)
    try:
        message = conversations.say(turn.session, turn.person, case_id, fitting(saying), turn.now, insists)
    except FilesBetray:
        return privacy_screens.ask_files(case, [file.kind for file in saying.files])
    except CaseTaken:
        return talks_screens.returned(saying.words, talks_screens.TAKEN)
    except CaseClosed:
        return talks_screens.returned(saying.words, talks_screens.CLOSED)
    return said(case, message, len(saying.files) - len(fitting(saying).files))


def said(case: Case, message: TalkMessage, left_out: int = 0) -> Screen:
    if left_out:
        return talks_screens.left_out(case, left_out)
    return (
        talks_screens.held(case, message)
        if message.held_until
        else screens.delivered(case, answered=message.side == Side.MENTOR)
    )


def said_in_pair(turn: Turn, mentorship_id: int, saying: Saying, chosen: bool = False) -> Screen:
    """The same. `chosen`: by the bot."""
    try:
        pair_talks.say(turn.session, turn.person, mentorship_id, fitting(saying), turn.now)
    except MentorshipSettled:
        return talks_screens.returned(saying.words, pair_screens.OVER)
    if more := len(saying.files) - len(fitting(saying).files):
        return pair_screens.left_out(mentorship_id, more)
    return pair_screens.delivered(mentorships.look(turn.session, turn.person, mentorship_id), chosen)


def contact_seen(turn: Turn, case: Case, saying: Saying) -> Screen:
    """It waits as a draft until its author says what to do."""
    draft = consultations.draft(turn.session, turn.person, case.topic, case.is_support, fitting(saying), turn.now)
    waits = talks.question(turn.session, talks.of_case(turn.session, draft))
    return talks_screens.contact_seen(draft, case, waits)


def meant_for_talk(message: Message, turn: Turn) -> Screen | None:
    """Of what is said outside of everything: to the one with whom they are talking; of several they choose."""
    active = conversations.active(turn.session, turn.person, turn.now)
    if not active:
        return None
    saying = saying_of(message, turn)
    if len(active) > 1:
        topic = asking.guessed(turn.person, saying.words, turn.community)
        draft = consultations.draft(turn.session, turn.person, topic.id, topic.support, fitting(saying), turn.now)
        waits = talks.question(turn.session, talks.of_case(turn.session, draft))
        return talks_screens.for_whom(draft, active, waits)
    [one] = active
    if isinstance(one, Seen):
        return said_in_pair(turn, one.mentorship.id, saying, chosen=True)
    shown = said_in_case(turn, one.case.id, saying)
    if shown not in (screens.delivered(one.case), screens.delivered(one.case, answered=True)):
        return shown
    return talks_screens.passed_on(one)


def saying_of(message: Message, turn: Turn) -> Saying:
    """Whole or not at all. Raises what the person is to be told."""
    if message.forward_origin is not None:
        raise ForwardedNotPassed
    trouble = TROUBLES.get((turn.upload.trouble if turn.upload else None) or "")
    if trouble:
        raise trouble
    words, files = message.text or message.caption or "", (turn.upload.value or []) if turn.upload else []
    if message.content_type not in CARRIED or not (words or files):
        raise NothingToPass
    number = message.reply_to_message.message_id if message.reply_to_message else None
    return Saying(words, turn.account.id, message.message_id, files, number, message.media_group_id)


def fitting(saying: Saying) -> Saying:
    return saying._replace(files=albums.fitting(saying.files))


def register(router: Router) -> None:
    router.message.register(part, IsPart(), flags=ANY_FILES)
    router.message.register(replied, Replies(), flags=ANY_FILES)
    router.edited_message.register(edited)
