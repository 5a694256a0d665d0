"""Messages to many as their readers see them; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.broadcasts import BROADCAST, State
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens.announcing_notices import Told
from screens.navigation import menu
from storage.models import Broadcast


def message_to_many(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    broadcast = session.get(Broadcast, ids[BROADCAST])
    if broadcast is None or not broadcast.words or broadcast.state == State.CANCELLED:
        return None
    return Screen(broadcast.words, [[menu()]], kept=True)


BROADCAST_NOTICES: dict[str, Told] = {Notice.MESSAGE_TO_MANY: message_to_many}
BROADCAST_KINDS: dict[str, str] = {Notice.MESSAGE_TO_MANY: "объявление"}
