"""The programme of a pair or group: its steps, one step, what is asked to change it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from community.choices import Choice
from community.mentorships import Seen
from community.profiles import CommunityProfile
from community.programmes import MOST, SeenStep, is_done, may_change
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import Rows, back, button, menu, paged
from screens.programme_parts import progress, title_of, until
from screens.words import esc, full_day, remarked, short, wanted

PAGE = 6
TITLE_WANTED = wanted("шаг из списка или свой, до 150 знаков, например «Вместе провести родительское собрание»")
DAY_WANTED = wanted("день в ближайшие два года, например «20 декабря» или «через две недели»")
LINK_WANTED = wanted("ссылка, например https://disk.yandex.ru/i/urok")
CHILDREN = "Если в кадре дети, нужно согласие родителей: без него не показывайте лица и не называйте имён."
FULL = f"Шагов уже {MOST}: больше не нужно. Лишний можно убрать."
CONFIRMED = "Отметили. Вторая сторона узнает об этом."
TAKEN_BACK = "Отметка снята."


def programme(seen: Seen, page: int, community: CommunityProfile, remark: str = "") -> Screen:
    if not seen.steps:
        return _empty(seen)
    last = (len(seen.steps) - 1) // PAGE
    page = min(max(page, 0), last)
    text = f"{remarked(remark)}📋 <b>Программа</b> · {progress(seen)}\n"
    numbered = list(enumerate(seen.steps, 1))[page * PAGE : (page + 1) * PAGE]
    text += "".join(_line(number, SeenStep(seen, step), community) for number, step in numbered)
    steps = [
        button(f"{number}. {short(title_of(step, community), 14)}", presses.ShowStep(id=step.id))
        for number, step in numbered
    ]
    number = seen.mentorship.id
    arrows = [button("◀️", presses.Programme(id=number, page=page - 1))] if page else []
    arrows += [button("Ещё ▶️", presses.Programme(id=number, page=page + 1))] if page < last else []
    arrows += [button("➕ Шаг", presses.AddSteps(id=number, page=0))] if may_change(seen) else []
    rows: Rows = [steps[at : at + 2] for at in range(0, len(steps), 2)]
    return Screen(text, [*rows, *([arrows] if arrows else []), [_to_card(seen), menu()]])


def ask_step(seen: Seen, left: Sequence[Choice], page: int, community: CommunityProfile, remark: str = "") -> Screen:
    """`left`: steps of the profile that are not in it yet."""
    number = seen.mentorship.id
    text = f"{remarked(remark)}Какой шаг добавить? Выберите или напишите свой, до 150 знаков, например: "
    text += "«Вместе провести родительское собрание»."
    shown = [button(short(each.name), presses.AddStep(id=number, kind=each.id)) for each in left]
    ends = [back(presses.Programme(id=number, page=0)), menu()]
    return Screen(text, paged(shown, page, partial(_steps_page, number), ends))


def step(found: SeenStep, community: CommunityProfile, remark: str = "") -> Screen:
    each = found.step
    text = f"{remarked(remark)}📋 <b>{esc(title_of(each, community))}</b>"
    text += f"\nСрок: до {full_day(each.due_on)}" if each.due_on else ""
    text += f"\nФрагмент: {esc(each.link)}" if each.link else ""
    text += f"\n\n{_standing(found)}"
    text += f" {CHILDREN}" if found.wants_link and found.seen.is_present else ""
    rows = [[_mark(found)]] if found.seen.is_present else []
    rows += _changes(found) if may_change(found.seen) else []
    return Screen(text, [*rows, [back(presses.Programme(id=found.seen.mentorship.id, page=0)), menu()]])


def ask_day(found: SeenStep, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}К какому дню: {esc(title_of(found.step, community))}? Напишите, например: «20 декабря»."
    clear = [[button("Без срока", presses.StepAnyDay(id=found.step.id))]] if found.step.due_on else []
    return Screen(text, [*clear, [back(presses.ShowStep(id=found.step.id)), menu()]])


def ask_link(found: SeenStep, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Пришлите ссылку на фрагмент урока, например https://disk.yandex.ru/i/urok\n{CHILDREN}"
    return Screen(text, [[back(presses.ShowStep(id=found.step.id)), menu()]])


def _empty(seen: Seen) -> Screen:
    number = seen.mentorship.id
    text = "📋 <b>Программа</b>\nЗдесь будут шаги: что сделаете вместе и к какому дню. "
    if not may_change(seen):
        return Screen(f"{text}Пока её не составили.", [[_to_card(seen), menu()]])
    text += "Возьмите примерные и поправьте, или начните со своих."
    fill = button("📋 Взять примерные шаги", presses.FillProgramme(id=number))
    return Screen(
        text, [[fill], [button("➕ Свой шаг", presses.AddSteps(id=number, page=0))], [_to_card(seen), menu()]]
    )


def _line(number: int, found: SeenStep, community: CommunityProfile) -> str:
    mark = " ✅" if is_done(found.step) else ""
    waits = " <i>(отмечено вами)</i>" if found.is_mine and not found.is_theirs else ""
    waits = " <i>(ждёт вашей отметки)</i>" if found.is_theirs and not found.is_mine else waits
    return f"\n{number}. {esc(short(title_of(found.step, community), 60))}{until(found.step)}{mark}{waits}"


def _standing(found: SeenStep) -> str:
    if is_done(found.step):
        return "Выполнен: отметили обе стороны."
    if found.is_mine:
        return "Вы отметили, ждём вторую сторону."
    if found.is_theirs:
        return "Вторая сторона отметила. Если всё так, отметьте и вы."
    return "Когда сделаете, отметьте: шаг засчитан, когда отметили обе стороны."


def _mark(found: SeenStep) -> Button:
    if found.is_mine:
        return button("↩️ Снять мою отметку", presses.TakeStepBack(id=found.step.id))
    return button("✅ Шаг выполнен", presses.ConfirmStep(id=found.step.id))


def _changes(found: SeenStep) -> Rows:
    number = found.step.id
    link = [button("🔗 Ссылка", presses.StepLink(id=number))] if found.wants_link else []
    rows: Rows = [[button("🗓 Срок", presses.StepDay(id=number)), *link]]
    off = [] if found.is_mine or found.is_theirs else [button("✖️ Убрать", presses.RemoveStep(id=number))]
    up = [button("Поставить выше", presses.RaiseStep(id=number))] if _can_rise(found) else []
    return [*rows, *([[*up, *off]] if up or off else [])]


def _can_rise(found: SeenStep) -> bool:
    return bool(found.seen.steps) and found.seen.steps[0] is not found.step


def _to_card(seen: Seen) -> Button:
    return back(presses.ShowMentorship(id=seen.mentorship.id, page=0))


def _steps_page(number: int, page: int) -> presses.Press:
    return presses.AddSteps(id=number, page=page)
