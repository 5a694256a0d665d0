"""Unnamed questions, complaints, and the coordinators' desk of questions."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AskCaseReason",
    "AskMerge",
    "AskToAssign",
    "AssignCase",
    "BanNow",
    "CaseDesk",
    "CaseFile",
    "CaseNumbers",
    "CaseTools",
    "CaseTopics",
    "CloseForReason",
    "Complain",
    "Complaints",
    "DecideComplaint",
    "DeskCase",
    "FileComplaint",
    "FlagMessage",
    "HideFrom",
    "HideTowns",
    "LiftBan",
    "MergeCase",
    "NameMyself",
    "SendFiles",
    "SendSure",
    "ShowComplaint",
    "SureToName",
    "WordCase",
    "WordComplaint",
]


class SendSure(CallbackData, prefix="asksure"):
    id: int
    named: bool


class HideTowns(CallbackData, prefix="asktowns"):
    id: int
    named: bool
    page: int = 0


class HideFrom(CallbackData, prefix="askhide"):
    """`town` is "-" for nobody."""

    id: int
    named: bool
    town: str


class SendFiles(CallbackData, prefix="casefiles"):
    id: int


class SureToName(CallbackData, prefix="casename"):
    id: int


class NameMyself(CallbackData, prefix="casenamed"):
    id: int


class CaseDesk(CallbackData, prefix="cdesk"):
    """What is listed: "-" stands for any."""

    topic: str = "-"
    state: str = "-"
    late: bool = False
    page: int = 0


class CaseTools(CallbackData, prefix="cdesktool"):
    topic: str = "-"
    state: str = "-"
    late: bool = False


class CaseTopics(CallbackData, prefix="cdesktop"):
    state: str = "-"
    late: bool = False
    page: int = 0


class DeskCase(CallbackData, prefix="dcase"):
    id: int


class AskToAssign(CallbackData, prefix="dassign"):
    id: int


class AssignCase(CallbackData, prefix="dassignto"):
    id: int
    person: int


class AskMerge(CallbackData, prefix="dmerge"):
    id: int


class MergeCase(CallbackData, prefix="dmergein"):
    id: int
    into: int


class AskCaseReason(CallbackData, prefix="dend"):
    id: int


class WordCase(CallbackData, prefix="dendword"):
    id: int
    reason: str


class CloseForReason(CallbackData, prefix="dendfor"):
    id: int
    reason: str


class Complain(CallbackData, prefix="compl"):
    """`id` of the case."""

    id: int
    page: int = 0


class FlagMessage(CallbackData, prefix="complflag"):
    id: int
    message: int
    page: int


class WordComplaint(CallbackData, prefix="complword"):
    id: int


class FileComplaint(CallbackData, prefix="complsend"):
    id: int


class Complaints(CallbackData, prefix="compls"):
    page: int = 0


class ShowComplaint(CallbackData, prefix="complshow"):
    id: int


class DecideComplaint(CallbackData, prefix="compldo"):
    id: int
    decision: str


class BanNow(CallbackData, prefix="complban"):
    id: int
    days: int


class LiftBan(CallbackData, prefix="complfree"):
    id: int


class CaseNumbers(CallbackData, prefix="cnumbers"):
    of: str = "month"


class CaseFile(CallbackData, prefix="cfile"):
    of: str
