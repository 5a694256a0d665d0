from __future__ import annotations

from pathlib import Path

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from community import accounts, asking, consents, event_calendar, pauses, standing
from community.members import must_have_joined
from community.standing import Standing
from handlers.desk import desk_of
from handlers.filters import START, WORDS, Says
from handlers.turn import Turn
from messengers.screen import Button, File, Screen
from screens import asking as asking_screens
from screens import consents as consent_screens
from screens import events as event_screens
from screens import free_text, presses
from screens import mentor_desk as mentor_screens
from screens import my_data as my_data_screens
from screens import start as screens
from screens.desk import Desk


def menu(_: Message | CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return main_menu(turn)


def begin(_: Message, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return main_menu(turn, arrives=True)


def main_menu(turn: Turn, arrives: bool = False) -> Screen:
    stands = standing.of(turn.session, turn.person)
    return screens.with_notes(screen_of(turn, stands, arrives), *notes(turn, stands))


def notes(turn: Turn, stands: Standing) -> tuple[list[str], list[Button]]:
    """What is worth a line above the menu, and its buttons."""
    lines: list[str] = []
    buttons = questions(stands)
    if waiting := asking.waiting(turn.session, turn.person):
        lines.append(asking_screens.waiting(waiting))
        buttons.append(asking_screens.waiting_button(waiting))
    if turn.person.joined_at is not None and consents.outdated(turn.session, turn.person, turn.community):
        lines.append(consent_screens.CHANGED)
        buttons.append(consent_screens.changed_button())
    if turn.person.joined_at is not None and (event := event_calendar.next_of(turn.session, turn.person, turn.now)):
        lines.append(event_screens.ahead(event, turn.community, turn.now))
    if pauses.is_taken(turn.person, turn.now):
        until, zone = turn.person.paused_until, turn.community.tz
        lines.append(my_data_screens.pause_hint(until and until.astimezone(zone).date(), turn.today))
        buttons.append(my_data_screens.end_pause_button())
    return lines, buttons


def questions(stands: Standing) -> list[Button]:
    """For whoever answers them."""
    return [] if stands.questions is None else [mentor_screens.questions_button(stands.questions)]


def screen_of(turn: Turn, stands: Standing, arrives: bool) -> Screen:
    desk = desk_of(turn)
    begun = bool(turn.dialogue.forms.get("join"))
    if desk.has_menu:
        return screens.for_coordinator(turn.community, begun, turn.person.name, desk)
    if turn.person.joined_at is not None:
        return for_member(turn, desk, stands)
    if arrives and not begun:
        return screens.welcome(turn.community, stands.has_answers)
    return screens.for_guest(turn.community, begun, stands.has_answers)


def for_member(turn: Turn, desk: Desk, stands: Standing) -> Screen:
    complete = bool(turn.person.organisation)
    return screens.for_member(
        turn.person, turn.community, complete, desk, stands.stage, stands.has_answers, stands.with_others
    )


def member_menu(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    must_have_joined(turn.person)
    stands = standing.of(turn.session, turn.person)
    return screens.with_notes(for_member(turn, desk_of(turn), stands), [], questions(stands))


def about(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.about_community(turn.community)


def regulation(_: CallbackQuery, turn: Turn) -> Screen:
    named = turn.community.regulation
    if not named:
        return screens.about_community(turn.community)
    if named.startswith("http"):
        return screens.regulation_link(named)
    return screens.regulation(File(Path(named), Path(named).name))


def missed(_: Message) -> Screen:
    """What a messenger says for somebody whose messages were lost while nobody listened."""
    return free_text.was_away()


def blocked(change: ChatMemberUpdated, turn: Turn) -> None:
    """Whoever comes back has returned before any handler is asked."""
    if change.new_chat_member.status in {"kicked", "left"}:
        accounts.left(turn.session, turn.account.id, turn.now)


def register(router: Router) -> None:
    router.message.register(begin, CommandStart(ignore_mention=True))
    router.message.register(begin, Says(START))
    router.message.register(menu, Command("menu", "help", ignore_mention=True))
    router.message.register(missed, Command("missed", ignore_mention=True))
    router.message.register(menu, Says(WORDS))
    router.callback_query.register(menu, presses.Menu.filter())
    router.callback_query.register(member_menu, presses.MemberMenu.filter())
    router.callback_query.register(about, presses.About.filter())
    router.callback_query.register(regulation, presses.Regulation.filter())
    router.my_chat_member.register(blocked)
