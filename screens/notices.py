"""The words of notifications, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.navigation import button, menu
from screens.words import esc, network_name
from storage.models import Account, Person


def member_joined(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or person.joined_at is None:
        return None
    position, town = community.position(person.position or ""), community.municipality(person.municipality or "")
    facts = ", ".join(esc(item.name) for item in (position, town) if item)
    text = f"🤝 В {esc(community.noun.short.accusative)} вступает <b>{esc(person.name)}</b>"
    text += f"\n{facts}." if facts else "."
    card = button("👤 Карточка", presses.Member(id=person.id))
    return Screen(text, [[card, button("👥 Участники", presses.Members(page=0))], [menu()]], kept=True)


def undelivered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    what = KINDS.get(ids["kind"], "одно из уведомлений")
    text = (
        f"❗ Не удалось доставить: {what}. Остальные сообщения уходят как обычно.\n"
        "Кому и почему не дошло, покажет администратору команда <b>python -m bot post</b>, она же отправит ещё раз."
    )
    return Screen(text, [[menu()]], kept=True)


def account_linked(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    account = session.get(Account, ids["account"])
    if account is None:
        return None
    text = (
        f"🔗 К вашему профилю привязан ещё один аккаунт: {network_name(account.network)}.\n"
        "Если это не вы, отвяжите его и сообщите координатору."
    )
    return Screen(text, [[button("🔗 Другие сети", presses.Networks())], [menu()]], kept=True)


def account_unlinked(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    account = session.get(Account, ids["account"])
    if account is None:
        return None
    text = f"От вашего профиля отвязан аккаунт: {network_name(account.network)}. Остальное на месте."
    return Screen(text, [[button("🔗 Другие сети", presses.Networks())], [menu()]], kept=True)


def account_detached(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    text = (
        "Этот аккаунт больше не связан с профилем, который был здесь. "
        "Если вы об этом не просили, сразу сообщите координатору."
    )
    return Screen(text, [[menu()]], kept=True)


KINDS = {
    Notice.MEMBER_JOINED: "сообщение о новом участнике",
    Notice.ACCOUNT_LINKED: "сообщение о привязанном аккаунте",
    Notice.ACCOUNT_UNLINKED: "сообщение об отвязанном аккаунте",
    Notice.ACCOUNT_DETACHED: "сообщение отвязанному аккаунту",
}
NOTICES: dict[str, Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]] = {
    Notice.MEMBER_JOINED: member_joined,
    Notice.UNDELIVERED: undelivered,
    Notice.ACCOUNT_LINKED: account_linked,
    Notice.ACCOUNT_UNLINKED: account_unlinked,
    Notice.ACCOUNT_DETACHED: account_detached,
}
