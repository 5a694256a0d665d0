"""What the rules of messages to many say no to, beside `community/refusals.py`."""

from community.refusals import Refusal


class DraftGone(Refusal):
    """The draft was thrown away, or is somebody else's."""


class DraftSettled(Refusal):
    """It is no draft any more: nothing of it changes."""


class ButtonsAreFull(Refusal):
    """It has as many buttons as it may have."""


class SegmentGone(Refusal):
    """The named audience was deleted, or is somebody else's."""


class SegmentNamed(Refusal):
    """They have another audience of this name."""
