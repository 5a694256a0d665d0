"""The plan of a month, for those who plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby

from community.events import State
from community.plan_months import Copied, Format, Month, Span, months_from
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.events import IN_MONTH, label, month_name
from screens.moments import WEEKDAYS, clock
from screens.navigation import Rows, back, button, menu, paged
from screens.plan_files import span_name
from screens.words import MONTHS, count, esc, remarked, short
from storage.models import Event

PAGE = 9
MARKS = {State.DRAFT: "📝", State.CANCELLED: "✖️"}
FORMATS = {Format.XLSX: "⬇️ XLSX", Format.PDF: "⬇️ PDF"}


def month(plan: Month, page: int, community: CommunityProfile, today: date, remark: str = "") -> Screen:
    pages = max((len(plan.events) - 1) // PAGE, 0)
    page = min(max(page, 0), pages)
    shown = plan.events[page * PAGE : (page + 1) * PAGE]
    text = remarked(remark)
    text += _heading(plan, community, today)
    text += "".join(f"\n\n{week}" for week in _weeks(shown, community))
    text += f"\n\n{_too_few(plan)}" if plan.published < plan.wanted else ""
    turn = [button("◀️", _page(plan, page - 1))] if page else []
    turn += [button("Ещё ▶️", _page(plan, page + 1))] if page < pages else []
    more = [[button("➕ Запланировать", presses.MakeEvent())]] if plan.published < plan.wanted and not page else []
    return Screen(text, [*_deeds(plan, today), *more, [*turn, menu()]])


def _heading(plan: Month, community: CommunityProfile, today: date) -> str:
    text = f"<b>План: {month_name(plan.first, today)}</b>"
    if not plan.events:
        return f"{text}\nПока пусто. Загрузите план файлом, скопируйте прошлый месяц или сделайте мероприятие."
    told = {
        "опубликовано": plan.number_of(State.PUBLISHED),
        "📝 черновиков": plan.number_of(State.DRAFT),
        "✖️ отменено": plan.number_of(State.CANCELLED),
    }
    numbers = ", ".join(f"{name} {number}" for name, number in told.items() if number)
    return f"{text}\nВсего {len(plan.events)}: {numbers}.{clock(community)}"


def _too_few(plan: Month) -> str:
    return f"❗ Опубликовано {plan.published}, а нужно в месяц не меньше {plan.wanted}."


def _weeks(events: Sequence[Event], community: CommunityProfile) -> list[str]:
    days = [(event.starts_at.astimezone(community.tz).date(), event) for event in events]
    weeks = groupby(days, key=lambda pair: pair[0] - timedelta(days=pair[0].weekday()))
    return [
        "\n".join([f"<b>{_week(monday)}</b>", *(_line(event, community) for _, event in week)])
        for monday, week in weeks
    ]


def _week(monday: date) -> str:
    """«7–13 декабря», «30 ноября – 6 декабря»."""
    sunday = monday + timedelta(days=6)
    first = f"{monday.day}–" if monday.month == sunday.month else f"{monday.day} {MONTHS[monday.month - 1]} – "
    return f"{first}{sunday.day} {MONTHS[sunday.month - 1]}"


def _line(event: Event, community: CommunityProfile) -> str:
    local = event.starts_at.astimezone(community.tz)
    mark = MARKS.get(State(event.state), "•")
    return f"{mark} {WEEKDAYS[local.weekday()]} {local.day}, {local:%H:%M} {esc(short(event.title, 44))}"


def _deeds(plan: Month, today: date) -> Rows:
    key, ahead = _key(plan.first), months_from(plan.first, 1) > today
    rows = [[_month_button(months_from(plan.first, -1), "◀️ {}"), _month_button(months_from(plan.first, 1), "{} ▶️")]]
    cards = [button("🗂 Карточки", presses.PlanEvents(month=key, page=0))] if plan.events else []
    rows.append([*cards, button("📥 Загрузить", presses.LoadPlan())])
    rows.append([button(name, presses.AskPlanFile(month=key, format=kind.value)) for kind, name in FORMATS.items()])
    if ahead:
        rows.append([button("📄 Скопировать прошлый месяц", presses.CopyMonth(month=key))])
    return rows


def _month_button(first: date, words: str) -> Button:
    return button(words.format(IN_MONTH[first.month - 1].capitalize()), presses.PlanMonth(month=_key(first), page=0))


def copied(found: Copied) -> str:
    """What copying has brought, as a remark."""
    if found.added:
        text = f"✅ Добавили {count(found.added, 'черновик', 'черновика', 'черновиков')}. Проверьте и опубликуйте."
    elif found.known:
        text = "Прошлый месяц уже скопирован, второй раз не добавили."
    elif found.past:
        return "Копировать нечего: эти дни месяца уже прошли."
    else:
        return "В прошлом месяце ничего опубликованного не было: копировать нечего."
    return text + (f" Пропустили то, чей день уже прошёл: {found.past}." if found.past else "")


def events(plan: Month, page: int, community: CommunityProfile, today: date) -> Screen:
    """Each as a button to its card."""
    choices = [_event(event, community) for event in plan.events]
    text = f"<b>План: {month_name(plan.first, today)}</b>\n"
    text += "Выберите мероприятие, чтобы открыть его." if choices else "В этом месяце пока ничего нет."
    ahead = button("📅 Всё, что впереди", presses.Calendar(of="run", id="-", page=0))
    return Screen(
        text, paged(choices, page, partial(_events_page, plan.first), [ahead], [back(_page(plan, 0)), menu()])
    )


def _event(event: Event, community: CommunityProfile) -> Button:
    mark = f"{MARKS[State(event.state)]} " if event.state in MARKS else ""
    return button(mark + label(event, community, 40 - len(mark)), presses.RunEvent(id=event.id))


def ask_span(month: date, kind: str) -> Screen:
    choices = [
        [_upper(button(span_name(span, month), presses.PlanFile(month=_key(month), what=f"{kind}-{span.value}")))]
        for span in Span
    ]
    text = "За какой срок нужен план? Файл придёт сюда."
    text += " Его можно поправить и прислать обратно." if kind == Format.XLSX else ""
    return Screen(text, [*choices, [back(presses.PlanMonth(month=_key(month), page=0)), menu()]])


def file_coming(number: int, month: date) -> Screen:
    text = f"Готовим файл, пришлём его сюда. В нём {count(number, 'мероприятие', 'мероприятия', 'мероприятий')}."
    if not number:
        text = "За этот срок в плане пока ничего нет, файл был бы пустым."
    return Screen(text, [[back(presses.PlanMonth(month=_key(month), page=0)), menu()]])


def _upper(item: Button) -> Button:
    return Button(item.label[0].upper() + item.label[1:], item.press)


def _key(first: date) -> str:
    return f"{first:%Y-%m}"


def _page(plan: Month, page: int) -> presses.PlanMonth:
    return presses.PlanMonth(month=_key(plan.first), page=page)


def _events_page(first: date, page: int) -> presses.PlanEvents:
    return presses.PlanEvents(month=_key(first), page=page)
