from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AcceptMentee",
    "AskToEndMentorship",
    "CancelRequest",
    "DeclineMentee",
    "EndMentorship",
    "FindMentor",
    "MentorAsked",
    "MyMentees",
    "MyMentors",
    "MyRequest",
    "NotNow",
    "RequestDesk",
    "SeekCard",
    "SeekFirst",
    "SeekForm",
    "SeekForms",
    "SeekMatches",
    "SeekOn",
    "SeekSend",
    "SeekTopic",
    "SeekTopics",
    "SeekWords",
    "ShowMentorship",
]

# looking for a mentor; what is chosen so far is in the form


class FindMentor(CallbackData, prefix="findmentor"):
    pass


class SeekOn(CallbackData, prefix="seekon"):
    ground: str


class SeekTopics(CallbackData, prefix="seektopics"):
    page: int


class SeekTopic(CallbackData, prefix="seektopic"):
    """`-`: any."""

    id: str


class SeekMatches(CallbackData, prefix="seekfound"):
    pass


class SeekCard(CallbackData, prefix="seekcard"):
    id: int


class SeekFirst(CallbackData, prefix="seekfirst"):
    id: int


class SeekWords(CallbackData, prefix="seekwords"):
    pass


class SeekForms(CallbackData, prefix="seekforms"):
    page: int


class SeekForm(CallbackData, prefix="seekform"):
    """`-`: any."""

    id: str


class SeekSend(CallbackData, prefix="seeksend"):
    pass


class MyRequest(CallbackData, prefix="seekstatus"):
    id: int


class CancelRequest(CallbackData, prefix="seekoff"):
    id: int


class RequestDesk(CallbackData, prefix="seekdesk"):
    id: int


# a mentor who is asked; `id`: of the offer


class MentorAsked(CallbackData, prefix="mentee"):
    id: int


class AcceptMentee(CallbackData, prefix="menteeyes"):
    id: int


class NotNow(CallbackData, prefix="menteelate"):
    id: int


class DeclineMentee(CallbackData, prefix="menteeno"):
    id: int
    reason: str


# pairs and groups


class MyMentors(CallbackData, prefix="mymentors"):
    page: int


class MyMentees(CallbackData, prefix="mymentees"):
    page: int


class ShowMentorship(CallbackData, prefix="pair"):
    """`page`: of its buttons."""

    id: int
    page: int


class AskToEndMentorship(CallbackData, prefix="pairend"):
    id: int


class EndMentorship(CallbackData, prefix="pairended"):
    id: int
