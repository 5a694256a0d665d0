"""Complaints of what was said in a talk, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.bans import DAYS
from community.complaints import BANS, CLOSED, NOTHING, WARNING, Opened
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.case_topics import topic_of
from screens.consultations import home
from screens.navigation import Rows, back, button, menu, rows_of
from screens.words import count, day, esc, full_day, remarked, short
from storage.models import Complaint, Person, TalkMessage

PAGE = 4  # messages to choose from
LISTED = 6
SHOWN = 3  # of what is flagged
LONG = 110
DECISIONS = {
    NOTHING: "мер не нужно",
    WARNING: "предупреждение",
    **{decision: f"ограничение на {days} дней" for decision, days in BANS.items()},
    CLOSED: "вопрос закрыт",
}
WORDS = "Нужна пара слов текстом, до 600 знаков, например «отвечает грубо»."
REASON = "Нужна причина текстом, до 300 знаков, например «грубость в переписке»."
NOTHING_FLAGGED = "Отметьте хотя бы одно сообщение."
FILE = "📎 вложение"


@dataclass(frozen=True)
class Marking:
    """What of a talk can be complained of. `messages`: of this page, `total`: of all; `flagged`: their numbers."""

    messages: Sequence[TalkMessage]
    total: int
    flagged: Collection[int]
    page: int = 0
    remark: str = ""


@dataclass(frozen=True)
class Way:
    """The presses of the form where it begins. `flag`: of a message and a page."""

    home: presses.Press
    turn_to: Callable[[int], presses.Press]
    flag: Callable[[int, int], presses.Press]
    words: presses.Press
    file: presses.Press


def ask(case_id: int, asks: bool, marking: Marking) -> Screen:
    """`asks`: it is who has asked that complains."""
    return marked(of_case(case_id, asks), marking)


def ask_words(case_id: int, flagged: int, remark: str = "") -> Screen:
    return worded(of_case(case_id, True), flagged, remark)


def marked(way: Way, marking: Marking) -> Screen:
    ends, page = [back(way.home), menu()], marking.page
    if not marking.total:
        return Screen("Здесь ещё нет сообщений другой стороны.", [ends])
    text = f"{remarked(marking.remark)}⚠️ <b>На что пожаловаться?</b> Отметьте сообщения. "
    text += "Координатор увидит только их, остальную переписку нет."
    marks = []
    for number, message in enumerate(marking.messages, page * PAGE + 1):
        text += f"\n\n{number}. {_said(message)}"
        mark = "✅ " if message.id in marking.flagged else ""
        marks.append(button(short(f"{mark}Сообщение {number}", 18), way.flag(message.id, page)))
    arrows = [button("◀️", way.turn_to(page - 1))] if page else []
    arrows += [button("Ещё ▶️", way.turn_to(page + 1))] if (page + 1) * PAGE < marking.total else []
    many = len(marking.flagged)
    go_on = button(f"Дальше (отмечено: {many})" if many else "Дальше", way.words)
    return Screen(text, [*rows_of(marks), *([arrows] if arrows else []), [go_on], ends])


def worded(way: Way, flagged: int, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Отмечено: {count(flagged, 'сообщение', 'сообщения', 'сообщений')}. "
    text += "Что не так? Напишите пару слов для координатора или отправьте без них."
    return Screen(text, [[button("⚠️ Отправить без слов", way.file)], [back(way.turn_to(0)), menu()]])


def of_case(case_id: int, asks: bool) -> Way:
    return Way(
        home(case_id, asks),
        lambda page: presses.Complain(id=case_id, page=page),
        lambda message, page: presses.FlagMessage(id=case_id, message=message, page=page),
        presses.WordComplaint(id=case_id),
        presses.FileComplaint(id=case_id),
    )


def filed(complaint: Complaint, reached: bool) -> Screen:
    text = f"Спасибо, что написали. Обращение № {complaint.id} принято: координатор увидит только отмеченное и решит."
    if not reached:
        text = f"Обращение № {complaint.id} принято, но разобрать его пока некому: тех, кто рядом с вами, мы не зовём. "
        text += "Оно подождёт того, кто сможет."
    return Screen(f"{text} Ответ придёт сюда.", [[menu()]])


def listed(found: Sequence[Complaint], total: int, page: int, community: CommunityProfile, now: datetime) -> Screen:
    if not total:
        return Screen("⚠️ Обращений о переписке нет.", [[back(presses.CaseTools()), menu()]])
    lines = [f"⚠️ <b>Обращения</b>: {total}. Сначала те, что ждут решения."]
    lines += [f"№ {each.id} · с {_day(each.created_at, community, now)} · {_state(each)}." for each in found]
    choices = [button(f"№ {each.id}", presses.ShowComplaint(id=each.id)) for each in found]
    ends = [back(presses.CaseTools()) if not page else button("◀️", presses.Complaints(page=page - 1))]
    if (page + 1) * LISTED < total:
        ends.append(button("Ещё ▶️", presses.Complaints(page=page + 1)))
    return Screen("\n".join(lines), [*rows_of(choices), [*ends, menu()]])


def card(opened: Opened, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"⚠️ <b>Обращение № {opened.complaint.id}</b> · {_subject(opened, community)}\n{_sides(opened)}"
    if opened.complaint.words:
        text += f"\nЧто не так: {esc(short(opened.complaint.words, LONG))}"
    text += "\n\nОтмеченные сообщения:" + "".join(f"\n— {_said(each)}" for each in opened.flagged[-SHOWN:])
    if len(opened.flagged) > SHOWN:
        text += f"\nи раньше ещё {len(opened.flagged) - SHOWN}"
    if opened.complaint.decided_at is not None:
        text += f"\n\nРешение: {_state(opened.complaint)}."
    files = [[button("📎 Вложения", presses.ComplaintFiles(id=opened.complaint.id))]] if opened.has_files else []
    return Screen(text, [*files, *_actions(opened, now), [back(presses.Complaints()), menu()]])


def files_are_coming(opened: Opened) -> Screen:
    number = opened.complaint.id
    text = f"📎 Вложения к обращению № {number} придут следующим сообщением: только те, что в отмеченном."
    return Screen(text, [[back(presses.ShowComplaint(id=number)), menu()]])


def files(opened: Opened) -> Screen:
    """They stand above."""
    text = f"📎 Вложения к обращению № {opened.complaint.id} — выше."
    open_it = button("⚠️ К обращению", presses.ShowComplaint(id=opened.complaint.id))
    return Screen(text, [[open_it], [menu()]], kept=True)


def ask_ban_reason(opened: Opened, days: int, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"Закрыть вопросы, ответы и переписку на {days} дней? Человек увидит срок и причину. "
    text += "Остальное у него будет работать."
    text += "\n\nНапишите причину одним сообщением или нажмите «Без причины»."
    number = opened.complaint.id
    silent = button("🔒 Без причины", presses.BanNow(id=number, days=days))
    return Screen(text, [[silent], [back(presses.ShowComplaint(id=number)), menu()]])


def decided(opened: Opened, by_this: bool) -> Screen:
    text = f"Решение по обращению № {opened.complaint.id}: {_state(opened.complaint)}. "
    text += "Сообщим об этом." if by_this else "Оно принято раньше, менять ничего не нужно."
    return Screen(text, [[button("⚠️ Обращения", presses.Complaints()), menu()]])


def lifted(opened: Opened) -> Screen:
    text = f"Ограничение по обращению № {opened.complaint.id} снято. Сообщим об этом."
    return Screen(text, [[button("⚠️ Обращения", presses.Complaints()), menu()]])


def _actions(opened: Opened, now: datetime) -> Rows:
    number = opened.complaint.id
    if opened.complaint.decided_at is not None:
        held = opened.ban is not None and opened.ban.ended_at is None and opened.ban.until > now
        return [[button("🔑 Снять ограничение", presses.LiftBan(id=number))]] if held else []
    choices = [("Мер не нужно", NOTHING), ("Предупредить", WARNING)]
    choices += [(f"🔒 На {days} дней", f"ban_{days}") for days in DAYS]
    choices += [("✖️ Закрыть вопрос", CLOSED)] if opened.case else []
    return rows_of([button(name, presses.DecideComplaint(id=number, decision=each)) for name, each in choices])


def _sides(opened: Opened) -> str:
    if opened.case is None:
        return f"Пишет: {_named(opened.complainer)}. О ком: {_named(opened.about)}."
    asker, mentor = (opened.complainer, opened.about) if opened.by_asker else (opened.about, opened.complainer)
    named = {
        True: f"автор вопроса{f' ({esc(short(asker.name))})' if asker and asker.name else ''}",
        False: f"наставник{f' ({esc(short(mentor.name))})' if mentor and mentor.name else ''}",
    }
    return f"Пишет: {named[opened.by_asker]}. О ком: {named[not opened.by_asker]}."


def _state(complaint: Complaint) -> str:
    if complaint.decided_at is None:
        return "ждёт решения"
    return DECISIONS.get(complaint.decision or "", "решено")


def _said(message: TalkMessage) -> str:
    return esc(short(message.words.replace("\n", " "), LONG)) if message.words else FILE


def _named(person: Person | None) -> str:
    return esc(short(person.name)) if person and person.name else "кто-то из пары"


def _subject(opened: Opened, community: CommunityProfile) -> str:
    if opened.case is None:
        return "переписка пары"
    return f"вопрос № {opened.case.id} · {topic_of(opened.case, community)}"


def _day(at: datetime, community: CommunityProfile, now: datetime) -> str:
    return day(at.astimezone(community.tz).date(), now.astimezone(community.tz).date())


def until_day(until: datetime, community: CommunityProfile) -> str:
    return full_day(until.astimezone(community.tz).date())
