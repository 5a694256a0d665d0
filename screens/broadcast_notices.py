"""Messages to many as their readers see them; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import drafts
from community.broadcasts import BROADCAST, READER, State, has_name
from community.names import first_name
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens.announcing_notices import Told
from screens.broadcast_words import buttons_of, words_for
from storage.models import Account, Broadcast, BroadcastFile, Person

ENCLOSED = (Notice.MESSAGE_TO_MANY, Notice.MESSAGE_TRIED)


def message_to_many(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    broadcast = session.get(Broadcast, ids[BROADCAST])
    if broadcast is None or broadcast.state in (State.CANCELLED, State.DRAFT):
        return None
    return _shown(session, broadcast, ids)


def message_tried(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """What its readers will get, to its author alone."""
    broadcast = session.get(Broadcast, ids[BROADCAST])
    return _shown(session, broadcast, ids) if broadcast else None


def _shown(session: Session, broadcast: Broadcast, ids: Mapping[str, Any]) -> Screen:
    """With a name it is another screen for each reader, so that VK is given each alone."""
    name = _name(session, ids.get(READER)) if has_name(broadcast) else None
    rows = buttons_of(broadcast, drafts.events_of(session, broadcast))
    return Screen(words_for(broadcast, name), rows, kept=True)


def _name(session: Session, account_id: int | None) -> str | None:
    account = session.get(Account, account_id) if account_id else None
    person = session.get(Person, account.person_id) if account else None
    return first_name(person.name) if person and person.name else None


def files_of(session: Session, ids: Mapping[str, Any]) -> list[BroadcastFile]:
    """They come along, before the words."""
    return list(drafts.whole_files(session, ids[BROADCAST]))


BROADCAST_NOTICES: dict[str, Told] = {
    Notice.MESSAGE_TO_MANY: message_to_many,
    Notice.MESSAGE_TRIED: message_tried,
}
BROADCAST_KINDS: dict[str, str] = {
    Notice.MESSAGE_TO_MANY: "объявление",
    Notice.MESSAGE_TRIED: "проба объявления",
}
