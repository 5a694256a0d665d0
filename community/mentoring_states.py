"""Which ways a request for a mentor, its offers and a mentorship may go; docs/mentoring.md has the same tables."""

from __future__ import annotations

from enum import StrEnum

from community.refusals import MentorshipSettled, RequestSettled
from storage.models import MentorOffer, MentorRequest, Mentorship


class RequestState(StrEnum):
    """`seeking`: somebody could not, and the next is asked, or will be at once."""

    ASKED = "asked"
    CLARIFYING = "clarifying"
    SEEKING = "seeking"
    COORDINATOR = "coordinator"
    FOUND = "found"
    CANCELLED = "cancelled"


class OfferState(StrEnum):
    """`withdrawn`: it is no longer theirs to answer, through nothing they did."""

    QUEUED = "queued"
    ASKED = "asked"
    CLARIFYING = "clarifying"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class MentorshipState(StrEnum):
    ACQUAINTANCE = "acquaintance"
    WORKING = "working"
    PAUSED = "paused"
    COMPLETED = "completed"


_R, _O, _M = RequestState, OfferState, MentorshipState
_ENDS = {_R.FOUND, _R.CANCELLED}
REQUEST_STEPS: dict[RequestState, frozenset[RequestState]] = {
    _R.ASKED: frozenset({_R.CLARIFYING, _R.SEEKING, _R.COORDINATOR, *_ENDS}),
    _R.CLARIFYING: frozenset({_R.ASKED, _R.SEEKING, _R.COORDINATOR, *_ENDS}),
    _R.SEEKING: frozenset({_R.CLARIFYING, _R.COORDINATOR, *_ENDS}),
    _R.COORDINATOR: frozenset({_R.ASKED, _R.SEEKING, *_ENDS}),
    _R.FOUND: frozenset(),
    _R.CANCELLED: frozenset(),
}
_ANSWERS = {_O.ACCEPTED, _O.DECLINED, _O.EXPIRED, _O.WITHDRAWN}
OFFER_STEPS: dict[OfferState, frozenset[OfferState]] = {
    _O.QUEUED: frozenset({_O.ASKED, _O.WITHDRAWN}),
    _O.ASKED: frozenset({_O.CLARIFYING, *_ANSWERS}),
    _O.CLARIFYING: frozenset({_O.ASKED, *_ANSWERS}),
    _O.ACCEPTED: frozenset(),
    _O.DECLINED: frozenset(),
    _O.EXPIRED: frozenset({_O.QUEUED}),
    _O.WITHDRAWN: frozenset({_O.QUEUED}),
}
MENTORSHIP_STEPS: dict[MentorshipState, frozenset[MentorshipState]] = {
    _M.ACQUAINTANCE: frozenset({_M.WORKING, _M.PAUSED, _M.COMPLETED}),
    _M.WORKING: frozenset({_M.PAUSED, _M.COMPLETED}),
    _M.PAUSED: frozenset({_M.ACQUAINTANCE, _M.WORKING, _M.COMPLETED}),
    _M.COMPLETED: frozenset(),
}
WITH_A_MENTOR = (_O.ASKED.value, _O.CLARIFYING.value)  # of offers: somebody has the card and may answer
OPEN_REQUESTS = tuple(state.value for state in _R if state not in _ENDS)
OPEN_MENTORSHIPS = tuple(state.value for state in _M if state is not _M.COMPLETED)


def move_request(request: MentorRequest, to: RequestState) -> None:
    """The locked request; staying is no move. Raises `RequestSettled`."""
    if to != request.state and to not in REQUEST_STEPS[RequestState(request.state)]:
        raise RequestSettled
    request.state = to.value


def move_offer(offer: MentorOffer, to: OfferState) -> None:
    """Of a locked request. Raises `RequestSettled`."""
    if to != offer.state and to not in OFFER_STEPS[OfferState(offer.state)]:
        raise RequestSettled
    offer.state = to.value


def move_mentorship(mentorship: Mentorship, to: MentorshipState) -> None:
    """The locked mentorship. Raises `MentorshipSettled`."""
    if to != mentorship.state and to not in MENTORSHIP_STEPS[MentorshipState(mentorship.state)]:
        raise MentorshipSettled
    mentorship.state = to.value
