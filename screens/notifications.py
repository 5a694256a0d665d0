from __future__ import annotations

from collections.abc import Sequence

from community.notices import Topic
from community.profiles import CommunityProfile
from community.quiet import MUTABLE, quiet_hours
from messengers.screen import Button, Screen
from screens import presses
from screens.moments import clock
from screens.navigation import Rows, back, button, menu, rows_of
from screens.words import network_name, remarked, wanted
from storage.models import Account, Person

TOPICS = {
    Topic.PERSONAL: "Лично вам",
    Topic.EVENTS: "Мероприятия",
    Topic.REMINDERS: "Напоминания",
    Topic.CONSULTING: "Консультации",
    Topic.MENTORING: "Наставничество",
    Topic.COMMUNITY: "Новости",
}
HOURS = ((21, 9), (22, 8), (23, 7))
HOURS_WANTED = wanted("два часа, например: с 22 до 8")


def shown(person: Person, community: CommunityProfile, accounts: Sequence[Account], remark: str = "") -> Screen:
    text = remarked(remark) + (
        "<b>Уведомления</b>\nОтветы вам, решения и всё срочное приходят всегда. Остальное можно выключить: "
        f"нажмите на тему.\n\nТихие часы: {_hours(person, community)}."
    )
    topics = [_topic(topic, topic.value in person.muted_topics) for topic in MUTABLE]
    topics.append(button("📰 Сводки", presses.Digests()))
    networks = sorted({account.network for account in accounts})
    if len(networks) > 1:
        text += f"\nСначала пишем в {network_name(_preferred(person, accounts))}, если не выйдет — в другую сеть."
    quiet = [button("🌙 Тихие часы", presses.AskQuietHours())]
    prefer = _prefer(networks, _preferred(person, accounts))
    return Screen(text, [*rows_of(topics), quiet, *prefer, [back(presses.MyProfile()), menu()]])


def switched(topic: Topic, muted: bool) -> str:
    return f"🔕 Выключено: «{TOPICS[topic]}»." if muted else f"🔔 Включено: «{TOPICS[topic]}»."


def ask_quiet_hours(person: Person, community: CommunityProfile, remark: str = "") -> Screen:
    text = remarked(remark)
    text += (
        f"Когда вас не беспокоить? Несрочное подождёт до утра. Сейчас: {_hours(person, community)}.\n"
        f"Выберите или напишите, например: с 22 до 8.{clock(community)}"
    )
    usual = [button(_span(*hours), presses.SetQuietHours(first=hours[0], last=hours[1])) for hours in HOURS]
    none = button("Без тихих часов", presses.SetQuietHours(first=0, last=0))
    return Screen(text, [*rows_of([*usual, none]), [back(presses.Notifications()), menu()]])


def _topic(topic: Topic, muted: bool) -> Button:
    return button(f"{'🔕' if muted else '🔔'} {TOPICS[topic]}", presses.MuteTopic(topic=topic.value, muted=not muted))


def _hours(person: Person, community: CommunityProfile) -> str:
    first, last = quiet_hours(person.quiet_from, person.quiet_to, community)
    return "не заданы" if first == last else f"с {first}:00 до {last}:00"


def _span(first: int, last: int) -> str:
    return f"{first}:00–{last}:00"


def _preferred(person: Person, accounts: Sequence[Account]) -> str:
    """As the post chooses: the preferred network, else that of the oldest account."""
    networks = [account.network for account in accounts] or [""]
    return person.preferred_network if person.preferred_network in networks else networks[0]


def _prefer(networks: Sequence[str], preferred: str) -> Rows:
    if len(networks) < 2:
        return []
    other = networks[(networks.index(preferred) + 1) % len(networks)]
    return [[button(f"📲 Сначала в {network_name(other)}", presses.PreferNetwork(network=other))]]
