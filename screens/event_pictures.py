"""The picture of an event: sent, shown to who makes the event, taken away."""

from __future__ import annotations

from messengers.screen import Screen
from screens import presses
from screens.navigation import back, button, menu
from screens.words import esc, remarked, wanted
from storage.models import Event

WANTED = wanted("фотография или файл с картинкой, JPG или PNG до 5 МБ")
SEVERAL = "Картинка может быть одна: пришлите её отдельным сообщением."
TROUBLES = {
    "too_large": "Картинка больше 5 МБ. Пришлите её как фотографию: так она станет меньше.",
    "unreachable": "Не получилось скачать картинку: сеть сейчас отвечает плохо. Пришлите её ещё раз через минуту.",
}
SAVED, REMOVED = "✅ Картинка сохранена, она придёт вместе с анонсом.", "✅ Картинка убрана."
GONE = "Картинку уже убрали."
IS_COMING = "Картинка придёт следующим сообщением."


def ask(event: Event, remark: str = "") -> Screen:
    text = f"{remarked(remark)}🖼 «{esc(event.title)}»\n"
    text += "Картинка уже есть. Пришлите другую, и она её заменит" if event.picture else "Пришлите картинку"
    text += ": фотографию или файл JPG или PNG до 5 МБ. Она придёт вместе с анонсом и по кнопке в карточке."
    look = button("👁 Посмотреть", presses.ShowPicture(id=event.id))
    known = [[look, button("🗑 Убрать", presses.RemovePicture(id=event.id))]] if event.picture else []
    return Screen(text, [*known, [back(presses.EventDetails(id=event.id, page=0)), menu()]])
