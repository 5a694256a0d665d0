"""Whether two suit each other: what they are asked, and what a coordinator reads."""

from __future__ import annotations

from community.fit_checks import Asked, Fit, Worry
from community.pair_life import may_change
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.meetings import names
from screens.mentor_requests import who
from screens.mentorship_parts import is_present
from screens.navigation import Rows, back, button, menu
from screens.words import esc, remarked, short, wanted

WORDS_WANTED = wanted("несколько слов, до 600 знаков, например «Удобнее встречаться вечером»")
ANSWERS = {Fit.GOOD: "Подходит", Fit.NOT_QUITE: "Не совсем"}
SAID = "Спасибо, координатор это прочитает."


def ask(asked: Asked, remark: str = "") -> Screen:
    number = asked.seen.mentorship.id
    text = f"{remarked(remark)}💬 Первая встреча позади: {names(asked.seen)}. Подходите ли вы друг другу? "
    text += "<b>Ответ увидит только координатор.</b>"
    text += f"\nСейчас ваш ответ: {ANSWERS[Fit(asked.check.answer)]}." if asked.check.answer else ""
    return Screen(text, [*_answers(number), [menu()]], kept=True)


def answered(asked: Asked, remark: str = "") -> Screen:
    number, good = asked.seen.mentorship.id, asked.check.answer == Fit.GOOD
    text = remarked(remark)
    text += "Хорошо, продолжаем!" if good else "Спасибо за честность, так бывает. Ответ увидит только координатор."
    text += "" if good else " Если хотите, напишите ему пару слов: что было бы лучше."
    rows: Rows = [] if good else [[button("✏️ Пара слов", presses.FitWords(id=number))]]
    if not good and may_change(asked.seen) and is_present(asked.seen):
        rows.append([button("🔁 Сменить наставника", presses.AskToChangeMentor(id=number))])
    other = button("Ответить иначе", presses.ShowFit(id=number))
    return Screen(text, [*rows, [other, button("🤝 Открыть пару", _pair(number))], [menu()]])


def ask_words(asked: Asked, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Что было бы лучше? До 600 знаков, например «Удобнее встречаться вечером». "
    text += "Прочитает только координатор."
    return Screen(text, [[back(presses.ShowFit(id=asked.seen.mentorship.id)), menu()]])


def desk(worry: Worry, community: CommunityProfile) -> Screen:
    """For a coordinator."""
    answer = ANSWERS[Fit(worry.check.answer or Fit.NOT_QUITE)]
    text = f"💬 <b>Подходит ли пара</b>\n{who(worry.person, community)}\nОтвет: {answer}"
    text += "".join(f"\nВ паре: {who(each, community)}" for each in worry.fellows[:1])
    text += f"\n\n«{esc(worry.check.words)}»" if worry.check.words else ""
    text += "\n\nУже разобрано." if worry.settled else "\n\nПоговорите с каждым. Второй этого ответа не видит."
    profiles = [
        button(short(f"👤 {each.name or 'Профиль'}", 18), presses.Member(id=each.id))
        for each in (worry.person, *worry.fellows[:1])
    ]
    rows = [profiles] if len({each.label for each in profiles}) == len(profiles) else [[each] for each in profiles[:1]]
    done = [] if worry.settled else [[button("✅ Разобрано", presses.SettleFit(id=worry.check.id))]]
    return Screen(text, [*rows, *done, [back(presses.Attention(page=0)), menu()]])


def _answers(number: int) -> Rows:
    good = button("👍 Подходит", presses.AnswerFit(id=number, fits=True))
    return [[good, button("Не совсем", presses.AnswerFit(id=number, fits=False))]]


def _pair(number: int) -> presses.Press:
    return presses.ShowMentorship(id=number, page=0)
