from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = ["Compose", "OpenDraft"]


class Compose(CallbackData, prefix="bcnew"):
    pass


class OpenDraft(CallbackData, prefix="bcdraft"):
    """`id`: of the broadcast."""

    id: int
