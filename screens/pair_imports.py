"""Pairs that were before the bot: the list as it is looked through, and what both are asked."""

from __future__ import annotations

from collections.abc import Sequence

from community.mentorships import Role
from community.pair_imports import Draft, Listed, Waiting
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.mentor_requests import who
from screens.navigation import Rows, back, button, menu
from screens.pair_lists import COLUMNS, MOST_PAIRS, PairsRead
from screens.pair_registers import pairs_button, pairs_in_words
from screens.tables import Mistake, Trouble
from screens.uploads import TEMPLATE_IS_COMING, no_head, not_taken, to_mend
from screens.uploads import TROUBLES as OF_TABLES
from screens.words import esc, remarked, short

FIRST = 4
FILE_WANTED = "Здесь нужен файл: прикрепите таблицу Excel (.xlsx) или CSV скрепкой."
TROUBLES = OF_TABLES | {
    Trouble.NOT_A_TABLE: "Это не таблица. Нужен файл Excel (.xlsx) или CSV: проще всего заполнить образец.",
    Trouble.NOBODY: "Столбцы на месте, но пар под ними нет. Заполните строки и пришлите файл ещё раз.",
    Trouble.TOO_MANY: f"В одном файле может быть до {MOST_PAIRS} пар. Разделите список и пришлите частями.",
}


def overview(waiting: int, remark: str = "") -> Screen:
    text = (
        f"{remarked(remark)}<b>Загрузить пары</b>\nТак переносят пары, которые уже работают. Сначала загрузите людей, "
    )
    text += (
        "затем скачайте образец, заполните и пришлите файл сюда. Обоих спросим: пара заработает, когда согласятся оба."
    )
    text += f"\n\nЖдут вступления или согласия: {pairs_in_words(waiting)}." if waiting else ""
    people = button("👥 Загрузить людей", presses.ImportList())
    return Screen(
        text, [[button("📄 Скачать образец", presses.PairTemplate())], [people], [back(presses.PairTools()), menu()]]
    )


def template_coming() -> Screen:
    return Screen(TEMPLATE_IS_COMING, [[back(presses.ImportPairs()), menu()]])


def trouble(found: PairsRead) -> Screen:
    if found.trouble is Trouble.NO_HEAD:
        return Screen(no_head([COLUMNS[each].titles[0] for each in found.missing], "пары"), _again())
    return Screen(TROUBLES[found.trouble or Trouble.BROKEN], _again())


def mistakes(mistakes: Sequence[Mistake]) -> Screen:
    return Screen(to_mend(mistakes), _again())


def preview(draft: Draft, ignored: Sequence[str], community: CommunityProfile) -> Screen:
    already = f"Уже работают вместе: {pairs_in_words(draft.known)}, второй раз не добавим." if draft.known else ""
    if not draft.pairs:
        return Screen(f"Новых пар в файле нет. {already}".rstrip(), _again())
    lines = [f"Найдено: {pairs_in_words(len(draft.pairs))}."]
    lines += [f"• {_named(each, community)}" for each in draft.pairs[:FIRST]]
    lines += [f"… и ещё {len(draft.pairs) - FIRST}."] if len(draft.pairs) > FIRST else []
    lines += ["", already] if already else []
    lines += ["", f"Ещё не все вступили: {pairs_in_words(draft.later)}. Спросим, когда вступят."] if draft.later else []
    lines += not_taken(ignored)
    lines += ["", "Сохранить и спросить обоих?"]
    save = button("✅ Сохранить", presses.SavePairs(mark=draft.mark))
    return Screen("\n".join(lines), [[save, button("✖️ Не сохранять", presses.DiscardPairs())], [menu()]])


def saved(number: int) -> Screen:
    text = f"Сохранено: {pairs_in_words(number)}. Спросим обоих, верно ли это. "
    text += "Наставника — когда заявка подтверждена. Ждём ответа 90 дней, потом строки списка сотрутся."
    return Screen(text, [[pairs_button()], [menu()]])


def to_confirm(waiting: Waiting, community: CommunityProfile) -> Screen:
    """To either of the two."""
    if waiting.mentorship_id is not None:
        return made(waiting)
    if waiting.is_confirmed:
        text = "✅ Ваше согласие записано. Ждём второго ответа, сообщим сюда."
        return Screen(text, [[menu()]], kept=True)
    side = "ваш наставник" if waiting.role is Role.MENTEE else "вы помогаете как наставник"
    person = who(waiting.other, community) if waiting.other and waiting.other.name else "коллега"
    text = f"🤝 Координатор внёс вас в список пар: {side}.\n<b>{person}</b>\n\nВсё верно? "
    text += "Пара заработает, когда согласитесь вы оба. Если это ошибка или уже не нужно, просто откажитесь."
    yes = button("✅ Да, верно", presses.ConfirmPair(id=waiting.row.id))
    return Screen(text, [[yes, button("Не нужно", presses.DeclinePair(id=waiting.row.id))], [menu()]], kept=True)


def made(waiting: Waiting) -> Screen:
    text = "🎉 Пара подтверждена обоими. Откройте её: там видно, что дальше."
    card = presses.ShowMentorship(id=waiting.mentorship_id or 0, page=0)
    return Screen(text, [[button("🤝 Открыть пару", card)], [menu()]], kept=True)


def declined() -> Screen:
    return Screen("Хорошо, такой пары не будет. Спасибо за ответ!", [[menu()]])


def _again() -> Rows:
    return [[button("📄 Скачать образец", presses.PairTemplate())], [back(presses.ImportPairs()), menu()]]


def _named(row: Listed, community: CommunityProfile) -> str:
    ground = community.mentoring.ground(row.ground or "")
    facts = [f"{row.mentor} – {row.mentee}", ground.name if ground else None]
    return esc(short(", ".join(filter(None, facts)), 90))
