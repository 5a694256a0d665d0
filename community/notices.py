from enum import StrEnum


class Notice(StrEnum):
    """Kinds of notification; each has its function in `screens/notices.py`."""

    MEMBER_JOINED = "member_joined"
    UNDELIVERED = "undelivered"
    ROLE_GRANTED = "role_granted"
    ROLE_WITHDRAWN = "role_withdrawn"
    STAND_IN_NAMED = "stand_in_named"
    STAND_IN_ENDED = "stand_in_ended"
    ATTENTION_DUE = "attention_due"
