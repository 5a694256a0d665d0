"""How many get something that goes to many, in which network, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping

from community.audiences import Counted, Reason
from community.broadcasts import ResendTo
from screens.words import count, network_name
from storage.models import Broadcast

WHY = {
    Reason.KNOWS: "уже получили",
    Reason.NO_CONSENT: "не давали согласия на анонсы",
    Reason.MUTED: "отключили новости",
    Reason.PAUSED: "взяли паузу",
    Reason.UNREACHABLE: "заблокировали бота",
}


def reasons(broadcast: Broadcast) -> Mapping[Reason, str]:
    """Of a message; one that is sent again to the silent leaves out those who are not."""
    return WHY | {Reason.KNOWS: "уже отметили"} if broadcast.resend_to == ResendTo.SILENT else WHY


def number(value: int) -> str:
    return f"{value:,}".replace(",", "\u00a0")


def people(many: int) -> str:
    return count(many, "человек", "человека", "человек").replace(str(many), number(many), 1)


def people_of(many: int) -> str:
    """«до 1 человека», «до 5 человек»."""
    return count(many, "человека", "человек", "человек").replace(str(many), number(many), 1)


def by_network(counted: Counted) -> str:
    networks = [f"{network_name(name)}\u00a0—\u00a0{number(many)}" for name, many in sorted(counted.networks.items())]
    return f"{people(counted.receive)} ({', '.join(networks)})" if networks else people(0)


def left_out(counted: Counted, why: Mapping[Reason, str] = WHY) -> str:
    """Why the others do not get it."""
    said = [f"{why[reason]} — {number(counted.excluded[reason])}" for reason in Reason if reason in counted.excluded]
    return f"\n\nНе получат: {', '.join(said)}." if said else ""
