"""Pairs and groups for those who answer for them: the list, its filter, a pair, numbers of a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from community.case_numbers import Period
from community.choices import Choice
from community.mentoring_periods import Span
from community.mentoring_states import MentorshipState
from community.mentorships import Kind
from community.pair_exports import FEWEST, Figure
from community.pair_modes import Mode
from community.pair_registers import Entry, Filter, Look, Page, Summary
from community.pair_signals import Signal
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.mentoring_desk import change_buttons
from screens.mentorships import GONE, KINDS, STATES
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.pair_modes import MODES, mode_buttons, mode_lines
from screens.words import count, day, esc, full_days, remarked, short
from storage.models import Mentorship, Person

PAGE = 5
TOWNS = 6  # of the figures
SIGNALS = {
    Signal.UNAGREED: "Нет договорённости",
    Signal.SILENT: "Давно не встречались",
    Signal.UNFIT: "Не совсем подходят",
    Signal.ENDS: "Скоро срок",
}
SPANS = {
    Span.SCHOOL_YEAR: "Этот учебный год",
    Span.LAST_SCHOOL_YEAR: "Прошлый учебный год",
    Span.QUARTER: "Этот квартал",
    Span.MONTH: "Этот месяц",
}
ASKED = {
    "municipality": "Пары какого муниципалитета показать? Выберите или начните писать название.",
    "ground": "По какому поводу работают вместе?",
    "mode": "Какие пары показать?",
    "state": "Какие пары показать?",
    "signal": "На что обратить внимание?",
}
NOT_FOUND = "Такого не нахожу. Попробуйте первые буквы."
Deed = Callable[[Entry, CommunityProfile], list[Button]]
# What else a coordinator may do with a pair: other dialogues add their buttons here, two rows at most.
DEEDS: list[Deed] = [mode_buttons, change_buttons]


def pairs_button() -> Button:
    return button("🤝 Пары", presses.Pairs(before=0, after=0))


def listed(page: Page, summary: Summary, wanted: Filter, community: CommunityProfile) -> Screen:
    lines = [_how_many(summary, community)]
    if wanted.is_set:
        lines.append(f"Фильтр: {esc(in_words(wanted, community))}. Нашлось: {page.total}.")
    else:
        lines += [f"• {SIGNALS[signal].lower()}: {many}" for signal, many in summary.signals.items()]
        lines += [f"• ждут наставника: {summary.requests}"] if summary.requests else []
    lines += ["", *(_line(entry, community) for entry in page.entries)] if page.entries else []
    hint = "Ищете кого-то? Напишите имя." if page.entries else "По такому отбору пар нет." if wanted.is_set else NONE
    tools = [button("🔍 Фильтр и файлы", presses.PairTools())]
    tools += [button("✖️ Снять фильтр", presses.ClearPairFilter())] if wanted.is_set else []
    ends = [*_arrows(page), tools, [menu()]]
    cards = [button(_label(entry), presses.PairDesk(id=entry.mentorship.id)) for entry in page.entries]
    return Screen("\n".join([*lines, "", hint]), [*rows_of(cards), *ends])


NONE = "Пока ни одной пары. Появятся, когда наставник примет запрос; свои пары можно загрузить списком."


def _how_many(summary: Summary, community: CommunityProfile) -> str:
    """The two modes are never added up."""
    if not summary.ordered and Mode.EMPLOYMENT not in community.mentoring.modes:
        return f"🤝 <b>Пары</b>, в работе: {summary.on}."
    free = summary.on - summary.ordered
    return f"🤝 <b>Пары</b> в работе. На общественных началах: {free}, по приказу: {summary.ordered}."


def in_words(wanted: Filter, community: CommunityProfile) -> str:
    """The filter in one line."""
    town, ground = community.municipality(wanted.municipality or ""), community.mentoring.ground(wanted.ground or "")
    parts = [
        town.name if town else wanted.municipality,
        ground.name if ground else wanted.ground,
        MODES.get(wanted.mode or "", wanted.mode or "").lower(),
        STATES[MentorshipState(wanted.state)].lower() if wanted.state in set(MentorshipState) else None,
        SIGNALS[Signal(wanted.signal)].lower() if wanted.signal in set(Signal) else None,
        f"имя «{short(wanted.name)}»" if wanted.name else None,
    ]
    return short(" · ".join(filter(None, parts)), 120)


def tools(wanted: Filter, community: CommunityProfile, towns: int, may_export: bool, may_import: bool) -> Screen:
    """`towns`: how many municipalities there are to choose from."""
    chosen = f"Сейчас: {esc(in_words(wanted, community))}." if wanted.is_set else "Сейчас показаны все, кто в работе."
    by = [_by("❗ На что обратить внимание", "signal"), _by("Состояние", "state"), _by("Повод", "ground")]
    by += [_by("Муниципалитет", "municipality")] if towns > 1 else []
    by += [_by("Режим работы", "mode")] if len(community.mentoring.modes) > 1 else []
    files = [button("📄 Файл Excel", presses.AskPairsFile())] if may_export else []
    files += [button("📥 Загрузить пары", presses.ImportPairs())] if may_import else []
    files.append(button("🎓 Цифры", presses.PairFigures(of=Span.SCHOOL_YEAR.value, page=0)))
    ends = [back(presses.Pairs(before=0, after=0)), menu()]
    text = f"<b>Фильтр и файлы</b>\n{chosen} По чему отобрать?"
    return Screen(text, [[by[0]], *rows_of(by[1:]), *rows_of(files), ends])


def choose(what: str, choices: Sequence[Choice], page: int, remark: str = "") -> Screen:
    """`what`: municipality or ground."""
    offers = [button(short(each.name), presses.SetPairFilter(what=what, value=each.id)) for each in choices]
    return _choose(what, offers, page, remark)


def choose_fixed(what: str, community: CommunityProfile) -> Screen:
    """`what`: mode, state or signal."""
    known: dict[str, dict[str, str]] = {
        "mode": {mode: MODES[mode] for mode in community.mentoring.modes},
        "state": {each.value: name for each, name in STATES.items()},
        "signal": {each.value: name for each, name in SIGNALS.items()},
    }
    offers = [button(name, presses.SetPairFilter(what=what, value=value)) for value, name in known[what].items()]
    return _choose(what, offers, 0, "")


def card(look: Look, community: CommunityProfile, now: datetime) -> Screen:
    """Dates and numbers; nothing of what they write to each other."""
    made, today = look.entry.mentorship, now.astimezone(community.tz).date()
    text = f"🤝 <b>{esc(short(made.title or KINDS[Kind(made.kind)], 60))}</b> · {STATES[MentorshipState(made.state)]}"
    facts = [*_people(look.entry, community), *_about(made, community), *_agreement(made, community, today)]
    facts += _times(look, community, today)
    facts += [f"❗ {SIGNALS[each]}" for each in look.entry.signals]
    people = [*look.entry.leads, *look.entry.others][:4]
    profiles = [
        button(short(f"👤 {place}. {each.name or GONE}", 18), presses.Member(id=each.id))
        for place, each in enumerate(people, 1)
    ]
    deeds = [each for deed in DEEDS for each in deed(look.entry, community)]
    return Screen(
        "\n".join([text, *facts]),
        [*rows_of(profiles), *rows_of(deeds)[:2], [back(presses.Pairs(before=0, after=0)), menu()]],
    )


def ask_file(wanted: Filter, community: CommunityProfile) -> Screen:
    text = "За какой период файл? В нём пары, даты, число встреч и шагов. Слов из переписки там нет.\n"
    text += f"Отбор: {esc(in_words(wanted, community) or 'все')}."
    offers = [button(name, presses.PairsFile(of=span.value)) for span, name in SPANS.items()]
    return Screen(text, [*rows_of(offers), [back(presses.PairTools()), menu()]])


def file_follows(period: Period, many: int) -> Screen:
    text = f"За {days_of(period)} таких пар нет: файл был бы пустым. Выберите другой период."
    if many:
        text = f"Готовим файл за {days_of(period)}, пришлём его сюда. В нём {pairs_in_words(many)}."
    return Screen(text, [[back(presses.AskPairsFile()), menu()]])


def figures(found: Sequence[Figure], period: Period, span: str, page: int, community: CommunityProfile) -> Screen:
    last = max(len(found) - 1, 0) // TOWNS
    page = min(max(page, 0), last)
    shown = found[page * TOWNS : (page + 1) * TOWNS]
    text = f"🎓 <b>Наставничество в цифрах</b>, {days_of(period)}\n\n"
    text += (
        "\n".join(_figure(each, community) for each in shown) or "Молодых педагогов и завершённых программ пока нет."
    )
    text += f"\n\nГде меньше {FEWEST}, чисел не показываем: так никого не узнать."
    spans = [button(SPANS[each], presses.PairFigures(of=each.value, page=0)) for each in SCHOOL if each != span]
    arrows = [button("◀️", presses.PairFigures(of=span, page=page - 1))] if page else []
    arrows += [button("Ещё ▶️", presses.PairFigures(of=span, page=page + 1))] if page < last else []
    rows: Rows = [*([arrows] if arrows else []), *rows_of(spans), [back(presses.PairTools()), menu()]]
    return Screen(text, rows)


SCHOOL = (Span.SCHOOL_YEAR, Span.LAST_SCHOOL_YEAR)


def days_of(period: Period) -> str:
    return full_days(period.since, period.until - timedelta(days=1))


def pairs_in_words(number: int) -> str:
    return count(number, "пара", "пары", "пар")


def share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %"


def _figure(figure: Figure, community: CommunityProfile) -> str:
    town = community.municipality(figure.municipality or "")
    name = esc(short(town.name)) if town else "Вместе" if figure.municipality is None else "Другие"
    paired = "молодых педагогов мало"
    if figure.young and figure.paired is not None:
        paired = f"с наставником или коллегой {share(figure.paired, figure.young)} молодых педагогов"
    done, ordered = (f"меньше {FEWEST}" if each is None else f"{each}" for each in (figure.completed, figure.ordered))
    if Mode.EMPLOYMENT not in community.mentoring.modes and figure.ordered == 0:
        return f"<b>{name}</b>: {paired}, программ завершено — {done}."
    return f"<b>{name}</b>: {paired}, программ завершено без приказа — {done}, по приказу — {ordered}."


def _by(label: str, what: str) -> Button:
    return button(label, presses.ChoosePairFilter(what=what, page=0))


def _choose(what: str, offers: Sequence[Button], page: int, remark: str) -> Screen:
    whatever = [button("Любое", presses.SetPairFilter(what=what, value="-"))]
    ends = [back(presses.PairTools()), menu()]

    def turn_to(number: int) -> presses.Press:
        return presses.ChoosePairFilter(what=what, page=number)

    return Screen(remarked(remark) + ASKED[what], paged(offers, page, turn_to, ends, onward=whatever))


def _line(entry: Entry, community: CommunityProfile) -> str:
    made = entry.mentorship
    who = f"{_names(entry.leads, 24)} – {_names(entry.others, 24)}" if entry.leads else _names(entry.others, 50)
    told = [STATES[MentorshipState(made.state)], *(["по приказу"] if made.mode == Mode.EMPLOYMENT else [])]
    told += [*(SIGNALS[each].lower() for each in entry.signals[:2])]
    mark = "❗ " if entry.signals else ""
    return f"№ {made.id}. <b>{esc(who)}</b>\n{mark}{', '.join(told)}"


def _names(people: Sequence[Person], most: int) -> str:
    first = short(people[0].name or GONE, most) if people else GONE
    return f"{first} и ещё {len(people) - 1}" if len(people) > 1 else first


def _label(entry: Entry) -> str:
    someone = next(iter([*entry.others, *entry.leads]), None)
    return short(f"№ {entry.mentorship.id} {someone.name or '' if someone else ''}".rstrip(), 18)


def _arrows(page: Page) -> Rows:
    numbers = [entry.mentorship.id for entry in page.entries]
    arrows = [button("◀️", presses.Pairs(before=0, after=numbers[0]))] if page.newer else []
    arrows += [button("Ещё ▶️", presses.Pairs(before=numbers[-1], after=0))] if page.older else []
    return [arrows] if arrows else []


def _people(entry: Entry, community: CommunityProfile) -> list[str]:
    leads = ", ".join(short(each.name or GONE, 40) for each in entry.leads[:3])
    others = ", ".join(short(each.name or GONE, 40) for each in entry.others[:4])
    more = len(entry.others) - 4
    told = [f"{community.roles.mentor.title}: {esc(leads)}"] if leads else []
    told += [f"Подопечные: {esc(others)}" if leads else f"Участники: {esc(others)}"] if others else []
    return [*told, *([f"И ещё: {more}."] if more > 0 else [])]


def _about(made: Mentorship, community: CommunityProfile) -> list[str]:
    topic = community.topic(made.topic or "") or community.competence(made.competence or "")
    ground, town = community.mentoring.ground(made.ground or ""), community.municipality(made.municipality or "")
    about = ": ".join(each.name for each in (ground, topic) if each)
    place = ", ".join(filter(None, (short(made.organisation or "", 60), town.name if town else None)))
    return [esc(each) for each in (about, place, *mode_lines(made)) if each]


def _agreement(made: Mentorship, community: CommunityProfile, today: date) -> list[str]:
    if made.goal is None:
        return ["Цель и срок пока не согласованы"]
    rhythm = next((each.name for each in community.mentoring.rhythms if each.id == made.rhythm), None)
    until = f"до {day(made.ends_on, today)}" if made.ends_on else None
    told = "Предложено, ждёт согласия" if made.state == MentorshipState.ACQUAINTANCE else "Согласовано"
    rhythm = f"{rhythm[:1].lower()}{rhythm[1:]}" if rhythm else None
    return [f"{told}: " + esc(", ".join(filter(None, (until, rhythm))) or "цель")]


def _times(look: Look, community: CommunityProfile, today: date) -> list[str]:
    def on(at: datetime) -> str:
        return day(at.astimezone(community.tz).date(), today)

    made, (done, all_) = look.entry.mentorship, look.steps
    told = [f"Вместе с {on(made.begun_at or made.created_at)}"]
    told += [f"Завершено {on(made.completed_at)}"] if made.completed_at else []
    told.append(f"Встреч: {look.held}" + (f", последняя {on(look.last)}" if look.last else ""))
    told += [f"Следующая встреча {on(look.coming)}"] if look.coming else []
    return [*told, f"Шагов программы: {done} из {all_}"] if all_ else told
