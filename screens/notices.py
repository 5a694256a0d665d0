"""The words of notifications, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import consents
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.navigation import button, menu
from screens.words import esc
from storage.models import DestructionAct, Person


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


def my_data(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    if session.get(Person, ids["person"]) is None:
        return None
    text = "📂 Ваши данные — в архиве выше. В нём страница для чтения и файл для программ. Никому его не пересылайте."
    return Screen(text, [[button("📂 Мои данные", presses.MyData())], [menu()]], kept=True)


def destruction_act(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    act = session.get(DestructionAct, ids["act"])
    if act is None:
        return None
    text = (
        f"📄 Данные одного человека удалены, акт об уничтожении № {act.id} — в файле выше. "
        "Сохраните его по правилам оператора: программа хранит только номер и отпечаток."
    )
    return Screen(text, [[menu()]], kept=True)


def consent_changed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or person.joined_at is None:
        return None
    if consents.is_current(session, person, consents.Kind.PARTICIPATION, community):
        return None
    text = "Напоминаем: текст согласия на участие обновился. Прочитайте его, пожалуйста, это пара минут."
    return Screen(text, [[button("📄 Согласие обновилось", presses.ChangedConsents())], [menu()]], kept=True)


def parent_form(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or not person.parent_form_code:
        return None
    text = (
        f"📄 Форма для родителей — в файле выше, её код <b>{person.parent_form_code}</b>. Родитель заполняет её и "
        "подписывает, вы передаёте координатору. Код действует 90 дней."
    )
    return Screen(text, [[menu()]], kept=True)


def parent_form_received(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or person.joined_at is not None or person.parent_form_at is None:
        return None
    text = "✅ Координатор получил форму от родителей. Теперь можно вступить, это меньше минуты."
    return Screen(text, [[button("🤝 Вступить", presses.Join())], [menu()]], kept=True)


KINDS = {
    Notice.MEMBER_JOINED: "сообщение о новом участнике",
    Notice.MY_DATA: "копия данных",
    Notice.DESTRUCTION_ACT: "акт об уничтожении данных",
    Notice.CONSENT_CHANGED: "напоминание о согласии",
    Notice.PARENT_FORM: "форма для родителей",
    Notice.PARENT_FORM_RECEIVED: "сообщение о форме от родителей",
}
NOTICES: dict[str, Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]] = {
    Notice.MEMBER_JOINED: member_joined,
    Notice.UNDELIVERED: undelivered,
    Notice.MY_DATA: my_data,
    Notice.DESTRUCTION_ACT: destruction_act,
    Notice.CONSENT_CHANGED: consent_changed,
    Notice.PARENT_FORM: parent_form,
    Notice.PARENT_FORM_RECEIVED: parent_form_received,
}
