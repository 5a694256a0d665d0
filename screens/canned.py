"""Answers that a mentor keeps."""

from __future__ import annotations

from collections.abc import Sequence

from messengers.screen import Screen
from screens import presses
from screens.navigation import back, button, menu
from screens.words import esc, short
from storage.models import CannedAnswer

PAGE = 3


def listed(answers: Sequence[CannedAnswer], case_id: int, page: int, can_save: bool) -> Screen:
    """`case_id` 0: outside of a case."""
    here = answers[page * PAGE : (page + 1) * PAGE]
    rows = [[button(short(_plain(each)), presses.Canned(id=case_id, answer=each.id))] for each in here]
    if can_save:
        rows.append([button("➕ Сохранить последний ответ", presses.SaveAnswer(id=case_id))])
    turn = [button("◀️", presses.CannedAnswers(id=case_id, page=page - 1))] if page else []
    if (page + 1) * PAGE < len(answers):
        turn.append(button("Ещё ▶️", presses.CannedAnswers(id=case_id, page=page + 1)))
    text = f"💬 Заготовки: {len(answers)} из 20. Откройте, чтобы отправить или изменить."
    if not answers:
        text = "Заготовок пока нет. Ответьте на вопрос и откройте «Заготовки» в его карточке: ответ можно сохранить."
    return Screen(text, [*rows, *([turn] if turn else []), [back(_from(case_id)), menu()]])


def shown(answer: CannedAnswer, case_id: int) -> Screen:
    rows = []
    if case_id:
        rows.append([button("✉️ Отправить", presses.SendCanned(id=case_id, answer=answer.id))])
        rows.append([button("✏️ Изменить перед отправкой", presses.EditCanned(id=case_id, answer=answer.id))])
    rows.append([button("🗑 Удалить", presses.DeleteCanned(id=case_id, answer=answer.id))])
    text = f"💬 Заготовка:\n\n{esc(short(answer.words, 700))}"
    return Screen(text, [*rows, [back(presses.CannedAnswers(id=case_id, page=0)), menu()]])


def ask_edited(answer: CannedAnswer, case_id: int) -> Screen:
    text = f"Скопируйте заготовку, измените и пришлите: ответ на вопрос № {case_id} уйдёт автору.\n\n"
    text += esc(answer.words)
    return Screen(text, [[back(presses.Canned(id=case_id, answer=answer.id)), menu()]])


def _plain(answer: CannedAnswer) -> str:
    return " ".join(answer.words.split()) or "Заготовка"


def _from(case_id: int) -> presses.Press:
    return presses.MentorCase(id=case_id) if case_id else presses.HowIAnswer()
