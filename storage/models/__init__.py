"""The tables, by what they are about."""

from storage.models.base import Base, UtcDateTime, table_of
from storage.models.delivery import Cursor, InboxUpdate, Notification
from storage.models.events import (
    Certificate,
    Event,
    EventHost,
    EventReminder,
    EventSeries,
    Feedback,
    Registration,
    TopicIdea,
)
from storage.models.mentors import Invitation, Mentor, MentorApplication
from storage.models.people import (
    Account,
    Attention,
    AuditEntry,
    Catalogue,
    Grant,
    Person,
    SearchWord,
    StandIn,
    fold,
    marked,
    register_words,
    words_of,
)
from storage.models.rights import Consent, DestructionAct, Expected, LinkCode, RecoveryRequest

__all__ = [
    "Account",
    "Attention",
    "AuditEntry",
    "Base",
    "Catalogue",
    "Certificate",
    "Consent",
    "Cursor",
    "DestructionAct",
    "Event",
    "EventHost",
    "EventReminder",
    "EventSeries",
    "Expected",
    "Feedback",
    "Grant",
    "InboxUpdate",
    "Invitation",
    "LinkCode",
    "Mentor",
    "MentorApplication",
    "Notification",
    "Person",
    "RecoveryRequest",
    "Registration",
    "SearchWord",
    "StandIn",
    "TopicIdea",
    "UtcDateTime",
    "fold",
    "marked",
    "register_words",
    "table_of",
    "words_of",
]
