from __future__ import annotations

from collections.abc import Callable

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import asking, consents, expected, joining
from community.choices import find, find_exact
from community.joining import Step
from community.names import parse_name
from handlers.filters import NO, YES, HasText, Says
from handlers.hearing import CANCEL
from handlers.turn import Turn
from messengers.screen import Screen
from screens import consents as consent_screens
from screens import joining as screens
from screens import presses
from screens.words import SIMILAR

FORM = "join"
INVITED = "invited"  # what is remembered of a coordinator's link: the hash of its token
TOKEN = "token"  # noqa: S105 - a name


class Join(StatesGroup):
    consent = State()
    name = State()
    municipality = State()
    position = State()
    age = State()


STATES = {
    Step.CONSENT: Join.consent,
    Step.NAME: Join.name,
    Step.MUNICIPALITY: Join.municipality,
    Step.POSITION: Join.position,
    Step.AGE: Join.age,
}


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    joining.begin(turn.person)
    return go_on(turn)


def go_on(turn: Turn, agreed: bool | None = None) -> Screen:
    """The next question that has no answer yet, or the end."""
    known = has_agreed(turn) if agreed is None else agreed
    step = joining.next_step(known, turn.dialogue.answers(FORM), turn.community)
    return ask(step, turn) if step else finish(turn)


def has_agreed(turn: Turn) -> bool:
    return consents.is_given(turn.session, turn.person, consents.Kind.PARTICIPATION)


def ask(step: Step, turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(STATES[step])
    answer = answer_to(step, turn)
    match step:
        case Step.CONSENT:
            return consent_screens.ask(turn.community, consents.Kind.PARTICIPATION, remark)
        case Step.NAME:
            return screens.ask_name(turn.community, turn.offered_name, answer, remark)
        case Step.MUNICIPALITY:
            return screens.ask_municipality(turn.community, answer, remark=remark)
        case Step.POSITION:
            return screens.ask_position(turn.community, answer, remark=remark)
        case Step.AGE:
            return screens.ask_age(turn.community, remark)


def answer_to(step: Step, turn: Turn) -> str | None:
    """Given before; or known from a coordinator's list, to be kept or changed."""
    return turn.dialogue.answers(FORM).get(step.value) or offered(turn).get(step)


def offered(turn: Turn) -> dict[Step, str]:
    kept = turn.dialogue.forms.get(INVITED, {}).get(TOKEN)
    listed = expected.offered(turn.session, turn.person, kept, turn.now) if kept else None
    return listed.answers if listed else {}


def answered(turn: Turn, step: Step, answer: str) -> Screen:
    """An answer may also come from an old screen: it corrects, and the dialogue goes on where it stood."""
    joining.begin(turn.person)
    if not has_agreed(turn):
        return ask(Step.CONSENT, turn)
    turn.dialogue.answers(FORM)[step.value] = answer
    return go_on(turn, agreed=True)


def finish(turn: Turn) -> Screen:
    joining.join(turn.session, turn.person, turn.dialogue.answers(FORM), turn.community, turn.now)
    turn.dialogue.end(FORM)
    kept = turn.dialogue.forms.pop(INVITED, {}).get(TOKEN)
    listed = expected.activate(turn.session, turn.person, kept, turn.now) if kept else None
    mailings = consents.is_given(turn.session, turn.person, consents.Kind.MAILINGS)
    afterwards = turn.dialogue.take_afterwards()
    return screens.joined(turn.community, turn.person.name or "", afterwards, mailings, listed)


def consent_given(_: CallbackQuery, callback_data: presses.GiveConsent, turn: Turn) -> Screen:
    joining.begin(turn.person)
    kind = consents.Kind.PARTICIPATION
    consents.give(
        turn.session,
        turn.person,
        kind,
        version=callback_data.version,
        document=consent_screens.document(turn.community, kind),
        community=turn.community,
        network=turn.account.network,
        now=turn.now,
    )
    return go_on(turn, agreed=True)


def consent_declined(_: CallbackQuery, turn: Turn) -> Screen:
    joining.begin(turn.person)
    consents.withdraw(turn.session, turn.person, consents.Kind.PARTICIPATION, turn.now)
    turn.dialogue.end(FORM)
    return consent_screens.participation_declined(turn.community)


def name_said(message: Message, turn: Turn) -> Screen:
    name = parse_name(message.text or "")
    return answered(turn, Step.NAME, name) if name else ask(Step.NAME, turn, screens.NAME_NEEDED)


def name_offered(_: CallbackQuery, turn: Turn) -> Screen:
    return answered(turn, Step.NAME, turn.offered_name) if turn.offered_name else go_on(turn)


def municipality_said(message: Message, turn: Turn) -> Screen:
    typed, known = message.text or "", turn.community.municipalities
    if exact := find_exact(known, typed):
        return answered(turn, Step.MUNICIPALITY, exact.id)
    answer = answer_to(Step.MUNICIPALITY, turn)
    if found := find(known, typed):
        return screens.ask_municipality(turn.community, answer, found, remark=SIMILAR)
    return screens.municipality_not_found(turn.community, answer, typed)


def municipality_chosen(_: CallbackQuery, callback_data: presses.ChooseMunicipality, turn: Turn) -> Screen:
    return answered(turn, Step.MUNICIPALITY, callback_data.id)


def municipality_page(_: CallbackQuery, callback_data: presses.MunicipalityPage, turn: Turn) -> Screen:
    if not may_answer(turn):
        return go_on(turn)
    turn.dialogue.go(Join.municipality)
    answer = answer_to(Step.MUNICIPALITY, turn)
    return screens.ask_municipality(turn.community, answer, page=callback_data.page)


def position_said(message: Message, turn: Turn) -> Screen:
    typed, known = message.text or "", turn.community.positions
    if exact := find_exact(known, typed):
        return position_taken(turn, exact.id)
    answer = answer_to(Step.POSITION, turn)
    if found := find(known, typed):
        return screens.ask_position(turn.community, answer, found, remark=SIMILAR)
    return ask(Step.POSITION, turn, screens.expected(Step.POSITION))


def position_chosen(_: CallbackQuery, callback_data: presses.ChoosePosition, turn: Turn) -> Screen:
    return position_taken(turn, callback_data.id)


def position_taken(turn: Turn, position: str) -> Screen:
    turn.dialogue.answers(FORM).pop(Step.AGE, None)
    return answered(turn, Step.POSITION, position)


def position_page(_: CallbackQuery, callback_data: presses.PositionPage, turn: Turn) -> Screen:
    if not may_answer(turn):
        return go_on(turn)
    turn.dialogue.go(Join.position)
    answer = answer_to(Step.POSITION, turn)
    return screens.ask_position(turn.community, answer, page=callback_data.page)


def age_said(message: Message, turn: Turn) -> Screen:
    word = (message.text or "").casefold().strip(" .!")
    if word in YES | NO:
        return age_taken(turn, word in YES)
    return ask(Step.AGE, turn, screens.expected(Step.AGE))


def age_answered(_: CallbackQuery, callback_data: presses.AnswerAge, turn: Turn) -> Screen:
    return age_taken(turn, callback_data.adult)


def age_taken(turn: Turn, adult: bool) -> Screen:
    if adult:
        return answered(turn, Step.AGE, "adult")
    if turn.person.parent_form_at is not None:
        return answered(turn, Step.AGE, "with_parents")
    joining.mark_minor(turn.session, turn.person, turn.now)
    turn.dialogue.end(FORM)
    turn.dialogue.forms.pop(INVITED, None)
    return screens.minor(turn.community)


def grown(_: CallbackQuery, turn: Turn) -> Screen:
    joining.come_of_age(turn.person)
    joining.begin(turn.person)
    return go_on(turn)


def step_back(_: CallbackQuery, callback_data: presses.StepBack, turn: Turn) -> Screen:
    step = joining.step_named(callback_data.step, turn.community)
    return ask(step, turn) if may_answer(turn) and step else go_on(turn)


def answer_kept(_: CallbackQuery, callback_data: presses.KeepAnswer, turn: Turn) -> Screen:
    joining.begin(turn.person)
    step = joining.step_named(callback_data.step, turn.community)
    if step is None or step.value in turn.dialogue.answers(FORM):
        return go_on(turn)
    answer = offered(turn).get(step)
    return answered(turn, step, answer) if answer else go_on(turn)


def may_answer(turn: Turn) -> bool:
    joining.begin(turn.person)
    return has_agreed(turn)


def cancel(_: CallbackQuery | Message, turn: Turn) -> Screen:
    joining.begin(turn.person)
    if not asking.relies_on_consent(turn.session, turn.person):
        consents.withdraw(turn.session, turn.person, consents.Kind.PARTICIPATION, turn.now)
    turn.dialogue.end(FORM)
    return screens.cancelled(turn.community)


def wrong_kind(step: Step) -> Callable[[Message, Turn], Screen]:
    def explain(_: Message, turn: Turn) -> Screen:
        return ask(step, turn, screens.expected(step))

    return explain


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(cancel, Says(CANCEL), StateFilter(Join))
    said(name_said, Join.name, HasText())
    said(municipality_said, Join.municipality, HasText())
    said(position_said, Join.position, HasText())
    said(age_said, Join.age, HasText())
    for step, state in STATES.items():
        said(wrong_kind(step), state)
    participation = F.kind == consents.Kind.PARTICIPATION.value
    pressed(begin, presses.Join.filter())
    pressed(consent_given, presses.GiveConsent.filter(participation))
    pressed(consent_declined, presses.DeclineConsent.filter(participation))
    pressed(name_offered, presses.TakeOfferedName.filter())
    pressed(municipality_chosen, presses.ChooseMunicipality.filter())
    pressed(municipality_page, presses.MunicipalityPage.filter())
    pressed(position_chosen, presses.ChoosePosition.filter())
    pressed(position_page, presses.PositionPage.filter())
    pressed(age_answered, presses.AnswerAge.filter())
    pressed(grown, presses.ComeOfAge.filter())
    pressed(step_back, presses.StepBack.filter())
    pressed(answer_kept, presses.KeepAnswer.filter())
    pressed(cancel, presses.CancelJoining.filter())
