"""Values of the screens about lost accounts, and about a student's age."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from community.profiles import CommunityProfile
from storage.models import Account, RecoveryRequest

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
LONGEST = ("Анна-Мария-Александра " * 7)[:149] + "а"


def add_requests(session: Session) -> None:
    """Of the only account: one is open, one was closed."""
    session.add_all([request(1), RecoveryRequest(id=2, account_id=1, created_at=NOW, closed_at=NOW)])


def request(number: int, municipality: str | None = None, name: str = LONGEST) -> RecoveryRequest:
    return RecoveryRequest(id=number, account_id=1, name=name, municipality=municipality, created_at=NOW)


def requests(community: CommunityProfile) -> list[RecoveryRequest]:
    longest = max(community.municipalities, key=lambda each: len(each.name))
    return [request(10**18, longest.id), request(1, None, "Ли")]


def old_accounts(most: int) -> list[Account]:
    networks = ("telegram", "vk", "vk", "telegram", "vk")[:most]
    return [
        Account(id=10**18 - place, network=network, number=place, created_at=NOW, heard_at=NOW if place else None)
        for place, network in enumerate(networks)
    ]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "request": requests,
    "lost": lambda _: [[], [10**18]],
    "lost_accounts.confirm.accounts": lambda _: [old_accounts(1), old_accounts(5)],
    "ask_town.found": lambda community: [None, community.municipalities[:1], community.municipalities],
    "ask_age.position": lambda _: ["x" * 24],
    "account_lost.ids": lambda _: [{"request": number} for number in (1, 2, 404)],
    "account_recovered.ids": lambda _: [{"person": 1}, {"person": 404}],
    "recovery_declined.ids": lambda _: [{"late": late} for late in (False, True)],
}
