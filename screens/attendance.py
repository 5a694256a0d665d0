"""Being at an event: the code word, and the marks of those who run it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community.attendance import SOONER, Attendance
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.moments import clock, hours, when
from screens.navigation import back, button, menu, rows_of
from screens.planning import PEOPLE_STATES
from screens.words import count, esc, remarked, short, wanted
from storage.models import Event, Person, Registration

PAGE = 6
WORDS = (
    *("берёза", "василёк", "весна", "глобус", "звонок", "зима", "клён", "компас", "лето", "маяк"),
    *("облако", "осень", "парта", "полёт", "радуга", "рассвет", "река", "ромашка", "рябина", "сирень"),
    *("снегирь", "солнце", "тетрадь", "тополь", "указка", "утро", "чайка", "черника", "школа", "якорь"),
)
WORD_EXAMPLE = "сирень 47"
OTHER_WORD = "Слово не подошло. Проверьте его у ведущего и напишите ещё раз, пожалуйста."
NOT_A_WORD = wanted(f"кодовое слово текстом, например «{WORD_EXAMPLE}»")
NOT_A_NEW_WORD = wanted(f"слово от 3 до 40 букв и цифр, например «{WORD_EXAMPLE}»")
NOT_A_NUMBER = wanted("число от 0 до 10 000, например 12")
DEAD_LINK = "Эта ссылка больше не отмечает: кодовое слово сменилось. Возьмите новую у входа или спросите слово."
POSTER_IS_COMING = "📄 Плакат придёт следующим сообщением."
WORD_DROPPED = "Слово убрано. Ссылка с плаката у входа больше не отмечает."
WORD_FIRST = "Сначала назначьте кодовое слово: по нему работает код на плакате."
SAVED = "✅ Сохранено."
NAME_IS_SEEN = "Ваше имя видит организатор мероприятия."
ALL_MARKED = "✅ Отмечены все, кто записан. Лишнее можно снять в списке по одному или сразу всё, кнопкой ниже."
UNMARKED = "Общие отметки сняты. Кто отметился по слову или был отмечен по одному, остаётся."
NEW_WORD = "✅ Сохранено. Если плакат для входа уже напечатан, скачайте новый: старый не отмечает."


def join_first(event: Event, community: CommunityProfile) -> Screen:
    where = esc(community.noun.short.accusative)
    text = f"Отмечаются участники. Вступить в {where} — меньше минуты, затем вернётесь к «{esc(event.title)}»."
    return Screen(text, [[button("🤝 Вступить", presses.Join())], [_to_card(event), menu()]])


def ask_word(event: Event, remark: str = "") -> Screen:
    text = f"{remarked(remark)}«{esc(event.title)}»\nНапишите кодовое слово, которое назвали на встрече."
    text += f"\n<i>{NAME_IS_SEEN}</i>"
    return Screen(text, [[_to_card(event), menu()]])


def wait(event: Event, until: datetime, community: CommunityProfile) -> Screen:
    text = "Слово пока не подходит. Спросите его у ведущего и попробуйте ещё раз"
    text += f" после {hours(until, None, community.tz)}.{clock(community)}"
    text += "\nОрганизатор тоже может вас отметить: участие не потеряется."
    return Screen(text, [[button("✅ Отметиться", presses.Attend(id=event.id))], [_to_card(event), menu()]])


def present(event: Event) -> Screen:
    """Also for a second time."""
    text = f"✅ Участие подтверждено: «{esc(event.title)}». Спасибо, что вы с нами!"
    text += f"\n<i>{NAME_IS_SEEN}</i>"
    return Screen(text, [[button("📅 Карточка", presses.ShowEvent(id=event.id))], [menu()]])


def overview(
    seen: Attendance, community: CommunityProfile, now: datetime, marked_at: int = 0, remark: str = ""
) -> Screen:
    """`marked_at`: when everybody was marked together just now, in seconds."""
    event = seen.event
    lines = [f"{remarked(remark)}<b>{esc(event.title)}</b>", _counted(seen, community, now), _word(event)]
    lines += [_not_good(seen.withdrawn)] if seen.withdrawn else []
    buttons = _marking(seen, marked_at) if seen.is_open else []
    buttons.append(button("🔑 Кодовое слово", presses.SetCodeWord(id=event.id)))
    if event.code_word:
        buttons.append(button("📄 Плакат у входа", presses.AskPoster(id=event.id, door=True)))
    if now < event.starts_at:
        buttons.append(button("📄 Приглашение", presses.AskPoster(id=event.id, door=False)))
    return Screen("\n\n".join(lines), [*rows_of(buttons), [back(presses.RunEvent(id=event.id)), menu()]])


def _counted(seen: Attendance, community: CommunityProfile, now: datetime) -> str:
    if now < seen.event.starts_at - SOONER:
        return (
            f"Отмечать можно с этого времени: {when(seen.event.starts_at - SOONER, community.tz, now, community.city)}."
        )
    others = f" Ещё без бота: {seen.others}." if seen.others else ""
    closed = "" if seen.is_open else " Время отметки закончилось."
    return f"Отмечено: {seen.present} из {seen.registered}.{others}{closed}"


def _word(event: Event) -> str:
    if event.code_word is None:
        return "Кодового слова пока нет. С ним участники отметятся без вашей помощи."
    text = f"Кодовое слово: <b>{esc(event.code_word)}</b>"
    how = (
        "Назовите его на встрече: участники нажмут «✅ Отметиться» в карточке и напишут его, не позже чем через сутки. "
        "Имена тех, кто отметился, вы увидите в списке."
    )
    return f"{text}\n{how}"


def _marking(seen: Attendance, marked_at: int) -> list[Button]:
    number = seen.event.id
    found = [button("👥 Список", presses.Marks(id=number, page=0, absent=False))]
    if marked_at:
        found.append(button("↩️ Снять отметки", presses.UnmarkAll(id=number, at=marked_at)))
    elif seen.unmarked:
        found.append(button("✅ Все были", presses.MarkAll(id=number)))
    if seen.unmarked:
        found.append(button("👤 Не отмечены", presses.Marks(id=number, page=0, absent=True)))
    return [*found, button("➕ Без бота", presses.CountOthers(id=number))]


def ask_new_word(event: Event, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Какое слово назовёте на встрече? "
    text += "Напишите своё, от 3 до 40 букв и цифр, или возьмите готовое."
    text += f"\n\nСейчас: <b>{esc(event.code_word)}</b>" if event.code_word else ""
    choices = [button("✏️ Придумать слово", presses.InventCodeWord(id=event.id))]
    if event.code_word:
        choices.append(button("🗑 Убрать", presses.DropCodeWord(id=event.id)))
    return Screen(text, [*rows_of(choices), _ends(event)])


def ask_others(event: Event, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Сколько ещё участников было без бота? Напишите число. Оно войдёт в отчёты, без имён."
    text += f"\n\nСейчас: {event.others}." if event.others else ""
    return Screen(text, [_ends(event)])


def marks(
    event: Event,
    listed: Sequence[tuple[Registration, Person]],
    page: int,
    total: int,
    absent: bool,
    withdrawn: int,
    community: CommunityProfile,
) -> Screen:
    """`absent`: of those who are not marked; nobody else sees it. `withdrawn`: certificates of unmarked people."""
    text = f"<b>{esc(event.title)}</b>\n"
    text += f"Не отмечено: {total}." if absent else "Нажмите на имя, чтобы отметить или снять отметку."
    numbered = list(enumerate(listed, page * PAGE + 1))
    text += "".join(f"\n{at}. {_line(each, person, community)}" for at, (each, person) in numbered)
    text += "" if listed else "\n\nЗдесь никого нет."
    text += f"\n\n{_not_good(withdrawn)}" if withdrawn else ""
    names = [_mark(at, each, person, page, absent) for at, (each, person) in numbered]
    turn = [button("◀️", presses.Marks(id=event.id, page=page - 1, absent=absent))] if page else []
    if (page + 1) * PAGE < total:
        turn.append(button("Ещё ▶️", presses.Marks(id=event.id, page=page + 1, absent=absent)))
    return Screen(text, [*rows_of(names), *([turn] if turn else []), _ends(event)])


def _not_good(withdrawn: int) -> str:
    issued = count(withdrawn, "сертификат", "сертификата", "сертификатов")
    text = f"🏅 Отметка снята, а сертификат уже выдан ({issued}): при проверке номера видно, что участие не отмечено. "
    return text + "Отметите снова — номер опять действует."


def _line(registration: Registration, person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    state = "" if registration.state == "registered" else PEOPLE_STATES[registration.state]
    facts = ", ".join(filter(None, (esc(person.name), esc(town.name) if town else "", state)))
    return f"✅ {facts}" if registration.attended_at else facts


def _mark(at: int, registration: Registration, person: Person, page: int, absent: bool) -> Button:
    there = registration.attended_at is None
    label = short(f"{'' if there else '✅ '}{at}. {person.name}", 18)
    return button(label, presses.Mark(id=registration.id, there=there, page=page, absent=absent))


def _to_card(event: Event) -> Button:
    return back(presses.ShowEvent(id=event.id))


def _ends(event: Event) -> list[Button]:
    return [back(presses.Attendance(id=event.id)), menu()]
