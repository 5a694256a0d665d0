from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from messengers.messenger import (
    Blocked,
    Circulating,
    DeliveryError,
    Lane,
    Messenger,
    Rejected,
    Shown,
    SlowDown,
    Unavailable,
    Uncertain,
)
from scheduler.gate import Gate
from scheduler.letters import BACK_OFF, TRIES, Letter, Outcome, Unwritable, Writing, take_up, write
from scheduler.notices import Notices
from storage.claiming import Waiting, next_due
from storage.database import Database, Priority

log = structlog.get_logger()

T = TypeVar("T")
Result = DeliveryError | Shown | None

MOST_PER_TICK = 15  # a tick delays whoever is being answered
MOST_ALIKE = 100  # of one announcement, whose words are made once: as many as a call of VK takes
TICK = 0.02  # seconds between ticks: results gather meanwhile
GATHER = 0.1  # seconds that what became of an announcement waits for more, while enough are on their way
FLOOD = 30.0  # seconds that a network asks to wait when it has had too many of the same
LOOK_AGAIN = 15.0  # seconds, when nothing wakes the post earlier
MOST_DOUBTS = 20  # of a letter that never gets an answer: an hour and a half
FINISH_WITHIN = 10.0  # seconds for letters on their way when the program ends


class Post:
    """Delivers the notifications of one network. Each tick is one transaction: the results of the last letters, and
    the next ones.

    A letter is marked as on its way before it leaves. One person gets one letter at a time, in the order due.
    A definite refusal sends the row to the person's next network, an uncertain one is repeated in the same
    (announcements: left to somebody who decides). Five failures of its own set a row aside; a failure of the network
    costs the row nothing.
    """

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        networks: Collection[str],
        notices: Notices,
        now: Callable[[], datetime],
        wake: Callable[[Collection[str]], None],
        counters: Counter[str] | None = None,
    ) -> None:
        self._database = database
        self._messenger = messenger
        self._networks = networks
        self._notices = notices
        self._now = now
        self._wake_networks = wake
        self._circulates = isinstance(messenger, Circulating)
        self._gate = Gate()
        self._outcomes: list[Outcome] = []
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()  # accounts that a letter is on its way to
        self._many_in_hand: set[int] = set()  # those of them that it is an announcement to
        self._resting: dict[int, datetime] = {}  # accounts whose last letter failed
        self._woken = asyncio.Event()
        self._gathering: asyncio.TimerHandle | None = None
        self.counters: Counter[str] = Counter() if counters is None else counters

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        network, exact = self._messenger.network, self._circulates
        await self._patiently(lambda session: take_up(session, network, self._now(), exact))
        try:
            while True:
                self._woken.clear()
                more = await self._tick()
                await asyncio.sleep(TICK)
                if not more:
                    await self._rest()
        finally:
            await self._finish()

    async def _tick(self) -> bool:
        """True when there is more to do at once."""
        now = self._now()
        self._resting = {account: until for account, until in self._resting.items() if until > now}
        outcomes = list(self._outcomes)
        if not outcomes and self._room() == 0:
            return False
        writing = await self._written(self._plan(outcomes, now))
        del self._outcomes[: len(outcomes)]
        self._wake_networks(writing.routed - {self._messenger.network})
        for letters in self._bundles(writing.letters):
            self._start(letters)
        return writing.more and self._room() > 0

    def _plan(self, outcomes: Sequence[Outcome], now: datetime) -> Writing:
        return Writing(
            network=self._messenger.network,
            networks=self._networks,
            outcomes=outcomes,
            lanes=self._gate.lanes(now),
            most=min(self._room(), MOST_PER_TICK),
            many=self._room_for_many(),
            busy=self._in_hand | self._resting.keys(),
            now=now,
        )

    async def _written(self, plan: Writing) -> Writing:
        quick = partial(write, plan=plan, notices=self._notices)
        try:
            return await self._patiently(quick)
        except Unwritable:
            return await self._patiently(partial(quick, careful=True))

    def _room(self) -> int:
        return max(0, self._gate.room(self._messenger.at_once) - len(self._in_hand))

    def _room_for_many(self) -> int:
        """A pause or an end of an announcement is obeyed within a second: no more than that is on its way."""
        if not isinstance(self._messenger, Circulating):
            return min(self._room(), MOST_PER_TICK)
        return max(0, min(self._room(), MOST_ALIKE, self._messenger.many_at_once - len(self._many_in_hand)))

    async def _patiently(self, work: Callable[[Session], T]) -> T:
        """A database out of reach is waited for: what the networks answered is kept until it can be written."""
        for attempt in count():
            try:
                return await self._database.run(work, Priority.POST)
            except Unwritable:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the next try may find it mended
                log.error("post waits for the database", error=type(error).__name__)
                await asyncio.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)].total_seconds())
        raise AssertionError("counts for ever")

    async def _rest(self) -> None:
        """Until letters have come to their end, somebody wakes the post, or something is due."""
        if self._woken.is_set():
            return
        seconds = GATHER if self._outcomes else await self._seconds_of_rest()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(seconds, TICK), LOOK_AGAIN)):
                await self._woken.wait()

    async def _seconds_of_rest(self) -> float:
        now = self._now()
        due = None
        if self._room() > 0:
            due = await self._patiently(partial(next_due, network=self._messenger.network, after=now))
        moments = [due, *self._gate.opens(now), *self._resting.values()]
        return min(((moment - now).total_seconds() for moment in moments if moment), default=LOOK_AGAIN)

    def _bundles(self, letters: Sequence[Letter]) -> list[list[Letter]]:
        """Announcements that say the same leave together where the network can carry that."""
        together: dict[object, list[Letter]] = {}
        for letter in letters:
            same = (letter.row.topic, letter.screen.to_json()) if self._is_carried_for_many(letter) else letter.row.id
            together.setdefault(same, []).append(letter)
        return list(together.values())

    def _is_carried_for_many(self, letter: Letter) -> bool:
        return self._circulates and letter.lane is Lane.BULK and not letter.has_document

    def _start(self, letters: list[Letter]) -> None:
        self._in_hand.update(letter.row.account for letter in letters)
        self._many_in_hand.update(letter.row.account for letter in letters if letter.lane is Lane.BULK)
        task = asyncio.create_task(self._send(letters))
        self._on_the_way.add(task)
        task.add_done_callback(self._on_the_way.discard)

    async def _send(self, letters: list[Letter]) -> None:
        results = await self._results(letters)
        for letter in letters:
            self._outcomes.append(self._judged(letter.row, letter.lane, results.get(letter.row.number)))
            self._in_hand.discard(letter.row.account)
            self._many_in_hand.discard(letter.row.account)
        if all(letter.lane is Lane.BULK for letter in letters) and self._room() * 3 < self._messenger.at_once:
            self._wake_soon()
        else:
            self.wake()

    def _wake_soon(self) -> None:
        """Announcements end one after another: recorded together they cost the database a third."""
        if self._gathering is None:
            self._gathering = asyncio.get_running_loop().call_later(GATHER, self._gathered)

    def _gathered(self) -> None:
        self._gathering = None
        self.wake()

    async def _results(self, letters: list[Letter]) -> dict[int, Result]:
        """Who was refused and why, and where it stands now in the chat of one who was not."""
        first, numbers = letters[0], [letter.row.number for letter in letters]
        try:
            if isinstance(self._messenger, Circulating) and self._is_carried_for_many(first):
                return {**await self._messenger.show_many(first.screen, numbers, first.lane, first.row.topic)}
            row = first.row
            async with self._notices.complete(self._database, first.screen, row.kind, row.ids) as screen:
                return {row.number: await self._messenger.show(screen, first.place, first.lane, row.dedupe_key)}
        except DeliveryError as failure:
            return dict.fromkeys(numbers, failure)
        except Exception as error:  # noqa: BLE001 - one letter that cannot be sent must not hold the others
            log.error("letter not sent", error=type(error).__name__)
            return dict.fromkeys(numbers, Rejected("bug"))

    def _judged(self, row: Waiting, lane: Lane, result: Result) -> Outcome:
        failure = result if isinstance(result, DeliveryError) else None
        self.counters[f"letters_{failure.code if failure else 'sent'}"] += 1
        now = self._now()
        match failure:
            case None:
                if self._gate.delivered(row.id):
                    self._resting.clear()
                return Outcome(row, "sent", numbers=result.numbers if isinstance(result, Shown) else ())
            case Blocked(code=code):
                return Outcome(row, "new", code, row.attempts, blocked=True)
            case SlowDown(code=code, seconds=seconds):
                self._gate.close(lane, now + timedelta(seconds=seconds))
                return Outcome(row, "new", code, row.attempts, flooded=seconds >= FLOOD)
            case Uncertain() | Unavailable():
                is_own = self._gate.failed(row.id, now)
                return self._doubted(row, lane, failure, is_own, now)
        return self._tried(row, failure, now)

    def _doubted(self, row: Waiting, lane: Lane, failure: DeliveryError, is_own: bool, now: datetime) -> Outcome:
        """Each repetition of an uncertain letter may be one too many: an announcement is not repeated at all, a
        personal one not for ever.
        """
        uncertain = isinstance(failure, Uncertain)
        if uncertain and (lane is Lane.BULK or self._gate.times_failed(row.id) >= MOST_DOUBTS):
            self._gate.forget(row.id)
            return Outcome(row, "unsure", failure.code, row.attempts)
        return self._tried(row, failure, now) if is_own else self._rested(row, failure.code, row.attempts, now)

    def _tried(self, row: Waiting, failure: DeliveryError, now: datetime) -> Outcome:
        """A failure of the row's own. After a refusal it may be overtaken, and go to another network."""
        attempts = row.attempts + 1
        if attempts >= TRIES:
            self._gate.forget(row.id)
            return Outcome(row, "unsure" if isinstance(failure, Uncertain) else "failed", failure.code, attempts)
        if isinstance(failure, Rejected):
            return Outcome(row, "new", failure.code, attempts, due=now + BACK_OFF[row.attempts])
        return self._rested(row, failure.code, attempts, now)

    def _rested(self, row: Waiting, code: str, attempts: int, now: datetime) -> Outcome:
        """The account takes nothing for a while, so that no later letter overtakes this one."""
        step = min(max(self._gate.times_failed(row.id) - 1, row.attempts), len(BACK_OFF) - 1)
        self._resting[row.account] = now + BACK_OFF[step]
        return Outcome(row, "new", code, attempts)

    def abandon(self) -> None:
        """Somebody else delivers from now on: nothing more leaves, what is on its way is theirs to take up."""
        for task in self._on_the_way:
            task.cancel()

    async def _finish(self) -> None:
        """Letters on their way come to their end, and what came of them is written."""
        if self._on_the_way:
            await asyncio.wait(self._on_the_way, timeout=FINISH_WITHIN)
        for task in self._on_the_way:
            task.cancel()
        if self._outcomes:
            plan = self._plan(self._outcomes, self._now())
            last = partial(write, plan=plan.without_letters(), notices=self._notices)
            with suppress(Exception):  # the next start takes them up as uncertain
                await self._database.run(last, Priority.POST)
