"""Digests: what one may have in one message instead of many."""

from __future__ import annotations

from community.digests import BEGINS, Digest
from community.profiles import CommunityProfile
from community.weekly_digests import BEGINS as MONDAY
from messengers.screen import Button, Screen
from screens import presses
from screens.moments import clock
from screens.navigation import back, button, menu
from storage.models import Person


def shown(person: Person, has_desk: bool, agreed: bool, community: CommunityProfile) -> Screen:
    """`agreed`: to announcements, without which no weekly digest is sent."""
    is_weekly = person.weekly_digest_since is not None
    text = "<b>Сводки</b>\nВсё важное одним сообщением. Когда сказать нечего, ничего не приходит."
    text += f"\n\n📬 Сводка недели, по понедельникам в {MONDAY.hour}:00: мероприятия для вас и новые готовые ответы."
    rows = [[_switch("Сводка недели", Digest.WEEK, is_weekly)]]
    if is_weekly and not agreed:
        text += " Для неё нужно ваше согласие на анонсы, без него она не придёт."
        rows.append([button("📬 Получать анонсы", presses.ShowConsent(kind="mailings"))])
    if has_desk:
        text += f"\n\n🔔 Утренняя сводка, по рабочим дням в {BEGINS.hour}:00: что ждёт решения, "
        text += "у чего подходит срок, мероприятия дня, новые участники."
        rows.append([_switch("Утренняя сводка", Digest.MORNING, person.morning_digest_off is None)])
    text += f"\n\n{clock(community).strip()}" if clock(community) else ""
    return Screen(text, [*rows, [back(presses.Notifications()), menu()]])


def _switch(name: str, which: Digest, is_on: bool) -> Button:
    return button(f"{'🔔' if is_on else '🔕'} {name}", presses.SetDigest(which=which.value, on=not is_on))
