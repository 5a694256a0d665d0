"""How people of a pair exchange contacts: each reads the other's once both have shared theirs."""

from __future__ import annotations

from community.shared_contacts import Contact, Contacts
from messengers.screen import Screen
from screens import presses
from screens.navigation import Rows, back, button, menu
from screens.words import esc, remarked, short

SHOWN = 5
NAME = 30
EXAMPLE = "+7 912 345-67-89, anna@example.org или vk.com/anna"
WRONG = f"Здесь нужно другое: телефон, почта или ссылка на страницу, до 120 знаков, например {EXAMPLE}."
SAVED = "Готово: контактом можно обменяться."
WITHDRAWN = "Ваш контакт стёрт. Из чата, где его уже видели, бот убрать его не может."


def overview(shown: Contacts, remark: str = "") -> Screen:
    text = f"{remarked(remark)}📲 <b>Контакты</b>\n"
    if shown.is_over:
        text += "Работа вместе завершена, контактов здесь больше нет."
        return Screen(text, [[back(_card(shown)), menu()]])
    text += f"Ваш: {esc(shown.own)}" if shown.own else "Вы своим контактом ещё не делились."
    text += "".join(f"\n{_name(each)}: {_said(each)}" for each in shown.fellows[:SHOWN])
    text += "\n\nЧужой контакт виден, только если своим поделились оба. Отозвать согласие можно в любой момент."
    return Screen(text, [*_actions(shown), [back(_card(shown)), menu()]])


def ask(shown: Contacts, remark: str = "") -> Screen:
    text = f"{remarked(remark)}📲 Напишите, как с вами связаться: телефон, почта или ссылка на страницу, "
    text += f"например {EXAMPLE}.\n\nКонтакт увидит только тот, кто поделится своим."
    return Screen(text, [[back(presses.PairContacts(id=shown.mentorship.id)), menu()]])


def told(shown: Contacts, by: Contact) -> Screen:
    """For whoever somebody has shared theirs with."""
    if by.text:
        text = f"📲 Контакты открыты. {_name(by)}: {esc(by.text)}"
        return Screen(text, [[button("📲 Контакты", _page(shown)), menu()]], kept=True)
    text = f"📲 {_name(by)} предлагает обменяться контактами. Чужой виден, когда своим поделились оба."
    give = button("📲 Поделиться контактом", presses.AskContact(id=shown.mentorship.id))
    return Screen(text, [[give], [button("🤝 Открыть пару", _card(shown)), menu()]], kept=True)


def _actions(shown: Contacts) -> Rows:
    number = shown.mentorship.id
    if shown.own is None:
        return [[button("📲 Поделиться контактом", presses.AskContact(id=number))]]
    change = button("✏️ Изменить", presses.AskContact(id=number))
    return [[change, button("✖️ Отозвать", presses.WithdrawContact(id=number))]]


def _said(contact: Contact) -> str:
    if contact.text:
        return esc(contact.text)
    return "контакт ждёт вашего" if contact.shares else "пока без контакта"


def _name(contact: Contact) -> str:
    person = contact.fellow.person
    return esc(short(person.name, NAME)) if person and person.name else "Собеседник"


def _card(shown: Contacts) -> presses.Press:
    return presses.ShowMentorship(id=shown.mentorship.id, page=0)


def _page(shown: Contacts) -> presses.Press:
    return presses.PairContacts(id=shown.mentorship.id)
