from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import access, offers
from community.choices import find, find_exact, plain
from community.names import parse_organisation
from community.offers import Offer, Question
from handlers.filters import HasText, Says
from handlers.hearing import CANCEL
from handlers.turn import Turn
from messengers.screen import Screen
from screens import access as screens
from screens import presses
from screens.words import SIMILAR
from storage.models import Person

FORM = "access"


class GiveAccess(StatesGroup):
    role = State()
    reach = State()
    town = State()
    organisation = State()
    person = State()


STATES = {
    Question.ROLE: GiveAccess.role,
    Question.REACH: GiveAccess.reach,
    Question.MUNICIPALITY: GiveAccess.town,
    Question.ORGANISATION: GiveAccess.organisation,
    Question.PERSON: GiveAccess.person,
}


def listed(press: CallbackQuery | Message, callback_data: presses.Accesses, turn: Turn) -> Screen:
    turn.dialogue.pause()
    page = max(callback_data.page, 0)
    grants, total = access.granted(turn.session, turn.person, turn.now, page * screens.PAGE, screens.PAGE)
    if page and not grants:  # fewer than there were when the button was shown
        return listed(press, presses.Accesses(page=0), turn)
    return screens.listed(grants, access.people_of(turn.session, grants), total, page, turn.community)


def shown(_: CallbackQuery, callback_data: presses.ShowAccess, turn: Turn) -> Screen:
    grant = access.grant(turn.session, turn.person, callback_data.id, callback_data.since, turn.now)
    if grant is None:
        return screens.already_withdrawn()
    people, held = access.people_of(turn.session, [grant]), offers.Access.of(grant)
    closable = held is not None and access.may_withdraw(turn.session, turn.person, held, turn.now)
    person, granter = people.get(grant.person_id), people.get(grant.granted_by or 0)
    return screens.shown(grant, person, granter, closable, turn.community, turn.today)


def ask_to_withdraw(_: CallbackQuery, callback_data: presses.AskToWithdraw, turn: Turn) -> Screen:
    grant = access.grant(turn.session, turn.person, callback_data.id, callback_data.since, turn.now)
    if grant is None:
        return screens.already_withdrawn()
    person = access.people_of(turn.session, [grant]).get(grant.person_id)
    return screens.ask_to_withdraw(grant, person, turn.community)


def withdraw(_: CallbackQuery, callback_data: presses.Withdraw, turn: Turn) -> Screen:
    closed = access.withdraw_role(turn.session, turn.person, callback_data.id, callback_data.since, turn.now)
    return screens.withdrawn(closed, turn.community) if closed else screens.already_withdrawn()


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return go_on(turn)


def begin_for(_: CallbackQuery, callback_data: presses.AccessFor, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return answered(turn, Question.PERSON, callback_data.person)


def go_on(turn: Turn) -> Screen:
    """The next question that has no answer yet, or what is to be confirmed."""
    offered = offers.offer(turn.session, turn.person, turn.community, turn.now)
    question = offers.next_question(turn.dialogue.answers(FORM), offered)
    return ask(question, turn, offered) if question else confirm(turn, offered)


def ask(question: Question, turn: Turn, offered: Offer, remark: str = "", page: int = 0) -> Screen:
    turn.dialogue.go(STATES[question])
    answers = turn.dialogue.answers(FORM)
    before = question_before(question, turn, offered)
    match question:
        case Question.ROLE:
            return screens.ask_role(offered, chosen_person(turn), remark)
        case Question.REACH:
            role = offers.role_in(answers, offered)
            return screens.ask_reach(role, offered.reaches(role), turn.community, remark) if role else go_on(turn)
        case Question.MUNICIPALITY:
            return screens.ask_town(offered.municipalities, before, page, remark)
        case Question.ORGANISATION:
            return screens.ask_organisation(offers.organisations_of(turn.session, answers, offered), before, remark)
        case Question.PERSON:
            return screens.ask_person([], before, turn.community, remark)


def question_before(question: Question, turn: Turn, offered: Offer) -> Question:
    asked = offers.questions(turn.dialogue.answers(FORM), offered)
    return asked[max(asked.index(question) - 1, 0)] if question in asked else Question.ROLE


def confirm(turn: Turn, offered: Offer) -> Screen:
    person, wanted = chosen_person(turn), offers.access_in(turn.dialogue.answers(FORM), offered)
    if person is None or wanted is None:
        return begin_again(turn)
    turn.dialogue.pause()
    asked = offers.questions(turn.dialogue.answers(FORM), offered)
    return screens.confirm(person, wanted, asked[-1], turn.community)


def begin_again(turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return go_on(turn)


def chosen_person(turn: Turn) -> Person | None:
    number = turn.dialogue.answers(FORM).get(Question.PERSON)
    return access.candidate(turn.session, turn.person, number, turn.now) if number else None


def answered(turn: Turn, question: Question, answer: str | int) -> Screen:
    turn.dialogue.answers(FORM)[question.value] = answer
    return go_on(turn)


def chosen(_: CallbackQuery, callback_data: presses.AnswerAccess, turn: Turn) -> Screen:
    return answered(turn, Question(callback_data.question), callback_data.answer)


def person_chosen(_: CallbackQuery, callback_data: presses.AnswerAccess, turn: Turn) -> Screen:
    number = int(callback_data.answer) if callback_data.answer.isdecimal() else 0
    return answered(turn, Question.PERSON, access.candidate(turn.session, turn.person, number, turn.now).id)


def organisation_chosen(_: CallbackQuery, callback_data: presses.AnswerAccess, turn: Turn) -> Screen:
    offered = offers.offer(turn.session, turn.person, turn.community, turn.now)
    names = offers.organisations_of(turn.session, turn.dialogue.answers(FORM), offered)
    known = {screens.name_mark(name): name for name in names}
    if callback_data.answer not in known:
        return ask(Question.ORGANISATION, turn, offered, screens.expected(Question.ORGANISATION))
    return answered(turn, Question.ORGANISATION, known[callback_data.answer])


def asked_again(_: CallbackQuery, callback_data: presses.AskAccess, turn: Turn) -> Screen:
    """A step back, or another page: what was answered stays."""
    offered = offers.offer(turn.session, turn.person, turn.community, turn.now)
    possible = offers.questions(turn.dialogue.answers(FORM), offered)
    question = next((each for each in possible if each == callback_data.question), None)
    return ask(question, turn, offered, page=callback_data.page) if question else go_on(turn)


def grant(_: CallbackQuery, callback_data: presses.Grant, turn: Turn) -> Screen:
    """The form stays for a second press; a button of another form shows what would be confirmed now."""
    offered = offers.offer(turn.session, turn.person, turn.community, turn.now)
    person, wanted = chosen_person(turn), offers.access_in(turn.dialogue.answers(FORM), offered)
    if person is None or wanted is None or screens.mark(person.id, wanted) != callback_data.mark:
        return go_on(turn)
    turn.dialogue.pause()
    access.grant_role(turn.session, turn.person, person.id, wanted, turn.community, turn.now)
    return screens.granted(person, wanted, turn.community)


def town_said(message: Message, turn: Turn) -> Screen:
    offered = offers.offer(turn.session, turn.person, turn.community, turn.now)
    typed = message.text or ""
    if exact := find_exact(offered.municipalities, typed):
        return answered(turn, Question.MUNICIPALITY, exact.id)
    if found := find(offered.municipalities, typed):
        before = question_before(Question.MUNICIPALITY, turn, offered)
        return screens.ask_town(found[: screens.FOUND], before, remark=SIMILAR)
    return ask(Question.MUNICIPALITY, turn, offered, screens.expected(Question.MUNICIPALITY))


def organisation_said(message: Message, turn: Turn) -> Screen:
    name = parse_organisation(message.text or "")
    if name is None:
        return explain(message, turn)
    return answered(turn, Question.ORGANISATION, name)


def person_said(message: Message, turn: Turn) -> Screen:
    typed = message.text or ""
    found = access.candidates(turn.session, turn.person, typed, turn.now, screens.FOUND)
    if len(found) == 1 and plain(found[0].name or "") == plain(typed):
        return answered(turn, Question.PERSON, found[0].id)
    offered = offers.offer(turn.session, turn.person, turn.community, turn.now)
    before = question_before(Question.PERSON, turn, offered)
    remark = screens.SEVERAL if found else screens.NOBODY
    return screens.ask_person(found, before, turn.community, remark)


def cancel(press: CallbackQuery | Message, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return listed(press, presses.Accesses(page=0), turn)


def explain(_: Message, turn: Turn) -> Screen:
    """Something else than was asked for."""
    offered = offers.offer(turn.session, turn.person, turn.community, turn.now)
    question = next(each for each, state in STATES.items() if state.state == turn.dialogue.state)
    return ask(question, turn, offered, screens.expected(question))


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    for state in STATES.values():
        said(cancel, Says(CANCEL), state)
    said(town_said, GiveAccess.town, HasText())
    said(organisation_said, GiveAccess.organisation, HasText())
    said(person_said, GiveAccess.person, HasText())
    for state in STATES.values():
        said(explain, state)
    pressed(listed, presses.Accesses.filter())
    pressed(shown, presses.ShowAccess.filter())
    pressed(ask_to_withdraw, presses.AskToWithdraw.filter())
    pressed(withdraw, presses.Withdraw.filter())
    pressed(begin, presses.AddAccess.filter())
    pressed(begin_for, presses.AccessFor.filter())
    pressed(person_chosen, presses.AnswerAccess.filter(F.question == Question.PERSON.value))
    pressed(organisation_chosen, presses.AnswerAccess.filter(F.question == Question.ORGANISATION.value))
    pressed(chosen, presses.AnswerAccess.filter(F.question.in_({each.value for each in Question})))
    pressed(asked_again, presses.AskAccess.filter())
    pressed(grant, presses.Grant.filter())
    pressed(cancel, presses.CancelAccess.filter())
