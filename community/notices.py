from enum import StrEnum


class Notice(StrEnum):
    """Kinds of notification; each has its function in `screens/notices.py`."""

    MEMBER_JOINED = "member_joined"
    UNDELIVERED = "undelivered"
    REGISTER = "register"
