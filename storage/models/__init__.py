"""The tables, by what they are about."""

from storage.models.base import Base, UtcDateTime, table_of
from storage.models.delivery import Cursor, InboxUpdate, Notification
from storage.models.mentors import Invitation, Mentor, MentorApplication
from storage.models.people import (
    Account,
    Attention,
    AuditEntry,
    Grant,
    Person,
    SearchWord,
    StandIn,
    fold,
    register_words,
)
from storage.models.rights import Consent, DestructionAct, Expected, LinkCode, RecoveryRequest

__all__ = [
    "Account",
    "Attention",
    "AuditEntry",
    "Base",
    "Consent",
    "Cursor",
    "DestructionAct",
    "Expected",
    "Grant",
    "InboxUpdate",
    "Invitation",
    "LinkCode",
    "Mentor",
    "MentorApplication",
    "Notification",
    "Person",
    "RecoveryRequest",
    "SearchWord",
    "StandIn",
    "UtcDateTime",
    "fold",
    "register_words",
    "table_of",
]
