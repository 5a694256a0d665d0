from __future__ import annotations

from collections.abc import Sequence

from community.expected import Counts, Draft, Listed, ListedAs
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.list_columns import COLUMNS
from screens.list_reader import MOST_PEOPLE, ListRead
from screens.navigation import Rows, back, button, menu, rows_of
from screens.tables import Mistake, Trouble
from screens.uploads import TEMPLATE_IS_COMING, no_head, not_taken, to_mend
from screens.uploads import TROUBLES as OF_TABLES
from screens.words import count, esc, remarked, short

FIRST = 4
TROUBLES = OF_TABLES | {
    Trouble.NOBODY: "Столбцы на месте, но людей под ними нет. Заполните строки и пришлите файл ещё раз.",
    Trouble.TOO_MANY: f"В одном файле может быть до {MOST_PEOPLE} человек. Разделите список и пришлите частями.",
}


def overview(counts: Counts, remark: str = "") -> Screen:
    text = remarked(remark)
    text += (
        "<b>Загрузить список</b>\nТак переносят людей, которых вы уже ведёте. Скачайте образец, заполните и пришлите "
        "файл сюда. Каждый получит от вас личную ссылку и вступит по ней: ответы из списка подставятся после согласия."
    )
    if counts.total:
        text += f"\n\nЖдём: {counts.waiting} из {counts.total}."
    waiting = [
        button("🔗 Ссылки ещё раз", presses.ListLinks()),
        button("🗑 Больше не ждать", presses.AskToForgetListed()),
    ]
    offers = [button("📄 Скачать образец", presses.ListTemplate()), *(waiting if counts.waiting else [])]
    return Screen(text, [*rows_of(offers), [back(presses.PeopleTools()), menu()]])


def template_coming() -> Screen:
    return Screen(TEMPLATE_IS_COMING, [[back(presses.ImportList()), menu()]])


def trouble(found: ListRead) -> Screen:
    if found.trouble is Trouble.NO_HEAD:
        return Screen(no_head([COLUMNS[each].titles[0] for each in found.missing], "людей"), _again())
    return Screen(TROUBLES[found.trouble or Trouble.BROKEN], _again())


def mistakes(mistakes: Sequence[Mistake]) -> Screen:
    return Screen(to_mend(mistakes), _again())


def preview(draft: Draft, ignored: Sequence[str], community: CommunityProfile) -> Screen:
    known = f"Уже ждём: {_people(draft.known)}, второй раз не добавим." if draft.known else ""
    if not draft.rows:
        return Screen(f"Новых людей в файле нет. {known}".rstrip(), _again())
    lines = [f"Найдено: {_people(len(draft.rows))}{_roles(draft.rows)}."]
    lines += [f"• {_named(row, community)}" for row in draft.rows[:FIRST]]
    lines += [f"… и ещё {len(draft.rows) - FIRST}."] if len(draft.rows) > FIRST else []
    lines += ["", known] if known else []
    lines += not_taken(ignored)
    lines += ["", "Сохранить и подготовить личные ссылки?"]
    save = button("✅ Сохранить", presses.SaveList(mark=draft.mark))
    return Screen("\n".join(lines), [[save, button("✖️ Не сохранять", presses.DiscardList())], [menu()]])


def saved(number: int) -> Screen:
    text = (
        f"Сохранено: {_people(number)}. Готовим файл с личными ссылками, пришлём его сюда. Раздайте каждому свою: "
        "по ней вступают как обычно, только быстрее. Ждём 90 дней, потом сведения сотрутся."
    )
    return Screen(text, [[button("👥 Реестры", presses.Registers())], [menu()]])


def links_coming(number: int) -> Screen:
    text = f"Готовим файл со ссылками, пришлём его сюда. В нём {_people(number)}." if number else "Ждать больше некого."
    return Screen(text, _again())


def ask_to_forget(counts: Counts) -> Screen:
    if not counts.waiting:
        return forgotten(0)
    text = (
        f"Больше не ждать: {_people(counts.waiting)}. Сведения о них сотрутся, ссылки перестанут подсказывать ответы. "
        "Вступить они смогут как все."
    )
    yes = button("🗑 Да, больше не ждать", presses.ForgetListed())
    return Screen(text, [[yes], [back(presses.ImportList()), menu()]])


def forgotten(number: int) -> Screen:
    text = f"Готово: убрали {_people(number)}." if number else "Ждать больше некого."
    return Screen(text, _again())


def _again() -> Rows:
    return [[button("📄 Скачать образец", presses.ListTemplate())], [back(presses.ImportList()), menu()]]


def _named(row: Listed, community: CommunityProfile) -> str:
    town, position = community.municipality(row.municipality or ""), community.position(row.position or "")
    facts = [position.name if position else None, row.organisation, town.name if town else None]
    return esc(short(", ".join([row.full_name, *filter(None, facts)]), 80))


def _roles(rows: Sequence[Listed]) -> str:
    mentors, young = (sum(row.role == role for row in rows) for role in (ListedAs.MENTOR, ListedAs.YOUNG))
    said = [f"наставников — {mentors}"] if mentors else []
    said += [f"молодых педагогов — {young}"] if young else []
    return f" ({', '.join(said)})" if said else ""


def _people(number: int) -> str:
    return count(number, "человек", "человека", "человек")
