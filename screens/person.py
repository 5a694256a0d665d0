from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from community.choices import Choice
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import back, button, menu, paged, resume, rows_of
from screens.words import esc, short
from storage.models import Person

WHY = {
    "organisation": "Так координатор видит, кто из вашей организации уже с нами.",
    "specialities": "Так подбираются наставник, ответы и мероприятия по вашей теме.",
    "year": "Так мы понимаем, когда нужна поддержка молодого педагога, а когда опыт.",
}
ASKED = {"subjects": "предметы", "fields": "направления работы", "age_groups": "возраст детей", "none": "направления"}


def mark(name: str) -> str:
    """A name is too long for a button to carry."""
    return sha256(name.encode()).hexdigest()[:12]


def profile(person: Person, community: CommunityProfile) -> Screen:
    buttons = [
        button("📝 Дополнить", presses.FillIn(field="organisation")),
        button("📄 Согласия", presses.Consents()),
    ]
    return Screen("<b>Ваш профиль</b>\n" + _lines(person, community), [buttons, [menu()]])


def card(person: Person, community: CommunityProfile) -> str:
    return f"<b>{esc(person.name)}</b>\n" + _lines(person, community, named=False)


def ask_organisation(suggested: Sequence[str], remark: str = "") -> Screen:
    text = f"{_remark(remark)}Где вы работаете или учитесь? Напишите название, например: школа № 7.\n"
    text += f"<i>{WHY['organisation']}</i>"
    offers = [button(short(name), presses.TakeOrganisation(mark=mark(name))) for name in suggested]
    return Screen(text, [*rows_of(offers), _ends(presses.MyProfile(), presses.FillIn(field="specialities"))])


def ask_specialities(person: Person, asks: str, choices: Sequence[Choice], page: int = 0, remark: str = "") -> Screen:
    text = f"{_remark(remark)}Отметьте {ASKED[asks]}: можно несколько, можно начать писать название.\n"
    text += f"<i>{WHY['specialities']}</i>"
    marked = [_toggle(choice, choice.id in person.specialities, page) for choice in choices]
    ends = _ends(presses.FillIn(field="organisation"), presses.FillIn(field="year"), bool(person.specialities))
    return Screen(text, paged(marked, page, _speciality_page, ends))


def ask_year(person: Person, has_specialities: bool, year: int, remark: str = "") -> Screen:
    text = f"{_remark(remark)}С какого года вы преподаёте? Напишите год, например: {year - 3}.\n<i>{WHY['year']}</i>"
    recent = [button(str(value), presses.ChooseYear(year=value)) for value in range(year, year - 4, -1)]
    before = presses.FillIn(field="specialities" if has_specialities else "organisation")
    return Screen(
        text, [*rows_of(recent), _ends(before, presses.FillIn(field="done"), person.teaching_since is not None)]
    )


def filled_in(person: Person, community: CommunityProfile, afterwards: str | None) -> Screen:
    text = "Спасибо, профиль сохранён.\n" + _lines(person, community)
    return Screen(text, [*resume(afterwards), [back(presses.MyProfile()), menu()]])


def _lines(person: Person, community: CommunityProfile, named: bool = True) -> str:
    town, position = community.municipality(person.municipality or ""), community.position(person.position or "")
    known = {item.id: item.name for item in (community.asked_of(position) if position else ())}
    facts = {
        "Имя": person.name if named else None,
        "Кто": position.name if position else None,
        "Муниципалитет": town.name if town else None,
        "Организация": person.organisation,
        "Темы": ", ".join(known[item] for item in person.specialities if item in known),
        "Преподаёте с" if named else "Преподаёт с": str(person.teaching_since or ""),
    }
    return "\n".join(f"{name}: {esc(value)}" for name, value in facts.items() if value)


def _remark(remark: str) -> str:
    return f"{remark}\n\n" if remark else ""


def _toggle(choice: Choice, chosen: bool, page: int) -> Button:
    label = short(f"✅ {choice.name}" if chosen else choice.name)
    return button(label, presses.ToggleSpeciality(id=choice.id, page=page))


def _speciality_page(page: int) -> presses.SpecialityPage:
    return presses.SpecialityPage(page=page)


def _ends(before: presses.Press, onward: presses.Press, answered: bool = False) -> list[Button]:
    return [back(before), button("Дальше ▶️" if answered else "Пропустить", onward), menu()]
