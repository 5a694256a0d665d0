from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AcceptCase",
    "AskDetails",
    "Canned",
    "CannedAnswers",
    "CaseFiles",
    "ChooseColleague",
    "DeclineCase",
    "DeleteCanned",
    "EditCanned",
    "GiveBackCase",
    "HandOver",
    "HowIAnswer",
    "MarkDayOff",
    "MarkTopic",
    "MentorCase",
    "MentorDesk",
    "MostOpen",
    "NoteOnCase",
    "PassCard",
    "PauseQuestions",
    "SaveAnswer",
    "SendCanned",
    "SetMostOpen",
    "SetPace",
    "SetPause",
    "ShowDaysOff",
    "ShowHours",
    "ShowTopics",
]


class MentorDesk(CallbackData, prefix="mdesk"):
    """`of`: to take, mine or waiting for the asker; "-": the first of them with something in it."""

    of: str
    page: int


class MentorCase(CallbackData, prefix="mcase"):
    id: int


class PassCard(CallbackData, prefix="mpass"):
    id: int


class AskDetails(CallbackData, prefix="mclarify"):
    id: int


class ChooseColleague(CallbackData, prefix="mhand"):
    id: int


class HandOver(CallbackData, prefix="mhandto"):
    id: int
    to: int


class AcceptCase(CallbackData, prefix="mhandyes"):
    id: int


class DeclineCase(CallbackData, prefix="mhandno"):
    id: int


class GiveBackCase(CallbackData, prefix="mback"):
    id: int


class NoteOnCase(CallbackData, prefix="mnote"):
    id: int


class CaseFiles(CallbackData, prefix="mfiles"):
    id: int


class CannedAnswers(CallbackData, prefix="cans"):
    """`id` 0: outside of a case."""

    id: int
    page: int


class Canned(CallbackData, prefix="can"):
    id: int
    answer: int


class SendCanned(CallbackData, prefix="cansend"):
    id: int
    answer: int


class EditCanned(CallbackData, prefix="canedit"):
    id: int
    answer: int


class DeleteCanned(CallbackData, prefix="candel"):
    id: int
    answer: int


class SaveAnswer(CallbackData, prefix="cansave"):
    id: int


class HowIAnswer(CallbackData, prefix="pace"):
    pass


class SetPace(CallbackData, prefix="paceset"):
    pace: str
    hour: int


class ShowHours(CallbackData, prefix="pacehours"):
    pass


class ShowDaysOff(CallbackData, prefix="pacedays"):
    pass


class MarkDayOff(CallbackData, prefix="paceday"):
    day: int
    off: bool


class ShowTopics(CallbackData, prefix="pacetopics"):
    page: int


class MarkTopic(CallbackData, prefix="pacetopic"):
    topic: str
    marked: bool
    page: int


class MostOpen(CallbackData, prefix="pacemost"):
    pass


class SetMostOpen(CallbackData, prefix="pacemostis"):
    most: int


class PauseQuestions(CallbackData, prefix="pacepause"):
    pass


class SetPause(CallbackData, prefix="pacepaused"):
    days: int
