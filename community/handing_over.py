"""A case goes to somebody else: given back, handed to a colleague, assigned by a coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import consultations, routing, talks
from community.consultations import WITH_MENTOR, State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import CannotAnswer, CaseClosed, CaseGone, HandingOver
from community.talks import TALK, Side
from storage.models import Case, CaseOffer, Person, TalkMessage
from storage.notifications import notify

COLLEAGUES = 5  # to choose among
FITTEST = 3  # that a coordinator is offered
LONGEST_NOTE = 600


def give_back(session: Session, mentor: Person, case_id: int, now: datetime) -> Case:
    """Others are asked, the asker is told. Raises `NotYourCase`, `CaseClosed`."""
    case = consultations.taken_by(session, mentor, case_id)
    if case.state not in WITH_MENTOR:
        raise CaseClosed
    routing.search_again(session, case, "passed", now)
    routing.tell_asker(session, case, now)
    return case


def pass_on(session: Session, mentor: Person, case_id: int, now: datetime) -> Case:
    """«Пропустить»: the card is not shown any more; when nobody has it, the next are asked."""
    case = consultations.locked(session, case_id)
    offer = routing.offer_of(session, case, mentor.id)
    if offer is None:
        raise CaseGone
    if offer.state == "offered":
        offer.state = "passed"
        session.flush()
        waits = select(CaseOffer.id).where(CaseOffer.case_id == case.id, CaseOffer.state.in_(("offered", "waiting")))
        if case.state == State.SEARCHING.value and session.execute(waits).first() is None:
            case.next_wave_at = now
    return case


def choice(
    session: Session, mentor: Person, case_id: int, community: CommunityProfile, now: datetime
) -> tuple[Case, Sequence[Person]]:
    """Colleagues whom the mentor's own case may be handed to, the fittest first."""
    case = consultations.taken_by(session, mentor, case_id)
    return case, routing.colleagues(session, case, community, now, COLLEAGUES)


def hand_over(
    session: Session, mentor: Person, case_id: int, to: int, community: CommunityProfile, now: datetime
) -> Person:
    """The colleague is asked; until they accept, the case is the mentor's. A second press changes nothing.

    Raises `NotYourCase`, `CaseClosed`, `CannotAnswer`.
    """
    case = consultations.taken_by(session, mentor, case_id)
    if case.state not in WITH_MENTOR:
        raise CaseClosed
    offer = routing.offer_of(session, case, to)
    if offer is not None and offer.state == "handed":
        return session.get_one(Person, to)
    colleague = _able(session, case, to, community, now)
    offer = offer or CaseOffer(case_id=case.id, person_id=to)
    offer.state, offer.wave, offer.due, offer.offered_at = "handed", case.wave, now, now
    session.add(offer)
    _tell(session, case, to, Notice.CASE_HANDED, now)
    return colleague


def accept(session: Session, person: Person, case_id: int, now: datetime) -> Case:
    """The asker learns of it only now. Raises `HandingOver`, `CaseGone`."""
    case, offer = _handed(session, person, case_id)
    if case.mentor_id == person.id:
        return case
    if offer.state != "handed" or case.state not in WITH_MENTOR:
        raise HandingOver
    before = case.mentor_id
    if not routing.may_take(session, case, person):
        raise CaseGone
    case.state = State.ASKED.value  # from where it may be taken, whatever was said last
    consultations.give(session, case, person, now)
    _leave(session, case, before, now)
    routing.tell_asker(session, case, now)
    return case


def decline(session: Session, person: Person, case_id: int, now: datetime) -> Case:
    case, offer = _handed(session, person, case_id)
    if offer.state == "handed":
        offer.state = "passed"
        session.flush()
        if case.mentor_id is not None:
            _tell_answer(session, case, case.mentor_id, person, False, now)
    return case


def note(session: Session, mentor: Person, case_id: int, words: str, now: datetime) -> Case:
    """For mentors who take it later and the coordinator; the asker never sees it. Raises `NotYourCase`."""
    case = consultations.taken_by(session, mentor, case_id)
    talk = talks.of_case(session, case)
    made = TalkMessage(talk_id=talk.id, author_id=mentor.id, side=Side.MENTOR.value, words=words, said_at=now)
    made.is_note = True
    session.add(made)
    session.flush()
    return case


def parse_note(text: str) -> str | None:
    said = text.strip()
    return said if 1 <= len(said) <= LONGEST_NOTE else None


def _able(session: Session, case: Case, person: int, community: CommunityProfile, now: datetime) -> Person:
    fit = routing.colleagues(session, case, community, now, 1, Person.id == person)
    if not fit:
        raise CannotAnswer
    return fit[0]


def _handed(session: Session, person: Person, case_id: int) -> tuple[Case, CaseOffer]:
    case = consultations.locked(session, case_id)
    offer = routing.offer_of(session, case, person.id)
    if offer is None:
        raise HandingOver
    return case, offer


def _leave(session: Session, case: Case, before: int | None, now: datetime) -> None:
    """Whoever has handed the case over is not asked for it again, and told that it went well."""
    if before is None:
        return
    offer = routing.offer_of(session, case, before) or CaseOffer(case_id=case.id, person_id=before, due=now)
    offer.state = "passed"
    session.add(offer)
    session.flush()
    _tell_answer(session, case, before, session.get_one(Person, case.mentor_id), True, now)


def _tell(session: Session, case: Case, person: int, kind: Notice, now: datetime) -> None:
    ids = {TALK: talks.of_case(session, case).id, "case": case.id}
    notify(session, person, kind, ids, now, f"{kind}:{case.id}:{now.timestamp():.3f}")


def _tell_answer(session: Session, case: Case, to: int, colleague: Person, accepted: bool, now: datetime) -> None:
    ids = {"case": case.id, "person": colleague.id, "accepted": accepted}
    kind = Notice.CASE_HANDING_ANSWERED
    notify(session, to, kind, ids, now, f"{kind}:{case.id}:{now.timestamp():.3f}")
