"""«Мои итоги» of a mentor, the period they are for, papers about them."""

from __future__ import annotations

from datetime import timedelta

from community.case_numbers import Period
from community.mentoring_papers import Kind, Verified
from community.mentoring_periods import Span
from community.mentoring_results import Done, Led
from community.profiles import CommunityProfile
from community.results_of_mentors import Consulting
from messengers.screen import Screen
from screens import presses
from screens.closing import consulting_lines
from screens.navigation import back, button, menu
from screens.words import esc, full_day, remarked, wanted

PAPERS = {Kind.REFERENCE: "Справка о наставнической деятельности", Kind.THANKS: "Благодарственное письмо"}
IS_COMING = "📄 Готовим документ, он придёт следующим сообщением."
NOTHING = "За этот период подтверждать пока нечего. Выберите другой."
DAYS_WANTED = wanted("два дня, например «01.09.2025 – 31.05.2026»")
NAME_WANTED = wanted("фамилия и имя полностью, без сокращений")


def results(consulting: Consulting, done: Done, period: Period, remark: str = "") -> Screen:
    """Nothing of it is shown to others."""
    told = [f"• {each}" for each in lines(done)]
    text = f"{remarked(remark)}🏅 <b>Мои итоги</b>\n"
    text += "\n".join(consulting_lines(consulting) or ["Ответов на вопросы пока нет."])
    text += f"\n\n<b>{period_in_words(period)}</b>\n" + ("\n".join(told) or "Пар и встреч пока нет.")
    text += "\n\nЭто видно только вам."
    papers = [
        button("📄 Справка", presses.MentorPaper(kind=Kind.REFERENCE.value)),
        button("🙏 Благодарность", presses.MentorPaper(kind=Kind.THANKS.value)),
    ]
    other = [button("📅 Другой период", presses.PaperPeriods()), button("🙋 Моя карточка", presses.MyMentoring())]
    return Screen(text, [papers, other, [menu()]])


def lines(done: Done) -> list[str]:
    """Modes are never added up."""
    modes = (("на общественных началах", done.voluntary), ("по приказу", done.ordered))
    told = [f"{name}: {led_in_words(led)}" for name, led in modes if not led.is_empty]
    others = {"ответов на вопросы": done.answers, "мероприятий": done.events}
    return [*told, *(f"{name}: {number}" for name, number in others.items() if number)]


def led_in_words(led: Led) -> str:
    """«пар и групп — 2, подопечных — 3, встреч — 14»."""
    told = {
        "пар и групп": led.pairs,
        "подопечных": led.people,
        "завершено": led.completed,
        "встреч": led.meetings,
        "шагов программ": led.steps,
    }
    return ", ".join(f"{name} — {number}" for name, number in told.items() if number)


def ask_period(remark: str = "") -> Screen:
    text = f"{remarked(remark)}За какой период показать итоги и составить документы?"
    offers = [
        [button("Этот учебный год", presses.PaperPeriod(of=Span.SCHOOL_YEAR.value))],
        [button("Прошлый учебный год", presses.PaperPeriod(of=Span.LAST_SCHOOL_YEAR.value))],
        [button("✏️ Свои даты", presses.AskPaperDays())],
    ]
    return Screen(text, [*offers, [back(presses.MyResults()), menu()]])


def ask_days(remark: str = "") -> Screen:
    text = f"{remarked(remark)}С какого по какой день? Напишите два дня, например: 01.09.2025 – 31.05.2026."
    return Screen(text, [[back(presses.PaperPeriods()), menu()]])


def ask_name(kind: str, remark: str = "") -> Screen:
    named = PAPERS[Kind(kind)] if kind in set(Kind) else "Документ"
    text = f"{remarked(remark)}{named}. Как написать имя? Пришлите фамилию, имя и отчество, "
    text += (
        "например: Иванова Анна Сергеевна. Сохраним в профиле.\n<i>Имя увидит каждый, кто откроет код на документе.</i>"
    )
    return Screen(text, [[back(presses.MyResults()), menu()]])


def verified(found: Verified | None, community: CommunityProfile) -> Screen:
    """For anybody: members, guests, who has never been here."""
    calendar = button("📅 Мероприятия", presses.Calendar(of="all", id="-", page=0))
    if found is None:
        text = "Документа по этой ссылке нет. Проверьте, вся ли ссылка открылась, или наведите камеру на код ещё раз."
        return Screen(text, [[calendar], [menu()]])
    text = "✅ Номер подлинный.\n\n"
    if found.full_name is None:
        gone = "данные владельца удалены" if found.erased else "имя в профиле с тех пор изменилось"
        text = f"Номер подлинный, но {gone}.\n\n"
    text += f"<b>{PAPERS[found.kind]} № {found.number}</b>\n"
    text += f"Выдано {full_day(found.issued_on)}. Период: {in_a_line(found.period)}."
    text += f"\nКому: <b>{esc(found.full_name)}</b>" if found.full_name else ""
    return Screen(f"{text}\nВыдаёт: {esc(community.name)}.", [[calendar], [menu()]])


def period_in_words(period: Period) -> str:
    words = in_a_line(period)
    return words[:1].upper() + words[1:]


def in_a_line(period: Period) -> str:
    return f"с {full_day(period.since)} по {full_day(period.until - timedelta(days=1))}"
