"""What the clock tells by itself, made at delivery; None says that there is nothing to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import articles, digests, month_guard, plan_months
from community.digests import Digest, Morning
from community.events import State
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import MAX_ROWS, Button, Screen
from screens import clock_jobs, presses
from screens.attention import looks
from screens.event_notices import LONG_BEFORE
from screens.events import IN_MONTH, label
from screens.moments import clock, in_list, when
from screens.navigation import Rows, button, menu, rows_of
from screens.words import count, day, esc, short
from storage.models import Article, Event, JobRun, Person

Told = Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]
MOST_TODAY = 4


def month_empty(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while there are too few. What was drafted for days that are over helps nobody."""
    first, wanted = date.fromisoformat(f"{ids['month']}-01"), community.events.per_month_min
    if not month_guard.is_short(session, first, community):
        return None
    there = plan_months.number_in(session, first, State.PUBLISHED, community)
    since = datetime.fromisoformat(ids.get("at", f"{first}T00:00:00+00:00"))  # rows written earlier name no moment
    drafts = plan_months.drafts_ahead(session, first, community, since)
    text = f"🔔 План на {IN_MONTH[first.month - 1]}: "
    text += f"опубликовано {there}, а нужно не меньше {wanted}." if there else "мероприятий пока нет, а нужно хотя бы "
    text += "" if there else f"{'одно' if wanted == 1 else wanted}."
    plan = button("📅 План", presses.PlanMonth(month=ids["month"], page=0))
    make = button("➕ Запланировать", presses.MakeEvent())
    text += _drafted(drafts, community)
    return Screen(text, [*_to_drafts(drafts, ids["month"]), [make], [plan, menu()]], kept=True)


def morning_digest(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Not to somebody whose desk is gone, and not where nothing is new."""
    person, at = session.get(Person, ids["person"]), datetime.fromisoformat(ids["at"])
    if person is None or person.morning_digest_off or not digests.has_desk(session, person, at):
        return None
    seen = digests.morning(session, person, looks(community), community, at)
    if seen.is_empty:
        return None
    today = at.astimezone(community.tz).date()
    text = "\n".join([f"🔔 <b>Сводка на {day(today, today)}</b>", *_morning(seen, today, community)])
    return Screen(text, [*_to_desk(seen), [_no_more(Digest.MORNING), menu()]], kept=True)


def weekly_digest(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Of what it was made of, what is still there."""
    at = datetime.fromisoformat(ids["at"])
    ahead = Event.id.in_(ids["events"]), Event.state == State.PUBLISHED.value, Event.starts_at > at
    events = session.execute(select(Event).where(*ahead).order_by(Event.starts_at, Event.id)).scalars().all()
    new = Article.id.in_(ids["articles"]), Article.state == articles.State.PUBLISHED.value
    answers = session.execute(select(Article).where(*new).order_by(Article.id)).scalars().all()
    if not events and not answers:
        return None
    parts = [*_events_of_week(events, ids.get("others", 0), community, at), *_answers_of_week(answers, ids["more"])]
    open_ = [[button(label(event, community), presses.ShowEvent(id=event.id))] for event in events]
    numbered = enumerate(answers, 1)
    open_ += [[button(short(f"📚 {place}. {each.title}"), presses.ShowArticle(id=each.id))] for place, each in numbered]
    if ids.get("others") and len(open_) < MAX_ROWS - 1:
        open_.append([button("📅 Все мероприятия", presses.Calendar(of="all", id="-", page=0))])
    text = "\n\n".join(["📬 <b>Сводка недели</b>", *parts])
    return Screen(text, [*open_, [_no_more(Digest.WEEK), menu()]], kept=True)


def job_failed(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Unless it has succeeded since."""
    failing = JobRun.job == ids["job"], JobRun.failing_since.is_not(None)
    if session.execute(select(JobRun.id).where(*failing)).first() is None:
        return None
    text = f"❗ Не выполняется задача по расписанию: <b>{esc(clock_jobs.named(ids['job']))}</b>. Программа пробует её "
    text += "снова, остальные задачи идут как обычно.\n"
    text += "Подробности покажет администратору команда <b>python -m bot jobs</b>."
    return Screen(text, [[menu()]], kept=True)


def _drafted(drafts: Sequence[Event], community: CommunityProfile) -> str:
    if len(drafts) != 1:
        number = count(len(drafts), "черновик", "черновика", "черновиков")
        return f"\nУже есть {number}: можно опубликовать." if drafts else ""
    (event,) = drafts
    said = when(event.starts_at, community.tz, event.starts_at - LONG_BEFORE, community.city)
    return f"\nЧерновик уже есть: «{esc(event.title)}», {said}. Можно опубликовать его."


def _to_drafts(drafts: Sequence[Event], month: str) -> Rows:
    if len(drafts) == 1:
        return [[button("📝 Открыть черновик", presses.RunEvent(id=drafts[0].id))]]
    return [[button("📝 Черновики", presses.PlanEvents(month=month, page=0))]] if drafts else []


def _morning(seen: Morning, today: date, community: CommunityProfile) -> list[str]:
    lines = [_waiting(seen, today)] if seen.waiting else []
    lines += [f"Новых участников: {seen.joined}."] if seen.joined else []
    if seen.today:
        lines.append(f"\nМероприятия {day(today, today)}:")
        lines += [_at(event, community) for event in seen.today[:MOST_TODAY]]
        more = len(seen.today) - MOST_TODAY
        lines += [f"и ещё {more}."] if more > 0 else []
        lines += _clock(community)
    return [*lines, *([f"\n{_to_publish(seen, community)}: опубликуйте или удалите."] if seen.drafts else [])]


def _to_publish(seen: Morning, community: CommunityProfile) -> str:
    if len(seen.drafts) == 1:
        (event,) = seen.drafts
        return f"Черновик «{esc(short(event.title, 60))}», {in_list(event.starts_at, community, seen.at)}"
    return f"На ближайшие две недели есть {count(len(seen.drafts), 'черновик', 'черновика', 'черновиков')}"


def _waiting(seen: Morning, today: date) -> str:
    until = day(today + timedelta(days=1), today)
    more = {"новых": seen.opened, "срок прошёл": seen.late, f"срок до вечера {until}": seen.soon}
    told = ", ".join(f"{name} — {number}" for name, number in more.items() if number)
    return f"Ждут вашего решения: {seen.waiting}{f' ({told})' if told else ''}."


def _at(event: Event, community: CommunityProfile) -> str:
    return f"• {event.starts_at.astimezone(community.tz):%H:%M} {esc(short(event.title, 60))}"


def _clock(community: CommunityProfile) -> list[str]:
    return [clock(community).strip()] if clock(community) else []


def _to_desk(seen: Morning) -> Rows:
    attention = [button("🔔 Посмотреть", presses.Attention(page=0))] if seen.waiting else []
    ahead = button("📅 Что впереди", presses.Calendar(of="run", id="-", page=0))  # from today on, drafts too
    plan = [ahead] if seen.today or seen.drafts else []
    people = [button("👥 Реестры", presses.Registers())] if seen.joined else []
    return rows_of([*attention, *plan, *people])


def _events_of_week(events: Sequence[Event], others: int, community: CommunityProfile, at: datetime) -> list[str]:
    lines = [f"• {in_list(event.starts_at, community, at)}, {esc(short(event.title, 80))}" for event in events]
    lines += [f"и ещё {others} в разделе «Мероприятия»."] if others else []
    return ["\n".join(["Мероприятия для вас:", *lines, *_clock(community)])] if events else []


def _answers_of_week(answers: Sequence[Article], more: int) -> list[str]:
    named = [f"{number}. {esc(short(each.title, 80))}" for number, each in enumerate(answers, 1)]
    named += [f"и ещё {more} в разделе «Готовые ответы»."] if more > 0 else []
    return ["\n".join(["Новые готовые ответы:", *named])] if answers else []


def _no_more(which: Digest) -> Button:
    return button("🔕 Не присылать", presses.SetDigest(which=which.value, on=False))


CLOCK_NOTICES: dict[str, Told] = {
    Notice.MONTH_EMPTY: month_empty,
    Notice.MORNING_DIGEST: morning_digest,
    Notice.WEEKLY_DIGEST: weekly_digest,
    Notice.JOB_FAILED: job_failed,
}
CLOCK_KINDS: dict[str, str] = {
    Notice.MONTH_EMPTY: "напоминание о плане месяца",
    Notice.MORNING_DIGEST: "утренняя сводка",
    Notice.WEEKLY_DIGEST: "сводка недели",
    Notice.JOB_FAILED: "сообщение о задаче, которая не выполняется",
}
