"""The calendar, and the card of an event."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from community.event_calendar import Page, Sought
from community.events import Card, Part, Stage
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import attending, presses
from screens.moments import WEEKDAYS, clock, when
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.results import lines
from screens.words import count, ended, esc, remarked, short, wanted
from storage.models import Event, Registration

PAGE = 5  # and a row of arrows
MONTHS_SHOWN = 7
IN_MONTH = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
GROUPS = {"learning": "🎓 Учимся", "contest": "⭐ Конкурсы", "community": "🤝 Встречаемся"}
STAGES = {
    Stage.DRAFT: "Черновик",
    Stage.PROPOSED: "Предложено, ждёт решения",
    Stage.DECLINED: "Не принято",
    Stage.SOON: "Запись скоро откроется",
    Stage.OPEN: "Запись открыта",
    Stage.FULL: "Мест нет",
    Stage.CLOSED: "Запись закрыта",
    Stage.NOW: "Идёт сейчас",
    Stage.OVER: "Прошло",
    Stage.CANCELLED: "Отменено",
}
PARTS = {Part.ORGANISER: "Организаторы", Part.SPEAKER: "Ведут", Part.EXPERT: "Эксперты"}
NOBODY = {
    "mine": "Вы пока никуда не записаны.",
    "past": "Здесь появятся мероприятия, в которых вы участвовали.",
    "run": "Своих мероприятий пока нет.",
    "words": "Ничего похожего не нашлось. Попробуйте другое слово.",
}
TITLES = {
    "town": "В моём муниципалитете",
    "online": "Онлайн",
    "mine": "Мои записи",
    "past": "Прошедшие с моим участием",
    "run": "Веду и планирую",
}
FILE_IS_COMING = "📲 Файл для календаря телефона придёт следующим сообщением."
WORDS = wanted("слово из названия, например «оценивание»")


def calendar(page: Page, sought: Sought, makes: bool, community: CommunityProfile, now: datetime) -> Screen:
    """`makes`: the reader may make events."""
    rows = [[_labelled(event, event.id in page.mine, community)] for event in page.events]
    turn = [button("◀️", _page(sought, page.number - 1))] if page.number > 0 else []
    if page.number + 1 < page.pages:
        turn.append(button("Ещё ▶️", _page(sought, page.number + 1)))
    ends = [*turn, button("🔍 Отбор", presses.CalendarFilters()), menu()]
    if not page.events:
        return _nothing(sought, makes)
    return Screen(_heading(page, sought, community, now), [*rows, ends])


def _nothing(sought: Sought, makes: bool) -> Screen:
    text = NOBODY.get(sought.of, "Впереди пока ничего не объявлено. Новое появится здесь.")
    text += f"\n<i>Отбор: {esc(sought.words)}.</i>" if sought.of == "words" else ""
    rows = [] if sought.of == "all" else [[button("📅 Все мероприятия", _page(Sought(), 0))]]
    make = [[button("➕ Мероприятие", presses.MakeEvent())]] if makes else []
    return Screen(text, [*rows, *make, [button("🔍 Отбор", presses.CalendarFilters()), menu()]])


def _heading(page: Page, sought: Sought, community: CommunityProfile, now: datetime) -> str:
    first = page.events[0].starts_at.astimezone(community.tz).date()
    month = month_name(first.replace(day=1), now.astimezone(community.tz).date())
    title = _title(sought, community)
    text = f"<b>{esc(title)}</b>: {month}." if title else f"<b>{month.capitalize()}</b>."
    everything = count(page.total, "мероприятие", "мероприятия", "мероприятий")
    return f"{text} Всего {'' if sought.of == 'past' else 'впереди '}{everything}.{clock(community)}"


def _title(sought: Sought, community: CommunityProfile) -> str:
    if sought.of == "group":
        return GROUPS.get(sought.id, "").partition(" ")[2]
    if sought.of == "kind":
        kind = community.event_kind(sought.id)
        return kind.name if kind else ""
    if sought.of == "series":
        return next((each.name for each in community.events.series if each.id == sought.id), "")
    return f"«{short(sought.words, 60)}»" if sought.of == "words" else TITLES.get(sought.of, "")


def filters(community: CommunityProfile, joined: bool, remark: str = "") -> Screen:
    text = remarked(remark)
    text += "Что показать? Выберите или напишите слово из названия."
    choices = [button("📌 По виду", presses.CalendarKinds(page=0)), button("📅 По месяцам", presses.CalendarMonths())]
    choices.append(button("💬 Онлайн", _page(Sought("online"), 0)))
    if joined and community.only_municipality is None:
        choices.append(button("👥 Рядом", _page(Sought("town"), 0)))
    if joined:
        choices.append(button("⭐ Мои записи", _page(Sought("mine"), 0)))
        choices.append(button("📂 Прошедшие", _page(Sought("past"), 0)))
    own = (
        [button("🏅 Мои сертификаты", presses.MyCertificates(page=0))],
        [button("💡 Предложить тему", presses.SuggestTopic())],
    )
    return Screen(text, [*rows_of(choices), *(own if joined else ()), [back(_page(Sought(), 0)), menu()]])


def kinds(known: Collection[str], named: Collection[str], page: int, community: CommunityProfile) -> Screen:
    """Of which there is something ahead; `named`: series of the profile."""
    ahead = [kind for kind in community.event_kinds if kind.id in known]
    groups = [of for of in GROUPS if any(kind.group == of for kind in ahead)]
    choices = [button(GROUPS[of], _page(Sought("group", of), 0)) for of in groups]
    choices += [button(short(kind.name), _page(Sought("kind", kind.id), 0)) for kind in ahead]
    series = [each for each in community.events.series if each.id in named]
    choices += [button(short(each.name), _page(Sought("series", each.id), 0)) for each in series]
    text = "Какие мероприятия показать?" if choices else "Впереди пока ничего не объявлено."
    return Screen(text, paged(choices, page, _kinds_page, [back(presses.CalendarFilters()), menu()]))


def months(page: Page, today: date) -> Screen:
    """Of everything ahead."""
    choices = [
        button(month_name(month, today).capitalize(), _page(Sought(), at))
        for month, at in list(page.months.items())[:MONTHS_SHOWN]
    ]
    text = "Какой месяц показать?" if choices else "Впереди пока ничего не объявлено."
    return Screen(text, [*rows_of(choices), [back(presses.CalendarFilters()), menu()]])


def card(seen: Card, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    text = remarked(remark)
    text += facts(seen, community, now)
    text += f"\n\n⭐ Результаты:{lines(seen.results)}" if seen.results and seen.stage is Stage.OVER else ""
    mine = standing(seen, community, now)
    text += f"\n\n<b>{mine}</b>" if mine else ""
    text += attending.materials(seen)
    return Screen(text, [*actions(seen, now), [back(_page(Sought("last"), 0)), menu()]])


def facts(seen: Card, community: CommunityProfile, now: datetime) -> str:
    event = seen.event
    kind = community.event_kind(event.kind)
    town = community.municipality(event.municipality or "")
    lines = [
        f"<b>{esc(event.title)}</b>",
        f"{esc(kind.name)}, {esc(town.name)}" if kind and town else esc(kind.name) if kind else "",
        f"📅 {when(event.starts_at, community.tz, now, community.city, ends_at=event.ends_at)}",
        _where(event, seen.stage),
        _state(seen, community, now),
        *(f"{PARTS[part]}: {esc(names)}" for part, names in _hosts(seen).items()),
        f"Финансирование: {esc(event.financing)}" if event.financing else "",
        f"\n{esc(event.about)}" if event.about else "",
    ]
    return "\n".join(line for line in lines if line)


def standing(seen: Card, community: CommunityProfile, now: datetime) -> str:
    """What became of the reader's registration."""
    mine = seen.mine
    if mine is None or seen.stage is Stage.CANCELLED:
        return ""
    match mine.state:
        case "registered":
            return _been(mine) if seen.stage is Stage.OVER or mine.attended_at else "✅ Вы записаны."
        case "waitlisted":
            return f"Вы в листе ожидания, № {seen.place}."
        case "offered":
            until = when(mine.offered_until or now, community.tz, now, community.city)
            return f"Место освободилось и держится за вами: {until}. Придёте?"
        case "requested":
            return "Запись ждёт подтверждения организатора."
        case "refused":
            return "Организатор не подтвердил эту запись."
    return ""


def actions(seen: Card, now: datetime) -> Rows:
    event, rows = seen.event, []
    rows += _registering(seen)
    links = []
    if event.url and (seen.runs or (seen.mine and seen.mine.state == "registered")) and seen.stage is not Stage.OVER:
        links.append(Button("🔗 Подключиться", url=event.url))
    if seen.stage in (Stage.SOON, Stage.OPEN, Stage.FULL, Stage.CLOSED):
        links.append(button("📲 В календарь", presses.EventFile(id=event.id)))
    if event.picture and seen.stage is not Stage.OVER:
        links.append(button("🖼 Картинка", presses.ShowPicture(id=event.id)))
    rows += [*rows_of(links), *attending.buttons(seen, now)]
    if seen.stage is Stage.OVER and (seen.part or (seen.mine and seen.mine.attended_at)):
        rows.append([button("🏅 Сертификат", presses.GetCertificate(id=event.id))])
    if seen.stage in (Stage.PROPOSED, Stage.DECLINED):
        rows.append([button("🎤 Предложение", presses.Proposal(id=event.id))])
    if seen.runs:
        rows.append([button("⚙️ Управление", presses.RunEvent(id=event.id))])
    return rows


def _registering(seen: Card) -> Rows:
    event, state = seen.event, seen.mine.state if seen.mine else ""
    leave = button("✖️ Отменить запись", presses.LeaveEvent(id=event.id))
    if seen.stage not in (Stage.OPEN, Stage.FULL, Stage.CLOSED, Stage.SOON):
        return []
    if state == "offered":
        return [
            [button("✅ Приду", presses.ComeToEvent(id=event.id)), button("Не смогу", presses.LeaveEvent(id=event.id))]
        ]
    if state == "waitlisted":
        return [[button("✖️ Выйти из листа ожидания", presses.LeaveEvent(id=event.id))]]
    if state in ("registered", "requested"):
        return [[leave]]
    if event.registration_url and seen.stage in (Stage.OPEN, Stage.FULL):
        return [[Button("✅ Записаться на сайте", url=event.registration_url)]]
    if seen.stage is Stage.OPEN:
        return [[button("✅ Записаться", presses.SignUp(id=event.id))]]
    if seen.stage is Stage.FULL:
        return [[button("✅ Встать в лист ожидания", presses.SignUp(id=event.id))]]
    return []


def ahead(event: Event, community: CommunityProfile, now: datetime) -> str:
    """The first line of a menu."""
    return f"Вы записаны: «{esc(short(event.title, 60))}», {when(event.starts_at, community.tz, now, community.city)}."


def month_name(month: date, today: date) -> str:
    name = IN_MONTH[month.month - 1]
    return name if month.year == today.year else f"{name} {month.year} года"


def label(event: Event, community: CommunityProfile, most: int = 40) -> str:
    """«чт 15.12 16:00 Формирующее оценивание»."""
    local = event.starts_at.astimezone(community.tz)
    return short(f"{WEEKDAYS[local.weekday()]} {local:%d.%m %H:%M} {event.title}", most)


def _labelled(event: Event, is_mine: bool, community: CommunityProfile) -> Button:
    mark = "✅ " if is_mine else "📝 " if event.state in ("draft", "proposed") else ""
    return button(mark + label(event, community, 40 - len(mark)), presses.ShowEvent(id=event.id))


def _where(event: Event, stage: Stage) -> str:
    said = ", ".join(filter(None, (esc(event.place or ""), "онлайн" if event.url else "")))
    if not said and stage in (Stage.OVER, Stage.CANCELLED):
        return ""
    return f"📌 {said}" if said else "📌 Место сообщим позже"


def _state(seen: Card, community: CommunityProfile, now: datetime) -> str:
    event, free = seen.event, seen.free
    text = STAGES[seen.stage]
    if seen.stage is Stage.OPEN and event.closes_at:
        text += f" до: {when(event.closes_at, community.tz, now, community.city)}"
    if seen.stage is Stage.SOON and event.opens_at:
        text = f"Запись откроется: {when(event.opens_at, community.tz, now, community.city)}"
    if seen.stage is Stage.OPEN and free is not None:
        text += f", {_left(free)} из {event.capacity}"
    if seen.stage is Stage.FULL and seen.waiting:
        text += f", в листе ожидания {count(seen.waiting, 'человек', 'человека', 'человек')}"
    if seen.stage is Stage.CANCELLED and event.reason:
        text += f": {esc(event.reason)}"
    return ended(text)


def _left(free: int) -> str:
    return f"осталось {count(free, 'место', 'места', 'мест')}"


def _hosts(seen: Card) -> dict[Part, str]:
    named: dict[Part, list[str]] = {}
    for host in seen.hosts:
        if host.name:
            named.setdefault(host.part, []).append(host.name)
    return {part: ", ".join(names) for part, names in named.items()}


def _been(mine: Registration) -> str:
    return "Участие подтверждено." if mine.attended_at else "Участие не отмечено."


def _page(sought: Sought, page: int) -> presses.Calendar:
    return presses.Calendar(of=sought.of, id=sought.id, page=page)


def _kinds_page(page: int) -> presses.CalendarKinds:
    return presses.CalendarKinds(page=page)
