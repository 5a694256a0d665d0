"""Results of a contest or an internship."""

from __future__ import annotations

from collections.abc import Sequence

from messengers.screen import Screen
from screens import presses
from screens.navigation import back, button, menu
from screens.words import esc, remarked, short, wanted
from storage.models import Event, Person, Registration

MOST_LISTED = 10
WORDS = wanted("результат словами, до 60 знаков, например «2 место»")
SHOWN = "✅ Результаты видны участникам в карточке."
HIDDEN = "Результаты больше не видны в карточке."


def ask(event: Event, found: Registration, person: Person, remark: str = "") -> Screen:
    text = remarked(remark)
    text += f"Какой результат: {esc(person.name)}, «{esc(event.title)}»? Напишите, например: «победитель», «2 место»."
    text += f"\n\nСейчас: {esc(found.result)}." if found.result else "\n\nУчастнику придёт сообщение."
    return Screen(text, [[back(presses.ShowRegistration(id=found.id)), menu()]])


def toggle(event: Event, listed: Sequence[tuple[str, str]], remark: str = "") -> Screen:
    """What the organiser sees of all results."""
    text = remarked(remark)
    text += f"🎉 <b>Результаты: {esc(event.title)}</b>{lines(listed)}"
    text += "" if listed else "\nПока пусто. Результат вписывают в карточке записи: «Участники»."
    label = "🔒 Скрыть результаты" if event.results_shown else "👁 Показать результаты"
    show = [[button(label, presses.ShowResults(id=event.id, shown=not event.results_shown))]] if listed else []
    people = button("👥 Участники", presses.EventPeople(id=event.id, page=0))
    return Screen(text, [*show, [people], [back(presses.RunEvent(id=event.id)), menu()]])


def lines(listed: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"\n• {esc(short(who))} — {esc(result)}" for who, result in listed[:MOST_LISTED])
    return told + (f"\nи ещё {len(listed) - MOST_LISTED}" if len(listed) > MOST_LISTED else "")
