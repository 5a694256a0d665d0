"""When questions are to come to a mentor, of what, and how many."""

from __future__ import annotations

from datetime import date

from community import responders as rules
from community.paces import DAILY_HOUR, Pace
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.mentor_desk import FROM_ALL
from screens.moments import WEEKDAYS
from screens.navigation import back, button, menu, paged, rows_of
from screens.words import count, day, esc, listed
from storage.models import Responder

NOW = {Pace.AT_ONCE: "сразу", Pace.AFTER_LESSONS: "после уроков, с 15:00", Pace.DAILY: "раз в день в {hour}:00"}
PAUSES = {7: "Неделя", 14: "Две недели", 30: "Месяц"}
OWN = presses.HowIAnswer()


def shown(responder: Responder, community: CommunityProfile, today: date) -> Screen:
    pace = Pace(responder.pace)
    hour = DAILY_HOUR if responder.hour is None else responder.hour
    text = f"⚙️ <b>Когда присылать вопросы</b>\nСейчас: {NOW[pace].format(hour=hour)}. Накопившееся придёт одним "
    text += f"сообщением, ночью не беспокоим.\n\nВыходные: {_days(responder)}.\nТемы: {_topics(responder, community)}."
    text += f"\nОдновременно: до {responder.most_open}.{_paused(responder, community, today)}"
    daily = presses.ShowHours()
    paces = [
        button(_chosen("Сразу", pace is Pace.AT_ONCE), presses.SetPace(pace=Pace.AT_ONCE.value, hour=0)),
        button(_chosen("После уроков", pace is Pace.AFTER_LESSONS), presses.SetPace(pace=Pace.AFTER_LESSONS, hour=0)),
    ]
    rows = [
        paces,
        [button(_chosen("Раз в день", pace is Pace.DAILY), daily), button("📅 Выходные", presses.ShowDaysOff())],
        [button("📌 Темы", presses.ShowTopics(page=0)), button("👥 Сколько сразу", presses.MostOpen())],
        [
            button("⏸ Пауза", presses.PauseQuestions()),
            button("💬 Заготовки", presses.CannedAnswers(id=0, page=0)),
        ],
        [back(FROM_ALL), menu()],
    ]
    return Screen(text, rows)


def ask_hour() -> Screen:
    choices = [button(f"{hour:02}:00", presses.SetPace(pace=Pace.DAILY.value, hour=hour)) for hour in rules.HOURS]
    text = "Раз в день все новые вопросы придут одним сообщением. Во сколько?"
    return Screen(text, [*rows_of(choices), [back(OWN), menu()]])


def ask_days(responder: Responder) -> Screen:
    off = {int(each) for each in responder.days_off}
    choices = [
        button(_chosen(name, at in off), presses.MarkDayOff(day=at, off=at not in off))
        for at, name in enumerate(WEEKDAYS)
    ]
    text = "В какие дни вопросов не присылать? Нажмите на день. Все семь сразу не выбрать: для этого есть пауза."
    return Screen(text, [*rows_of(choices), [back(OWN), menu()]])


def ask_topics(responder: Responder, page: int, community: CommunityProfile) -> Screen:
    choices = [
        button(
            _chosen(topic.name, topic.id in responder.topics)[:40],
            presses.MarkTopic(topic=topic.id, marked=topic.id not in responder.topics, page=page),
        )
        for topic in rules.topics(community)
    ]
    text = "О чём присылать вопросы? Отметьте темы. Если ничего не отмечено, приходят все.\n"
    text += "Темы поддержки поручает координатор."
    rows = paged(choices, page, lambda at: presses.ShowTopics(page=at), [back(OWN), menu()])
    return Screen(text, rows)


def ask_most(responder: Responder) -> Screen:
    choices = [
        button(_chosen(str(most), most == responder.most_open), presses.SetMostOpen(most=most)) for most in rules.MOST
    ]
    text = "Сколько вопросов без ответа может быть за вами одновременно? Больше присылать не будем."
    return Screen(text, [*rows_of(choices), [back(OWN), menu()]])


def ask_pause(responder: Responder, community: CommunityProfile, today: date) -> Screen:
    text = "Пауза: новые вопросы не приходят, а те, на которые вы не успели ответить, передадим другим."
    text += _paused(responder, community, today)
    lengths = [button(label, presses.SetPause(days=days)) for days, label in PAUSES.items()]
    end = [[button("▶ Закончить паузу", presses.SetPause(days=0))]] if responder.paused_until else []
    return Screen(text, [*end, *rows_of(lengths), [back(OWN), menu()]])


def _chosen(label: str, chosen: bool) -> str:
    return f"✅ {label}" if chosen else label


def _days(responder: Responder) -> str:
    return ", ".join(WEEKDAYS[int(each)] for each in responder.days_off) or "нет"


def _topics(responder: Responder, community: CommunityProfile) -> str:
    names = [topic.name for topic in rules.topics(community) if topic.id in responder.topics]
    return esc(listed(names)) if names else f"все, {count(len(rules.topics(community)), 'тема', 'темы', 'тем')}"


def _paused(responder: Responder, community: CommunityProfile, today: date) -> str:
    if responder.paused_until is None:
        return ""
    until = responder.paused_until.astimezone(community.tz).date()
    return f"\n⏸ Пауза до {day(until, today)}." if until > today else ""
