from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = ["AnswerCase", "CancelQuestion", "SendQuestion", "TakeCase"]


class SendQuestion(CallbackData, prefix="asksend"):
    id: int
    named: bool


class CancelQuestion(CallbackData, prefix="askno"):
    id: int


class TakeCase(CallbackData, prefix="casetake"):
    id: int


class AnswerCase(CallbackData, prefix="caseans"):
    id: int
