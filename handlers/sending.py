"""Sending a message to many: when, a colleague's look, how far it is, pausing, cancelling, sending again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import head_counts, send_checks, send_control, send_looks, sending
from community.broadcasts import ResendTo
from community.broadcasts import State as Stage
from community.hours import Why
from community.moments import FARTHEST, Moment, Unclear, parse_moment
from community.recurrences import Recurrence, parse_recurrence
from community.refusals import UnknownChoice
from community.sending import Asked
from community.small_talk import is_polite
from handlers.composing import COUNTS
from handlers.filters import HasText, Says
from handlers.hearing import CANCEL
from handlers.planning import remembered, to_remember
from handlers.turn import Turn
from messengers.screen import Screen
from screens import broadcast_cards as cards
from screens import moments as moment_screens
from screens import presses
from screens import sending as screens
from screens.navigation import PAGE
from storage.models import Broadcast

FORM = "sending"
HALF_A_DAY, MINUTE = timedelta(hours=12), timedelta(minutes=1)


class Sending(StatesGroup):
    when = State()
    rule = State()
    number = State()
    words = State()


def listed(press: CallbackQuery, callback_data: presses.Broadcasts, turn: Turn) -> Screen:
    turn.dialogue.pause()
    page = max(callback_data.page, 0)
    looks, total = send_looks.overview(turn.session, turn.person, turn.now, page * PAGE, PAGE)
    if page and not looks:  # fewer than there were when the button was shown
        return listed(press, presses.Broadcasts(page=0), turn)
    return screens.listed(looks, total, page, turn.community, turn.now)


def show(_: CallbackQuery, callback_data: presses.ShowBroadcast, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return card(turn, callback_data.id)


def card(turn: Turn, number: int, remark: str = "") -> Screen:
    look = send_looks.look(turn.session, turn.person, number, turn.now)
    return cards.card(look, turn.community, turn.now, remark)


def ask(_: CallbackQuery, callback_data: presses.SendBroadcast, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return asked(turn, callback_data.id)


def asked(turn: Turn, number: int) -> Screen:
    if not is_draft(turn, number):
        return card(turn, number)
    return screens.ask(ask_of(turn, number), turn.community, turn.now)


def ask_of(turn: Turn, number: int) -> Asked:
    """Of very many, the number may be some minutes old."""
    given = turn.dialogue.answers(COUNTS)
    kept = given.get("counted")
    found = sending.ask(turn.session, turn.person, number, turn.community, turn.now, kept)
    given["counted"] = head_counts.to_remember(found.counted, found.broadcast, turn.now, kept)
    return found


def is_draft(turn: Turn, number: int) -> bool:
    """Otherwise it has left meanwhile: an old button, or a second press."""
    look = send_looks.look(turn.session, turn.person, number, turn.now)
    return look.broadcast.state == Stage.DRAFT


def send_now(_: CallbackQuery, callback_data: presses.SendNow, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return sent(turn, callback_data.id)


def sent(turn: Turn, number: int, typed: int | None = None) -> Screen:
    """At the time given before, or now; the number of those who get it may have to be typed first."""
    if not is_draft(turn, number):
        turn.dialogue.end(FORM)
        return card(turn, number)
    session, person, time = turn.session, turn.person, time_given(turn)
    found = sending.send(session, person, number, turn.community, turn.now, when=time, number=typed)
    if found.broadcast.state == Stage.DRAFT:
        return ask_number(turn, found, typed) if found.counted.receive else asked(turn, number)
    turn.dialogue.end(FORM)
    return card(turn, number)


def time_given(turn: Turn) -> datetime | Recurrence | None:
    form = turn.dialogue.answers(FORM)
    rule = parse_recurrence(form["rule"], turn.community.tz) if "rule" in form else None
    if isinstance(rule, Recurrence):
        return rule
    return datetime.fromisoformat(form["at"]) if "at" in form else None


def ask_number(turn: Turn, found: Asked, typed: int | None) -> Screen:
    turn.dialogue.answers(COUNTS)["counted"] = head_counts.to_remember(found.counted, found.broadcast, turn.now)
    turn.dialogue.answers(FORM)["id"] = found.broadcast.id
    turn.dialogue.go(Sending.number)
    return number_asked(turn, found, screens.OTHER_NUMBER if typed is not None else "")


def number_asked(turn: Turn, found: Asked, remark: str) -> Screen:
    return screens.ask_number(found, turn.community, turn.now, time_given(turn), remark)


def number_said(message: Message, turn: Turn) -> Screen:
    typed = sending.parse_number(message.text or "")
    return not_a_number(message, turn) if typed is None else sent(turn, chosen(turn), typed)


def not_a_number(_: Message, turn: Turn) -> Screen:
    if not is_draft(turn, chosen(turn)):
        return card(turn, chosen(turn))
    return number_asked(turn, ask_of(turn, chosen(turn)), screens.NOT_A_NUMBER)


def chosen(turn: Turn) -> int:
    number: int = turn.dialogue.answers(FORM).get("id", 0)
    return number


def later(_: CallbackQuery, callback_data: presses.SendLater, turn: Turn) -> Screen:
    return ask_time(turn, callback_data.id)


def ask_time(turn: Turn, number: int, remark: str = "") -> Screen:
    draft = begun(turn, number, Sending.when)
    return screens.ask_when(draft, turn.community, remark) if draft else card(turn, number)


def time_said(message: Message, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    read = parse_moment(message.text or "", turn.now, turn.community.tz, *remembered(form.get("partly")))
    if isinstance(read, Unclear):
        again = ask_time(turn, chosen(turn), moment_screens.unclear(read, turn.today))
        form["partly"] = to_remember(read)
        return again
    if read.hours.guessed and read.starts_at - HALF_A_DAY > turn.now and is_draft(turn, chosen(turn)):
        return ask_hour(turn, read)
    return at_time(turn, read.starts_at)


def ask_hour(turn: Turn, read: Moment) -> Screen:
    """Nothing can be mended once it has left the drafts."""
    draft = ask_of(turn, chosen(turn)).broadcast
    turn.dialogue.answers(FORM)["partly"] = to_remember(Unclear(Why.NO_TIME, read.day))
    return screens.ask_hour(draft, (read.starts_at - HALF_A_DAY, read.starts_at), turn.community, turn.now)


def at_time(turn: Turn, moment: datetime) -> Screen:
    turn.dialogue.answers(FORM)["at"] = moment.isoformat()
    return sent(turn, chosen(turn))


def time_chosen(_: CallbackQuery, callback_data: presses.SendAt, turn: Turn) -> Screen:
    """A button from long ago sends nothing at once."""
    ahead = callback_data.minute - screens.minute_of(turn.now)
    if not 0 < ahead <= FARTHEST // MINUTE:
        return ask_time(turn, callback_data.id, screens.PAST)
    form = turn.dialogue.answers(FORM)
    form.clear()
    form["id"] = callback_data.id
    return at_time(turn, datetime.fromtimestamp(callback_data.minute * 60, UTC))


def no_time(_: Message, turn: Turn) -> Screen:
    return ask_time(turn, chosen(turn), moment_screens.UNCLEAR[Why.NOTHING])


def repeat(_: CallbackQuery, callback_data: presses.RepeatBroadcast, turn: Turn) -> Screen:
    return ask_rule(turn, callback_data.id)


def ask_rule(turn: Turn, number: int, remark: str = "") -> Screen:
    draft = begun(turn, number, Sending.rule)
    return screens.ask_rule(draft, turn.community, remark) if draft else card(turn, number)


def rule_said(message: Message, turn: Turn) -> Screen:
    said = message.text or ""
    read = parse_recurrence(said, turn.community.tz)
    if isinstance(read, Recurrence) and read.hours and not read.hours.guessed:
        turn.dialogue.answers(FORM)["rule"] = said
        return sent(turn, chosen(turn))
    return ask_rule(turn, chosen(turn), screens.no_rule(read))


def no_rule(_: Message, turn: Turn) -> Screen:
    return ask_rule(turn, chosen(turn), screens.NOT_A_RULE)


def begun(turn: Turn, number: int, state: State) -> Broadcast | None:
    """The draft whose time is asked next; nothing of an earlier answer is left."""
    if not is_draft(turn, number):
        return None
    found = ask_of(turn, number)
    form = turn.dialogue.answers(FORM)
    form.clear()
    form["id"] = number
    turn.dialogue.go(state)
    return found.broadcast


def urgent(_: CallbackQuery, callback_data: presses.UrgentBroadcast, turn: Turn) -> Screen:
    sending.set_urgent(turn.session, turn.person, callback_data.id, turn.now, urgent=callback_data.urgent)
    return asked(turn, callback_data.id)


def take_back(_: CallbackQuery, callback_data: presses.TakeBackDraft, turn: Turn) -> Screen:
    sending.take_back(turn.session, turn.person, callback_data.id, turn.now)
    return card(turn, callback_data.id)


def pause(_: CallbackQuery, callback_data: presses.PauseBroadcast, turn: Turn) -> Screen:
    send_control.pause(turn.session, turn.person, callback_data.id, turn.now)
    return card(turn, callback_data.id)


def resume(_: CallbackQuery, callback_data: presses.ResumeBroadcast, turn: Turn) -> Screen:
    send_control.resume(turn.session, turn.person, callback_data.id, turn.now)
    return card(turn, callback_data.id)


def cancel(_: CallbackQuery, callback_data: presses.CancelBroadcast, turn: Turn) -> Screen:
    send_control.cancel(turn.session, turn.person, callback_data.id, turn.now)
    return card(turn, callback_data.id)


def send_unsure(_: CallbackQuery, callback_data: presses.SendUnsure, turn: Turn) -> Screen:
    send_control.send_unsure(turn.session, turn.person, callback_data.id, turn.now)
    return card(turn, callback_data.id)


def resend(_: CallbackQuery, callback_data: presses.ResendBroadcast, turn: Turn) -> Screen:
    if callback_data.to not in set(ResendTo):
        raise UnknownChoice
    to = ResendTo(callback_data.to)
    draft = send_control.resend(turn.session, turn.person, callback_data.id, to, turn.now)
    return asked(turn, draft.id)


def confirm(_: CallbackQuery, callback_data: presses.ConfirmBroadcast, turn: Turn) -> Screen:
    found = send_checks.confirm(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return card(turn, found.id)


def give_back(_: CallbackQuery, callback_data: presses.ReturnBroadcast, turn: Turn) -> Screen:
    return ask_words(turn, callback_data.id)


def ask_words(turn: Turn, number: int, remark: str = "") -> Screen:
    look = send_looks.look(turn.session, turn.person, number, turn.now)
    if not look.may_check:
        return cards.card(look, turn.community, turn.now)
    turn.dialogue.answers(FORM)["id"] = number
    turn.dialogue.go(Sending.words)
    return screens.ask_words(look, remark)


def words_said(message: Message, turn: Turn) -> Screen:
    """«Спасибо» is not what its author should mend; half of what somebody wrote is not either."""
    words = message.text or ""
    if is_polite(words) or len(words) > send_checks.LONGEST_REMARK:
        return ask_words(turn, chosen(turn), screens.NOT_WORDS)
    send_checks.give_back(turn.session, turn.person, chosen(turn), words, turn.now)
    turn.dialogue.end(FORM)
    return screens.given_back()


def no_words(_: Message, turn: Turn) -> Screen:
    return ask_words(turn, chosen(turn), screens.NOT_WORDS)


def left(_: Message, turn: Turn) -> Screen:
    number = chosen(turn)
    turn.dialogue.end(FORM)
    return asked(turn, number)


def whole(_: CallbackQuery, callback_data: presses.WholeBroadcast, turn: Turn) -> Screen:
    send_looks.show_whole(turn.session, turn.person, callback_data.id, turn.now)
    return card(turn, callback_data.id, screens.COMES)


def register(router: Router) -> None:
    router.message.register(left, Says(CANCEL), StateFilter(Sending))
    for state, said, other in (
        (Sending.when, time_said, no_time),
        (Sending.rule, rule_said, no_rule),
        (Sending.number, number_said, not_a_number),
        (Sending.words, words_said, no_words),
    ):
        router.message.register(said, state, HasText())
        router.message.register(other, state)
    pressed = router.callback_query.register
    pressed(listed, presses.Broadcasts.filter())
    pressed(show, presses.ShowBroadcast.filter())
    pressed(ask, presses.SendBroadcast.filter())
    pressed(send_now, presses.SendNow.filter())
    pressed(later, presses.SendLater.filter())
    pressed(time_chosen, presses.SendAt.filter())
    pressed(repeat, presses.RepeatBroadcast.filter())
    pressed(urgent, presses.UrgentBroadcast.filter())
    pressed(take_back, presses.TakeBackDraft.filter())
    pressed(pause, presses.PauseBroadcast.filter())
    pressed(resume, presses.ResumeBroadcast.filter())
    pressed(cancel, presses.CancelBroadcast.filter())
    pressed(send_unsure, presses.SendUnsure.filter())
    pressed(resend, presses.ResendBroadcast.filter())
    pressed(confirm, presses.ConfirmBroadcast.filter())
    pressed(give_back, presses.ReturnBroadcast.filter())
    pressed(whole, presses.WholeBroadcast.filter())
