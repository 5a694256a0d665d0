"""What a pair or group agrees on: the draft that is filled in already, the proposal, the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from community.agreements import Standing, Term, Terms, last_day, standing, terms_of, version_of
from community.choices import Choice, by_id
from community.mentorships import Seen
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.agreement_parts import waits_for
from screens.navigation import back, button, menu, paged
from screens.words import esc, full_day, remarked, short, wanted

GOAL_WANTED = wanted("цель словами, до 300 знаков, например «Увереннее вести уроки в 7 классе»")
END_WANTED = wanted("день в ближайшие два года, например «до 25 декабря»")
RHYTHM_WANTED = wanted("вариант из списка, кнопкой или словами, например «раз в неделю»")
FORMAT_WANTED = wanted("формат из списка, кнопкой или словами, например «открытый урок»")
CHANGED = "Условия тем временем изменились. Вот какие они сейчас."
PROPOSED = "Отправили. Когда вторая сторона согласится, напишем сюда."
AGREED = "Договорились! Желаем хорошей работы."
TERMS = {Term.QUARTER: "На 3 месяца", Term.HALF: "На полгода", Term.YEAR: "На год"}


def shown(seen: Seen, community: CommunityProfile, remark: str = "") -> Screen:
    """How it stands; the other side says yes here."""
    number = seen.mentorship.id
    text = f"{remarked(remark)}📝 <b>Договорённости</b>\n{_terms(terms_of(seen.mentorship), community)}"
    text += f"\n\n{_standing(seen)}"
    rows = []
    if seen.is_present and standing(seen) is Standing.ASKED:
        rows.append([button("✅ Согласиться", presses.ConfirmAgreement(id=number, read=version_of(seen)))])
    if seen.is_present:
        rows.append([button("✏️ Предложить другое", presses.AgreeDraft(id=number))])
    return Screen(text, [*rows, [_to_card(seen), menu()]])


def draft(seen: Seen, terms: Terms, community: CommunityProfile, remark: str = "") -> Screen:
    number = seen.mentorship.id
    text = f"{remarked(remark)}📝 <b>Предложить договорённости</b>\n{_terms(terms, community)}\n\n"
    text += "Заполнили за вас: поправьте, что нужно, и отправьте."
    send = [[button("✅ Предложить", presses.AgreeSend(id=number))]] if terms.goal else []
    rows = [
        [_ask("✏️ Цель", number, "goal"), _ask("🗓 Срок", number, "until")],
        [_ask("🔁 Как часто", number, "rhythm"), _ask("🎓 Формат", number, "format")],
    ]
    return Screen(text, [*send, *rows, [_to_card(seen), menu()]])


def ask_goal(seen: Seen, page: int, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Какая цель? Выберите или напишите словами, до 300 знаков."
    return _choices(seen, "goal", community.mentoring.goals_for(seen.mentorship.ground), page, text)


def ask_end(seen: Seen, today: date, remark: str = "") -> Screen:
    number = seen.mentorship.id
    text = f"{remarked(remark)}До какого дня? Выберите или напишите, например: «до 25 декабря». Продлить можно потом."
    school = f"До {full_day(last_day(Term.SCHOOL_YEAR, today))}"
    year = [button(school, presses.AgreeTake(id=number, field="until", choice=Term.SCHOOL_YEAR.value))]
    spans = [
        button(words, presses.AgreeTake(id=number, field="until", choice=term.value)) for term, words in TERMS.items()
    ]
    return Screen(text, [year, spans[:2], spans[2:], [back(presses.AgreeDraft(id=number)), menu()]])


def ask_rhythm(seen: Seen, page: int, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Как часто встречаться?"
    return _choices(seen, "rhythm", community.mentoring.rhythms, page, text)


def ask_format(seen: Seen, page: int, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Какой формат основной? Остальные тоже можно."
    return _choices(seen, "format", community.mentoring.forms, page, text)


def _choices(seen: Seen, what: str, choices: Sequence[Choice], page: int, text: str) -> Screen:
    number = seen.mentorship.id
    shown = [button(short(each.name), presses.AgreeTake(id=number, field=what, choice=each.id)) for each in choices]
    ends = [back(presses.AgreeDraft(id=number)), menu()]
    return Screen(text, paged(shown, page, partial(_page, number, what), ends))


def _terms(terms: Terms, community: CommunityProfile) -> str:
    rhythm, form = by_id(community.mentoring.rhythms, terms.rhythm or ""), community.mentoring.form(terms.format or "")
    told = {
        "Цель": terms.goal or "пока не названа",
        "Срок": f"до {full_day(terms.ends_on)}" if terms.ends_on else "",
        "Как часто": rhythm.name if rhythm else "",
        "Формат": form.name if form else "",
    }
    return "\n".join(f"{name}: {esc(value)}" for name, value in told.items() if value)


def _standing(seen: Seen) -> str:
    match standing(seen):
        case Standing.ASKED:
            return "Это предложение. Согласитесь или предложите другое."
        case Standing.NONE:
            return "Пока ни о чём не договорились."
        case _:
            return waits_for(seen) or "Договорились. Изменить условия можно в любой день."


def _ask(label: str, number: int, what: str) -> Button:
    return button(label, presses.AgreeAsk(id=number, what=what, page=0))


def _to_card(seen: Seen) -> Button:
    return back(presses.ShowMentorship(id=seen.mentorship.id, page=0))


def _page(number: int, what: str, page: int) -> presses.Press:
    return presses.AgreeAsk(id=number, what=what, page=page)
