from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = ["AsQuestion", "MendAnswer", "PassOn", "SayAgain", "SendAnswerNow"]


class MendAnswer(CallbackData, prefix="saymend"):
    id: int


class SendAnswerNow(CallbackData, prefix="saynow"):
    id: int


class SayAgain(CallbackData, prefix="sayagain"):
    id: int


class PassOn(CallbackData, prefix="saypass"):
    draft: int
    case: int


class AsQuestion(CallbackData, prefix="sayask"):
    id: int
