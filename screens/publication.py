"""The consent to publish: a choice for each datum, none taken for granted."""

from __future__ import annotations

from collections.abc import Sequence

from community.consents import Kind, wording
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.consents import document
from screens.navigation import back, button, menu, rows_of

NAMES = {
    "name": "Имя",
    "municipality": "Муниципалитет",
    "organisation": "Организация",
    "subjects": "Предметы",
    "competences": "Компетенции",
    "about": "О себе",
    "formats": "Форматы",
}


def ask(community: CommunityProfile, chosen: Sequence[str], given: bool) -> Screen:
    text = f"{document(community, Kind.PUBLICATION)}\n\nОтметьте, что показывать. {_chosen(chosen)}"
    marks = [_mark(name, name in chosen) for name in NAMES]
    label = "Сохранить выбор" if given else "Даю согласие"
    agree = button(label, presses.GiveConsent(kind=Kind.PUBLICATION.value, version=_version(community)))
    return Screen(text, [*rows_of(marks), [agree], [back(presses.MyMentoring()), menu()]])


def published(chosen: Sequence[str]) -> Screen:
    text = f"Сохранено. {_chosen(chosen)} Изменить или отозвать можно в любой день: профиль, раздел «Согласия»."
    if not chosen:
        text = "Сохранено: коллегам ничего не видно, карточки в поиске нет. Изменить можно в любой день."
    return Screen(text, [[button("🙋 Моя карточка", presses.MyMentoring())], [menu()]])


def _chosen(chosen: Sequence[str]) -> str:
    names = ", ".join(NAMES[name].lower() for name in NAMES if name in chosen)
    return f"Сейчас: {names}." if names else "Сейчас: ничего."


def _mark(name: str, chosen: bool) -> Button:
    label = f"✅ {NAMES[name]}" if chosen else NAMES[name]
    return button(label, presses.MarkDatum(name=name, chosen=not chosen))


def _version(community: CommunityProfile) -> str:
    return wording(community, Kind.PUBLICATION).version
