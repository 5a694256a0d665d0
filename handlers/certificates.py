"""Getting a certificate, correcting the name on it, and looking whether one is genuine."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import certificates
from community.certificates import Standing
from community.members import must_have_joined
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import certificates as screens
from screens import presses
from storage.models import Certificate

FORM, CORRECTION = "cert", "certfix"


class Certify(StatesGroup):
    name = State()
    correction = State()


def get(_: CallbackQuery, callback_data: presses.GetCertificate, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return ask_name(turn, callback_data.id) if callback_data.anew else offered(turn, callback_data.id)


def offered(turn: Turn, event_id: int) -> Screen:
    standing = certificates.standing(turn.session, turn.person, event_id, turn.now)
    if not standing.missing:
        return given(turn, standing)
    must_have_joined(turn.person)
    name = name_at_hand(turn, event_id)
    return screens.confirm_name(standing.event, name) if name else ask_name(turn, event_id)


def name_at_hand(turn: Turn, event_id: int) -> str | None:
    """As they have just typed it, or as it stands in the profile."""
    form = turn.dialogue.answers(FORM)
    typed = form.get("name") if form.get("event") == event_id else None
    return typed or certificates.parse_full_name(turn.person.full_name or "")


def given(turn: Turn, standing: Standing, remark: str = "") -> Screen:
    if len(standing.issued) > 1:
        return screens.several(standing, remark)
    return own(turn, standing.issued[0], remark)


def own(turn: Turn, found: Certificate, remark: str = "") -> Screen:
    if certificates.is_withdrawn(turn.session, found):
        return screens.withdrawn(found, turn.community)
    return screens.one(found, turn.community, remark)


def ask_name(turn: Turn, event_id: int, remark: str = "") -> Screen:
    must_have_joined(turn.person)
    standing = certificates.standing(turn.session, turn.person, event_id, turn.now)
    if not standing.missing:
        return given(turn, standing)
    turn.dialogue.answers(FORM)["event"] = event_id
    turn.dialogue.answers(FORM).pop("name", None)
    turn.dialogue.go(Certify.name)
    return screens.ask_name(standing.event, remark)


def name_said(message: Message, turn: Turn) -> Screen:
    form, name = turn.dialogue.answers(FORM), certificates.parse_full_name(message.text or "")
    if name is None:
        return ask_name(turn, form.get("event", 0), screens.NAME)
    form["name"] = name
    turn.dialogue.pause()
    return offered(turn, form.get("event", 0))


def name_wanted(_: Message, turn: Turn) -> Screen:
    return ask_name(turn, turn.dialogue.answers(FORM).get("event", 0), screens.NAME)


def confirm(_: CallbackQuery, callback_data: presses.ConfirmFullName, turn: Turn) -> Screen:
    """Only the name that was shown: another may have been typed since."""
    name = name_at_hand(turn, callback_data.id)
    if name is None or screens.mark(name) != callback_data.mark:
        return offered(turn, callback_data.id)
    if not certificates.standing(turn.session, turn.person, callback_data.id, turn.now).missing:
        return offered(turn, callback_data.id)
    issued = certificates.issue(turn.session, turn.person, callback_data.id, name, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return given(turn, issued, screens.READY)


def listed(_: CallbackQuery, callback_data: presses.MyCertificates, turn: Turn) -> Screen:
    turn.dialogue.pause()
    page, size = max(callback_data.page, 0), screens.PAGE
    found, total = certificates.listed(turn.session, turn.person, page * size, size)
    return screens.mine(found, page, total)


def show(_: CallbackQuery, callback_data: presses.ShowCertificate, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return card(turn, callback_data.id)


def send(_: CallbackQuery, callback_data: presses.SendCertificate, turn: Turn) -> Screen:
    found = certificates.mine(turn.session, turn.person, callback_data.id)
    certificates.send(turn.session, found, callback_data.picture, turn.now)
    return screens.one(found, turn.community, screens.FILE_IS_COMING)


def correct(_: CallbackQuery, callback_data: presses.CorrectCertificate, turn: Turn) -> Screen:
    return ask_correction(turn, callback_data.id)


def ask_correction(turn: Turn, number: int, remark: str = "") -> Screen:
    found = certificates.to_correct(turn.session, turn.person, number, turn.now)
    turn.dialogue.answers(CORRECTION)["id"] = found.id
    turn.dialogue.answers(CORRECTION).pop("name", None)
    turn.dialogue.go(Certify.correction)
    return screens.ask_correction(found, is_own(turn, found), remark)


def is_own(turn: Turn, certificate: Certificate) -> bool:
    return certificate.person_id == turn.person.id


def correction_said(message: Message, turn: Turn) -> Screen:
    form, name = turn.dialogue.answers(CORRECTION), certificates.parse_full_name(message.text or "")
    if name is None:
        return ask_correction(turn, form.get("id", 0), screens.NAME)
    found = certificates.to_correct(turn.session, turn.person, form.get("id", 0), turn.now)
    form["name"] = name
    turn.dialogue.pause()
    return screens.confirm_correction(found, name, is_own(turn, found))


def correction_wanted(_: Message, turn: Turn) -> Screen:
    return ask_correction(turn, turn.dialogue.answers(CORRECTION).get("id", 0), screens.NAME)


def confirm_correction(_: CallbackQuery, callback_data: presses.ConfirmCorrection, turn: Turn) -> Screen:
    """Only the name that was shown; a second press shows what there is."""
    form = turn.dialogue.answers(CORRECTION)
    name = form.get("name") if form.get("id") == callback_data.id else None
    if name is None or screens.mark(name) != callback_data.mark:
        return card(turn, callback_data.id)
    found = certificates.correct(turn.session, turn.person, callback_data.id, name, turn.now)
    turn.dialogue.end(CORRECTION)
    return card(turn, found.id, screens.CORRECTED if is_own(turn, found) else screens.CORRECTED_FOR_OTHERS)


def card(turn: Turn, number: int, remark: str = "") -> Screen:
    if certificates.is_of(turn.session, turn.person, number):
        return own(turn, certificates.mine(turn.session, turn.person, number), remark)
    found, correctable = certificates.somebodys(turn.session, turn.person, number, turn.now)
    return screens.issued(found, correctable, turn.community, remark)


def of_event(_: CallbackQuery, callback_data: presses.EventCertificates, turn: Turn) -> Screen:
    turn.dialogue.pause()
    page, size = max(callback_data.page, 0), screens.PAGE
    found = certificates.of_event(turn.session, turn.person, callback_data.id, page * size, size, turn.now)
    event, issued, total = found
    return screens.of_event(event, issued, page, total)


def verified(token: str, turn: Turn) -> Screen:
    """Whoever opens the code on a certificate, whether they have joined or not."""
    return screens.verified(certificates.find(turn.session, token), turn.community)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(name_said, Certify.name, HasText())
    said(name_wanted, Certify.name)
    said(correction_said, Certify.correction, HasText())
    said(correction_wanted, Certify.correction)
    pressed(get, presses.GetCertificate.filter())
    pressed(confirm, presses.ConfirmFullName.filter())
    pressed(listed, presses.MyCertificates.filter())
    pressed(show, presses.ShowCertificate.filter())
    pressed(send, presses.SendCertificate.filter())
    pressed(correct, presses.CorrectCertificate.filter())
    pressed(confirm_correction, presses.ConfirmCorrection.filter())
    pressed(of_event, presses.EventCertificates.filter())
