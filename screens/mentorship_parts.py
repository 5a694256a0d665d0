"""What the card of a mentorship is made of: each dialogue adds its lines and buttons in one place, here."""

from __future__ import annotations

from collections.abc import Callable

from community.agreements import Standing, standing
from community.mentoring_states import MentorshipState
from community.mentorships import Seen
from community.profiles import CommunityProfile
from messengers.screen import Button
from screens import presses
from screens.agreement_parts import agreement_buttons, agreement_lines
from screens.group_parts import group_buttons, group_lines
from screens.navigation import button
from screens.programme_parts import programme_buttons, programme_lines
from screens.words import full_day

Lines = Callable[[Seen, CommunityProfile], list[str]]
Buttons = Callable[[Seen], list[Button]]


def meeting_buttons(seen: Seen) -> list[Button]:
    number = seen.mentorship.id
    held = [button("✅ Встреча была", presses.LogToday(id=number))] if is_present(seen) else []
    return [button("📅 Встречи", presses.Meetings(id=number, page=0)), *held]


def life_buttons(seen: Seen) -> list[Button]:
    return [button("⏸ Пауза, завершение", presses.PairLife(id=seen.mentorship.id))] if is_present(seen) else []


def life_lines(seen: Seen, community: CommunityProfile) -> list[str]:
    """Until when, of what has not ended yet; a term that stands in an agreement is told there."""
    made, told = seen.mentorship, []
    if made.state == MentorshipState.PAUSED and made.paused_until:
        told.append(f"Пауза до {full_day(made.paused_until.astimezone(community.tz).date())}")
    if made.ends_on and made.state != MentorshipState.COMPLETED and standing(seen) is Standing.NONE:
        told.append(f"Договорились до {full_day(made.ends_on)}")
    return told


def talk_buttons(seen: Seen) -> list[Button]:
    number = seen.mentorship.id
    write = [button("✉️ Написать", presses.WriteToPair(id=number))] if is_present(seen) else []
    return [*write, button("💬 Переписка", presses.PairTalk(id=number, page=0))]


def contact_buttons(seen: Seen) -> list[Button]:
    return [button("📲 Контакты", presses.PairContacts(id=seen.mentorship.id))] if is_present(seen) else []


def is_present(seen: Seen) -> bool:
    """Whether the person may still do something in it."""
    return seen.is_present


# Escaped lines below the facts of the card; what is empty is left out.
LINES: list[Lines] = [programme_lines, agreement_lines, group_lines, life_lines]
# In the order in which they are shown, the most wanted first; what has no room is on the next page.
BUTTONS: list[Buttons] = [
    agreement_buttons,
    meeting_buttons,
    programme_buttons,
    talk_buttons,
    contact_buttons,
    group_buttons,
    life_buttons,
]


def lines(seen: Seen, community: CommunityProfile) -> list[str]:
    return [line for part in LINES for line in part(seen, community)]


def buttons(seen: Seen) -> list[Button]:
    return [each for part in BUTTONS for each in part(seen)]
