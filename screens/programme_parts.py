"""What of the programme is on the card of a pair or group."""

from __future__ import annotations

from community.mentorships import Seen
from community.profiles import CommunityProfile
from community.programmes import SeenStep, done, is_done, may_change, next_step, step_choice
from messengers.screen import Button
from screens import presses
from screens.navigation import button
from screens.words import count, esc, full_day, short
from storage.models import ProgrammeStep

ON_CARD = 70  # letters of a title


def programme_lines(seen: Seen, community: CommunityProfile) -> list[str]:
    if not seen.steps:
        return []
    told = [f"📋 Программа: {progress(seen)}."]
    if (step := next_step(seen.steps)) and seen.is_present:
        told.append(f"Следующий шаг: {esc(short(title_of(step, community), ON_CARD))}{until(step)}.")
    return told


def programme_buttons(seen: Seen) -> list[Button]:
    """The next step that waits for the person first."""
    number = seen.mentorship.id
    step = next_step(seen.steps)
    if seen.is_present and step and not SeenStep(seen, step).is_mine:
        mine = [button("✅ Шаг выполнен", presses.ConfirmStep(id=step.id))]
    else:
        mine = []
    has_some = seen.steps or may_change(seen)
    return [*mine, *([button("📋 Программа", presses.Programme(id=number, page=0))] if has_some else [])]


def progress(seen: Seen) -> str:
    """«3 из 5 шагов»."""
    return f"{done(seen.steps)} из {count(len(seen.steps), 'шага', 'шагов', 'шагов')}"


def title_of(step: ProgrammeStep, community: CommunityProfile) -> str:
    known = step_choice(step, community)
    return step.title or (known.name if known else "Шаг программы")


def until(step: ProgrammeStep) -> str:
    return f", до {full_day(step.due_on)}" if step.due_on and not is_done(step) else ""
