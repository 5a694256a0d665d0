"""«Мои итоги» of a mentor, their period, papers about them, and whether a paper is genuine."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import certificates, mentoring_papers, mentoring_results, results_of_mentors
from community.case_numbers import Period
from community.mentoring_periods import Span, parse_period, period_of, school_year
from handlers.turn import Turn
from messengers.screen import Screen
from screens import mentoring_results as screens
from screens import presses

FORM = "papers"


class Papers(StatesGroup):
    days = State()
    name = State()


def results(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return shown(turn)


def shown(turn: Turn, remark: str = "") -> Screen:
    consulting = results_of_mentors.consulting(turn.session, turn.person)
    period = period_kept(turn)
    done = mentoring_results.done(turn.session, turn.person, period, turn.community, turn.now)
    return screens.results(consulting, done, period, remark)


def period_kept(turn: Turn) -> Period:
    kept = turn.dialogue.forms.get(FORM, {})
    if "since" not in kept:
        return school_year(turn.today)
    return Period(date.fromisoformat(kept["since"]), date.fromisoformat(kept["until"]))


def ask_period(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.ask_period()


def period_chosen(_: CallbackQuery, callback_data: presses.PaperPeriod, turn: Turn) -> Screen:
    of = callback_data.of if callback_data.of in set(Span) else Span.SCHOOL_YEAR.value
    return keep(turn, period_of(of, turn.today))


def keep(turn: Turn, period: Period) -> Screen:
    turn.dialogue.pause()
    turn.dialogue.answers(FORM).update(since=f"{period.since}", until=f"{period.until}")
    return shown(turn)


def ask_days(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(Papers.days)
    return screens.ask_days()


def days_said(message: Message, turn: Turn) -> Screen:
    period = parse_period(message.text or "", turn.today)
    return keep(turn, period) if period else screens.ask_days(screens.DAYS_WANTED)


def paper(_: CallbackQuery, callback_data: presses.MentorPaper, turn: Turn) -> Screen:
    return written(turn, callback_data.kind)


def written(turn: Turn, kind: str) -> Screen:
    if mentoring_papers.full_name_of(turn.person) is None:
        turn.dialogue.answers(FORM)["kind"] = kind
        turn.dialogue.go(Papers.name)
        return screens.ask_name(kind)
    done = mentoring_papers.ask(turn.session, turn.person, kind, period_kept(turn), turn.community, turn.now)
    return shown(turn, screens.NOTHING if done.is_empty else screens.IS_COMING)


def name_said(message: Message, turn: Turn) -> Screen:
    kind = turn.dialogue.answers(FORM).get("kind", "")
    name = certificates.parse_full_name(message.text or "")
    if name is None:
        return screens.ask_name(kind, screens.NAME_WANTED)
    turn.dialogue.pause()
    turn.person.full_name = name
    return written(turn, kind)


def verified(token: str, turn: Turn) -> Screen:
    return screens.verified(mentoring_papers.find(turn.session, token, turn.community), turn.community)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(days_said, Papers.days)
    router.message.register(name_said, Papers.name)
    pressed(results, presses.MyResults.filter())
    pressed(ask_period, presses.PaperPeriods.filter())
    pressed(period_chosen, presses.PaperPeriod.filter())
    pressed(ask_days, presses.AskPaperDays.filter())
    pressed(paper, presses.MentorPaper.filter())
