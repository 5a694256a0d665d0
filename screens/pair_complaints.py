"""Complaining of what was said in a pair; what becomes of it is in `screens/complaints.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from messengers.screen import Screen
from screens import presses
from screens.complaints import FILE, LONG, PAGE
from screens.navigation import back, button, menu, rows_of
from screens.words import count, esc, remarked, short
from storage.models import TalkMessage


def ask(
    pair_id: int, messages: Sequence[TalkMessage], total: int, flagged: Collection[int], page: int, remark: str = ""
) -> Screen:
    """`messages`: of this page."""
    ends = [back(presses.ShowMentorship(id=pair_id, page=0)), menu()]
    if not total:
        return Screen("Здесь ещё нет сообщений другой стороны.", [ends])
    text = f"{remarked(remark)}⚠️ <b>На что пожаловаться?</b> Отметьте сообщения. "
    text += "Координатор увидит только их, остальную переписку нет."
    marks = []
    for number, message in enumerate(messages, page * PAGE + 1):
        text += f"\n\n{number}. {esc(short(' '.join(message.words.split()), LONG)) if message.words else FILE}"
        mark = "✅ " if message.id in flagged else ""
        press = presses.FlagInPair(id=pair_id, message=message.id, page=page)
        marks.append(button(short(f"{mark}Сообщение {number}", 18), press))
    arrows = [button("◀️", presses.ComplainOfPair(id=pair_id, page=page - 1))] if page else []
    if (page + 1) * PAGE < total:
        arrows.append(button("Ещё ▶️", presses.ComplainOfPair(id=pair_id, page=page + 1)))
    go_on = button(f"Дальше (отмечено: {len(flagged)})" if flagged else "Дальше", presses.WordOfPair(id=pair_id))
    return Screen(text, [*rows_of(marks), *([arrows] if arrows else []), [go_on], ends])


def ask_words(pair_id: int, flagged: int, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Отмечено: {count(flagged, 'сообщение', 'сообщения', 'сообщений')}. "
    text += "Что не так? Напишите пару слов для координатора или отправьте без них."
    send = button("⚠️ Отправить без слов", presses.FileOfPair(id=pair_id))
    return Screen(text, [[send], [back(presses.ComplainOfPair(id=pair_id)), menu()]])
