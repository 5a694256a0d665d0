from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "Broadcasts",
    "CancelBroadcast",
    "ConfirmBroadcast",
    "PauseBroadcast",
    "RepeatBroadcast",
    "ResendBroadcast",
    "ResumeBroadcast",
    "ReturnBroadcast",
    "SendAt",
    "SendBroadcast",
    "SendLater",
    "SendNow",
    "SendUnsure",
    "ShowBroadcast",
    "TakeBackDraft",
    "UrgentBroadcast",
    "WholeBroadcast",
]


class Broadcasts(CallbackData, prefix="bclist"):
    page: int


class SendBroadcast(CallbackData, prefix="bcsend"):
    """`id`: of a draft: when, and whether really."""

    id: int


class ShowBroadcast(CallbackData, prefix="bcshow"):
    """`id`: of the broadcast, here and below."""

    id: int


class SendNow(CallbackData, prefix="bcgo"):
    id: int


class SendLater(CallbackData, prefix="bclater"):
    id: int


class SendAt(CallbackData, prefix="bcat"):
    """`minute`: since 1970."""

    id: int
    minute: int


class RepeatBroadcast(CallbackData, prefix="bcrepeat"):
    id: int


class UrgentBroadcast(CallbackData, prefix="bcurgent"):
    id: int
    urgent: bool


class TakeBackDraft(CallbackData, prefix="bcback"):
    id: int


class PauseBroadcast(CallbackData, prefix="bcpause"):
    id: int


class ResumeBroadcast(CallbackData, prefix="bcresume"):
    id: int


class CancelBroadcast(CallbackData, prefix="bcstop"):
    id: int


class SendUnsure(CallbackData, prefix="bcunsure"):
    """To those of whom nobody knows whether they got it."""

    id: int


class ResendBroadcast(CallbackData, prefix="bcresend"):
    """`to`: missed, or silent."""

    id: int
    to: str


class ConfirmBroadcast(CallbackData, prefix="bcok"):
    id: int


class ReturnBroadcast(CallbackData, prefix="bcreturn"):
    id: int


class WholeBroadcast(CallbackData, prefix="bcwhole"):
    """As its readers get it, to the one who presses."""

    id: int
