"""What the rules of programmes, groups and teams say no to, beside `community/refusals.py`."""

from community.refusals import Refusal


class StepGone(Refusal):
    """The step is not in the programme any more."""


class StepConfirmed(Refusal):
    """Somebody has confirmed the step: it stays in the programme."""


class GroupInvitationGone(Refusal):
    """The invitation into a pair, group or team is not there any more, or is not this person's."""


class GroupIsFull(Refusal):
    """The mentor has no free place for one more, or the team is as large as it may be."""


class AlreadyTogether(Refusal):
    """They are in it already, or have been asked and may still answer."""
