from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AnnounceEvent",
    "AnnounceTo",
    "EventPicture",
    "NoMoreNews",
    "RemovePicture",
    "ShowPicture",
    "StopAnnouncing",
]


class AnnounceEvent(CallbackData, prefix="evtell"):
    id: int


class AnnounceTo(CallbackData, prefix="evtellto"):
    """`town`: an id of the profile; `-`: everybody."""

    id: int
    town: str


class StopAnnouncing(CallbackData, prefix="evtellno"):
    """`id`: of the broadcast."""

    id: int


class NoMoreNews(CallbackData, prefix="evnonews"):
    """Of buttons from before `WantNoMore`."""


class EventPicture(CallbackData, prefix="evpic"):
    """For those who run it: to set another."""

    id: int


class RemovePicture(CallbackData, prefix="evpicno"):
    id: int


class ShowPicture(CallbackData, prefix="evpicshow"):
    id: int
