from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AnswerMentor",
    "AskMentee",
    "AskToCloseRequest",
    "AskToSeekAnother",
    "CloseRequest",
    "DeskMentor",
    "PickMentor",
    "ProposeMentor",
    "RecordPair",
    "SeekAnother",
    "WordRequest",
]

# a question of the mentor who is asked; `id`: of the offer


class AskMentee(CallbackData, prefix="menteeask"):
    id: int


class AnswerMentor(CallbackData, prefix="seekanswer"):
    id: int


# a coordinator chooses; `id`: of the request


class PickMentor(CallbackData, prefix="deskpick"):
    id: int


class DeskMentor(CallbackData, prefix="deskmentor"):
    id: int
    person: int


class ProposeMentor(CallbackData, prefix="deskask"):
    id: int
    person: int


class RecordPair(CallbackData, prefix="deskpair"):
    id: int
    person: int


class AskToCloseRequest(CallbackData, prefix="deskwhy"):
    id: int


class WordRequest(CallbackData, prefix="deskword"):
    id: int
    reason: str


class CloseRequest(CallbackData, prefix="deskclose"):
    id: int
    reason: str


# another mentor for a pair; `id`: of the mentorship


class AskToSeekAnother(CallbackData, prefix="pairchange"):
    id: int


class SeekAnother(CallbackData, prefix="pairother"):
    id: int
