from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from community.choices import Choice
from community.consents import Kind
from community.profiles import CommunityProfile
from community.registers import Entry, Filter, Status, places, topics
from messengers.screen import Button, Screen
from screens import presses
from screens.consents import TITLES
from screens.navigation import PAIRED, Rows, back, button, menu, paged, rows_of
from screens.person import card, mark, school_label
from screens.words import count, day, esc, short

PAGE = 6
DETAILS = 60
FOUND = 5
STATUSES = {
    Status.YOUNG: "Молодые педагоги",
    Status.MENTOR: "Наставники",
    Status.FREE: "Есть места",
    Status.PAUSED: "На паузе",
    Status.APPLIED: "Подали заявку",
}
ASKED = {
    "municipality": "Какой муниципалитет показать? Выберите или начните писать название.",
    "organisation": "Какую организацию показать? Выберите или напишите часть названия.",
    "topic": "Какой предмет или тему показать? Выберите или начните писать название.",
    "status": "Кого показать?",
}
NOT_FOUND = "Такого не нахожу. Попробуйте первые буквы."
HINT = "Ищете кого-то? Напишите имя или его часть."


@dataclass(frozen=True)
class Deeds:
    """What the reader may do for or to the person. `lends`: the reader has a role in which somebody may stand in."""

    may_grant: bool = False
    lends: bool = False
    erasable: bool = False


def listed(
    entries: Sequence[Entry], total: int, page: int, wanted: Filter, community: CommunityProfile, mentors_only: bool
) -> Screen:
    title = "Наставники" if mentors_only else "Люди"
    lines = [f"<b>{title}</b>, сначала новые: {count(total, 'человек', 'человека', 'человек')}."]
    if wanted.is_set:
        lines.append(f"Фильтр: {esc(in_words(wanted, community))}.")
    lines += [_line(place, entry, community) for place, entry in enumerate(entries, page * PAGE + 1)]
    names = [_named(place, entry) for place, entry in enumerate(entries, page * PAGE + 1)]
    ends = [*_arrows(page, total), _tools(page, total, wanted), [menu()]]
    return Screen("\n".join([*lines, _hint(total, wanted)]), [*rows_of(names), *_tidy(ends)])


def in_words(wanted: Filter, community: CommunityProfile) -> str:
    """The filter in one line."""
    town, topic = community.municipality(wanted.municipality or ""), _topic(wanted.topic, community)
    parts = [
        town.name if town else wanted.municipality,
        short(wanted.organisation) if wanted.organisation else None,
        topic or wanted.topic,
        STATUSES[Status(wanted.status)].lower() if wanted.status in set(Status) else None,
        f"имя «{short(wanted.name)}»" if wanted.name else None,
    ]
    return short(" · ".join(filter(None, parts)), 120)


def tools(wanted: Filter, community: CommunityProfile, towns: int, may_export: bool, may_import: bool) -> Screen:
    """`towns`: how many municipalities there are to choose from."""
    chosen = f"Сейчас: {esc(in_words(wanted, community))}." if wanted.is_set else "Сейчас показаны все."
    by = [
        *([button("Муниципалитет", presses.ChooseFilter(what="municipality", page=0))] if towns > 1 else []),
        button("Организация", presses.ChooseFilter(what="organisation", page=0)),
        button("Предмет, тема", presses.ChooseFilter(what="topic", page=0)),
        button("Кого показать", presses.ChooseFilter(what="status", page=0)),
    ]
    files = [button("📄 Скачать список", presses.AskExport())] if may_export else []
    files += [button("📥 Загрузить список", presses.ImportList())] if may_import else []
    clear = [[button("✖️ Снять фильтр", presses.ClearFilter())]] if wanted.is_set else []
    ends = [back(presses.Members(page=0)), menu()]
    return Screen(f"<b>Фильтр и файлы</b>\n{chosen} По чему отобрать?", [*rows_of(by), *rows_of(files), *clear, ends])


def choose_choice(what: str, choices: Sequence[Choice], page: int, remark: str = "") -> Screen:
    """A municipality, a topic."""
    offers = [button(short(item.name), presses.SetFilter(what=what, value=item.id)) for item in choices]
    return _choose(what, offers, page, remark)


def choose_organisation(names: Sequence[str], page: int, remark: str = "") -> Screen:
    offers = [button(school_label(name), presses.SetFilter(what="organisation", value=mark(name))) for name in names]
    return _choose("organisation", offers, page, remark if names else "Организаций пока никто не назвал.")


def choose_status() -> Screen:
    offers = [button(name, presses.SetFilter(what="status", value=status.value)) for status, name in STATUSES.items()]
    return _choose("status", offers, 0, "")


def shown(
    entry: Entry, given: Sequence[Kind], community: CommunityProfile, today: date, young: bool, deeds: Deeds
) -> Screen:
    lines = [card(entry.person, community), *_facts(entry, community, today, young), _agreed(given)]
    of_organisation = presses.SetFilter(what="organisation", value=mark(entry.person.organisation or ""))
    colleagues = [[button("👥 Из той же организации", of_organisation)]] if entry.person.organisation else []
    ends = [back(presses.Members(page=0)), menu()]
    return Screen("\n".join(lines), [*colleagues, *_deeds(entry.person.id, deeds), ends])


def _deeds(person: int, deeds: Deeds) -> Rows:
    access = [button("🔑 Открыть доступ", presses.AccessFor(person=person))] if deeds.may_grant else []
    stand_in = [button("🔁 Замещает меня", presses.StandInFor(person=person))] if deeds.lends else []
    erase = [[button("🗑 Удалить по заявлению", presses.AskForPaper(id=person))]] if deeds.erasable else []
    return [*rows_of([*access, *stand_in]), *erase]


def _facts(entry: Entry, community: CommunityProfile, today: date, young: bool) -> list[str]:
    person, mentor, zone = entry.person, entry.mentor, community.tz
    facts = [f"В составе с {day(person.joined_at.astimezone(zone).date(), today)}"] if person.joined_at else []
    facts += ["Молодой педагог"] if young else []
    facts += [f"На паузе с {day(person.paused_at.astimezone(zone).date(), today)}"] if person.paused_at else []
    facts += ["Заявка в наставники ждёт решения"] if entry.applied else []
    return facts if mentor is None else [*facts, *_mentor_facts(entry, community, today)]


def _mentor_facts(entry: Entry, community: CommunityProfile, today: date) -> list[str]:
    if entry.mentor is None:
        return []
    mentor, since = entry.mentor, day(entry.mentor.confirmed_at.astimezone(community.tz).date(), today)
    ground = community.mentor_ground(mentor.ground)
    skills = [skill.name for slug in mentor.competences if (skill := community.competence(slug))]
    return [
        f"Наставник с {since}" + (", на паузе" if mentor.paused_at else f", мест: {places(mentor)}"),
        *([f"Основание: {esc(ground.name)}"] if ground else []),
        *([f"Умеет: {esc(short(', '.join(skills), 120))}"] if skills else []),
        *([f"О себе: {esc(short(mentor.about, 120))}"] if mentor.about else []),
    ]


def _agreed(given: Sequence[Kind]) -> str:
    names = [TITLES[kind].removeprefix("Согласие ") for kind in given]
    return f"Согласия: {', '.join(names)}" if names else "Согласий нет"


def _line(place: int, entry: Entry, community: CommunityProfile) -> str:
    person, mentor = entry.person, entry.mentor
    position, town = community.position(person.position or ""), community.municipality(person.municipality or "")
    role = (
        "наставник на паузе"
        if mentor and mentor.paused_at
        else f"наставник, мест: {places(mentor)}"
        if mentor
        else None
    )
    facts = [role, position.name if position else None, person.organisation, town.name if town else None]
    details = esc(short(", ".join(filter(None, facts)), DETAILS))
    return f"{place}. <b>{esc(short(str(person.name), 36))}</b>" + (f" — {details}" if details else "")


def _named(place: int, entry: Entry) -> Button:
    return button(short(f"{place}. {entry.person.name}", PAIRED), presses.Member(id=entry.person.id))


def _arrows(page: int, total: int) -> Rows:
    arrows = [button("◀️", presses.Members(page=page - 1))] if page > 0 else []
    more = [button("Ещё ▶️", presses.Members(page=page + 1))] if (page + 1) * PAGE < total else []
    return [[*arrows, *more]]


def _tools(page: int, total: int, wanted: Filter) -> list[Button]:
    """Between two pages there is room for one of the two."""
    clear = [button("✖️ Снять фильтр", presses.ClearFilter())] if wanted.is_set else []
    is_between = page > 0 and (page + 1) * PAGE < total
    return clear if clear and is_between else [button("🔍 Фильтр, файлы", presses.PeopleTools()), *clear]


def _tidy(rows: Rows) -> Rows:
    return [row for row in rows if row]


def _hint(total: int, wanted: Filter) -> str:
    if total:
        return HINT
    if wanted.is_set:
        return "Таких нет. Попробуйте начало имени или снимите фильтр."
    return "Пока никого. Как только кто-то вступит, вы получите сообщение."


def _topic(slug: str | None, community: CommunityProfile) -> str | None:
    return next((topic.name for topic in topics(community) if topic.id == slug), None)


def _choose(what: str, offers: list[Button], page: int, remark: str) -> Screen:
    text = f"{remark}\n\n{ASKED[what]}" if remark else ASKED[what]

    def turn_to(number: int) -> presses.ChooseFilter:
        return presses.ChooseFilter(what=what, page=number)

    return Screen(text, paged(offers, page, turn_to, [back(presses.PeopleTools()), menu()]))
