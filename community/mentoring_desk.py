"""Requests for mentors that a coordinator sees to: who was tried, who might do, pairs by hand, other mentors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from community import attention, audit, matching, mentor_offers, mentor_requests, mentorships, roles
from community.audit import Action
from community.matching import Choice, Match
from community.members import named
from community.mentor_offers import is_open, locked, of_request
from community.mentor_requests import Status
from community.mentoring_states import (
    WITH_A_MENTOR,
    OfferState,
    RequestState,
    move_offer,
    move_request,
)
from community.mentorships import Outcome, Role
from community.notices import Notice
from community.planning import parse_words
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from community.request_refusals import MentorOutOfReach, RequestMovedOn
from community.roles import Right
from storage.models import Mentor, MentorOffer, MentorRequest, Mentorship, MentorshipMember, Person
from storage.notifications import notify
from storage.people import people_by_id

REASONS = ("elsewhere", "nobody", "agreed", "other")
SHOWN = 4
READ = 30  # people of a name, of whom those are shown who can be asked
LONGEST_WORDS = 300
_REFUSED = (OfferState.DECLINED.value,)


@dataclass(frozen=True)
class Seen:
    """`tried`: whom the request was shown to, and what became of it."""

    status: Status
    tried: Sequence[tuple[MentorOffer, Person]]

    @property
    def request(self) -> MentorRequest:
        return self.status.request

    @property
    def may_ask(self) -> bool:
        return self.request.state == RequestState.COORDINATOR


def look(session: Session, actor: Person, request_id: int, now: datetime) -> Seen:
    """Raises `MentorRequestGone`, `NotAllowed`."""
    status = mentor_requests.look(session, actor, request_id, now)
    shown = [each for each in of_request(session, status.request) if each.asked_at is not None]
    people = people_by_id(session, [each.mentor_id for each in shown])
    return Seen(status, [(each, people[each.mentor_id]) for each in shown if each.state not in WITH_A_MENTOR])


def suggested(
    session: Session, actor: Person, request_id: int, community: CommunityProfile, now: datetime
) -> list[tuple[Match, Person]]:
    """Who can be asked, the fittest first. Raises `MentorRequestGone`, `NotAllowed`, `RequestMovedOn`."""
    request = _open(session, actor, request_id, now)
    return _matches(session, request, Choice(but=_refused(session, request)), community, now)


def called(
    session: Session, actor: Person, request_id: int, typed: str, community: CommunityProfile, now: datetime
) -> list[tuple[Match, Person]]:
    """Mentors of such a name who can be asked. Raises as `suggested`."""
    request = _open(session, actor, request_id, now)
    people = named(session, typed, READ, Person.id.in_(select(Mentor.person_id)))
    but = _refused(session, request)
    among = [each.id for each in people if each.id not in but]
    return _matches(session, request, Choice(among=among), community, now)


def candidate(
    session: Session, actor: Person, request_id: int, mentor_id: int, community: CommunityProfile, now: datetime
) -> tuple[Match, Person]:
    """Raises `MentorOutOfReach`, and as `suggested`."""
    return _able(session, _open(session, actor, request_id, now), mentor_id, community, now)


def propose(
    session: Session, actor: Person, request_id: int, mentor_id: int, community: CommunityProfile, now: datetime
) -> Seen:
    """The mentor is asked. A second press changes nothing. Raises `RequestMovedOn`, `MentorOutOfReach`."""
    request = _reached(session, actor, request_id, now)
    offer = next((each for each in of_request(session, request) if each.mentor_id == mentor_id), None)
    if offer is None or offer.state not in WITH_A_MENTOR:
        if request.state != RequestState.COORDINATOR:
            raise RequestMovedOn
        match, _ = _able(session, request, mentor_id, community, now)
        _ask(session, request, offer or _named(session, request, match), community, now)
        attention.close(session, attention.Kind.MENTOR_REQUEST, request.id, actor, now)
        mentor_offers.tell_moved(session, request, now)
        _note(session, Action.MENTOR_PROPOSED, request, actor, now)
    return look(session, actor, request_id, now)


def pair(
    session: Session, actor: Person, request_id: int, mentor_id: int, community: CommunityProfile, now: datetime
) -> Mentorship:
    """Both have agreed already: they are a pair, and told so. A second press changes nothing.

    Raises `RequestMovedOn`, `MentorOutOfReach`.
    """
    request = _reached(session, actor, request_id, now)
    if made := _made_with(session, request, mentor_id):
        return made
    if not is_open(request):
        raise RequestMovedOn
    _, mentor = _able(session, request, mentor_id, community, now, tried=True)
    for offer in of_request(session, request):
        if offer.mentor_id == mentor.id and offer.state in WITH_A_MENTOR:
            move_offer(offer, OfferState.ACCEPTED)
            offer.answered_at = now
    attention.close(session, attention.Kind.MENTOR_REQUEST, request.id, actor, now)
    made = mentor_requests.found(session, request, mentor, community, now, made_by=actor)
    if mentor.id != actor.id:
        notify(session, mentor.id, Notice.PAIR_MADE, {"mentorship": made.id}, now, f"{Notice.PAIR_MADE}:{made.id}")
    _note(session, Action.PAIR_MADE, request, actor, now)
    return made


def close(
    session: Session, actor: Person, request_id: int, reason: str, words: str | None, now: datetime
) -> tuple[MentorRequest, bool]:
    """Whether this press has closed it. Raises `UnknownChoice`, `MentorRequestGone`, `NotAllowed`."""
    if reason not in REASONS:
        raise UnknownChoice
    request = _reached(session, actor, request_id, now)
    if not is_open(request):
        return request, False
    attention.close(session, attention.Kind.MENTOR_REQUEST, request.id, actor, now)
    request.close_words = words
    mentor_requests.close(session, request, reason, now)
    topic = f"{Notice.MENTOR_REQUEST_CLOSED}:{request.id}"
    notify(session, request.person_id, Notice.MENTOR_REQUEST_CLOSED, {"request": request.id}, now, topic)
    _note(session, Action.MENTOR_REQUEST_CLOSED, request, actor, now)
    return request, True


def parse_reason(text: str) -> str | None:
    return parse_words(text, LONGEST_WORDS)


def _reached(session: Session, actor: Person, request_id: int, now: datetime) -> MentorRequest:
    """Locked. Raises `MentorRequestGone`, `NotAllowed`."""
    roles.scope(session, actor, Right.RUN_MENTORING, now)
    request = locked(session, request_id)
    roles.must(session, actor, Right.RUN_MENTORING, session.get_one(Person, request.person_id), now)
    return request


def _open(session: Session, actor: Person, request_id: int, now: datetime) -> MentorRequest:
    request = mentor_requests.look(session, actor, request_id, now).request
    if not is_open(request):
        raise RequestMovedOn
    return request


def _refused(session: Session, request: MentorRequest) -> list[int]:
    """Who has said no is not asked again, nor whose pair with the person has ended for another mentor."""
    said_no = [each.mentor_id for each in of_request(session, request) if each.state in _REFUSED]
    return [*said_no, *_former(session, request)]


def _former(session: Session, request: MentorRequest) -> list[int]:
    mine, lead = aliased(MentorshipMember), aliased(MentorshipMember)
    led = and_(lead.mentorship_id == mine.mentorship_id, lead.role == Role.MENTOR.value, lead.person_id.is_not(None))
    found = select(lead.person_id).join(mine, led).join(Mentorship, Mentorship.id == mine.mentorship_id)
    ended = Mentorship.outcome.in_((Outcome.CHANGED.value, Outcome.STEPPED_DOWN.value))
    return [each for each in session.execute(found.where(mine.person_id == request.person_id, ended)).scalars() if each]


def _matches(
    session: Session, request: MentorRequest, choice: Choice, community: CommunityProfile, now: datetime
) -> list[tuple[Match, Person]]:
    """A coordinator may know better than the ground what has to match; what matches still comes first."""
    person = session.get_one(Person, request.person_id)
    ground = mentor_offers.ground_of(request.ground, community).model_copy(update={"must_match": False})
    wish = mentor_offers.wish_of(request, person)
    found = matching.suggested(session, person, wish, ground, now, choice, SHOWN)
    return [(match, session.get_one(Person, match.person_id)) for match in found]


def _able(
    session: Session,
    request: MentorRequest,
    mentor_id: int,
    community: CommunityProfile,
    now: datetime,
    tried: bool = False,
) -> tuple[Match, Person]:
    """Their row is locked: of two who get the last place one does. `tried`: also whoever has said no before."""
    session.execute(select(Mentor.id).where(Mentor.person_id == mentor_id).with_for_update()).first()
    refused = not tried and mentor_id in _refused(session, request)
    found = [] if refused else _matches(session, request, Choice(among=[mentor_id]), community, now)
    if not found:
        raise MentorOutOfReach
    return found[0]


def _named(session: Session, request: MentorRequest, match: Match) -> MentorOffer:
    mentor_offers.queue(session, request, [match])
    return of_request(session, request)[-1]


def _ask(
    session: Session, request: MentorRequest, offer: MentorOffer, community: CommunityProfile, now: datetime
) -> None:
    """The one mentor has a whole term; then it is the coordinator's again."""
    move_offer(offer, OfferState.QUEUED)
    request.answer_by = None
    mentor_offers.ask(session, request, offer, community, now)
    request.answer_by = offer.answer_by
    move_request(request, RequestState.ASKED)
    session.flush()


def _made_with(session: Session, request: MentorRequest, mentor_id: int) -> Mentorship | None:
    if request.mentorship_id is None:
        return None
    members = mentorships.members_of(session, request.mentorship_id)
    mentors = {each.person_id for each in members if each.role == Role.MENTOR}
    return session.get_one(Mentorship, request.mentorship_id) if mentor_id in mentors else None


def _note(session: Session, action: Action, request: MentorRequest, actor: Person, now: datetime) -> None:
    subject = session.get_one(Person, request.person_id)
    audit.note(session, action, now, actor=actor, subject=subject, details={"request": request.id})
