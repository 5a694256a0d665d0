from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram import Dispatcher
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.fsm.state import State
from aiogram.types import TelegramObject

from handlers import register

ANY = ""  # the mark of handlers that have to be asked whatever it is


class IndexedObserver(TelegramEventObserver):
    """Of hundreds of handlers only those are asked that the update may be for, in their order, by a mark it bears.

    Asked of all, the filters cost 4 ms a press, and a hop into a thread for each state of the dialogues.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups: dict[str, list[HandlerObject]] = {}
        self._marked: dict[str, TelegramEventObserver] = {}

    async def trigger(self, event: TelegramObject, **kwargs: Any) -> Any:
        if not self._groups:
            self._groups = self._indexed()
        mark = self.mark(event, kwargs)
        return await self._of_group(mark if mark in self._groups else ANY).trigger(event, **kwargs)

    def _of_group(self, mark: str) -> TelegramEventObserver:
        """Made when first asked for: all of them, at the first update, cost it 5 ms of the processor."""
        if mark not in self._marked:
            self._marked[mark] = self._narrowed(self._groups[mark])
        return self._marked[mark]

    def _indexed(self) -> dict[str, list[HandlerObject]]:
        """In one pass: an unmarked handler goes to every mark, at its place."""
        found: dict[str, list[HandlerObject]] = {ANY: []}
        for handler in self.handlers:
            mark = self.mark_of_handler(handler)
            found.setdefault(mark, [*found[ANY]])
            for handlers in found.values() if mark == ANY else [found[mark]]:
                handlers.append(handler)
        return found

    def _narrowed(self, handlers: list[HandlerObject]) -> TelegramEventObserver:
        narrowed = TelegramEventObserver(self.router, self.event_name)
        narrowed.handlers = handlers
        narrowed.outer_middleware = self.outer_middleware
        return narrowed

    def mark(self, event: TelegramObject, data: Mapping[str, Any]) -> str:
        raise NotImplementedError

    def mark_of_handler(self, handler: HandlerObject) -> str:
        raise NotImplementedError


class PressObserver(IndexedObserver):
    """By the prefix of the press."""

    def mark(self, event: TelegramObject, data: Mapping[str, Any]) -> str:
        return (getattr(event, "data", None) or ANY).partition(":")[0]

    def mark_of_handler(self, handler: HandlerObject) -> str:
        asked = (each.callback for each in handler.filters or ())
        return next((each.callback_data.__prefix__ for each in asked if isinstance(each, CallbackQueryFilter)), ANY)


class WordsObserver(IndexedObserver):
    """By the state of the dialogue."""

    def mark(self, event: TelegramObject, data: Mapping[str, Any]) -> str:
        return data["raw_state"] or ANY

    def mark_of_handler(self, handler: HandlerObject) -> str:
        asked = (each.callback for each in handler.filters or ())
        return next((each.state or ANY for each in asked if isinstance(each, State)), ANY)


def make_dispatcher() -> Dispatcher:
    """Every dialogue on one router: aiogram looks through a tree of them at every update."""
    dispatcher = Dispatcher(disable_fsm=True)
    observers = dispatcher.observers
    dispatcher.callback_query = observers["callback_query"] = PressObserver(dispatcher, "callback_query")
    dispatcher.message = observers["message"] = WordsObserver(dispatcher, "message")
    register(dispatcher)
    return dispatcher
