"""Overviews of pairs, their lists as files, results of mentors and papers about them."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AskPairsFile",
    "AskPaperDays",
    "ChoosePairFilter",
    "ClearPairFilter",
    "ConfirmPair",
    "DeclinePair",
    "DiscardPairs",
    "ImportPairs",
    "LeaveOrder",
    "MentorPaper",
    "NoteConsent",
    "OrderPair",
    "PairDesk",
    "PairFigures",
    "PairMode",
    "PairTemplate",
    "PairTools",
    "Pairs",
    "PairsFile",
    "PaperPeriod",
    "PaperPeriods",
    "SavePairs",
    "SetPairFilter",
    "WaitingPair",
]


class Pairs(CallbackData, prefix="pairs"):
    """Those before a number, or those just after it; 0 for neither."""

    before: int
    after: int


class PairDesk(CallbackData, prefix="pairdesk"):
    id: int


class PairMode(CallbackData, prefix="pairmode"):
    id: int


class OrderPair(CallbackData, prefix="pairorder"):
    id: int


class NoteConsent(CallbackData, prefix="pairsigned"):
    id: int


class LeaveOrder(CallbackData, prefix="pairfree"):
    """`sure`: they have been asked."""

    id: int
    sure: bool


class PairTools(CallbackData, prefix="pairtools"):
    pass


class ChoosePairFilter(CallbackData, prefix="pairsby"):
    what: str
    page: int


class SetPairFilter(CallbackData, prefix="pairsset"):
    what: str
    value: str


class ClearPairFilter(CallbackData, prefix="pairsall"):
    pass


class AskPairsFile(CallbackData, prefix="pairsask"):
    pass


class PairsFile(CallbackData, prefix="pairsfile"):
    of: str


class PairFigures(CallbackData, prefix="pairsnum"):
    of: str
    page: int


# pairs that were before the bot


class ImportPairs(CallbackData, prefix="pairsin"):
    pass


class PairTemplate(CallbackData, prefix="pairsheet"):
    pass


class SavePairs(CallbackData, prefix="pairssave"):
    mark: str


class DiscardPairs(CallbackData, prefix="pairsdrop"):
    pass


class WaitingPair(CallbackData, prefix="pairwait"):
    id: int


class ConfirmPair(CallbackData, prefix="pairyes"):
    id: int


class DeclinePair(CallbackData, prefix="pairno"):
    id: int


# a mentor's results and papers


class MentorPaper(CallbackData, prefix="mpaper"):
    kind: str


class PaperPeriods(CallbackData, prefix="mperiods"):
    pass


class PaperPeriod(CallbackData, prefix="mperiod"):
    of: str


class AskPaperDays(CallbackData, prefix="mdays"):
    pass
