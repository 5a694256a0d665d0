from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "ConfirmCorrection",
    "ConfirmFullName",
    "CorrectCertificate",
    "EventCertificates",
    "GetCertificate",
    "MyCertificates",
    "SendCertificate",
    "ShowCertificate",
]


class GetCertificate(CallbackData, prefix="cert"):
    """Of an event; `anew`: under another name than the one known."""

    id: int
    anew: bool = False


class ConfirmFullName(CallbackData, prefix="certyes"):
    """`mark`: of the name that was shown."""

    id: int
    mark: str


class MyCertificates(CallbackData, prefix="certs"):
    page: int


class ShowCertificate(CallbackData, prefix="certshow"):
    """One's own, or one of an event that one runs."""

    id: int


class SendCertificate(CallbackData, prefix="certfile"):
    id: int
    picture: bool


class CorrectCertificate(CallbackData, prefix="certfix"):
    id: int


class ConfirmCorrection(CallbackData, prefix="certfixyes"):
    """`mark`: of the name that was shown."""

    id: int
    mark: str


class EventCertificates(CallbackData, prefix="evcerts"):
    """For those who run the event."""

    id: int
    page: int
