"""What the asker of an unnamed question reads: who will not see it, what may betray them, when the link goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from community.case_privacy import FROM_NOBODY
from community.profiles import CommunityProfile, Municipality
from messengers.screen import Screen
from screens import presses
from screens.consultations import own_button
from screens.navigation import Rows, button, menu, paged
from screens.words import esc, short
from storage.models import Case, TalkFile

FOUND = 6
WORDS = "Нужно название муниципалитета словами, например «Кунгур», или кнопка из списка."
NOT_FOUND = "Такого в списке не нахожу. Попробуйте первые буквы."
LINK = (
    "Чтобы доставить ответ, сервер помнит, чей это вопрос. Через 14 дней после закрытия эта связь стирается: "
    "после этого ответить вам уже не получится."
)
BETRAYING = {
    "photo": "Фото может вас выдать.",
    "voice": "Голос может вас выдать.",
    "audio": "Голос может вас выдать.",
    "video": "Лицо и голос на видео могут вас выдать.",
    "document": "В свойствах документа бывает имя автора; название файла мы уберём.",
}
NOBODY = "Сейчас некому ответить на такой вопрос."
LONGEST_SUFFIX = 6


def ask_town(
    case: Case, named: bool, page: int, found: Sequence[Municipality] | None, community: CommunityProfile, remark: str
) -> Screen:
    """Of somebody whose municipality nobody knows."""
    text = f"{remark}\n\n" if remark else ""
    text += "Из какого вы муниципалитета? Его сотрудники не увидят вопрос. Выберите или начните писать название."
    towns = community.municipalities if found is None else found
    choices = [button(short(town.name), presses.HideFrom(id=case.id, named=named, town=town.id)) for town in towns]
    nobody = button("Не скрывать", presses.HideFrom(id=case.id, named=named, town="-"))

    def turn_to(page: int) -> presses.Press:
        return presses.HideTowns(id=case.id, named=named, page=page)

    return Screen(text, paged(choices, page, turn_to, [nobody, menu()]))


def before(
    case: Case, named: bool, kinds: Sequence[str], reachable: bool, chooses: bool, community: CommunityProfile
) -> Screen:
    """What there is to know before. `kinds`: of the files in it; `chooses`: the asker says from whom to hide it."""
    parts = ["<b>Перед отправкой</b>", *([_hidden_from(case, community)] if case.is_support else []), LINK]
    parts.extend(f"❗ {said}" for said in _warnings(kinds))
    if not reachable:
        parts.append(f"❗ {NOBODY} Он подождёт того, кто сможет, но ответа может и не быть.")
    doubt = bool(kinds) or not reachable
    send = button("✉️ Всё равно отправить" if doubt else "✉️ Отправить", presses.SendSure(id=case.id, named=named))
    rows: Rows = [[send]]
    if case.is_support and chooses:
        rows.append([button("📌 Изменить муниципалитет", presses.HideTowns(id=case.id, named=named))])
    cancel = button("✖️ Не отправлять", presses.CancelQuestion(id=case.id))
    return Screen("\n\n".join(parts), [*rows, [cancel, menu()]])


def sent(case: Case, reachable: bool) -> Screen:
    text = f"Вопрос № {case.id} отправлен без имени. "
    text += "Ищем, кто ответит." if reachable else f"{NOBODY} Он подождёт того, кто сможет."
    text += f"\nОтвет придёт сюда. {LINK}"
    return Screen(text, [[own_button(case.id)], [button("👤 Назвать себя", presses.SureToName(id=case.id)), menu()]])


def ask_files(case: Case, kinds: Sequence[str]) -> Screen:
    """Of what is said in the talk about an unnamed question."""
    text = f"Это пока никому не передано: вопрос № {case.id} без имени. {' '.join(_warnings(kinds))}"
    text += "\n\nНапишите то же словами или нажмите «Всё равно отправить» и пришлите ещё раз."
    anyway = button("✉️ Всё равно отправить", presses.SendFiles(id=case.id))
    return Screen(text, [[anyway], [button("✏️ Словами", presses.AnswerCase(id=case.id)), menu()]])


def send_again(case: Case) -> Screen:
    return Screen(f"Хорошо. Пришлите ещё раз, и мы передадим: вопрос № {case.id}.", [[menu()]])


def ask_to_name(case: Case) -> Screen:
    text = f"Назвать себя в вопросе № {case.id}? Тот, кто отвечает, увидит ваше имя"
    text += "." if case.is_support else " и муниципалитет."
    text += " Вернуть как было не получится."
    named = button("👤 Да, назвать себя", presses.NameMyself(id=case.id))
    return Screen(text, [[named], [button("Оставить без имени", presses.AnswerCase(id=case.id))], [menu()]])


def named(case: Case) -> Screen:
    answer = button("✏️ Написать", presses.AnswerCase(id=case.id))
    return Screen(f"Готово: в вопросе № {case.id} теперь видно ваше имя.", [[answer, menu()]])


def file_name(number: int, file: TalkFile, hidden: bool) -> str:
    """What a file is called for the other side."""
    suffix = PurePath(file.name).suffix
    known = suffix if 1 < len(suffix) <= LONGEST_SUFFIX and suffix[1:].isalnum() and suffix.isascii() else ""
    return f"файл {number}{known.lower()}" if hidden else file.name


def _hidden_from(case: Case, community: CommunityProfile) -> str:
    said = "Такой вопрос увидят только те, кого назвали отвечать на них. Имени, места работы и стажа в нём нет. "
    if case.hides_municipality == FROM_NOBODY:
        return said + "❗ Вы не выбрали, от кого его скрыть: его может увидеть и тот, кто работает рядом с вами."
    town = community.municipality(case.hides_municipality or "")
    where = f" (сейчас это {esc(town.name)})" if town else ""
    return f"{said}Его не увидит никто из вашего муниципалитета{where} и вашей организации, куратор тоже."


def _warnings(kinds: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(BETRAYING[kind] for kind in kinds if kind in BETRAYING))
