import asyncio
import random
from collections import Counter, deque
from dataclasses import asdict, dataclass, fields, replace
from enum import Enum
from typing import Any

from aiohttp import web

LAST_CALLS = 200
FLOOD_CODES = (6, 9, 10, 29)


class Fate(Enum):
    DELIVER = "deliver"
    ERROR = "error"
    FLOOD = "flood"
    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost"
    UNREACHABLE = "unreachable"


class BadFaults(ValueError):
    pass


@dataclass(frozen=True)
class FaultSettings:
    """Shares are 0..1, times milliseconds. `flood` refuses that many next calls. `methods`: only these, None: all.

    VK refuses with error `flood_code` (6 too fast, 9 and 29 too much, 10 its own trouble) and knows no `retry_after`.
    `long_poll_failed` is what VK's long poll answers once: 1 (events lost), 2 (key expired), 3 (both).
    """

    latency_ms: float = 0
    jitter_ms: float = 0
    errors: float = 0
    error_status: int = 502
    error_html: bool = False
    drop_before: float = 0
    drop_after: float = 0
    flood: int = 0
    retry_after: int = 1
    unreachable: bool = False
    flood_code: int = 6
    long_poll_failed: int = 0
    methods: list[str] | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        for name in ("errors", "drop_before", "drop_after"):
            if not 0 <= getattr(self, name) <= 1:
                raise BadFaults(f"{name} is a share from 0 to 1")
        if self.latency_ms < 0 or self.jitter_ms < 0 or not 500 <= self.error_status <= 599:
            raise BadFaults("times are not negative, error_status is 5xx")
        if self.long_poll_failed not in range(4) or self.flood_code not in FLOOD_CODES:
            raise BadFaults(f"long_poll_failed is 1, 2, 3, or 0 for none, flood_code one of {FLOOD_CODES}")

    def concerns(self, method: str) -> bool:
        return self.methods is None or method.lower() in {name.lower() for name in self.methods}


class Faults:
    """Decides, before a request is handled, what will become of it. The same seed gives the same decisions."""

    def __init__(self) -> None:
        self.settings = FaultSettings()
        self._random = random.Random()  # noqa: S311 - weather, not secrets

    def change(self, wanted: dict[str, Any]) -> None:
        unknown = set(wanted) - {each.name for each in fields(FaultSettings)}
        if unknown:
            raise BadFaults(f"unknown: {', '.join(sorted(unknown))}")
        self.settings = replace(self.settings, **wanted)
        if "seed" in wanted:
            self._random.seed(wanted["seed"])

    def reset(self) -> None:
        self.settings = FaultSettings()

    def shown(self) -> dict[str, Any]:
        return asdict(self.settings)

    def long_poll_failure(self) -> int:
        """What the long poll is to answer now; asked once, it is over."""
        failure = self.settings.long_poll_failed
        if failure:
            self.settings = replace(self.settings, long_poll_failed=0)
        return failure

    async def delay(self, method: str) -> None:
        settings = self.settings
        if settings.concerns(method) and (settings.latency_ms or settings.jitter_ms):
            await asyncio.sleep((settings.latency_ms + self._random.uniform(0, settings.jitter_ms)) / 1000)

    def fate(self, method: str, *, limited: bool = True) -> Fate:
        """What is not `limited` cannot be refused as too much."""
        settings = self.settings
        if settings.unreachable:
            return Fate.UNREACHABLE
        if not settings.concerns(method):
            return Fate.DELIVER
        if limited and settings.flood > 0:
            self.settings = replace(settings, flood=settings.flood - 1)
            return Fate.FLOOD
        return self._by_chance(settings)

    def _by_chance(self, settings: FaultSettings) -> Fate:
        rolls = [self._random.random() for _ in range(3)]
        shares = (settings.drop_before, settings.errors, settings.drop_after)
        fates = (Fate.REQUEST_LOST, Fate.ERROR, Fate.ANSWER_LOST)
        return next(
            (fate for roll, share, fate in zip(rolls, shares, fates, strict=True) if roll < share), Fate.DELIVER
        )


class CallLog:
    def __init__(self) -> None:
        self._counters: dict[str, Counter[str]] = {}
        self._last: deque[dict[str, Any]] = deque(maxlen=LAST_CALLS)

    def add(self, method: str, chat: int | None, outcome: str, error: str, at: str, *, routine: bool = False) -> None:
        """Routine calls, such as polls that went well, are counted but not listed."""
        self._counters.setdefault(method, Counter())[outcome] += 1
        if not routine:
            self._last.append({"method": method, "chat": chat, "outcome": outcome, "error": error, "time": at})

    def shown(self) -> dict[str, Any]:
        return {"methods": {name: dict(counts) for name, counts in self._counters.items()}, "last": list(self._last)}


def cut(request: web.Request) -> web.StreamResponse:
    """Closes the connection without a word, as a broken line does."""
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
