"""What a mentor offers: competences, formats, how many they take, about, proof. Asked of applicants and of mentors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from community.applying import LONGEST_ABOUT, MOST_PROOFS
from community.choices import Choice
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, button, menu, paged, rows_of
from screens.words import count, esc, remarked, short, wanted

FOUND = 5
ENOUGH = f"Этого достаточно: больше {MOST_PROOFS} файлов не нужно."
CAPACITIES = (1, 2, 3, 4, 5, 6, 8, 10)
QUESTIONS = {
    "competences": "В чём вы можете помочь коллегам? Отметьте кнопками или напишите через запятую.",
    "formats": "Как вам удобно работать с подопечными? Отметьте одно или несколько.",
}
WANTED = {
    "competences": "название из списка, например «{example}»",
    "formats": "название из списка, например «{example}»",
    "capacity": "число от 1 до 12, например 3",
    "about": f"рассказ словами, до {LONGEST_ABOUT} знаков",
    "proof": "фото или документ",
}


def expected(name: str, example: str = "") -> str:
    return wanted(WANTED[name].format(example=esc(example)))


def ask_choices(
    of: str,
    name: str,
    chosen: Sequence[str],
    choices: Sequence[Choice],
    ends: list[Button],
    page: int = 0,
    lead: str = "",
    onward: Sequence[Button] = (),
) -> Screen:
    """`choices`: all there are, or those that match the letters typed."""
    names = ", ".join(choice.name for choice in choices if choice.id in chosen)
    text = f"{lead}{QUESTIONS[name]}" + (f"\n\nОтмечено: {esc(names)}." if names else "")
    marked = [_markable(of, name, choice, choice.id in chosen, page) for choice in choices]
    return Screen(text, paged(marked, page, partial(_page, of, name), ends, onward=onward))


def ask_capacity(of: str, capacity: int, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Скольких подопечных вы готовы вести одновременно? Сейчас отмечено: {capacity}."
    numbers = [button(str(number), presses.ChooseCapacity(of=of, number=number)) for number in CAPACITIES]
    return Screen(text, [*rows_of(numbers), ends_of(of)])


def ask_about(of: str, about: str | None, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Расскажите о себе коллегам: опыт, любимые темы. До {LONGEST_ABOUT} знаков, по желанию."
    text += f"\n\nСейчас: {esc(about)}" if about else ""
    return Screen(text, [*_clear(of, "about", bool(about)), ends_of(of)])


def ask_proof(of: str, proof: Sequence[str], remark: str = "") -> Screen:
    text = f"{remarked(remark)}Можно приложить фото или документ: удостоверение, приказ, диплом. Это по желанию."
    if proof:
        text += f"\n\nПриложено: {count(len(proof), 'файл', 'файла', 'файлов')} из {MOST_PROOFS}."
    return Screen(text, [*_clear(of, "proof", bool(proof)), ends_of(of, "Готово" if proof else "Пропустить")])


def ends_of(of: str, onward: str = "Готово") -> list[Button]:
    summary = presses.ApplyStep(step="summary") if of == "a" else presses.MyMentoring()
    return [button(f"✔️ {onward}" if onward == "Готово" else onward, summary), menu()]


def _markable(of: str, name: str, choice: Choice, chosen: bool, page: int) -> Button:
    label = short(f"✅ {choice.name}" if chosen else choice.name)
    return button(label, presses.MarkOffer(of=of, name=name, id=choice.id, chosen=not chosen, page=page))


def _page(of: str, name: str, page: int) -> presses.OfferPage:
    return presses.OfferPage(of=of, name=name, page=page)


def _clear(of: str, name: str, given: bool) -> Rows:
    return [[button("✖️ Убрать", presses.ClearOffer(of=of, name=name))]] if given else []
