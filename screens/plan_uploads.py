"""A plan of events that comes as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from community.plan_uploads import Comparison, Saved
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.announcing import next_one
from screens.events import label
from screens.moments import WEEKDAYS
from screens.navigation import Rows, back, button, menu
from screens.plan_columns import COLUMNS
from screens.plan_reader import MOST_EVENTS, PlanRead
from screens.tables import Mistake, Trouble
from screens.uploads import TEMPLATE_IS_COMING, to_mend
from screens.uploads import TROUBLES as OF_TABLES
from screens.words import count, esc, listed, remarked, short
from storage.models import Event

SHOWN = 3
DISCARDED = "Хорошо, этот план не сохранён."
TROUBLES = OF_TABLES | {
    Trouble.TOO_LARGE: "Файл слишком большой: нужен до 2 МБ. Оставьте в нём один лист с планом и пришлите ещё раз.",
    Trouble.NOBODY: "Столбцы на месте, но мероприятий под ними нет. Заполните строки и пришлите файл ещё раз.",
    Trouble.TOO_MANY: (
        f"В одном файле может быть до {MOST_EVENTS} мероприятий. Разделите план, например по полугодиям, "
        "и пришлите частями."
    ),
}
FIELDS = {
    "title": "название",
    "kind": "вид",
    "starts_at": "время",
    "ends_at": "окончание",
    "place": "место",
    "url": "ссылка",
    "municipality": "муниципалитет",
    "capacity": "места",
    "about": "описание",
}


def overview(remark: str = "") -> Screen:
    text = remarked(remark)
    text += (
        "<b>Загрузить план</b>\nСкачайте образец, заполните и пришлите файл сюда: покажем, что добавится, "
        "и только потом сохраним.\n\nЧтобы изменить сразу много, скачайте план в XLSX, поправьте строки "
        "и пришлите обратно. О переносе напишем тем, кто записан."
    )
    sample = button("📄 Скачать образец", presses.PlanTemplate())
    return Screen(text, [[sample], [_to_plan(), menu()]])


def template_coming() -> Screen:
    return Screen(TEMPLATE_IS_COMING, [[back(presses.LoadPlan()), menu()]])


def trouble(found: PlanRead) -> Screen:
    known = found.trouble or Trouble.BROKEN
    return Screen(_no_head(found) if known is Trouble.NO_HEAD else TROUBLES[known], _again())


def mistakes(mistakes: Sequence[Mistake]) -> Screen:
    return Screen(to_mend(mistakes), _again())


def preview(compared: Comparison, mark: str, ignored: Sequence[str], community: CommunityProfile) -> Screen:
    if not compared.has_news:
        return _nothing_new(compared, mark)
    text = f"{_numbers(compared)}.\n"
    text += _sample([_added(values, community) for values in compared.added])
    text += _sample([_changed(event, changes, community) for event, changes in compared.changed])
    people = count(len(compared.told), "человек", "человека", "человек")
    text += f"\n🔔 О новом времени или месте напишем тем, кто записан: {people}.\n" if compared.told else ""
    text += f"\nЭти столбцы не загружаем: {_titles(ignored)}.\n" if ignored else ""
    return Screen(f"{text}\nСохранить?", _offers(compared, mark))


def _numbers(compared: Comparison) -> str:
    told = {"добавим": len(compared.added), "изменим": len(compared.changed), "без изменений": compared.same}
    text = ", ".join(f"{what} {number}" for what, number in told.items() if number)
    return f"{text[:1].upper()}{text[1:]}"


def _nothing_new(compared: Comparison, mark: str) -> Screen:
    text = "Новых и изменённых строк нет: всё это в плане уже есть."
    if not compared.drafts:
        return Screen(text, _again())
    text += f" Среди них {count(len(compared.drafts), 'черновик', 'черновика', 'черновиков')}."
    return Screen(text, [[_publish(mark)], *_again()])


def _offers(compared: Comparison, mark: str) -> Rows:
    drop = button("✖️ Не сохранять", presses.DiscardPlan())
    keep = presses.SavePlan(mark=mark, publish=0)
    if not compared.added and not compared.drafts:
        return [[button("✅ Сохранить", keep), drop], [menu()]]
    return [
        [button("📝 Сохранить черновиками" if compared.added else "✅ Сохранить", keep)],
        [_publish(mark)],
        [drop, menu()],
    ]


def _publish(mark: str) -> Button:
    return button("📣 Опубликовать все", presses.SavePlan(mark=mark, publish=1))


def saved(done: Saved, nearest: Event | None, community: CommunityProfile) -> Screen:
    """`nearest`: of which the reader may tell others now."""
    parts = [f"добавили {done.added}"] if done.added else []
    parts += [f"изменили {done.changed}"] if done.changed else []
    parts += [f"опубликовали {len(done.published)}"] if done.published else []
    text = f"Готово: {', '.join(parts) or 'всё уже было в плане'}."
    if done.added and not done.published:
        text += " Черновики видят только те, кто планирует. Опубликовать их можно по одному в карточках."
    month = f"{done.first.astimezone(community.tz):%Y-%m}"
    plan = button("📅 План", presses.PlanMonth(month=month, page=0))
    again = button("📥 Загрузить ещё", presses.LoadPlan())
    text += f"\n\nБлижайшее: {esc(label(nearest, community))}." if nearest else ""
    return Screen(text, [*next_one(nearest), [plan, again], [menu()]])


def _sample(lines: Sequence[str]) -> str:
    text = "".join(f"{line}\n" for line in lines[:SHOWN])
    return text + (f"… и ещё {len(lines) - SHOWN}.\n" if len(lines) > SHOWN else "")


def _added(values: Mapping[str, Any], community: CommunityProfile) -> str:
    local = values["starts_at"].astimezone(community.tz)
    when = f"{WEEKDAYS[local.weekday()]} {local:%d.%m.%Y %H:%M}"
    return f"➕ {when} {esc(short(values['title'], 40))}"


def _changed(event: Event, changes: Mapping[str, Any], community: CommunityProfile) -> str:
    fields = ", ".join(name for each, name in FIELDS.items() if each in changes)
    moved = ""
    if "starts_at" in changes:
        local = changes["starts_at"].astimezone(community.tz)
        moved = f" → {WEEKDAYS[local.weekday()]} {local:%d.%m.%Y %H:%M}"
    return f"📝 {esc(label(event, community))}{moved}: {fields}"


def _titles(ignored: Sequence[str]) -> str:
    return listed([esc(short(title, 24)) for title in ignored])


def _no_head(found: PlanRead) -> str:
    names = ", ".join(f"«{COLUMNS[column].titles[0]}»" for column in found.missing)
    return (
        f"Не нахожу столбец {names}: его название должно стоять в верхней строке плана. "
        "Проще всего перенести план в образец."
    )


def _again() -> Rows:
    return [[button("📄 Скачать образец", presses.PlanTemplate())], [back(presses.LoadPlan()), menu()]]


def _to_plan() -> Button:
    return back(presses.PlanMonth(month="-", page=0))
