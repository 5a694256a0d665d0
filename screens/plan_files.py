"""A plan of events as a file: for Excel, to be filled in or changed and sent back; as a PDF, to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from community import plan_months
from community.plan_months import Format as FileFormat
from community.plan_months import Span, days_of
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from screens.events import IN_MONTH
from screens.moments import WEEKDAYS, from_moscow
from screens.papers import letters
from screens.papers.letters import Letter, Table
from screens.plan_columns import LONGEST_NIGHT, SHEET, STATE, Column, Rules, columns_of
from screens.plan_reader import MOST_EVENTS
from screens.registers_xlsx import OPTIONS, write
from storage.models import Event, Person

CHOICES, EXPLAINED = "Варианты", "Пояснения"
TEMPLATE = "Образец плана.xlsx"
STATES = {"draft": "черновик", "published": "опубликовано", "cancelled": "отменено"}
FREE_ROWS = 30  # below the events, with lists to choose from


def template(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    at = datetime.fromisoformat(ids["at"])
    return TEMPLATE, workbook(None, community, at)


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    """Raises `NotAllowed` when who asked plans no more."""
    actor, at = session.get(Person, ids["by"]), datetime.fromisoformat(ids["at"])
    if actor is None:
        raise NotAllowed
    span, month = Span(ids["span"]), date.fromisoformat(ids["month"])
    events = plan_months.events_between(session, actor, *days_of(span, month), community, at)
    if ids["format"] == FileFormat.XLSX:
        return f"План {_file_name(span, month)}.xlsx", workbook(events, community, at)
    return f"План {_file_name(span, month)}.pdf", pdf(events, span, month, community, at)


def span_name(span: Span, month: date) -> str:
    """«декабрь 2026 года», «2026 год», «2026/27 учебный год»."""
    first, until = days_of(span, month)
    match span:
        case Span.MONTH:
            return f"{IN_MONTH[month.month - 1]} {month.year} года"
        case Span.YEAR:
            return f"{month.year} год"
    return f"{first.year}/{until.year % 100:02} учебный год"


def _file_name(span: Span, month: date) -> str:
    return f"{month:%Y-%m}" if span is Span.MONTH else span_name(span, month).replace("/", "-")


def workbook(events: Sequence[Event] | None, community: CommunityProfile, at: datetime) -> bytes:
    """Without events: the sample, with an example."""
    content, columns = BytesIO(), columns_of(community)
    with Workbook(content, OPTIONS) as book:
        sheet, looks = book.add_worksheet(SHEET), _Looks(book)
        _fill_head(sheet, columns, looks, with_state=events is not None)
        rows = [_example(columns, community, at)] if events is None else [_row(event, community) for event in events]
        for number, row in enumerate(rows, 1):
            _fill_row(sheet, number, [row.get(each) for each in (*columns, STATE)], looks)
        sheet.freeze_panes(1, 1)
        _fill_explanations(book.add_worksheet(EXPLAINED), columns, looks.bold)
        _fill_choices(book.add_worksheet(CHOICES), sheet, columns, community, looks.bold, len(rows) + FREE_ROWS)
    return content.getvalue()


class _Looks:
    def __init__(self, book: Workbook) -> None:
        self.bold: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day: Format = book.add_format({"num_format": "dd.mm.yyyy"})
        self.clock: Format = book.add_format({"num_format": "hh:mm"})
        self.moment: Format = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})


def _fill_head(sheet: Worksheet, columns: Mapping[Column, Rules], looks: _Looks, with_state: bool) -> None:
    for place, rules in enumerate(columns.values()):
        sheet.set_column(place, place, rules.width)
        sheet.write_string(0, place, rules.titles[0], looks.bold)
    if with_state:
        sheet.set_column(len(columns), len(columns), 14)
        sheet.write_string(0, len(columns), STATE, looks.bold)


def _fill_row(sheet: Worksheet, number: int, values: Sequence[Any], looks: _Looks) -> None:
    for place, value in enumerate(values):
        if isinstance(value, datetime):
            sheet.write_datetime(number, place, value, looks.moment)
        elif isinstance(value, date):
            sheet.write_datetime(number, place, datetime.combine(value, time()), looks.day)
        elif isinstance(value, time):
            sheet.write_datetime(number, place, value, looks.clock)
        else:
            write(sheet, number, place, value)


def _example(columns: Mapping[Column, Rules], community: CommunityProfile, at: datetime) -> dict[Any, Any]:
    lists = _lists(community)
    day = at.astimezone(community.tz).date().replace(month=12, day=15)
    row = {column: rules.example or lists.get(column, [None])[0] for column, rules in columns.items()}
    return row | {Column.DAY: day}


def _row(event: Event, community: CommunityProfile) -> dict[Any, Any]:
    start = event.starts_at.astimezone(community.tz).replace(tzinfo=None)
    kind, town = community.event_kind(event.kind), community.municipality(event.municipality or "")
    return {
        Column.TITLE: event.title,
        Column.KIND: kind.name if kind else event.kind,
        Column.DAY: start.date(),
        Column.START: start.time(),
        Column.END: _end(event, community),
        Column.PLACE: event.place,
        Column.LINK: event.url,
        Column.TOWN: town.name if town else None,
        Column.SEATS: event.capacity,
        Column.ABOUT: event.about,
        Column.NUMBER: event.id,
        STATE: STATES.get(event.state),
    }


def _end(event: Event, community: CommunityProfile) -> datetime | time | None:
    """With its day, where it is not clear from the hour."""
    if event.ends_at is None:
        return None
    start, end = (each.astimezone(community.tz).replace(tzinfo=None) for each in (event.starts_at, event.ends_at))
    next_morning = end - start <= LONGEST_NIGHT and end.time() <= start.time()
    return end.time() if start.date() == end.date() or next_morning else end


def _fill_explanations(sheet: Worksheet, columns: Mapping[Column, Rules], bold: Format) -> None:
    sheet.set_column(0, 0, 24, bold)
    sheet.set_column(1, 1, 100)
    rows = [(rules.titles[0], rules.explained) for rules in columns.values()]
    rows += [
        (
            "Сколько строк",
            f"До {MOST_EVENTS} мероприятий в одном файле. Пустые строки и строка «Пример:» пропускаются.",
        ),
        ("Как изменить", "Скачайте план, поправьте строки, не трогая номеров, и пришлите файл обратно."),
        (
            "Что с удалёнными",
            "Строка, которой нет в файле, ничего не отменяет: отменить мероприятие можно в его карточке.",
        ),
    ]
    for number, (name, words) in enumerate(rows):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, words)


def _lists(community: CommunityProfile) -> dict[Column, list[str]]:
    return {
        Column.KIND: [kind.name for kind in community.event_kinds],
        Column.TOWN: [town.name for town in community.municipalities],
    }


def _fill_choices(
    sheet: Worksheet,
    plan: Worksheet,
    columns: Mapping[Column, Rules],
    community: CommunityProfile,
    bold: Format,
    rows: int,
) -> None:
    """Excel offers them in the cells of the plan."""
    for place, (column, names) in enumerate(each for each in _lists(community).items() if each[0] in columns):
        sheet.set_column(place, place, 36)
        sheet.write_string(0, place, columns[column].titles[0], bold)
        sheet.write_column(1, place, names)
        source = f"={CHOICES}!${'AB'[place]}$2:${'AB'[place]}${len(names) + 1}"
        at = list(columns).index(column)
        plan.data_validation(1, at, rows, at, {"validate": "list", "source": source, "error_type": "warning"})


def pdf(events: Sequence[Event], span: Span, month: date, community: CommunityProfile, at: datetime) -> bytes:
    """Without what is cancelled."""
    rows = tuple(_printed(event, community) for event in events if event.state != "cancelled")
    letter = Letter(
        community=community.name,
        title=f"План мероприятий: {span_name(span, month)}",
        paragraphs=(),
        number="",
        issued_on=at.astimezone(community.tz).date(),
        table=Table((_when(community), "Мероприятие", "Где", "Состояние"), rows, (20, 42, 22, 16)),
    )
    return letters.pdf(letter)


def _printed(event: Event, community: CommunityProfile) -> tuple[str, str, str, str]:
    start = event.starts_at.astimezone(community.tz)
    kind, town = community.event_kind(event.kind), community.municipality(event.municipality or "")
    when = f"{WEEKDAYS[start.weekday()]}, {start:%d.%m.%Y}, {start:%H:%M}{_until(_end(event, community))}"
    what = f"{event.title} ({kind.name.lower()})" if kind else event.title
    where = ", ".join(filter(None, (town.name if town else "", event.place, "онлайн" if event.url else "")))
    return when, what, where, STATES.get(event.state, "")


def _when(community: CommunityProfile) -> str:
    return f"Когда ({community.city})" if community.city and from_moscow(community.tz) else "Когда"


def _until(end: datetime | time | None) -> str:
    if end is None:
        return ""
    return f" – {end:%d.%m.%Y %H:%M}" if isinstance(end, datetime) else f"–{end:%H:%M}"
