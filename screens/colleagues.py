from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from community.choices import Choice
from community.colleagues import Colleague
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.applying import names_of
from screens.navigation import back, button, menu, paged
from screens.words import count, esc, remarked, short, wanted

WORDS = wanted("предмет, тема, муниципалитет или имя словами, например: физика Кунгур")
PAGE = 5  # and a row of arrows
BY = {"s": "По предмету", "c": "По компетенции", "m": "По муниципалитету"}


def ask(community: CommunityProfile, remark: str = "") -> Screen:
    text = remarked(remark)
    text += "Кого ищем? Напишите предмет, тему, муниципалитет или имя. Например: физика Кунгур.\n"
    text += "<i>Здесь те, кто разрешил показывать свою карточку.</i>"
    rows = [
        [button(label, presses.ColleagueLists(of=of, page=0))] for of, label in BY.items() if _is_choice(of, community)
    ]
    everybody = [button("👥 Показать всех", presses.Colleagues(of="*", id="-", page=0))]
    return Screen(text, [*rows, everybody, [menu()]])


def ask_choice(of: str, choices: Sequence[Choice], page: int) -> Screen:
    text = "Выберите из списка или напишите словами."
    shown = [button(short(item.name), presses.Colleagues(of=of, id=item.id, page=0)) for item in choices]
    return Screen(text, paged(shown, page, partial(_list_page, of), [back(presses.FindColleague()), menu()]))


def found(
    colleagues: Sequence[Colleague], total: int, of: str, choice: str, page: int, community: CommunityProfile
) -> Screen:
    if not colleagues:
        return _nobody(of)
    rows = [[button(_label(each, community), presses.Colleague(id=each.id))] for each in colleagues]
    arrows = [button("◀️", presses.Colleagues(of=of, id=choice, page=page - 1))] if page > 0 else []
    if (page + 1) * PAGE < total:
        arrows.append(button("Ещё ▶️", presses.Colleagues(of=of, id=choice, page=page + 1)))
    text = f"Нашлось: {count(total, 'коллега', 'коллеги', 'коллег')}."
    return Screen(text, [*rows, [*arrows, back(presses.FindColleague()), menu()]])


def card(colleague: Colleague, community: CommunityProfile) -> Screen:
    town = community.municipality(colleague.municipality or "")
    topics = (*community.subjects, *community.fields, *community.age_groups)
    known = {
        "Муниципалитет": town.name if town else None,
        "Организация": colleague.organisation,
        "Темы": names_of(colleague.subjects, topics),
        "Компетенции": names_of(colleague.competences, community.competences),
        "Форматы": names_of(colleague.formats, community.mentoring.forms),
        "О себе": colleague.about,
    }
    text = f"<b>{esc(colleague.name or 'Имя не показано')}</b>\n{esc(community.roles.mentor.title)}"
    text += ", сейчас на паузе" if colleague.paused_at else ""
    text += "".join(f"\n{name}: {esc(value)}" for name, value in known.items() if value)
    peers = button("🤝 Равный – равному", presses.AskPeer(id=colleague.id))
    return Screen(text, [[peers], [back(presses.Colleagues(of="last", id="-", page=0)), menu()]])


def _nobody(of: str) -> Screen:
    text = "Пока никого. Попробуйте другое слово, соседнюю тему или весь список."
    if of == "*":
        text = "Пока никто не открыл свою карточку. Загляните позже."
    everybody = [] if of == "*" else [[button("👥 Показать всех", presses.Colleagues(of="*", id="-", page=0))]]
    return Screen(text, [*everybody, [button("🔍 Искать иначе", presses.FindColleague())], [menu()]])


def _label(colleague: Colleague, community: CommunityProfile) -> str:
    town = community.municipality(colleague.municipality or "")
    topics = (*community.subjects, *community.fields, *community.age_groups, *community.competences)
    first = next((item.name for item in topics if item.id in (*colleague.subjects, *colleague.competences)), None)
    said = ", ".join(filter(None, (colleague.name or first or "Имя не показано", town.name if town else None)))
    return short(f"⏸ {said}" if colleague.paused_at else said)


def _is_choice(of: str, community: CommunityProfile) -> bool:
    return of != "m" or community.only_municipality is None


def _list_page(of: str, page: int) -> presses.ColleagueLists:
    return presses.ColleagueLists(of=of, page=page)
