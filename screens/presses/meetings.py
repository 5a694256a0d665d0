from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AcceptMeeting",
    "AnswerFit",
    "AskToChangeMentor",
    "AskToComplete",
    "AskToExtend",
    "AskToPausePair",
    "AskToStepDown",
    "ChangeMentor",
    "CompletePair",
    "DeclineMeeting",
    "ExtendPair",
    "FitDesk",
    "FitWords",
    "GoOnTogether",
    "LogMeeting",
    "LogToday",
    "LoggedDay",
    "LoggedOn",
    "MeetByCall",
    "MeetingFile",
    "MeetingLasted",
    "Meetings",
    "MoveMeeting",
    "PairLife",
    "PausePair",
    "ProposeMeeting",
    "ResumePair",
    "SettleFit",
    "ShowFit",
    "ShowMeeting",
    "StepDown",
    "TellOfMeeting",
    "UnlogMeeting",
]

# meetings of a pair or group


class Meetings(CallbackData, prefix="meets"):
    """Of a mentorship."""

    id: int
    page: int


class ProposeMeeting(CallbackData, prefix="meetnew"):
    id: int


class MeetByCall(CallbackData, prefix="meetcall"):
    pass


class ShowMeeting(CallbackData, prefix="meet"):
    id: int


class AcceptMeeting(CallbackData, prefix="meetyes"):
    id: int


class DeclineMeeting(CallbackData, prefix="meetno"):
    id: int


class MoveMeeting(CallbackData, prefix="meetmove"):
    id: int


class MeetingFile(CallbackData, prefix="meetics"):
    id: int


class LogMeeting(CallbackData, prefix="metlog"):
    id: int
    how: str


class LogToday(CallbackData, prefix="mettoday"):
    """Of a mentorship."""

    id: int


class LoggedDay(CallbackData, prefix="metday"):
    """It was on another day."""

    id: int


class LoggedOn(CallbackData, prefix="meton"):
    id: int
    ago: int


class UnlogMeeting(CallbackData, prefix="metnot"):
    id: int


class TellOfMeeting(CallbackData, prefix="metmore"):
    id: int


class MeetingLasted(CallbackData, prefix="metmin"):
    id: int
    minutes: int


# whether they suit each other


class ShowFit(CallbackData, prefix="fit"):
    """Of a mentorship."""

    id: int


class AnswerFit(CallbackData, prefix="fitsay"):
    id: int
    fits: bool


class FitWords(CallbackData, prefix="fitwords"):
    id: int


class FitDesk(CallbackData, prefix="fitdesk"):
    """Of a check."""

    id: int


class SettleFit(CallbackData, prefix="fitdone"):
    id: int


# a pause, a longer term, the end; `id`: of a mentorship


class PairLife(CallbackData, prefix="life"):
    id: int


class AskToPausePair(CallbackData, prefix="liferest"):
    id: int


class PausePair(CallbackData, prefix="lifepause"):
    """Days 0: until the first of September."""

    id: int
    days: int


class ResumePair(CallbackData, prefix="lifego"):
    id: int


class AskToExtend(CallbackData, prefix="lifemore"):
    id: int


class ExtendPair(CallbackData, prefix="lifelong"):
    id: int
    months: int


class AskToComplete(CallbackData, prefix="lifefin"):
    id: int


class CompletePair(CallbackData, prefix="lifedone"):
    id: int


class GoOnTogether(CallbackData, prefix="lifeon"):
    id: int


class AskToChangeMentor(CallbackData, prefix="lifenew"):
    id: int


class ChangeMentor(CallbackData, prefix="lifenewyes"):
    id: int


class AskToStepDown(CallbackData, prefix="lifebye"):
    id: int


class StepDown(CallbackData, prefix="lifebyeyes"):
    id: int
