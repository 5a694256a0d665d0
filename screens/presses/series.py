from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

# events that repeat; `id` is that of the event at hand


class RepeatEvent(CallbackData, prefix="evrep"):
    id: int


class StartSeries(CallbackData, prefix="evrepyes"):
    id: int


class ShowSeries(CallbackData, prefix="evseries"):
    id: int


class AskToSkip(CallbackData, prefix="evskip"):
    id: int


class SkipEvent(CallbackData, prefix="evskipyes"):
    id: int


class ChangeFollowing(CallbackData, prefix="evfollow"):
    """The later ones get this detail of the event."""

    id: int
    name: str


class AskToEndSeries(CallbackData, prefix="evstop"):
    id: int


class EndSeries(CallbackData, prefix="evstopyes"):
    id: int


class CancelRest(CallbackData, prefix="evrest"):
    id: int
