"""When something happens, in words; parse_moment() reads them back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from community.hours import MOSCOW, Why
from community.moments import Moment, Unclear
from community.profiles import CommunityProfile
from screens.words import count, day, esc, full_day

NEAR = {0: "сегодня", 1: "завтра"}
NEARLY_A_YEAR = timedelta(days=350)
LOCAL = "местное время"
EXAMPLE = "«15 декабря в 16:00» или «завтра с 16 до 17:30»"
FULL_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
UNCLEAR = {
    Why.NOTHING: f"Не получилось понять, когда это. Напишите день и время, например: {EXAMPLE}.",
    Why.NO_DAY: "Какой это день? Например: «15 декабря», «завтра» или «в четверг».",
    Why.NO_TIME: "Во сколько? Например: «16:00» или «с 16:00 до 17:30».",
    Why.IMPOSSIBLE_DAY: "Такого дня в календаре нет. Проверьте число и месяц и напишите ещё раз.",
    Why.IMPOSSIBLE_TIME: "Такого времени не бывает. Напишите, например, «16:00».",
    Why.SEVERAL: f"Здесь несколько дней или часов. Напишите один день и время начала, например: {EXAMPLE}.",
    Why.BACKWARDS: "Окончание получилось раньше начала. Напишите, например, «с 16:00 до 17:30».",
    Why.TOO_FAR: "До этого дня больше двух лет. Проверьте год и напишите ещё раз.",
}


def when(starts_at: datetime, zone: tzinfo, now: datetime, place: str = "", ends_at: datetime | None = None) -> str:
    """«чт, 15 декабря, 16:00 (Пермь), 14:00 МСК», «сегодня с 16:00 до 17:30»; `place`: the city of the zone."""
    here = f"{_day(starts_at, zone, now, in_a_sentence=ends_at is None)}{hours(starts_at, ends_at, zone)}"
    if starts_at.astimezone(zone).utcoffset() == starts_at.astimezone(MOSCOW).utcoffset():
        return here
    there = starts_at.astimezone(MOSCOW).date()
    other = "" if there == starts_at.astimezone(zone).date() else f" {_date(there)}"
    return f"{here} ({esc(place or LOCAL)}), {hours(starts_at, ends_at, MOSCOW)} МСК{other}"


def at_clock(moment: datetime, community: CommunityProfile) -> str:
    """«16:00 (Пермь), 14:00 МСК», of a day that is plain."""
    here = hours(moment, None, community.tz)
    if not from_moscow(community.tz):
        return here
    return f"{here} ({esc(community.city or LOCAL)}), {hours(moment, None, MOSCOW)} МСК"


def in_list(moment: datetime, community: CommunityProfile, now: datetime) -> str:
    """«вт, 1 декабря, 16:00»; whose hours they are is said beside the list."""
    local, today = moment.astimezone(community.tz), now.astimezone(community.tz).date()
    return f"{WEEKDAYS[local.weekday()]}, {day(local.date(), today)}, {local:%H:%M}"


def clock(community: CommunityProfile) -> str:
    """By whose clock the hours before it are told; nothing where it is Moscow's."""
    return f" Время: {esc(community.city or 'местное')}." if from_moscow(community.tz) else ""


def from_moscow(zone: tzinfo) -> int:
    """In hours. Russia's zones do not change theirs in summer."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    ahead = day.astimezone(zone).replace(tzinfo=UTC) - day.astimezone(MOSCOW).replace(tzinfo=UTC)
    return ahead // timedelta(hours=1)


def hours(starts_at: datetime, ends_at: datetime | None, zone: tzinfo) -> str:
    """«16:00», «с 16:00 до 17:30», «с 22:00 до 01:00 следующего дня»."""
    start = starts_at.astimezone(zone)
    if ends_at is None:
        return f"{start:%H:%M}"
    end = ends_at.astimezone(zone)
    return f"с {start:%H:%M} до {end:%H:%M}{_end_day(start, end)}"


def left(starts_at: datetime, now: datetime) -> str:
    """«через 15 минут», «через 2 часа», «через 3 дня»; «сейчас» when it is less than a minute or over."""
    minutes = (starts_at - now) // timedelta(minutes=1)
    if minutes < 1:
        return "сейчас"
    if minutes < 60:
        return f"через {count(minutes, 'минуту', 'минуты', 'минут')}"
    if minutes < 24 * 60 - 30:
        return f"через {_hours_and_minutes(minutes)}"
    days = round(minutes / (24 * 60))
    return "через сутки" if days == 1 else f"через {count(days, 'день', 'дня', 'дней')}"


def unclear(said: Unclear, today: date) -> str:
    if said.why is Why.PAST and said.day:
        clock = f" в {said.hours.start:%H:%M}" if said.hours and said.day == today else ""
        return f"Уже прошло: {day(said.day, today)}{clock}. Напишите день и время, которые ещё впереди."
    if said.why is Why.OTHER_WEEKDAY and said.day:
        weekday = FULL_WEEKDAYS[said.day.weekday()]
        return f"{day(said.day, today)} — это {weekday}. Проверьте число и день недели и напишите ещё раз."
    return UNCLEAR.get(said.why, UNCLEAR[Why.NOTHING])


def guess(moment: Moment) -> str:
    """Asks beside a confirmation; nothing when the hour was clear."""
    if not moment.hours.guessed:
        return ""
    morning = f"{moment.hours.start.hour - 12}:{moment.hours.start:%M}"
    return f"Время понято как {moment.hours.start:%H:%M}. Если это утро, напишите «{morning} утра»."


def _day(starts_at: datetime, zone: tzinfo, now: datetime, in_a_sentence: bool) -> str:
    local, today = starts_at.astimezone(zone).date(), now.astimezone(zone).date()
    if near := NEAR.get((local - today).days):
        return f"{near} в " if in_a_sentence else f"{near} "
    told = full_day(local) if local - today > NEARLY_A_YEAR else day(local, today)
    return f"{WEEKDAYS[local.weekday()]}, {told}, "


def _date(value: date) -> str:
    return day(value, value)


def _end_day(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return ""
    return " следующего дня" if end - start <= timedelta(days=1) else f" {_date(end.date())}"


def _hours_and_minutes(minutes: int) -> str:
    """Minutes matter for the first three hours."""
    whole, rest = divmod(minutes, 60)
    if whole >= 3:
        whole, rest = round(minutes / 60), 0
    told = "час" if (whole, rest) == (1, 0) else count(whole, "час", "часа", "часов")
    return f"{told} {count(rest, 'минуту', 'минуты', 'минут')}" if rest else told
