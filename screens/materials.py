"""What stays of an event, as those who run it add it."""

from __future__ import annotations

from community.materials import Part
from messengers.screen import Screen
from screens import presses
from screens.navigation import back, button, menu, rows_of
from screens.words import esc, remarked, wanted
from storage.models import Event

SAVED = "✅ Сохранено. Тем, кто был на встрече, напишем после её окончания, не чаще раза в день."
DROPPED = "Убрано."
LABELS = {Part.MATERIALS: "📎 Материалы", Part.RECORDING: "▶️ Запись встречи"}
QUESTIONS = {
    Part.MATERIALS: "Что передать участникам? Пришлите текст и ссылки одним сообщением, до 600 знаков.",
    Part.RECORDING: "Пришлите ссылку на запись встречи.",
}
EXPECTED = {
    Part.MATERIALS: wanted("текст или ссылки, до 600 знаков, например «Презентация: https://…»"),
    Part.RECORDING: wanted("одна ссылка, например https://site.ru/video"),
}


def shown(event: Event, remark: str = "") -> Screen:
    text = remarked(remark)
    text += f"<b>{esc(event.title)}</b>\n"
    known = {part: getattr(event, part.value) for part in Part}
    text += "\n".join(f"\n{LABELS[part]}:\n{esc(value)}" for part, value in known.items() if value)
    if not any(known.values()):
        text += "Материалов и записи пока нет. Их увидят в карточке те, кто был на встрече."
    edit = [button(LABELS[part], presses.EditMaterials(id=event.id, part=part.value)) for part in Part]
    return Screen(text, [*rows_of(edit), [back(presses.RunEvent(id=event.id)), menu()]])


def ask(event: Event, part: Part, remark: str = "") -> Screen:
    text = remarked(remark)
    text += QUESTIONS[part]
    value = getattr(event, part.value)
    text += f"\n\nСейчас: {esc(value)}" if value else ""
    drop = [[button("🗑 Убрать", presses.DropMaterials(id=event.id, part=part.value))]] if value else []
    return Screen(text, [*drop, [back(presses.Materials(id=event.id)), menu()]])
