from __future__ import annotations

from community.exports import Counts, Purpose
from community.profiles import CommunityProfile
from community.registers import Filter
from messengers.screen import Screen
from screens import presses
from screens.members import in_words
from screens.navigation import back, button, menu
from screens.words import count, esc

PURPOSES = {Purpose.WORK: "Для работы с людьми", Purpose.TRANSFER: "Для регионального центра"}
CONSENTS = {Purpose.WORK: "согласия на участие", Purpose.TRANSFER: "согласия на передачу"}


def ask_purpose(wanted: Filter, community: CommunityProfile) -> Screen:
    text = "Для чего нужен список? В файле будут только те, кто на это согласен, остальных посчитаем.\n"
    text += f"Отбор: {esc(in_words(wanted, community) or 'все')}."
    offers = [[button(name, presses.Export(purpose=purpose.value))] for purpose, name in PURPOSES.items()]
    return Screen(text, [*offers, [back(presses.PeopleTools()), menu()]])


def prepared(counts: Counts, purpose: str) -> Screen:
    """`purpose` of those that are known."""
    refused = f"Не вошли (нет {CONSENTS[Purpose(purpose)]}): {people(counts.refused)}."
    if not counts.listed:
        text = f"Включить в список пока некого. {refused if counts.refused else 'По такому отбору никого нет.'}"
    else:
        text = f"Готовим файл, пришлём его сюда. В списке {people(counts.listed)}."
        text += f" {refused}" if counts.refused else ""
    return Screen(text, [[back(presses.Members(page=0)), menu()]])


def people(number: int) -> str:
    return count(number, "человек", "человека", "человек")
