"""What people of a pair or a group are told of each other's words and contacts, made at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import mentorships, pair_talks, shared_contacts
from community.notices import Notice
from community.profiles import CommunityProfile
from community.talks import MESSAGE, TALK
from messengers.screen import Screen
from screens import pair_talk as screens
from screens import shared_contacts as contact_screens
from screens.spoken import Around
from storage.models import Mentorship, MentorshipMember, Person, Talk, TalkMessage

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]


def said_in_pair(session: Session, mentorship_id: int, message: TalkMessage | None) -> Screen | None:
    made = session.get(Mentorship, mentorship_id)
    if made is None or message is None:
        return None
    members = mentorships.members_of(session, mentorship_id)
    author = next((each for each in members if each.person_id == message.author_id), None)
    person = session.get(Person, message.author_id) if message.author_id else None
    around = Around(pair_talks.quoted(session, message, len(members)), pair_talks.is_first(session, message))
    return screens.said(made, author, person, message, around)


def unheard_in_pair(mentorship_id: int, message: TalkMessage | None) -> Screen | None:
    return screens.undelivered(mentorship_id, message) if message else None


def pair_files(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    talk, message = session.get(Talk, ids[TALK]), session.get(TalkMessage, ids[MESSAGE])
    if talk is None or talk.mentorship_id is None or message is None:
        return None
    return screens.files_brought(talk.mentorship_id)


def contact_shared(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while it is still shared, and both are still there."""
    reader = session.get(MentorshipMember, ids["to"])
    person = session.get(Person, reader.person_id) if reader and reader.person_id else None
    if reader is None or person is None:
        return None
    told = shared_contacts.look(session, person, reader.mentorship_id)
    offered = next((each for each in told.fellows if each.fellow.member.id == ids["by"] and each.shares), None)
    return contact_screens.told(told, offered) if offered else None


PAIR_TALK_KINDS: dict[str, str] = {
    Notice.PAIR_FILES: "вложения из переписки пары",
    Notice.CONTACT_SHARED: "предложение обменяться контактами",
}
PAIR_TALK_NOTICES: dict[str, Told] = {Notice.PAIR_FILES: pair_files, Notice.CONTACT_SHARED: contact_shared}
