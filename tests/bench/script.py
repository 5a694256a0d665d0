"""What people do in the bench. Both bots with a database answer in the words of `screens/`: one script serves both."""

from __future__ import annotations

from community.consents import Kind, wording
from community.profile_files import load_profile
from screens import presses
from tests.bench.people import Script

PROFILE = "perm-nastavniki"
COORDINATOR = 1  # hears of each who joins


def form() -> Script:
    """Joins, step by step: three presses, two texts, a consent, a notification to the coordinator."""
    community = load_profile(PROFILE)
    kind = Kind.PARTICIPATION
    agree = presses.GiveConsent(kind=kind.value, version=wording(community, kind).version)
    return [
        ["presses", presses.Join().pack(), "Шаг 1 из 4"],
        ["presses", agree.pack(), "Шаг 2 из 4"],
        ["says", "Анна Сергеевна", "Шаг 3 из 4"],
        ["says", community.municipalities[20].name, "Шаг 4 из 4"],
        ["presses", presses.ChoosePosition(id=community.positions[0].id).pack(), "Готово, Анна Сергеевна"],
    ]


def echoed(script: Script) -> Script:
    """The same acts for a bot that only repeats what it got."""
    return [[act, what, what] for act, what, _ in script]
