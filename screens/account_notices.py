"""What somebody learns of their own account and data, made at delivery; None says that there is nothing to tell."""

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
from screens.words import esc, network_name
from storage.models import Account, DestructionAct, Person, RecoveryRequest


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


def account_lost(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    request = session.get(RecoveryRequest, ids["request"])
    if request is None or request.closed_at is not None:
        return None
    text = (
        "🔍 Кто-то потерял аккаунт и просит вернуть профиль. Сначала нужно убедиться, кто пишет: по телефону или лично."
    )
    return Screen(text, [[button("🔍 Посмотреть", presses.LostAccount(id=request.id)), menu()]], kept=True)


def account_recovered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    person = session.get(Person, ids["person"])
    if person is None or person.joined_at is None:
        return None
    text = f"🎉 С возвращением, {esc(person.name)}! Координатор вернул ваш профиль, теперь он открывается здесь."
    return Screen(text, [[button("🔗 Другие сети", presses.Networks())], [menu()]], kept=True)


def recovery_declined(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    text = (
        "Не получилось подтвердить, что прежний профиль ваш. Так бывает: имя записано иначе или не удалось созвониться."
    )
    if ids["late"]:
        text = "За 30 дней ваш прежний профиль подтвердить не успели, заявка закрыта. Простите за ожидание."
    text += " Свяжитесь с координатором и попробуйте ещё раз или вступите заново, это меньше минуты."
    again = button("🔗 Я уже участвую", presses.AlreadyMember())
    return Screen(text, [[again, button("🤝 Вступить", presses.Join())], [menu()]], kept=True)


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


Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]
ACCOUNT_NOTICES: dict[str, Told] = {
    Notice.ACCOUNT_LINKED: account_linked,
    Notice.ACCOUNT_UNLINKED: account_unlinked,
    Notice.ACCOUNT_DETACHED: account_detached,
    Notice.ACCOUNT_LOST: account_lost,
    Notice.ACCOUNT_RECOVERED: account_recovered,
    Notice.RECOVERY_DECLINED: recovery_declined,
    Notice.MY_DATA: my_data,
    Notice.DESTRUCTION_ACT: destruction_act,
    Notice.CONSENT_CHANGED: consent_changed,
    Notice.PARENT_FORM: parent_form,
    Notice.PARENT_FORM_RECEIVED: parent_form_received,
}
ACCOUNT_KINDS: dict[str, str] = {
    Notice.ACCOUNT_LINKED: "сообщение о привязанном аккаунте",
    Notice.ACCOUNT_UNLINKED: "сообщение об отвязанном аккаунте",
    Notice.ACCOUNT_DETACHED: "сообщение отвязанному аккаунту",
    Notice.ACCOUNT_LOST: "просьба вернуть профиль",
    Notice.ACCOUNT_RECOVERED: "сообщение о возвращённом профиле",
    Notice.RECOVERY_DECLINED: "ответ на просьбу вернуть профиль",
    Notice.MY_DATA: "копия данных",
    Notice.DESTRUCTION_ACT: "акт об уничтожении данных",
    Notice.CONSENT_CHANGED: "напоминание о согласии",
    Notice.PARENT_FORM: "форма для родителей",
    Notice.PARENT_FORM_RECEIVED: "сообщение о форме от родителей",
}
