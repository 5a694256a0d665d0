from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AgreeToAsk",
    "AskQuestion",
    "ChangeTopic",
    "CloseCase",
    "DeclineToAsk",
    "EndRating",
    "MyCase",
    "MyQuestions",
    "MyResults",
    "ProposeClosing",
    "RateCase",
    "ReopenCase",
    "RewriteQuestion",
    "ShowDraft",
    "TopicOfCase",
]


class AskQuestion(CallbackData, prefix="askhere"):
    pass


class AgreeToAsk(CallbackData, prefix="askyes"):
    version: str


class DeclineToAsk(CallbackData, prefix="asknever"):
    pass


class ShowDraft(CallbackData, prefix="askdraft"):
    id: int


class ChangeTopic(CallbackData, prefix="asktopics"):
    id: int
    page: int


class TopicOfCase(CallbackData, prefix="asktopic"):
    id: int
    topic: str


class RewriteQuestion(CallbackData, prefix="askanew"):
    id: int


class MyQuestions(CallbackData, prefix="mycases"):
    page: int


class MyCase(CallbackData, prefix="mycase"):
    id: int


class CloseCase(CallbackData, prefix="caseend"):
    id: int


class ProposeClosing(CallbackData, prefix="caseendask"):
    id: int


class ReopenCase(CallbackData, prefix="caseagain"):
    id: int


class RateCase(CallbackData, prefix="caserate"):
    id: int
    rating: int


class EndRating(CallbackData, prefix="caserated"):
    id: int


class MyResults(CallbackData, prefix="myresults"):
    pass
