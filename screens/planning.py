"""Making an event: the questions, and the card of those who run it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community import monthly
from community.broadcasts import Progress
from community.events import Card, Stage
from community.planning import Caution
from community.profiles import CommunityProfile, EventKind
from community.results import has_results
from messengers.screen import Button, Screen
from screens import attending, presses
from screens.announcing import ANNOUNCE, line
from screens.events import facts, label
from screens.moments import EXAMPLE, clock
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.words import count, day, esc, remarked, short, wanted
from storage.models import Event, Person, Registration

FOUND = 4
PEOPLE = 6
STEPS = ("kind", "title", "when", "where")
USUAL_KINDS = ("webinar", "online-meeting", "seminar", "master-class", "monthly-meeting")  # first in the list
COPIED = "Это копия, она ещё не опубликована. Проверьте день и время."
REASON = wanted("причина словами, до 300 знаков")
EXPECTED = {
    "kind": wanted("вид мероприятия из списка, например «вебинар»"),
    "title": wanted("название словами, от 3 до 120 знаков"),
    "when": wanted(f"день и время словами, например {EXAMPLE}"),
    "where": wanted("место или ссылка, например «школа 7, кабинет 12» или https://…"),
}
LATE = "\n\n❗ Это время уже прошло. Измените его, и черновик можно будет опубликовать."
CAUTIONS = {
    Caution.NO_PLACE: "место или ссылка пока не указаны",
    Caution.OVERLAP: "в это же время уже есть: {others}",
    Caution.LESSONS: "до 14:00 в будни у многих уроки",
    Caution.EXAM: "в этот день экзамен",
    Caution.HOLIDAY: "это каникулы или тихий месяц",
}


def ask_kind(
    community: CommunityProfile, found: Sequence[EventKind] | None = None, page: int = 0, remark: str = ""
) -> Screen:
    choices = usual_first(community.event_kinds) if found is None else found[:FOUND]
    buttons = [button(short(kind.name), presses.ChooseEventKind(id=kind.id)) for kind in choices]
    text = f"{_lead('kind', remark)}Какое мероприятие? Выберите или начните писать, например «мастер-класс»."
    return Screen(text, paged(buttons, page, _kinds_page, _ends("kind")))


def ask_title(kind: EventKind | None, title: str | None, remark: str = "") -> Screen:
    text = f"{_lead('title', remark)}Как называется{f' {esc(kind.name.lower())}' if kind else ''}? До 120 знаков."
    text += f"\n\nСейчас: {esc(title)}." if title else ""
    return Screen(text, [_ends("title")])


def ask_when(community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{_lead('when', remark)}Когда? Напишите словами, например: {EXAMPLE}."
    text += f"\n<i>{clock(community).strip()} По московскому добавьте «по мск».</i>" if clock(community) else ""
    return Screen(text, [_ends("when")])


def ask_where(event: Event, understood: str, remark: str = "") -> Screen:
    """`understood`: the time as it was read."""
    text = f"{_lead('where', remark)}{understood}\n\nГде? Напишите адрес, пришлите ссылку на встречу или то и другое."
    later = button("Место решим позже", presses.WhereLater(id=event.id))
    return Screen(text, [[later], _ends("where")])


def run(
    seen: Card,
    cautions: Sequence[Caution],
    others: Sequence[Event],
    community: CommunityProfile,
    now: datetime,
    remark: str = "",
    announces: bool = False,
    so_far: Progress | None = None,
) -> Screen:
    """The card for those who run it. `others`: at the same time. `announces`: the reader may; `so_far`: it was."""
    event = seen.event
    text = remarked(remark)
    text += facts(seen, community, now)
    text += f"\n\nВопросы при записи: {'; '.join(map(esc, event.questions))}" if event.questions else ""
    text += "\n\nЗапись подтверждает организатор." if event.needs_approval else ""
    text += f"\n\n{line(so_far)}." if so_far else ""
    is_late = seen.stage is Stage.DRAFT and event.starts_at <= now
    text += LATE if is_late else look_out(cautions, others, community) if seen.stage is Stage.DRAFT else ""
    results = [[button("⭐ Результаты", presses.Results(id=event.id))]] if _has_results(seen, community) else []
    rows = [*_deeds(seen, not results, announces)[is_late:], *results]  # a late draft is not to be published
    return Screen(text, [*rows, [back(presses.ShowEvent(id=event.id)), menu()]])


def _has_results(seen: Card, community: CommunityProfile) -> bool:
    return seen.stage in (Stage.NOW, Stage.OVER) and has_results(seen.event, community)


def look_out(cautions: Sequence[Caution], others: Sequence[Event], community: CommunityProfile) -> str:
    """What whoever publishes may have overlooked."""
    named = ", ".join(_other(each, community) for each in others)
    known = [each for each in cautions if each is not Caution.OVERLAP or others]
    told = "; ".join(CAUTIONS[each].format(others=named) for each in known)
    return f"\n\n❗ Обратите внимание: {told}." if told else ""


def _other(event: Event, community: CommunityProfile) -> str:
    return esc(label(event, community, 60))


def _deeds(seen: Card, repeats: bool, announces: bool) -> Rows:
    """`repeats`: there is room for that, too."""
    number = seen.event.id
    change = button("📝 Изменить", presses.EventDetails(id=number, page=0))
    again = button("📄 Копия", presses.CopyEvent(id=number))
    off = button("🗑 Отменить", presses.AskToCancelEvent(id=number))
    if seen.stage is Stage.DRAFT:
        publish = button("✅ Опубликовать", presses.PublishEvent(id=number))
        return [[publish], [change, button("🗑 Удалить", presses.AskToCancelEvent(id=number))]]
    if seen.stage in (Stage.PROPOSED, Stage.DECLINED):
        return [[button("🎤 Предложение", presses.Proposal(id=number))]]
    people = button("👥 Участники", presses.EventPeople(id=number, page=0))
    if seen.stage is Stage.OVER:
        issued = button("🏅 Сертификаты", presses.EventCertificates(id=number, page=0))
        release = button("📰 Пост-релиз", presses.Release(id=number))
        repeat = _repeated(seen) if repeats else []
        return rows_of([people, again, issued, release, *attending.deeds(seen), *repeat])
    if seen.stage is Stage.CANCELLED:
        return rows_of([people, again, *attending.deeds(seen), *_repeated(seen)])
    tell = [button("📣 Сообщить", presses.AnnounceEvent(id=number))] if announces else []
    return rows_of([people, change, again, off, *attending.deeds(seen), *_repeated(seen), *tell])


def _repeated(seen: Card) -> list[Button]:
    if seen.event.occurs_on:
        return [button("🔁 Повторяется", presses.ShowSeries(id=seen.event.id))]
    if seen.stage is Stage.CANCELLED:
        return []
    return [button("🔁 Повторять", presses.RepeatEvent(id=seen.event.id))]


def published(
    seen: Card, links: dict[str, str], community: CommunityProfile, now: datetime, announces: bool = False
) -> Screen:
    """`links`: the addresses of the event by network. `announces`: the reader may tell others of it."""
    text = "🎉 Опубликовано, запись открыта.\n\n" if seen.stage is Stage.OPEN else "🎉 Опубликовано.\n\n"
    text += facts(seen, community, now)
    text += "".join(f"\n{url}" for url in links.values())
    text += _invited(seen.event, community, now)
    card = button("📅 Карточка", presses.ShowEvent(id=seen.event.id))
    tell = [[button(ANNOUNCE, presses.AnnounceEvent(id=seen.event.id))]] if announces else []
    return Screen(text, [*tell, [card, button("⚙️ Управление", presses.RunEvent(id=seen.event.id))], [menu()]])


def _invited(event: Event, community: CommunityProfile, now: datetime) -> str:
    """That nobody need announce it."""
    if (at := monthly.invites_at(event, community, now)) is None:
        return ""
    on, today = (each.astimezone(community.tz).date() for each in (at, now))
    return f"\n\nПригласим всех сами: {day(on, today)}."


def ask_to_cancel(event: Event, concerned: int, remark: str = "") -> Screen:
    text = remarked(remark)
    if event.state != "published":
        text += f"Удалить черновик «{esc(event.title)}»? Вернуть его будет нельзя."
        yes = button("🗑 Удалить", presses.CancelEvent(id=event.id))
    else:
        text += f"Отменить «{esc(event.title)}»? "
        text += f"Напишем всем, кого это касается: {count(concerned, 'человек', 'человека', 'человек')}."
        text += "\n\nНапишите причину одним сообщением, её увидят участники. Или отмените без неё."
        yes = button("🗑 Отменить без причины", presses.CancelEvent(id=event.id))
    return Screen(text, [[yes], [back(presses.RunEvent(id=event.id)), menu()]])


def cancelled(event: Event) -> Screen:
    text = "Черновик удалён."
    if event.state == "cancelled":
        text = f"Отменено: «{esc(event.title)}». Тем, кого это касается, уже пишем."
    make = button("➕ Мероприятие", presses.MakeEvent())
    return Screen(text, [[make, button("📅 Мероприятия", presses.Calendar(of="all", id="-", page=0))], [menu()]])


def making_cancelled() -> Screen:
    text = "Отменено, ответы стёрты. Сделать мероприятие можно в любой день."
    return Screen(text, [[button("➕ Начать заново", presses.MakeEvent())], [menu()]])


def people(
    seen: Card, listed: Sequence[tuple[Registration, Person]], page: int, total: int, community: CommunityProfile
) -> Screen:
    """Who registered, for those who run it."""
    event = seen.event
    text = f"<b>{esc(event.title)}</b>\nЗаписано: {seen.seated}"
    text += f" из {event.capacity}" if event.capacity is not None else ""
    text += f", ждут места: {seen.waiting}" if seen.waiting else ""
    lines = [
        f"{at}. {_person(person, community)}{_team(registration)}: {PEOPLE_STATES[registration.state]}"
        for at, (registration, person) in enumerate(listed, page * PEOPLE + 1)
    ]
    text += "".join(f"\n{line}" for line in lines) or "\n\nПока никто не записался."
    names = [
        button(short(f"{at}. {person.name}", 18), presses.ShowRegistration(id=registration.id))
        for at, (registration, person) in enumerate(listed, page * PEOPLE + 1)
    ]
    turn = [button("◀️", presses.EventPeople(id=event.id, page=page - 1))] if page else []
    if (page + 1) * PEOPLE < total:
        turn.append(button("Ещё ▶️", presses.EventPeople(id=event.id, page=page + 1)))
    return Screen(text, [*rows_of(names), *([turn] if turn else []), [back(presses.RunEvent(id=event.id)), menu()]])


PEOPLE_STATES = {
    "registered": "есть место",
    "requested": "ждёт подтверждения",
    "waitlisted": "в листе ожидания",
    "offered": "место предложено",
    "cancelled": "запись отменена",
    "refused": "не подтверждено",
}


def registration(event: Event, found: Registration, person: Person, community: CommunityProfile) -> Screen:
    text = f"<b>{_person(person, community)}</b>\n«{esc(event.title)}»{_team(found)}: {PEOPLE_STATES[found.state]}."
    text += f"\nРезультат: {esc(found.result)}." if found.result else ""
    said = zip(event.questions, found.answers, strict=False)
    text += "".join(f"\n{esc(question)} — {esc(answer)}" for question, answer in said)
    decide = [
        button("✅ Подтвердить", presses.ApproveRegistration(id=found.id)),
        button("Отказать", presses.RefuseRegistration(id=found.id)),
    ]
    rows = [decide] if found.state == "requested" else []
    if found.state == "registered" and has_results(event, community):
        rows.append([button("⭐ Результат", presses.GiveResult(id=found.id))])
    return Screen(text, [*rows, [back(presses.EventPeople(id=event.id, page=0)), menu()]])


def _team(registration: Registration) -> str:
    return f", команда «{esc(registration.team)}»" if registration.team else ""


def _person(person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    return ", ".join(filter(None, (esc(person.name), esc(town.name) if town else "")))


def usual_first(kinds: Sequence[EventKind]) -> list[EventKind]:
    return sorted(kinds, key=lambda kind: USUAL_KINDS.index(kind.id) if kind.id in USUAL_KINDS else len(USUAL_KINDS))


def _lead(step: str, remark: str) -> str:
    return f"<i>Шаг {STEPS.index(step) + 1} из {len(STEPS)}</i>\n" + remarked(remark)


def _ends(step: str) -> list[Button]:
    at = STEPS.index(step)
    before = presses.MakeStep(step=STEPS[at - 1]) if at else presses.Menu()
    return [back(before), button("✖️ Отмена", presses.CancelMaking()), menu()]


def _kinds_page(page: int) -> presses.EventKinds:
    return presses.EventKinds(page=page)
