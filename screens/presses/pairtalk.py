from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AskContact",
    "ComplainOfPair",
    "FileOfPair",
    "FlagInPair",
    "PairContacts",
    "PairFiles",
    "PairTalk",
    "PassToPair",
    "WithdrawContact",
    "WordOfPair",
    "WriteToPair",
]

# what a pair or group writes; `id`: of the mentorship


class WriteToPair(CallbackData, prefix="pairsay"):
    id: int


class PairTalk(CallbackData, prefix="pairtalk"):
    id: int
    page: int


class PairFiles(CallbackData, prefix="pairfiles"):
    """`id`: of the message."""

    id: int


class PassToPair(CallbackData, prefix="pairpass"):
    draft: int
    id: int


# contacts


class PairContacts(CallbackData, prefix="paircards"):
    id: int


class AskContact(CallbackData, prefix="pairgive"):
    id: int


class WithdrawContact(CallbackData, prefix="pairtake"):
    id: int


# complaining of what was said


class ComplainOfPair(CallbackData, prefix="pairbad"):
    id: int
    page: int = 0


class FlagInPair(CallbackData, prefix="pairflag"):
    id: int
    message: int
    page: int


class WordOfPair(CallbackData, prefix="pairword"):
    id: int


class FileOfPair(CallbackData, prefix="pairfile"):
    id: int
