from enum import StrEnum
from typing import NamedTuple


class Notice(StrEnum):
    """Kinds of notification; each has its function in `screens/notices.py` and its manner below."""

    MEMBER_JOINED = "member_joined"
    UNDELIVERED = "undelivered"
    REGISTER = "register"
    LIST_TEMPLATE = "list_template"
    LIST_LINKS = "list_links"
    ROLE_GRANTED = "role_granted"
    ROLE_WITHDRAWN = "role_withdrawn"
    STAND_IN_NAMED = "stand_in_named"
    STAND_IN_ENDED = "stand_in_ended"
    ATTENTION_DUE = "attention_due"
    ACCOUNT_LINKED = "account_linked"
    ACCOUNT_UNLINKED = "account_unlinked"
    ACCOUNT_DETACHED = "account_detached"
    ACCOUNT_LOST = "account_lost"
    ACCOUNT_RECOVERED = "account_recovered"
    RECOVERY_DECLINED = "recovery_declined"
    MY_DATA = "my_data"
    DESTRUCTION_ACT = "destruction_act"
    CONSENT_CHANGED = "consent_changed"
    PARENT_FORM = "parent_form"
    PARENT_FORM_RECEIVED = "parent_form_received"
    MENTOR_APPLICATION = "mentor_application"
    MENTOR_ANSWER = "mentor_answer"
    SEAT_OFFERED = "seat_offered"
    SEAT_LAPSED = "seat_lapsed"
    SEAT_FREED = "seat_freed"
    REGISTRATION_REQUESTED = "registration_requested"
    REGISTRATION_ANSWERED = "registration_answered"
    EVENT_CHANGED = "event_changed"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_REMINDER = "event_reminder"
    STILL_COMING = "still_coming"
    EVENT_FILE = "event_file"
    EVENT_POSTER = "event_poster"
    HOW_WAS_IT = "how_was_it"
    EVENT_MATERIALS = "event_materials"
    CERTIFICATE = "certificate"
    CERTIFICATE_CORRECTED = "certificate_corrected"
    CERTIFICATE_READY = "certificate_ready"
    PLAN_TEMPLATE = "plan_template"
    PLAN_FILE = "plan_file"
    SERIES_ENDED = "series_ended"
    EVENT_PROPOSED = "event_proposed"
    PROPOSAL_ANSWERED = "proposal_answered"
    TOPIC_SUGGESTED = "topic_suggested"
    TOPIC_ANSWERED = "topic_answered"
    RESULT_GIVEN = "result_given"


class Topic(StrEnum):
    """What people switch off, but for what is meant for them alone."""

    PERSONAL = "personal"
    EVENTS = "events"
    REMINDERS = "reminders"
    CONSULTING = "consulting"
    MENTORING = "mentoring"
    COMMUNITY = "community"


class Manner(NamedTuple):
    """`may_wait`: for the morning, where it comes in somebody's quiet hours."""

    topic: Topic
    may_wait: bool


MANNERS: dict[str, Manner] = {
    Notice.MEMBER_JOINED: Manner(Topic.COMMUNITY, may_wait=True),
    Notice.UNDELIVERED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.REGISTER: Manner(Topic.PERSONAL, may_wait=False),
    Notice.LIST_TEMPLATE: Manner(Topic.PERSONAL, may_wait=False),
    Notice.LIST_LINKS: Manner(Topic.PERSONAL, may_wait=False),
    Notice.ROLE_GRANTED: Manner(Topic.PERSONAL, may_wait=False),
    Notice.ROLE_WITHDRAWN: Manner(Topic.PERSONAL, may_wait=False),
    Notice.STAND_IN_NAMED: Manner(Topic.PERSONAL, may_wait=False),
    Notice.STAND_IN_ENDED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.ATTENTION_DUE: Manner(Topic.PERSONAL, may_wait=True),
    Notice.ACCOUNT_LINKED: Manner(Topic.PERSONAL, may_wait=False),
    Notice.ACCOUNT_UNLINKED: Manner(Topic.PERSONAL, may_wait=False),
    Notice.ACCOUNT_DETACHED: Manner(Topic.PERSONAL, may_wait=False),
    Notice.ACCOUNT_LOST: Manner(Topic.PERSONAL, may_wait=True),
    Notice.ACCOUNT_RECOVERED: Manner(Topic.PERSONAL, may_wait=False),
    Notice.RECOVERY_DECLINED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.MY_DATA: Manner(Topic.PERSONAL, may_wait=False),
    Notice.DESTRUCTION_ACT: Manner(Topic.PERSONAL, may_wait=True),
    Notice.CONSENT_CHANGED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.PARENT_FORM: Manner(Topic.PERSONAL, may_wait=False),
    Notice.PARENT_FORM_RECEIVED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.MENTOR_APPLICATION: Manner(Topic.PERSONAL, may_wait=True),
    Notice.MENTOR_ANSWER: Manner(Topic.PERSONAL, may_wait=False),
    Notice.SEAT_OFFERED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.SEAT_LAPSED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.SEAT_FREED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.REGISTRATION_REQUESTED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.REGISTRATION_ANSWERED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.EVENT_CHANGED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.EVENT_CANCELLED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.EVENT_REMINDER: Manner(Topic.REMINDERS, may_wait=True),
    Notice.STILL_COMING: Manner(Topic.REMINDERS, may_wait=True),
    Notice.EVENT_FILE: Manner(Topic.PERSONAL, may_wait=False),
    Notice.EVENT_POSTER: Manner(Topic.PERSONAL, may_wait=False),
    Notice.HOW_WAS_IT: Manner(Topic.EVENTS, may_wait=True),
    Notice.EVENT_MATERIALS: Manner(Topic.EVENTS, may_wait=True),
    Notice.CERTIFICATE: Manner(Topic.PERSONAL, may_wait=False),
    Notice.CERTIFICATE_CORRECTED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.CERTIFICATE_READY: Manner(Topic.PERSONAL, may_wait=True),
    Notice.PLAN_TEMPLATE: Manner(Topic.PERSONAL, may_wait=False),
    Notice.PLAN_FILE: Manner(Topic.PERSONAL, may_wait=False),
    Notice.SERIES_ENDED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.EVENT_PROPOSED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.PROPOSAL_ANSWERED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.TOPIC_SUGGESTED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.TOPIC_ANSWERED: Manner(Topic.PERSONAL, may_wait=True),
    Notice.RESULT_GIVEN: Manner(Topic.PERSONAL, may_wait=True),
}
