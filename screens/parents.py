from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community.consents import Kind, wording
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.files import docx
from screens.navigation import back, button, menu
from screens.words import day, esc
from storage.models import Person

LINE = "______________________________________________"
SHOWN = 4


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    person = session.get_one(Person, ids["person"])
    return "Форма для родителей.docx", write(person.parent_form_code or "", community)


def write(code: str, community: CommunityProfile) -> bytes:
    operator, text = community.operator, wording(community, Kind.PARTICIPATION)
    who = ", ".join(filter(None, (operator.name, operator.address, operator.contact)))
    paragraphs = (
        f"Код формы: {code}. Покажите его координатору вместе с подписанной формой. Код действует 90 дней.",
        f"Оператор: {who or 'не указан (демонстрация)'}.",
        f"Я, {LINE}, родитель (законный представитель) несовершеннолетнего {LINE}, дата рождения ______________,",
        f"документ, который подтверждает личность и полномочия: {LINE},",
        f"даю согласие на его участие ({community.name}) и на обработку его персональных данных.",
        f"Цели: {'; '.join(text.purposes)}.",
        f"Данные: {'; '.join(text.data)}.",
        f"Действия: {text.actions}.",
        f"Кому видно: {text.seen_by}.",
        f"Срок: {text.term}. Отзыв: {text.withdrawal}.",
        "Дата: ______________    Подпись: ______________ / ______________________",
    )
    return docx("Согласие родителя (законного представителя)", paragraphs)


def on_its_way() -> Screen:
    text = (
        "Форма придёт сюда файлом через несколько секунд. Её подписывает родитель, а вы передаёте координатору. "
        "Когда он отметит получение, напишем вам. Имя и анкету до этого не храним."
    )
    return Screen(text, [[menu()]])


def awaited(people: Sequence[tuple[date, Person]], today: date, remark: str = "") -> Screen:
    text = "<b>Формы от родителей</b>\nВпишите код с формы или выберите его из списка."
    text += "" if people else "\nСейчас ни одной формы не ждём."
    codes = [
        [button(f"{person.parent_form_code} от {day(asked, today)}", presses.ParentForm(id=person.id))]
        for asked, person in people[:SHOWN]
    ]
    return Screen(f"{remark}\n\n{text}" if remark else text, [*codes, [menu()]])


def confirm(code: str) -> Screen:
    text = (
        f"Форма с кодом <b>{esc(code)}</b> подписана родителем и лежит у вас? "
        "После отметки можно будет вступить. Саму форму храните по правилам оператора."
    )
    receive = button("✅ Форма получена", presses.ReceiveParentForm(code=code))
    return Screen(text, [[receive], [back(presses.ParentForms()), menu()]])


def received() -> Screen:
    text = "Отмечено: форма получена. Сообщение об этом уже отправлено, вступление продолжится."
    return Screen(text, [[menu()]])


NOT_FOUND = "Такой формы не ждём: проверьте код, он из 8 знаков. Возможно, её уже отметили или прошло 90 дней."
CODE_WANTED = "Здесь нужен код с формы: 8 букв и цифр."
