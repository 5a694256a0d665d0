"""What the rules about requests for a mentor say no to."""

from community.refusals import Refusal


class RequestMovedOn(Refusal):
    """A coordinator would choose, but the request is with a mentor, answered or closed by now."""


class MentorOutOfReach(Refusal):
    """A coordinator's choice who cannot be asked: pausing, without a place, with the person already, has said no."""


class QuestionSettled(Refusal):
    """Nobody waits for an answer to the mentor's question any more."""
