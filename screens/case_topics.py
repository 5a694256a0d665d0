"""What topics of questions and of ready answers are called."""

from __future__ import annotations

from community.profiles import CommunityProfile
from screens.words import esc
from storage.models import Article, Case

GONE = "Прежняя тема"  # the profile does not have it any more


def topic_name(topic: str, community: CommunityProfile) -> str:
    """Not escaped, for labels and files."""
    known = community.consulting_topic(topic)
    return known.name if known else GONE


def topic_of(subject: Case | Article, community: CommunityProfile) -> str:
    return esc(topic_name(subject.topic, community))
