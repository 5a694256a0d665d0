"""What meetings and the life of a pair say no to; the sentences are in `screens/meeting_refusals.py`."""

from __future__ import annotations

from community.refusals import Refusal


class MeetingGone(Refusal):
    """There is no such meeting, or it is of people whom this person is not with."""


class MeetingSettled(Refusal):
    """It is cancelled, or noted down already."""


class MeetingOver(Refusal):
    """Its time has come: nobody says any more whether they come."""


class MeetingAhead(Refusal):
    """How it was is said when its time has come."""


class MeetingDayRefused(Refusal):
    """Of a day ahead, or before they were together, nothing is noted down."""


class MentorshipPaused(Refusal):
    """Meetings are planned when it goes on."""


class LastDayRefused(Refusal):
    """A pause, or an end, on a day that is over or too far."""


class FitNotAsked(Refusal):
    """Whether they suit each other is asked after the first meeting."""
