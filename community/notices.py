from enum import StrEnum


class Notice(StrEnum):
    """Kinds of notification; each has its function in `screens/notices.py`."""

    MEMBER_JOINED = "member_joined"
    UNDELIVERED = "undelivered"
    MY_DATA = "my_data"
    DESTRUCTION_ACT = "destruction_act"
    CONSENT_CHANGED = "consent_changed"
    PARENT_FORM = "parent_form"
    PARENT_FORM_RECEIVED = "parent_form_received"
