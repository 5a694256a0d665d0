"""What those who send to many are told; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community.audiences import Audience, events_in
from community.broadcasts import BROADCAST, State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.send_looks import Look, event_of
from community.send_tally import tally
from messengers.screen import Screen
from screens import presses
from screens.announcing_notices import Told
from screens.broadcast_cards import QUOTED, title, told, whom
from screens.broadcast_words import first_words
from screens.navigation import Rows, button, menu
from screens.recipients import people
from screens.words import esc, quoted, short
from storage.models import Broadcast, Person


def broadcast_to_check(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    broadcast = session.get(Broadcast, ids[BROADCAST])
    if broadcast is None or broadcast.state != State.CHECK:
        return None
    author, meant = session.get(Person, broadcast.author_id or 0), Audience.model_validate(broadcast.audience)
    name = esc(short((author.name if author else None) or "кто-то из коллег", 40))
    to = whom(broadcast, community, events_in(session, meant))
    urgent = broadcast.is_urgent
    text = f"📣 <b>Посмотрите объявление</b>{', срочное' if urgent else ''}\n"
    text += f"Автор: {name}. Кому: {to}, {people(broadcast.found)}. "
    text += "Придёт всем сразу, и в тихие часы. " if urgent else ""
    text += "Без вашего подтверждения оно не уйдёт."
    text += f"\n\n<i>{esc(first_words(broadcast, QUOTED)) or 'Текста нет, только вложения.'}</i>\n\nВсё ли верно?"
    yes = button("✅ Подтвердить", presses.ConfirmBroadcast(id=broadcast.id))
    no = button("↩️ Вернуть автору", presses.ReturnBroadcast(id=broadcast.id))
    whole = button("📄 Прислать мне целиком", presses.WholeBroadcast(id=broadcast.id))
    return Screen(text, [[yes, no], [whole], [menu()]], kept=True)


def broadcast_checked(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    broadcast = session.get(Broadcast, ids[BROADCAST])
    if broadcast is None or (broadcast.state == State.DRAFT) != ids["returned"]:
        return None
    if not ids["returned"]:
        text = f"✅ Объявление подтверждено: {title(broadcast, None)}."
        return Screen(text, [*_more(broadcast), [menu()]], kept=True)
    text = f"↩️ Объявление вернули вам: {title(broadcast, None)}."
    text += f"\nЧто поправить: {quoted(broadcast.remark, QUOTED)}." if broadcast.remark else ""
    return Screen(text, [[button("📝 Открыть", presses.OpenDraft(id=broadcast.id))], [menu()]], kept=True)


def broadcast_progress(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    look = _look(session, ids)
    if look is None or look.broadcast.begun_at is None:
        return None
    text = told(look, community, datetime.fromisoformat(ids["at"]))
    return Screen(text, [*_more(look.broadcast), [menu()]], kept=True)


def broadcast_paused(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    look = _look(session, ids)
    if look is None or look.broadcast.state != State.PAUSED:
        return None
    text = told(look, community, look.broadcast.begun_at or look.broadcast.due)
    go_on = button("▶️ Продолжить", presses.ResumeBroadcast(id=look.broadcast.id))
    stop = button("✖️ Отменить", presses.CancelBroadcast(id=look.broadcast.id))
    return Screen(text, [[go_on, stop], [menu()]], kept=True)


def _look(session: Session, ids: Mapping[str, Any]) -> Look | None:
    broadcast = session.get(Broadcast, ids[BROADCAST])
    if broadcast is None:
        return None
    return Look(broadcast, tally(session, broadcast), event_of(session, broadcast))


def _more(broadcast: Broadcast) -> Rows:
    return [[button("📣 Подробнее", presses.ShowBroadcast(id=broadcast.id))]]


SENDING_NOTICES: dict[str, Told] = {
    Notice.BROADCAST_TO_CHECK: broadcast_to_check,
    Notice.BROADCAST_CHECKED: broadcast_checked,
    Notice.BROADCAST_PROGRESS: broadcast_progress,
    Notice.BROADCAST_PAUSED: broadcast_paused,
}
SENDING_KINDS: dict[str, str] = {
    Notice.BROADCAST_TO_CHECK: "объявление на проверку",
    Notice.BROADCAST_CHECKED: "ответ коллеги об объявлении",
    Notice.BROADCAST_PROGRESS: "ход отправки объявления",
    Notice.BROADCAST_PAUSED: "сообщение о паузе в отправке",
}
