from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from messengers.messenger import (
    Blocked,
    Circulating,
    DeliveryError,
    Lane,
    Messenger,
    Place,
    Rejected,
    SlowDown,
    Uncertain,
)
from messengers.screen import Screen
from storage.database import Database
from storage.models import Account, Notification
from storage.notifications import due_now, next_due, take_up_uncertain
from storage.people import accounts_of, mark_blocked

log = structlog.get_logger()

T = TypeVar("T")
Render = Callable[[Session, str, Mapping[str, Any]], Screen | None]

AT_ONCE = 16
TRIES = 5
SHORTEST_REST = 0.05
LOOK_AGAIN = 15.0  # seconds, when nothing wakes the post earlier
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 60, 300))


@dataclass(frozen=True)
class Letter:
    notification: int
    account: int
    network: str
    number: int
    screen: Screen
    lane: Lane
    key: str


@dataclass(frozen=True)
class Result:
    letter: Letter
    failure: DeliveryError | None


class Post:
    """Delivers notifications. Each tick is one transaction: the results of the last and the letters of the next.

    A letter is marked as in work before it leaves. A definite refusal goes on to the person's next network,
    an uncertain one is repeated on the same (announcements: set aside); five failures set a row aside,
    a network out of reach is no failure of the row.
    """

    def __init__(
        self, database: Database, messengers: Sequence[Messenger], render: Render, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._messengers = {messenger.network: messenger for messenger in messengers}
        self._render = render
        self._now = now
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        exact = [name for name, messenger in self._messengers.items() if isinstance(messenger, Circulating)]
        await self._patiently(partial(take_up_uncertain, now=self._now(), exact=exact))
        results: list[Result] = []
        while True:
            letters = await self._patiently(partial(self._tick, results=results))
            results = list(await asyncio.gather(*map(self._send, letters)))
            if not letters:
                await self._rest()

    async def _patiently(self, work: Callable[[Session], T]) -> T:
        """A database out of reach is waited for: what the networks answered is kept until it can be written."""
        for attempt in count():
            try:
                return await self._database.run(work, urgent=False)
            except SQLAlchemyError as error:
                log.error("post waits for the database", error=type(error).__name__)
                await asyncio.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)].total_seconds())
        raise AssertionError("counts for ever")

    async def _rest(self) -> None:
        due = await self._patiently(next_due)
        seconds = LOOK_AGAIN if due is None else (due - self._now()).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(seconds, SHORTEST_REST), LOOK_AGAIN)):
                await self._woken.wait()
        self._woken.clear()

    async def _send(self, letter: Letter) -> Result:
        messenger = self._messengers[letter.network]
        try:
            await messenger.show(letter.screen, Place(letter.number), letter.lane, letter.key)
        except DeliveryError as failure:
            return Result(letter, failure)
        except Exception as error:  # noqa: BLE001 - one letter that cannot be sent must not hold the others
            log.error("letter not sent", error=type(error).__name__)
            return Result(letter, Rejected("bug"))
        return Result(letter, None)

    def _tick(self, session: Session, results: Sequence[Result]) -> list[Letter]:
        now = self._now()
        for result in results:
            self._record(session, result, now)
        session.flush()
        letters = (self._letter(session, row, now) for row in due_now(session, now, AT_ONCE))
        return [letter for letter in letters if letter]

    def _record(self, session: Session, result: Result, now: datetime) -> None:
        row = session.get(Notification, result.letter.notification)
        if row is None:
            return
        row.reason = result.failure.code if result.failure else None
        match result.failure:
            case None:
                _end(row, "sent", now)
            case Blocked():
                mark_blocked(session, result.letter.account, now)
                row.state = "new"
            case Uncertain() if row.lane == Lane.BULK:
                _end(row, "failed", now)
            case Rejected() | Uncertain():
                _try_later(row, now)
            case SlowDown(seconds=seconds):
                row.state, row.due = "new", now + max(BACK_OFF[1], timedelta(seconds=seconds))
            case _:
                row.state, row.due = "new", now + BACK_OFF[1]

    def _letter(self, session: Session, row: Notification, now: datetime) -> Letter | None:
        if row.useful_until is not None and row.useful_until < now:
            _end(row, "skipped", now, "late")
            return None
        account = self._account_of(session, row)
        if account is None:
            _end(row, "failed", now, row.reason or "no_account")
            return None
        try:
            with session.begin_nested():
                screen = self._render(session, row.kind, row.ids)
        except Exception as error:  # noqa: BLE001 - one broken notice must not hold the others
            log.error("notice not written", kind=row.kind, error=type(error).__name__)
            _try_later(row, now, "not_written")
            return None
        if screen is None:
            _end(row, "skipped", now, "not_needed")
            return None
        row.state, row.account_id = "sending", account.id
        return Letter(row.id, account.id, account.network, account.number, screen, Lane(row.lane), row.dedupe_key)

    def _account_of(self, session: Session, row: Notification) -> Account | None:
        reachable = [account for account in accounts_of(session, row.person_id) if account.network in self._messengers]
        chosen = [account for account in reachable if account.id == row.account_id]
        return next(iter(chosen or reachable), None)


def _end(row: Notification, state: str, now: datetime, reason: str | None = None) -> None:
    row.state, row.done_at = state, now
    row.reason = reason or row.reason


def _try_later(row: Notification, now: datetime, reason: str | None = None) -> None:
    row.attempts += 1
    row.reason = reason or row.reason
    if row.attempts >= TRIES:
        _end(row, "failed", now)
        log.error("notification set aside", kind=row.kind, reason=row.reason)
    else:
        row.state, row.due = "new", now + BACK_OFF[row.attempts - 1]
