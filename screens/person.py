from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from community.choices import Choice
from community.members import questions, specialities_for
from community.particulars import Particular
from community.profiles import CommunityProfile
from messengers.screen import MAX_LABEL, Button, Screen
from screens import presses
from screens.navigation import back, button, menu, paged, resume, rows_of
from screens.words import esc, listed, remarked, short, wanted
from storage.models import Person

WHY = {
    "organisation": "Так координатор видит, кто из вашей организации уже с нами.",
    "specialities": "Так подбираются наставник, ответы и мероприятия по вашей теме.",
    "year": "Так мы понимаем, когда нужна поддержка молодого педагога, а когда опыт.",
}
WANTED = {
    "organisation": "название словами, от 2 до 120 знаков, например: школа № 7",
    "specialities": "название из списка",
    "year": "год цифрами, например 2023, не позже нынешнего",
}
SHORTER = tuple(
    (re.compile(long, re.IGNORECASE), brief)
    for long, brief in (
        (r"муниципальное автономное (обще)?образовательное учреждение", "МАОУ"),
        (r"муниципальное бюджетное (обще)?образовательное учреждение", "МБОУ"),
        (r"муниципальное кас?з[её]нное (обще)?образовательное учреждение", "МКОУ"),
        (r"средняя общеобразовательная школа", "СОШ"),
        (r"основная общеобразовательная школа", "ООШ"),
        (r"средняя школа", "СШ"),
        (r"детский сад", "д/с"),
        (r"с углубл[её]нным изучением отдельных предметов", "с УИОП"),
    )
)
NUMBERED = re.compile(r"№\s*\d+\S*")
GONE = "Этого варианта уже нет."
ASKED = {"subjects": "предметы", "fields": "направления работы", "age_groups": "возраст детей", "none": "направления"}


def mark(name: str) -> str:
    """A name is too long for a button to carry."""
    return sha256(name.encode()).hexdigest()[:12]


def school_label(name: str) -> str:
    """For a button: what schools share is said short, so that what they do not share is seen."""
    for long, brief in SHORTER:
        name = long.sub(brief, name)
    number = NUMBERED.search(name)
    if len(name) <= MAX_LABEL or number is None or number.end() < MAX_LABEL:
        return short(name)
    return f"{short(name, MAX_LABEL - len(number[0]) - 1)} {number[0]}"


def profile(person: Person, community: CommunityProfile, mailings: bool, linkable: bool) -> Screen:
    """What was never answered is offered one after the other, until nothing is missing."""
    complete = bool(person.organisation)
    missing = [] if complete else [[button("📝 Дополнить по порядку", presses.FillIn(field="organisation"))]]
    networks = [button("🔗 Другие сети", presses.Networks())] if linkable else []
    buttons = [
        *missing,
        [button("✏️ Изменить", presses.ChangeProfile()), button("📄 Согласия", presses.Consents())],
        [button("🔔 Уведомления", presses.Notifications()), *networks],
        *([] if mailings else [[button("📬 Получать анонсы", presses.ShowConsent(kind="mailings"))]]),
        [button("📂 Мои данные", presses.MyData()), button("🚪 Пауза и выход", presses.AskToLeave())],
    ]
    return Screen("<b>Ваш профиль</b>\n" + lines(person, community), [*buttons, [menu()]])


def expected(question: str) -> str:
    return wanted(WANTED[question])


def card(person: Person, community: CommunityProfile) -> str:
    return f"<b>{esc(person.name)}</b>\n" + lines(person, community, named=False)


def ask_organisation(person: Person, community: CommunityProfile, suggested: Sequence[str], remark: str = "") -> Screen:
    text = _question("organisation", person, community, remark)
    text += f"Где вы работаете или учитесь? Напишите название, например: школа № 7.\n<i>{WHY['organisation']}</i>"
    offers = [button(short(name), presses.TakeOrganisation(mark=mark(name))) for name in suggested]
    return Screen(text, [*rows_of(offers), _ends("organisation", person, community, bool(person.organisation))])


def ask_specialities(
    person: Person, community: CommunityProfile, choices: Sequence[Choice], page: int = 0, remark: str = ""
) -> Screen:
    """`choices`: all that the position has, or those that match the letters typed."""
    position = community.position(person.position or "")
    text = _question("specialities", person, community, remark)
    text += f"Отметьте {ASKED[position.asks if position else 'none']}: можно несколько, можно писать название.\n"
    text += f"<i>{WHY['specialities']}</i>"
    chosen = _topics(person, community)
    text += f"\n\nОтмечено: {esc(chosen)}." if chosen else ""
    marked = [_markable(choice, choice.id in person.specialities, page) for choice in choices]
    ends = _ends("specialities", person, community, bool(chosen))
    return Screen(text, paged(marked, page, _speciality_page, ends))


def ask_year(person: Person, community: CommunityProfile, year: int, remark: str = "") -> Screen:
    text = _question("year", person, community, remark)
    text += f"С какого года вы преподаёте? Напишите год, например: {year - 3}.\n<i>{WHY['year']}</i>"
    recent = [button(str(value), presses.ChooseYear(year=value)) for value in range(year, year - 4, -1)]
    return Screen(text, [*rows_of(recent), _ends("year", person, community, person.teaching_since is not None)])


def filled_in(person: Person, community: CommunityProfile, afterwards: str | None) -> Screen:
    text = "Спасибо, профиль сохранён.\n" + lines(person, community)
    return Screen(text, [*resume(afterwards), [back(presses.MyProfile()), menu()]])


def facts(person: Person, community: CommunityProfile) -> dict[Particular, str]:
    """Each answer in words, as plain text; empty where there is none."""
    town, position = community.municipality(person.municipality or ""), community.position(person.position or "")
    return {
        Particular.NAME: person.name or "",
        Particular.FULL_NAME: person.full_name or "",
        Particular.MUNICIPALITY: town.name if town else "",
        Particular.POSITION: position.name if position else "",
        Particular.ORGANISATION: person.organisation or "",
        Particular.SPECIALITIES: _topics(person, community),
        Particular.TEACHING_SINCE: str(person.teaching_since or ""),
        Particular.SHARES: _competences(person.shares, community),
        Particular.LEARNS: _competences(person.learns, community),
    }


def lines(person: Person, community: CommunityProfile, named: bool = True) -> str:
    known = facts(person, community)
    said = {
        "Имя": known[Particular.NAME] if named else "",
        "ФИО": known[Particular.FULL_NAME] if named else "",
        "Кто": known[Particular.POSITION],
        "Муниципалитет": known[Particular.MUNICIPALITY],
        "Организация": known[Particular.ORGANISATION],
        "Темы": known[Particular.SPECIALITIES],
        "Преподаёте с" if named else "Преподаёт с": known[Particular.TEACHING_SINCE],
        "Могу поделиться" if named else "Может поделиться": known[Particular.SHARES],
        "Хочу научиться" if named else "Хочет научиться": known[Particular.LEARNS],
    }
    return "\n".join(f"{name}: {esc(value)}" for name, value in said.items() if value)


def _topics(person: Person, community: CommunityProfile) -> str:
    return listed([choice.name for choice in specialities_for(person, community) if choice.id in person.specialities])


def _competences(chosen: Sequence[str], community: CommunityProfile) -> str:
    return listed([choice.name for choice in community.competences if choice.id in chosen])


def _question(name: str, person: Person, community: CommunityProfile, remark: str) -> str:
    asked = questions(person, community)
    place = f"<i>Вопрос {asked.index(name) + 1} из {len(asked)}</i>\n" if name in asked else ""
    return f"{place}{remarked(remark)}"


def _markable(choice: Choice, chosen: bool, page: int) -> Button:
    label = short(f"✅ {choice.name}" if chosen else choice.name)
    return button(label, presses.MarkSpeciality(id=choice.id, chosen=not chosen, page=page))


def _speciality_page(page: int) -> presses.SpecialityPage:
    return presses.SpecialityPage(page=page)


def _ends(name: str, person: Person, community: CommunityProfile, answered: bool) -> list[Button]:
    asked = ["", *questions(person, community), "done"]
    place = asked.index(name)
    before = presses.FillIn(field=asked[place - 1]) if place > 1 else presses.MyProfile()
    onward = presses.FillIn(field=asked[place + 1])
    return [back(before), button("Дальше ▶️" if answered else "Пропустить", onward), menu()]
