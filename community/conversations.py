"""Which talk something belongs to that was said outside of all of them, and how it gets there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from community import case_privacy, consultations, listeners, pair_talks, talks
from community.consultations import WITH_MENTOR, State
from community.contacts import looks_like_contact
from community.mentorships import Seen
from community.refusals import CaseGone, SaidAlready
from community.talks import Saying
from storage.models import Case, Mentorship, Person, Talk, TalkCopy, TalkFile, TalkMessage
from storage.notifications import begin_again

ACTIVE = timedelta(minutes=10)
MOST_ACTIVE = 6


class Begun(NamedTuple):
    """A case, and what was asked in it: people do not know it by its number."""

    case: Case
    question: str


def say(
    session: Session, person: Person, case_id: int, saying: Saying, now: datetime, insists: bool = False
) -> TalkMessage:
    """Whoever of the two says it; an asker without a name may insist on a file that betrays them."""
    case = consultations.locked(session, case_id)
    if case.asker_id == person.id:
        return consultations.follow_up(session, person, case_id, saying, now, insists)
    return consultations.answer(session, person, case_id, saying, now)


def active(session: Session, person: Person, now: datetime) -> list[Begun | Seen]:
    """Where the person and somebody else have just been talking, of a question or in a pair, the newest first."""
    own = or_(Case.asker_id == person.id, Case.mentor_id == person.id)
    talking = select(Talk.last_at, Case).join(Talk, Talk.case_id == Case.id).where(own, Case.state.in_(WITH_MENTOR))
    recent = talking.where(Talk.last_at > now - ACTIVE).order_by(Talk.last_at.desc(), Case.id.desc())
    found: list[tuple[datetime, Begun | Seen]] = [
        (at or now, begun(session, case)) for at, case in session.execute(recent.limit(MOST_ACTIVE))
    ]
    found += pair_talks.active(session, person, now - ACTIVE, MOST_ACTIVE)
    return [each for _, each in sorted(found, key=lambda one: one[0], reverse=True)][:MOST_ACTIVE]


def begun(session: Session, case: Case) -> Begun:
    asked = talks.question(session, talks.of_case(session, case))
    return Begun(case, next((message.words for message in asked if message.words), ""))


def betrays(case: Case, saying: Saying) -> bool:
    """It tells how to reach somebody who wants to stay unknown."""
    return case.is_anonymous and looks_like_contact(saying.words)


def pass_on(session: Session, person: Person, draft_id: int, case_id: int, now: datetime) -> TalkMessage:
    """What has waited as a draft is said in the case. Raises `SaidAlready` where it waits no more, `FilesBetray`."""
    draft = _waiting(session, person, draft_id)
    case = consultations.locked(session, case_id)
    if case.asker_id == person.id:
        case_privacy.must_not_betray(case, case_privacy.betraying(session, draft), False)
    return _pass(session, draft, lambda saying: say(session, person, case_id, saying, now))


def pass_to_pair(session: Session, person: Person, draft_id: int, mentorship_id: int, now: datetime) -> TalkMessage:
    """The same, in a pair. Raises `SaidAlready`, and what `pair_talks.say` raises."""
    draft = _waiting(session, person, draft_id)
    return _pass(session, draft, lambda saying: pair_talks.say(session, person, mentorship_id, saying, now))


def _waiting(session: Session, person: Person, draft_id: int) -> Case:
    draft = session.get(Case, draft_id, with_for_update=True)
    if draft is None or draft.asker_id != person.id or draft.state != State.DRAFT.value:
        raise SaidAlready
    return draft


def _pass(session: Session, draft: Case, speak: Callable[[Saying], TalkMessage]) -> TalkMessage:
    [waits, *_] = talks.question(session, talks.of_case(session, draft))
    stands = talks.own_copies(session, waits)
    said = speak(Saying(waits.words, stands[0].account_id, stands[0].number, album=waits.album))
    _move(session, waits, said, [copy.id for copy in stands[1:]])
    session.delete(draft)
    session.flush()
    return said


def waiting_words(session: Session, person: Person, draft_id: int) -> str:
    draft = session.get(Case, draft_id)
    if draft is None or draft.asker_id != person.id:
        return ""
    return "\n".join(each.words for each in talks.question(session, talks.of_case(session, draft)))


def repeat(session: Session, person: Person, message_id: int, now: datetime) -> Case | Mentorship:
    """What was not delivered is tried again. Raises `CaseGone`, `SaidAlready`."""
    message = session.get(TalkMessage, message_id)
    talk = session.get(Talk, message.talk_id) if message and message.author_id == person.id else None
    if message is None or talk is None:
        raise CaseGone
    about = listeners.locked(session, talk)
    heard = listeners.of(session, about, message)
    tried = [begin_again(session, f"said:{message.id}:{to}", now) for to in heard]
    if not any(tried):
        raise SaidAlready
    return about


def _move(session: Session, waits: TalkMessage, said: TalkMessage, copies: Sequence[int]) -> None:
    session.execute(update(TalkFile).where(TalkFile.message_id == waits.id).values(message_id=said.id))
    there = {"message_id": said.id, "talk_id": said.talk_id}
    session.execute(update(TalkCopy).where(TalkCopy.id.in_(copies)).values(**there))
