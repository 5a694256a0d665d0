from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = ["Broadcasts", "SendBroadcast", "ShowBroadcast"]


class Broadcasts(CallbackData, prefix="bclist"):
    page: int


class SendBroadcast(CallbackData, prefix="bcsend"):
    """`id`: of a draft: when, and whether really."""

    id: int


class ShowBroadcast(CallbackData, prefix="bcshow"):
    """`id`: of the broadcast."""

    id: int
