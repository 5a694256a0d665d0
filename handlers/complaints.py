"""Complaining of what was said in a talk, and deciding about it."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import case_desk, complaint_files, complaints
from community.complaints import BANS
from handlers.complaint_form import ComplaintForm
from handlers.turn import Turn
from messengers.screen import Screen
from screens import complaints as screens
from screens import presses

DECIDING = "deciding"


class Complaining(StatesGroup):
    words = State()
    reason = State()


def asked(turn: Turn, case_id: int, marking: screens.Marking) -> Screen:
    return screens.ask(case_id, complaints.has_asked(turn.session, turn.person, case_id), marking)


FORM = ComplaintForm("complaint", Complaining.words, complaints.complainable, complaints.file, asked, screens.ask_words)


def ask(_: CallbackQuery, callback_data: presses.Complain, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return FORM.choosing(turn, callback_data.id, callback_data.page)


def flag(_: CallbackQuery, callback_data: presses.FlagMessage, turn: Turn) -> Screen:
    return FORM.flag(turn, callback_data.id, callback_data.message, callback_data.page)


def ask_words(_: CallbackQuery, callback_data: presses.WordComplaint, turn: Turn) -> Screen:
    return FORM.wording(turn, callback_data.id)


def words_said(message: Message, turn: Turn) -> Screen:
    return FORM.said(turn, message.text or "")


def file(_: CallbackQuery, callback_data: presses.FileComplaint, turn: Turn) -> Screen:
    return FORM.filing(turn, callback_data.id, None)


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
