"""A pause, a longer term, completion, another mentor: what is asked before, and what is said after."""

from __future__ import annotations

from community.mentoring_states import MentorshipState
from community.mentorships import Kind, Role, Seen
from community.pair_life import Changed, may_change
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.meetings import names
from screens.mentor_requests import find_button
from screens.mentorship_parts import is_present
from screens.mentorships import mentees_button, name_of
from screens.navigation import Rows, back, button, menu, rows_of
from screens.words import esc, full_day, remarked, wanted

DAY_WANTED = wanted("день впереди, например «10 января»")
WORDS_WANTED = wanted("несколько слов на прощание, до 600 знаков, например «Спасибо за ваши уроки»")
OVER = "Эта работа уже завершена."
PAUSED = "⏸ Готово, пауза началась."
RESUMED = "▶️ Продолжаем. Хорошей работы!"
EXTENDED = "📅 Готово, срок изменён."
GOES_ON = "▶️ Хорошо, продолжаем."


def overview(seen: Seen, community: CommunityProfile, remark: str = "") -> Screen:
    made, number = seen.mentorship, seen.mentorship.id
    text = f"{remarked(remark)}🤝 {names(seen)}"
    if not is_present(seen):
        return Screen(f"{text}\n{OVER}", [*_onward(seen), [menu()]])
    if made.state == MentorshipState.PAUSED:
        until = full_day(made.paused_until.astimezone(community.tz).date()) if made.paused_until else ""
        text += f"\nСейчас пауза{f' до {until}' if until else ''}: напоминания молчат."
    text += f"\nСрок: до {full_day(made.ends_on)}." if made.ends_on else ""
    text += "\n\nЧто сделать? Остальным сразу напишем."
    return Screen(text, [*rows_of(_choices(seen)), [back(_card(number)), menu()]])


def ask_until(seen: Seen, remark: str = "") -> Screen:
    number = seen.mentorship.id
    text = f"{remarked(remark)}До какого дня пауза? Назначенные встречи отменим, напоминать не будем. Нажмите кнопку "
    text += "или напишите день, например «10 января»."
    ways = [("На 2 недели", 14), ("На месяц", 30), ("До 1 сентября", 0)]
    days = [button(words, presses.PausePair(id=number, days=many)) for words, many in ways]
    return Screen(text, [*rows_of(days), [back(_life(number)), menu()]])


def ask_term(seen: Seen, remark: str = "") -> Screen:
    number = seen.mentorship.id
    until = f" Сейчас до {full_day(seen.mentorship.ends_on)}." if seen.mentorship.ends_on else ""
    text = f"{remarked(remark)}До какого дня работаете вместе?{until} Нажмите кнопку или напишите день, "
    text += "например «31 мая»."
    months = [("+ 1 месяц", 1), ("+ 3 месяца", 3), ("+ полгода", 6)]
    longer = [button(words, presses.ExtendPair(id=number, months=many)) for words, many in months]
    return Screen(text, [*rows_of(longer), [back(_life(number)), menu()]])


def ask_closing_words(seen: Seen, remark: str = "") -> Screen:
    """One has confirmed already, or is the first."""
    number = seen.mentorship.id
    text = (
        f"{remarked(remark)}✅ <b>Завершить работу</b>: {names(seen)}\nНапишите пару слов на прощание: что получилось, "
    )
    text += "за что спасибо. Прочитают те, с кем вы работали. Можно и без слов."
    without = button("✅ Завершить без слов", presses.CompletePair(id=number))
    return Screen(text, [[without], [back(_life(number)), menu()]])


def confirmed(seen: Seen, community: CommunityProfile) -> Screen:
    """Completed, or waiting for the others."""
    if seen.mentorship.state == MentorshipState.COMPLETED:
        return completed(seen, community)
    text = f"Записали. Ждём ответа: {names(seen)}. Если ответа не будет, завершим через неделю."
    keep = button("▶️ Всё-таки продолжаем", presses.GoOnTogether(id=seen.mentorship.id))
    return Screen(text, [[keep], [back(_card(seen.mentorship.id)), menu()]])


def completed(seen: Seen, community: CommunityProfile) -> Screen:
    """With the words of the others."""
    text = "🎉 <b>Работа завершена. Спасибо!</b>"
    said = [each for each in seen.fellows if each.member.closing_words][:1]
    text += "".join(f"\n\n{name_of(each)}: «{esc(each.member.closing_words or '')}»" for each in said)
    text += f"\n\nС {esc(community.noun.short.instrumental)} вы остаётесь: впереди мероприятия и новые встречи."
    return Screen(text, [*_onward(seen), [button("🤝 Карточка", _card(seen.mentorship.id)), menu()]], kept=True)


def ask_to_change(seen: Seen) -> Screen:
    text = f"Сменить наставника? Работа закончится: {names(seen)}. Скажем об этом без причин и с благодарностью. "
    text += "Ваш запрос встанет первым, нового наставника подберёт координатор."
    yes = button("🔁 Да, сменить", presses.ChangeMentor(id=seen.mentorship.id))
    return Screen(text, [[yes], [back(_life(seen.mentorship.id)), menu()]])


def mentor_changed(changed: Changed) -> Screen:
    text = "Готово. Ваш запрос первый у координатора: напишем, когда найдём. За честность спасибо."
    request = changed.request
    look = [[button("📌 Мой запрос", presses.MyRequest(id=request.id))]] if request else [[find_button()]]
    return Screen(text, [*look, [menu()]])


def ask_to_step_down(seen: Seen) -> Screen:
    text = (
        f"Не получается продолжать: {names(seen)}? Скажем: «Наставник завершает участие, подберём нового», без причин. "
    )
    text += "Запрос встанет первым. Если времени мало ненадолго, возьмите паузу."
    yes = button("🚪 Да, завершаю участие", presses.StepDown(id=seen.mentorship.id))
    rest = button("⏸ Лучше пауза", presses.AskToPausePair(id=seen.mentorship.id))
    return Screen(text, [[yes], [rest], [back(_life(seen.mentorship.id)), menu()]])


def stepped_down(seen: Seen) -> Screen:
    return Screen("Готово. Подберём нового наставника. Спасибо за всё, что вы сделали!", [*_onward(seen), [menu()]])


def _choices(seen: Seen) -> list[Button]:
    number, made = seen.mentorship.id, seen.mentorship
    paused = made.state == MentorshipState.PAUSED
    rest = button("▶️ Продолжаем", presses.ResumePair(id=number))
    rest = rest if paused else button("⏸ Пауза", presses.AskToPausePair(id=number))
    choices = [rest, button("📅 Продлить", presses.AskToExtend(id=number))]
    if seen.mine.confirmed_end_at is None:
        choices.append(button("✅ Завершить с благодарностью", presses.AskToComplete(id=number)))
    else:
        choices.append(button("▶️ Всё-таки не завершать", presses.GoOnTogether(id=number)))
    if may_change(seen):
        choices.append(button("🔁 Сменить наставника", presses.AskToChangeMentor(id=number)))
    elif seen.mine.role == Role.MENTOR:
        choices.append(button("🚪 Больше не смогу вести", presses.AskToStepDown(id=number)))
    if made.kind != Kind.PAIR and seen.mine.role != Role.MENTOR:
        choices.append(button("🚪 Выйти", presses.AskToEndMentorship(id=number)))
    return choices


def _onward(seen: Seen) -> Rows:
    return [[mentees_button() if seen.mine.role == Role.MENTOR else find_button()]]


def _card(number: int) -> presses.Press:
    return presses.ShowMentorship(id=number, page=0)


def _life(number: int) -> presses.Press:
    return presses.PairLife(id=number)
