"""What of groups and teams is on the card."""

from __future__ import annotations

from community.gathering import may_invite
from community.mentorships import Kind, Role, Seen
from community.profiles import CommunityProfile
from messengers.screen import Button
from screens import presses
from screens.navigation import button
from screens.words import esc


def group_lines(seen: Seen, community: CommunityProfile) -> list[str]:
    """What came of a project, on the card."""
    if seen.mentorship.kind != Kind.PROJECT:
        return []
    members = [seen.mine, *(each.member for each in seen.fellows)]
    result = next((each.closing_words for each in members if each.role == Role.TUTOR and each.closing_words), "")
    return [f"Итог: {esc(result)}"] if result else []


def group_buttons(seen: Seen) -> list[Button]:
    number = seen.mentorship.id
    if not may_invite(seen):
        return []
    ends = [button("🏅 Записать итог", presses.FinishTeam(id=number))] if seen.mentorship.kind == Kind.PROJECT else []
    return [button("➕ Пригласить", presses.InviteTo(id=number, page=0)), *ends]
