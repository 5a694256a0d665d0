"""What can be changed of an event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from community.event_details import EMPTY, PARTS, Detail, details
from community.events import Host, Part
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.moments import EXAMPLE, when
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.presses import Press
from screens.words import count, ended, esc, remarked, short, wanted
from storage.models import Event, EventHost, Person

ADD: dict[Part, Callable[..., Press]] = {
    Part.ORGANISER: presses.AddOrganiser,
    Part.SPEAKER: presses.AddSpeaker,
    Part.EXPERT: presses.AddExpert,
}
SAVED = "✅ Сохранено."
MOST_HOSTS = 3
MOST_SERIES = 4
PICTURE_STANDS = 5  # on the first page
LABELS = {
    Detail.KIND: "Вид",
    Detail.TITLE: "Название",
    Detail.WHEN: "Когда",
    Detail.WHERE: "Где",
    Detail.ABOUT: "Описание",
    Detail.CAPACITY: "Места",
    Detail.CLOSES: "Запись до",
    Detail.OPENS: "Запись с",
    Detail.APPROVAL: "Подтверждение",
    Detail.QUESTIONS: "Вопросы",
    Detail.TOWN: "Муниципалитет",
    Detail.ORGANISER: "Организаторы",
    Detail.SPEAKER: "Ведущие",
    Detail.EXPERT: "Эксперты",
    Detail.SITE: "Запись на сайте",
    Detail.FINANCING: "Финансирование",
    Detail.SERIES: "Серия",
    Detail.TEAMS: "Командный",
}
QUESTIONS = {
    Detail.KIND: "Какой это вид? Напишите название, например «вебинар».",
    Detail.TITLE: "Как теперь называется? До 120 знаков.",
    Detail.WHEN: f"Когда теперь? Например: {EXAMPLE}. Можно только день или только время.",
    Detail.WHERE: "Где теперь? Адрес, ссылка или то и другое одним сообщением.",
    Detail.ABOUT: "О чём это? До 600 знаков.",
    Detail.CAPACITY: "Сколько всего мест? Напишите число.",
    Detail.CLOSES: f"До какого времени можно записаться? Например: {EXAMPLE}.",
    Detail.OPENS: f"С какого времени можно записаться? Например: {EXAMPLE}.",
    Detail.APPROVAL: "Подтверждать каждую запись вручную?",
    Detail.QUESTIONS: "Что спросить при записи? До трёх вопросов, каждый с новой строки.",
    Detail.TOWN: "Для какого муниципалитета? Выберите или напишите название.",
    Detail.ORGANISER: "Кто ещё организует? Напишите имя: участника найдём, остальных впишем как есть.",
    Detail.SPEAKER: "Кто ведёт? Напишите имя: участника найдём, остальных впишем как есть.",
    Detail.EXPERT: "Кто эксперт? Напишите имя: участника найдём, остальных впишем как есть.",
    Detail.SITE: "Пришлите ссылку, если запись идёт на другом сайте. Здесь тогда не записываем.",
    Detail.FINANCING: "Из каких средств проходит мероприятие? Одной строкой.",
    Detail.SERIES: "К какой серии сообщества это относится? Выберите.",
    Detail.TEAMS: "Участвуют команды? Тогда при записи спросим, как называется команда.",
}
EXPECTED = {
    Detail.KIND: "вид из списка сообщества, например «вебинар»",
    Detail.TITLE: "название словами, от 3 до 120 знаков",
    Detail.WHEN: f"день и время, например {EXAMPLE}",
    Detail.WHERE: "место или ссылка, до 200 знаков",
    Detail.ABOUT: "рассказ словами, до 600 знаков",
    Detail.CAPACITY: "число мест, например 30",
    Detail.CLOSES: f"время до начала мероприятия и после начала записи, например {EXAMPLE}",
    Detail.OPENS: f"время до начала мероприятия и до конца записи, например {EXAMPLE}",
    Detail.APPROVAL: "одна из кнопок",
    Detail.QUESTIONS: "до трёх строк с вопросами, каждая до 150 знаков",
    Detail.TOWN: "муниципалитет из списка",
    Detail.ORGANISER: "имя словами",
    Detail.SPEAKER: "имя словами",
    Detail.EXPERT: "имя словами",
    Detail.SITE: "ссылка, например https://site.ru/form",
    Detail.FINANCING: "одна строка словами",
    Detail.SERIES: "одна из кнопок",
    Detail.TEAMS: "одна из кнопок",
}


def listed(event: Event, page: int, community: CommunityProfile, remark: str = "") -> Screen:
    choices = [
        button(LABELS[each], presses.EditEvent(id=event.id, name=each.value)) for each in details(event, community)
    ]
    choices.insert(PICTURE_STANDS, button("🖼 Картинка", presses.EventPicture(id=event.id)))
    text = f"{remarked(remark)}<b>{esc(event.title)}</b>\nЧто изменить?"
    return Screen(text, paged(choices, page, partial(_page, event.id), _ends(presses.RunEvent(id=event.id))))


def expected(detail: Detail) -> str:
    return wanted(EXPECTED[detail])


def ask(detail: Detail, event: Event, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    text = f"{remarked(remark)}{QUESTIONS[detail]}"
    known = _now(detail, event, community, now)
    text += f"\n\nСейчас: {ended(known)}" if known else ""
    if detail is Detail.SERIES:
        return Screen(text, [*_series(event, community), _ends(_to_list(event))])
    return Screen(text, [*_choices(detail, event, bool(known)), _ends(_to_list(event))])


def ask_town(event: Event, page: int, community: CommunityProfile, everywhere: bool, remark: str = "") -> Screen:
    """`everywhere`: the reader may make it an event for all."""
    choices = [
        button(short(town.name), presses.SetEvent(id=event.id, name=Detail.TOWN.value, value=town.id))
        for town in community.municipalities
    ]
    if everywhere:
        whole = presses.SetEvent(id=event.id, name=Detail.TOWN.value, value=EMPTY)
        choices.insert(0, button("Для всех муниципалитетов", whole))
    text = f"{remarked(remark)}{QUESTIONS[Detail.TOWN]}"
    return Screen(text, paged(choices, page, partial(_towns, event.id), _ends(_to_list(event))))


def ask_host(
    detail: Detail,
    event: Event,
    rows: Sequence[tuple[EventHost, Host]],
    found: Sequence[Person],
    typed: str,
    community: CommunityProfile,
    remark: str = "",
) -> Screen:
    """`rows`: who does this part already; `found`: members called like what was typed."""
    part = PARTS[detail]
    text = f"{remarked(remark)}{QUESTIONS[detail]}"
    here = [each for each in rows if each[1].part is part][:MOST_HOSTS]
    off = [_take_out(event, row, host, at if len(here) > 1 else 0) for at, (row, host) in enumerate(here, 1)]
    members = [
        [button(short(f"✅ {person.name}, {_town(person, community)}"), _add(event, person.id, part))]
        for person in found[: MOST_HOSTS - (1 if off else 0)]
    ]
    guest = [[button(short(f"➕ {typed} (не из участников)"), _add(event, 0, part))]] if typed else []
    return Screen(text, [*(off if not typed else []), *members, *guest, _ends(_to_list(event))])


def _take_out(event: Event, row: EventHost, host: Host, number: int) -> list[Button]:
    """`number`: 0 where there is one only."""
    name = f"{f'{number}. ' if number else ''}{host.name or 'Без имени'}"
    return [button(short(f"🗑 {name}"), presses.RemoveHost(id=event.id, host=row.id))]


def _choices(detail: Detail, event: Event, known: bool) -> Rows:
    def to(label: str, value: str) -> Button:
        return button(label, presses.SetEvent(id=event.id, name=detail.value, value=value))

    if detail is Detail.APPROVAL:
        return [[to("Подтверждать", "1"), to("Записывать сразу", "0")]]
    if detail is Detail.TEAMS:
        return [[to("Команды", "1"), to("Каждый за себя", "0")]]
    empties = {
        Detail.CAPACITY: "Без ограничений",
        Detail.CLOSES: "До самого начала",
        Detail.OPENS: "Сразу",
        Detail.ABOUT: "Убрать",
        Detail.QUESTIONS: "Не спрашивать",
        Detail.SITE: "Записывать здесь",
        Detail.FINANCING: "Убрать",
    }
    return rows_of([to(empties[detail], EMPTY)]) if detail in empties and known else []


def _series(event: Event, community: CommunityProfile) -> Rows:
    def to(label: str, value: str) -> Button:
        return button(label, presses.SetEvent(id=event.id, name=Detail.SERIES.value, value=value))

    named = [to(short(each.name), each.id) for each in community.events.series[:MOST_SERIES]]
    return rows_of([*named, to("Ни к какой", EMPTY)])


def _now(detail: Detail, event: Event, community: CommunityProfile, now: datetime) -> str:
    kind = community.event_kind(event.kind)
    where = ", ".join(filter(None, (event.place, event.url)))
    known = {
        Detail.KIND: kind.name if kind else "",
        Detail.TITLE: event.title,
        Detail.WHERE: where,
        Detail.ABOUT: event.about or "",
        Detail.CAPACITY: count(event.capacity, "место", "места", "мест") if event.capacity is not None else "",
        Detail.APPROVAL: "подтверждает организатор" if event.needs_approval else "записываем сразу",
        Detail.QUESTIONS: "; ".join(event.questions),
        Detail.TEAMS: "команды" if event.in_teams else "каждый за себя",
        Detail.SITE: event.registration_url or "",
        Detail.FINANCING: event.financing or "",
    }
    moments = {Detail.WHEN: event.starts_at, Detail.CLOSES: event.closes_at, Detail.OPENS: event.opens_at}
    if moment := moments.get(detail):
        return when(moment, community.tz, now, community.city, ends_at=event.ends_at if detail is Detail.WHEN else None)
    return esc(known.get(detail, ""))


def _town(person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    return town.name if town else "участник"


def _add(event: Event, person: int, part: Part) -> Press:
    return ADD[part](id=event.id, person=person)


def _to_list(event: Event) -> presses.EventDetails:
    return presses.EventDetails(id=event.id, page=0)


def _ends(way_back: presses.Press) -> list[Button]:
    return [back(way_back), menu()]


def _page(event: int, page: int) -> presses.EventDetails:
    return presses.EventDetails(id=event, page=page)


def _towns(event: int, page: int) -> presses.EventTowns:
    return presses.EventTowns(id=event, page=page)
