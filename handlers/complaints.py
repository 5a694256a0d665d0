"""Complaining of what was said in a talk, and deciding about it."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import case_desk, complaint_files, complaints
from community.complaints import BANS
from handlers.turn import Turn
from messengers.screen import Screen
from screens import complaints as screens
from screens import presses

FORM, DECIDING = "complaint", "deciding"


class Complaining(StatesGroup):
    words = State()
    reason = State()


def ask(_: CallbackQuery, callback_data: presses.Complain, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return choosing(turn, callback_data.id, callback_data.page)


def choosing(turn: Turn, case_id: int, page: int, remark: str = "") -> Screen:
    messages = complaints.complainable(turn.session, turn.person, case_id)
    flagged = flagged_in(turn, case_id)
    page = min(max(page, 0), max(len(messages) - 1, 0) // screens.PAGE)
    shown = messages[page * screens.PAGE : (page + 1) * screens.PAGE]
    asks = complaints.has_asked(turn.session, turn.person, case_id)
    return screens.ask(case_id, asks, shown, len(messages), flagged, page, remark)


def flagged_in(turn: Turn, case_id: int) -> list[int]:
    form = turn.dialogue.answers(FORM)
    if form.get("id") != case_id:
        form.update({"id": case_id, "flagged": []})
    found: list[int] = form["flagged"]
    return found


def flag(_: CallbackQuery, callback_data: presses.FlagMessage, turn: Turn) -> Screen:
    flagged = flagged_in(turn, callback_data.id)
    other = [each for each in flagged if each != callback_data.message]
    chosen = other if callback_data.message in flagged else [*flagged, callback_data.message]
    turn.dialogue.answers(FORM)["flagged"] = chosen
    return choosing(turn, callback_data.id, callback_data.page)


def ask_words(_: CallbackQuery, callback_data: presses.WordComplaint, turn: Turn) -> Screen:
    return wording(turn, callback_data.id)


def wording(turn: Turn, case_id: int, remark: str = "") -> Screen:
    flagged = flagged_in(turn, case_id)
    if not flagged:
        return choosing(turn, case_id, 0, screens.NOTHING_FLAGGED)
    turn.dialogue.go(Complaining.words)
    return screens.ask_words(case_id, len(flagged), remark)


def words_said(message: Message, turn: Turn) -> Screen:
    case_id, words = turn.dialogue.answers(FORM).get("id", 0), complaints.parse(message.text or "")
    return filing(turn, case_id, words) if words else wording(turn, case_id, screens.WORDS)


def file(_: CallbackQuery, callback_data: presses.FileComplaint, turn: Turn) -> Screen:
    return filing(turn, callback_data.id, None)


def filing(turn: Turn, case_id: int, words: str | None) -> Screen:
    flagged = flagged_in(turn, case_id)
    complaint, reached = complaints.file(turn.session, turn.person, case_id, flagged, words, turn.now)
    turn.dialogue.end(FORM)
    return screens.filed(complaint, reached)


def listed(_: CallbackQuery, callback_data: presses.Complaints, turn: Turn) -> Screen:
    turn.dialogue.pause()
    page, most = max(callback_data.page, 0), screens.LISTED
    found, total = complaints.listed(turn.session, turn.person, turn.now, page * most, most)
    if page and not found:
        page = 0
        found, total = complaints.listed(turn.session, turn.person, turn.now, 0, most)
    return screens.listed(found, total, page, turn.community, turn.now)


def show(_: CallbackQuery, callback_data: presses.ShowComplaint, turn: Turn) -> Screen:
    turn.dialogue.pause()
    opened = complaints.look(turn.session, turn.person, callback_data.id, turn.now)
    return screens.card(opened, turn.community, turn.now)


def show_files(_: CallbackQuery, callback_data: presses.ComplaintFiles, turn: Turn) -> Screen:
    return screens.files_are_coming(complaint_files.show(turn.session, turn.person, callback_data.id, turn.now))


def decide(_: CallbackQuery, callback_data: presses.DecideComplaint, turn: Turn) -> Screen:
    if days := BANS.get(callback_data.decision):
        return asking_reason(turn, callback_data.id, days)
    return deciding(turn, callback_data.id, callback_data.decision)


def asking_reason(turn: Turn, complaint_id: int, days: int, remark: str = "") -> Screen:
    opened = complaints.look(turn.session, turn.person, complaint_id, turn.now)
    turn.dialogue.forms[DECIDING] = {"id": complaint_id, "days": days}
    turn.dialogue.go(Complaining.reason)
    return screens.ask_ban_reason(opened, days, remark)


def reason_said(message: Message, turn: Turn) -> Screen:
    form, reason = turn.dialogue.answers(DECIDING), case_desk.parse_reason(message.text or "")
    complaint_id, days = form.get("id", 0), form.get("days", 7)
    if reason is None:
        return asking_reason(turn, complaint_id, days, screens.REASON)
    return deciding(turn, complaint_id, f"ban_{days}", reason)


def ban(_: CallbackQuery, callback_data: presses.BanNow, turn: Turn) -> Screen:
    return deciding(turn, callback_data.id, f"ban_{callback_data.days}")


def deciding(turn: Turn, complaint_id: int, decision: str, reason: str | None = None) -> Screen:
    opened, by_this = complaints.decide(turn.session, turn.person, complaint_id, decision, reason, turn.now)
    turn.dialogue.end(DECIDING)
    return screens.decided(opened, by_this)


def lift(_: CallbackQuery, callback_data: presses.LiftBan, turn: Turn) -> Screen:
    return screens.lifted(complaints.lift(turn.session, turn.person, callback_data.id, turn.now))


def register(router: Router) -> None:
    router.message.register(words_said, Complaining.words)
    router.message.register(reason_said, Complaining.reason)
    pressed = router.callback_query.register
    pressed(ask, presses.Complain.filter())
    pressed(flag, presses.FlagMessage.filter())
    pressed(ask_words, presses.WordComplaint.filter())
    pressed(file, presses.FileComplaint.filter())
    pressed(listed, presses.Complaints.filter())
    pressed(show, presses.ShowComplaint.filter())
    pressed(show_files, presses.ComplaintFiles.filter())
    pressed(decide, presses.DecideComplaint.filter())
    pressed(ban, presses.BanNow.filter())
    pressed(lift, presses.LiftBan.filter())
