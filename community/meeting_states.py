"""Which ways a meeting may go; docs/mentoring.md has the same table."""

from __future__ import annotations

from enum import StrEnum

from community.meeting_refusals import MeetingSettled
from storage.models import Meeting


class MeetingState(StrEnum):
    """`moved`: it did not take place at its time, and another is to be found."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    HELD = "held"
    MOVED = "moved"
    MISSED = "missed"
    CANCELLED = "cancelled"


_M = MeetingState
_LOGGED = {_M.HELD, _M.MOVED, _M.MISSED}
MEETING_STEPS: dict[MeetingState, frozenset[MeetingState]] = {
    _M.PROPOSED: frozenset({_M.ACCEPTED, _M.CANCELLED, *_LOGGED}),
    _M.ACCEPTED: frozenset({_M.PROPOSED, _M.CANCELLED, *_LOGGED}),
    _M.HELD: frozenset({_M.CANCELLED, _M.MOVED, _M.MISSED}),
    _M.MOVED: frozenset({_M.HELD, _M.MISSED}),
    _M.MISSED: frozenset({_M.HELD, _M.MOVED}),
    _M.CANCELLED: frozenset(),
}
PLANNED = (_M.PROPOSED.value, _M.ACCEPTED.value)
LOGGED = tuple(state.value for state in _M if state in _LOGGED)


def move_meeting(meeting: Meeting, to: MeetingState) -> None:
    """Of a locked mentorship; staying is no move. Raises `MeetingSettled`."""
    if to != meeting.state and to not in MEETING_STEPS[MeetingState(meeting.state)]:
        raise MeetingSettled
    meeting.state = to.value
