from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = ["Digests", "SetDigest"]


class Digests(CallbackData, prefix="digests"):
    pass


class SetDigest(CallbackData, prefix="digest"):
    """`which`: morning or week."""

    which: str
    on: bool
