from enum import StrEnum


class Notice(StrEnum):
    """Kinds of notification; each has its function in `screens/notices.py`."""

    MEMBER_JOINED = "member_joined"
    UNDELIVERED = "undelivered"
    MENTOR_APPLICATION = "mentor_application"
    MENTOR_APPLICATION_DUE = "mentor_application_due"
    MENTOR_ANSWER = "mentor_answer"
