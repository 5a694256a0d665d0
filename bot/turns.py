from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import CallbackQuery, TelegramObject, Update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.logs import new_incident
from bot.moment import Now
from bot.routes import make_dispatcher
from bot.uploads import Uploads
from community.names import parse_name
from community.profiles import CommunityProfile
from community.refusals import NotJoined, Refusal
from handlers.turn import Dialogue, Passed, Turn, Upload, Wanted
from messengers.messenger import Place
from messengers.screen import Links, Screen
from screens import free_text, refusals
from storage import inbox
from storage.database import Database
from storage.holdings import ANSWERED, FORGOTTEN
from storage.notifications import BEGUN, NOTIFIED
from storage.people import current_account, mark_heard, mark_returned, save_dialogue

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
MOST_GUESSES = 100_000
HEARD_TO_A_DAY = timedelta(days=1)
ROUTINGS = 5


@dataclass(frozen=True)
class Origin:
    """The inbox row being answered, and where its answer goes."""

    row: int
    network: str
    number: int
    place: Place


@dataclass(frozen=True)
class Answer:
    """A committed turn: what is to be shown, whether somebody else is to be told, and whether a job has `begun`.

    `forgotten`: accounts, by network and number, that were erased with it.
    `key` stays with the answer, so that a network can tell a repetition from something new.
    """

    row: int
    network: str
    screen: Screen | None
    place: Place
    notified: bool = False
    begun: bool = False
    forgotten: tuple[tuple[str, int], ...] = ()
    key: str = field(default_factory=partial(token_hex, 8))

    def to_json(self) -> str | None:
        if self.screen is None:
            return None
        place = [self.place.chat, self.place.replaces, self.place.press]
        stored = {"screen": self.screen.to_json(), "place": place, "key": self.key}
        return json.dumps(stored, separators=(",", ":"))

    @classmethod
    def stored(cls, waiting: inbox.Waiting) -> Answer:
        content = waiting.content
        screen, place = Screen.from_json(content["screen"]), Place(*content["place"])
        return cls(waiting.id, waiting.network, screen, place, key=content.get("key") or token_hex(8))


Outcome = tuple[Answer, str | None]  # and where the dialogue stands now


class StateMoved(Exception):
    """The dialogue stands elsewhere than was guessed when the update was routed."""

    def __init__(self, state: str | None) -> None:
        super().__init__()
        self.state = state


class AlreadyDone(Exception):
    """The update has been answered before; nothing happens a second time."""


class NoNetwork(BaseSession):
    """Handlers return screens; whatever else they try to send ends here."""

    async def close(self) -> None:
        pass

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        raise RuntimeError(f"a handler called {type(method).__name__}; return a Screen instead")

    def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise RuntimeError("a handler read a file of a network")


class Turns:
    """Answers one update: routed on the loop, done in one transaction in the database's thread."""

    def __init__(
        self,
        database: Database,
        community: CommunityProfile,
        now: Now,
        networks: Sequence[str] = (),
        links: Links | None = None,
        uploads: Uploads | None = None,
    ) -> None:
        self._database = database
        self._community = community
        self._now = now
        self._networks = networks
        self._links = links or {}
        self._uploads = uploads or Uploads(community, {})
        self._states: dict[tuple[str, int], str | None] = {}
        self._bot = Bot("1:turns", session=NoNetwork())
        self._dispatcher = self._make_dispatcher()

    async def take(self, origin: Origin, raw: dict[str, Any]) -> Answer | None:
        """None when it was answered before or is nobody's business. Raises ValueError for what cannot be read."""
        update = Update.model_validate(raw, context={"bot": self._bot})
        try:
            answer = await self._dispatcher.feed_update(self._bot, update, origin=origin)
        except AlreadyDone:  # the commit was done but its answer lost, or somebody else was first
            stored = await self._database.run(lambda session: inbox.answer_of(session, origin.row))
            return Answer.stored(stored) if stored else None
        return None if answer is UNHANDLED else answer

    def _make_dispatcher(self) -> Dispatcher:
        dispatcher = make_dispatcher()
        dispatcher.update.outer_middleware(self._route)
        for name in ("message", "edited_message", "callback_query", "my_chat_member"):
            dispatcher.observers[name].middleware(self._in_transaction)
        return dispatcher

    async def _route(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        origin: Origin = data["origin"]
        state = self._states.get((origin.network, origin.number))
        passed: set[str] = set()
        fetched: dict[Wanted, Upload] = {}
        for _ in range(ROUTINGS):
            try:
                return await handler(event, {**data, "raw_state": state, "passed": passed, "fetched": fetched})
            except StateMoved as moved:
                state = moved.state
            except Passed as by:
                passed.add(by.by)
        raise RuntimeError("the state of a dialogue moves faster than it can be routed")

    async def _in_transaction(self, _: Handler, event: TelegramObject, data: dict[str, Any]) -> Answer:
        origin: Origin = data["origin"]
        now, wanted = self._now(), data["handler"].flags.get("upload")
        if wanted is not None:
            fetched: dict[Wanted, Upload] = data["fetched"]  # by another handler, which passed the update on
            if wanted not in fetched:
                fetched[wanted] = await self._uploads.take(origin.network, event, wanted, now)
            data = {**data, "upload": fetched[wanted]}
        answer, state = await self._answered(origin, event, data, now)
        if len(self._states) > MOST_GUESSES:
            self._states.clear()
        self._states[origin.network, origin.number] = state
        for account in answer.forgotten:
            self._states.pop(account, None)
        return answer

    async def _answered(self, origin: Origin, event: TelegramObject, data: dict[str, Any], now: datetime) -> Outcome:
        """A no or a bug leaves nothing of its transaction; what the person is told of it has one of its own."""
        try:
            return await self._database.run(partial(self._turn, event=event, data=data, now=now))
        except (StateMoved, Passed, AlreadyDone, OperationalError, InterfaceError):
            raise
        except Refusal as refusal:
            screen = refusals.refused(refusal, self._community)
            wanted = event.data if isinstance(refusal, NotJoined) and isinstance(event, CallbackQuery) else None
            return await self._database.run(partial(_conclude, origin=origin, screen=screen, now=now, wanted=wanted))
        except Exception as error:  # noqa: BLE001 - a bug in one dialogue must not stop the others
            screen = free_text.incident(new_incident(error))
            return await self._database.run(partial(_conclude, origin=origin, screen=screen, now=now))

    def _turn(self, session: Session, event: TelegramObject, data: dict[str, Any], now: datetime) -> Outcome:
        origin: Origin = data["origin"]
        session.info[ANSWERED] = origin.row
        account = current_account(session, origin.network, origin.number, now)
        if account.state != data["raw_state"]:
            raise StateMoved(account.state)
        if account.blocked_at is not None:
            mark_returned(session, account.id, now)
        elif account.heard_at is None or now - account.heard_at > HEARD_TO_A_DAY:
            mark_heard(session, account.id, now)
        before = Dialogue(account.state, account.forms, account.afterwards)
        turn = Turn(
            session,
            account,
            self._community,
            now,
            before.snapshot(),
            self._networks,
            _offered_name(event),
            self._links,
            data.get("upload"),
        )
        screen = _handled(turn, event, data)
        after = turn.dialogue
        if after != before:
            save_dialogue(session, account.id, after.state, after.forms, after.afterwards, now)
        return _finished(session, origin, screen), after.state


def _handled(turn: Turn, event: TelegramObject, data: dict[str, Any]) -> Screen | None:
    handler: HandlerObject = data["handler"]
    given = {name: value for name, value in {**data, "turn": turn}.items() if name in handler.params}
    screen = handler.callback(event, **given)
    turn.session.flush()
    if screen is not None and not isinstance(screen, Screen):
        raise TypeError(f"{handler.callback.__name__} returned no Screen")
    return screen


def _conclude(session: Session, origin: Origin, screen: Screen, now: datetime, wanted: str | None = None) -> Outcome:
    """Ends an update whose turn was rolled back; `wanted` is the press to offer once the way is free."""
    account = current_account(session, origin.network, origin.number, now)
    if wanted:
        save_dialogue(session, account.id, account.state, account.forms, wanted, now)
    return _finished(session, origin, screen), account.state


def _finished(session: Session, origin: Origin, screen: Screen | None) -> Answer:
    forgotten = tuple(session.info.get(FORGOTTEN, ()))
    notified, begun = (mark in session.info for mark in (NOTIFIED, BEGUN))
    answer = Answer(origin.row, origin.network, screen, origin.place, notified, begun, forgotten)
    if not inbox.finish(session, origin.row, answer.to_json()):
        raise AlreadyDone
    return answer


def _offered_name(event: TelegramObject) -> str | None:
    sender = getattr(event, "from_user", None)
    return parse_name(sender.full_name) if sender else None
