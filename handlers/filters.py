"""aiogram sends a plain `F...` to a thread for each look; these look where they stand."""

from __future__ import annotations

from collections.abc import Collection

from aiogram.filters import Filter
from aiogram.types import Message

WORDS = {"меню", "🏠 меню", "/меню"}
START = {"начать", "старт"}
YES = {"да", "есть", "да есть", "да, есть", "+"}
NO = {"нет", "ещё нет", "еще нет", "-"}


class HasText(Filter):
    async def __call__(self, message: Message) -> bool:
        return bool(message.text)


class HasDocument(Filter):
    async def __call__(self, message: Message) -> bool:
        return message.document is not None


class Says(Filter):
    """One of the words or phrases, in any case."""

    def __init__(self, phrases: Collection[str]) -> None:
        self._phrases = frozenset(phrases)

    async def __call__(self, message: Message) -> bool:
        return bool(message.text) and message.text.casefold().strip() in self._phrases  # type: ignore[union-attr]
