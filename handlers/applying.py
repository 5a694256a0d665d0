from __future__ import annotations

from collections.abc import Callable

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import applying, mentors
from community.applying import Step
from community.choices import find, find_exact
from community.members import must_have_joined, parse_year
from community.refusals import UnknownChoice
from handlers.filters import HasText, Says
from handlers.hearing import CANCEL
from handlers.mentor_offers import FORM, Offer, answers
from handlers.turn import Turn
from messengers.screen import Screen
from screens import applying as screens
from screens import mentors as mentor_screens
from screens import presses
from screens.invitations import LAPSED
from screens.words import SIMILAR


class Apply(StatesGroup):
    ground = State()
    year = State()
    recommendation = State()
    summary = State()
    clarification = State()


STATES = {
    Step.GROUND: Apply.ground,
    Step.YEAR: Apply.year,
    Step.RECOMMENDATION: Apply.recommendation,
    Step.COMPETENCES: Offer.competences,
    Step.SUMMARY: Apply.summary,
}


def open_(_: CallbackQuery, turn: Turn) -> Screen:
    """Where somebody stands on the way to mentoring."""
    must_have_joined(turn.person)
    turn.dialogue.pause()
    if mentor := mentors.active(turn.session, turn.person):
        return mentor_screens.mine(mentor, turn.person, turn.community)
    application = applying.latest(turn.session, turn.person)
    if application and application.state in applying.OPEN:
        return screens.status(application, turn.person, turn.community, turn.today)
    if application and application.state == "declined" and not turn.dialogue.answers(FORM):
        return screens.not_confirmed(application, turn.community)
    return go_on(turn)


def go_on(turn: Turn) -> Screen:
    """The next question that has no answer yet, or the summary."""
    given = answers(turn)
    possible = applying.possible_from(given, turn.person, turn.community)
    if possible is not None and possible > turn.today.year:
        turn.dialogue.pause()
        return screens.too_early(given, turn.person, turn.community)
    remark = LAPSED if given.pop("lapsed", False) else ""
    return ask(applying.next_step(given, turn.person, turn.community), turn, remark)


def ask(step: Step, turn: Turn, remark: str = "") -> Screen:
    given = answers(turn)
    turn.dialogue.go(STATES[step])
    turn.dialogue.answers("offer")["of"] = "a"
    match step:
        case Step.GROUND:
            return screens.ask_ground(given, turn.person, turn.community, remark=remark)
        case Step.YEAR:
            return screens.ask_year(given, turn.person, turn.community, remark)
        case Step.RECOMMENDATION:
            return screens.ask_recommendation(given, turn.person, turn.community, remark)
        case Step.COMPETENCES:
            return screens.ask_competences(given, turn.person, turn.community, remark=remark)
        case Step.SUMMARY:
            return screens.summary(given, turn.person, turn.community, remark)


def answered(turn: Turn, step: Step, answer: object) -> Screen:
    answers(turn)[step.value] = answer
    return go_on(turn)


def step(_: CallbackQuery, callback_data: presses.ApplyStep, turn: Turn) -> Screen:
    wanted = callback_data.step
    if wanted in {item.value for item in applying.steps(answers(turn), turn.person, turn.community)}:
        return ask(Step(wanted), turn)
    return go_on(turn)


def ground_said(message: Message, turn: Turn) -> Screen:
    known, typed = turn.community.mentor.grounds, message.text or ""
    if exact := find_exact(known, typed):
        return answered(turn, Step.GROUND, exact.id)
    if found := find(known, typed):
        return screens.ask_ground(answers(turn), turn.person, turn.community, found, remark=SIMILAR)
    return ask(Step.GROUND, turn, screens.expected(Step.GROUND, turn.community))


def ground_chosen(_: CallbackQuery, callback_data: presses.ChooseGround, turn: Turn) -> Screen:
    if turn.community.mentor_ground(callback_data.id) is None:
        raise UnknownChoice
    return answered(turn, Step.GROUND, callback_data.id)


def ground_page(_: CallbackQuery, callback_data: presses.GroundPage, turn: Turn) -> Screen:
    given = answers(turn)
    turn.dialogue.go(Apply.ground)
    return screens.ask_ground(given, turn.person, turn.community, page=callback_data.page)


def year_said(message: Message, turn: Turn) -> Screen:
    year = parse_year(message.text or "", turn.today.year)
    if year is None:
        return ask(Step.YEAR, turn, screens.expected(Step.YEAR, turn.community))
    return answered(turn, Step.YEAR, year)


def recommendation_said(message: Message, turn: Turn) -> Screen:
    recommendation = applying.parse_recommendation(message.text or "", turn.today)
    if recommendation is None:
        return ask(Step.RECOMMENDATION, turn, screens.expected(Step.RECOMMENDATION, turn.community))
    return answered(turn, Step.RECOMMENDATION, recommendation)


def recommended_later(_: CallbackQuery, turn: Turn) -> Screen:
    return answered(turn, Step.RECOMMENDATION, "")


def send(_: CallbackQuery, turn: Turn) -> Screen:
    application = applying.send(turn.session, turn.person, answers(turn), turn.community, turn.now)
    turn.dialogue.end(FORM)
    turn.dialogue.end("offer")
    return screens.sent(application, turn.community, turn.today)


def cancel(_: CallbackQuery | Message, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.end(FORM)
    turn.dialogue.end("offer")
    if mentor := mentors.active(turn.session, turn.person):
        return mentor_screens.mine(mentor, turn.person, turn.community)
    return screens.cancelled()


def ask_to_withdraw(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    return screens.ask_to_withdraw()


def withdraw(_: CallbackQuery, turn: Turn) -> Screen:
    applying.withdraw(turn.session, must_have_joined(turn.person), turn.now)
    return screens.withdrawn()


def ask_clarification(_: CallbackQuery, turn: Turn, remark: str = "") -> Screen:
    application = applying.asked_back(turn.session, must_have_joined(turn.person))
    turn.dialogue.go(Apply.clarification)
    return screens.ask_clarification(application, remark)


def clarification_said(message: Message, turn: Turn) -> Screen:
    said = applying.parse_about(message.text or "")
    if said is None:
        application = applying.asked_back(turn.session, turn.person)
        return screens.ask_clarification(application, screens.NOT_AN_ANSWER)
    application = applying.answer(turn.session, turn.person, said, turn.community, turn.now)
    turn.dialogue.pause()
    return screens.clarified(application, turn.community, turn.today)


def wrong_kind(step: Step) -> Callable[[Message, Turn], Screen]:
    def explain(_: Message, turn: Turn) -> Screen:
        return ask(step, turn, screens.expected(step, turn.community))

    return explain


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(cancel, Says(CANCEL), StateFilter(Apply, Offer))
    said(ground_said, Apply.ground, HasText())
    said(year_said, Apply.year, HasText())
    said(recommendation_said, Apply.recommendation, HasText())
    said(clarification_said, Apply.clarification)
    for each in (Step.GROUND, Step.YEAR, Step.RECOMMENDATION, Step.SUMMARY):
        said(wrong_kind(each), STATES[each])
    pressed(open_, presses.BecomeMentor.filter())
    pressed(step, presses.ApplyStep.filter())
    pressed(ground_chosen, presses.ChooseGround.filter())
    pressed(ground_page, presses.GroundPage.filter())
    pressed(recommended_later, presses.RecommendLater.filter())
    pressed(send, presses.SendApplication.filter())
    pressed(cancel, presses.CancelApplication.filter())
    pressed(ask_to_withdraw, presses.AskToWithdrawApplication.filter())
    pressed(withdraw, presses.WithdrawApplication.filter())
    pressed(ask_clarification, presses.AnswerClarification.filter())
