"""The words of notifications, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import exports
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.exports import PURPOSES
from screens.navigation import button, menu
from screens.words import esc
from storage.models import Person


def member_joined(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or person.joined_at is None:
        return None
    position, town = community.position(person.position or ""), community.municipality(person.municipality or "")
    facts = ", ".join(esc(item.name) for item in (position, town) if item)
    text = f"🤝 В {esc(community.noun.short.accusative)} вступает <b>{esc(person.name)}</b>"
    text += f"\n{facts}." if facts else "."
    card = button("👤 Карточка", presses.Member(id=person.id))
    return Screen(text, [[card, button("👥 Реестры", presses.Registers())], [menu()]], kept=True)


def undelivered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    what = KINDS.get(ids["kind"], "одно из уведомлений")
    text = (
        f"❗ Не удалось доставить: {what}. Остальные сообщения уходят как обычно.\n"
        "Кому и почему не дошло, покажет администратору команда <b>python -m bot post</b>, она же отправит ещё раз."
    )
    return Screen(text, [[menu()]], kept=True)


def register(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Its document is made at delivery, in `screens/registers_xlsx.py`."""
    asked = exports.read(session, ids)
    if asked is None:
        return None
    text = (
        f"Список — в файле выше: {PURPOSES[asked.purpose].lower()}. В нём личные данные: "
        "не пересылайте его посторонним и удалите, когда станет не нужен."
    )
    return Screen(text, [[button("👥 Реестры", presses.Registers())], [menu()]], kept=True)


KINDS = {Notice.MEMBER_JOINED: "сообщение о новом участнике", Notice.REGISTER: "файл со списком"}
NOTICES: dict[str, Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]] = {
    Notice.MEMBER_JOINED: member_joined,
    Notice.UNDELIVERED: undelivered,
    Notice.REGISTER: register,
}
