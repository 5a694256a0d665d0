from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "Acknowledge",
    "AddEventButton",
    "Aim",
    "AimAt",
    "AimBy",
    "AimClear",
    "AimMore",
    "AskAdvertiser",
    "AskLink",
    "AskToAcknowledge",
    "AskToDropDraft",
    "AskToDropSegment",
    "ButtonEvents",
    "Compose",
    "DraftButtons",
    "DraftMore",
    "Drafts",
    "DropDraft",
    "DropSegment",
    "IsInformation",
    "OpenDraft",
    "RemoveButton",
    "RemoveDraftFiles",
    "RenameSegment",
    "RestoreWords",
    "RewriteDraft",
    "SaveSegment",
    "Segments",
    "ShowSegment",
    "TryDraft",
    "UseSegment",
    "WantNoMore",
]


class Compose(CallbackData, prefix="bcnew"):
    pass


class OpenDraft(CallbackData, prefix="bcdraft"):
    """`id`: of the broadcast."""

    id: int


class Drafts(CallbackData, prefix="bcdrafts"):
    page: int


class RewriteDraft(CallbackData, prefix="bcwords"):
    id: int


class RestoreWords(CallbackData, prefix="bcundo"):
    id: int


class TryDraft(CallbackData, prefix="bctry"):
    id: int


class DraftMore(CallbackData, prefix="bcmore"):
    id: int


class AskToDropDraft(CallbackData, prefix="bcaskdrop"):
    id: int


class DropDraft(CallbackData, prefix="bcdrop"):
    id: int


class RemoveDraftFiles(CallbackData, prefix="bcnofiles"):
    id: int


class AskAdvertiser(CallbackData, prefix="bcad"):
    id: int


class IsInformation(CallbackData, prefix="bcinfo"):
    id: int


class DraftButtons(CallbackData, prefix="bcbtn"):
    id: int


class ButtonEvents(CallbackData, prefix="bcbtnev"):
    id: int
    page: int


class AddEventButton(CallbackData, prefix="bcaddev"):
    id: int
    event: int


class AskLink(CallbackData, prefix="bclink"):
    id: int


class AskToAcknowledge(CallbackData, prefix="bcack"):
    id: int
    wanted: bool


class RemoveButton(CallbackData, prefix="bcbtnno"):
    """`mark`: of the button."""

    id: int
    mark: str


class Aim(CallbackData, prefix="bcaim"):
    id: int


class AimMore(CallbackData, prefix="bcaimmore"):
    """`without`: of those who are left out; here and below."""

    id: int
    without: bool


class AimBy(CallbackData, prefix="bcaimby"):
    """`of`: a field of `community/aiming.py`. `event`: of whose people some are chosen; 0: none."""

    id: int
    of: str
    without: bool
    page: int
    event: int = 0


class AimAt(CallbackData, prefix="bcaimat"):
    id: int
    of: str
    without: bool
    value: str


class AimClear(CallbackData, prefix="bcaimall"):
    id: int


class Segments(CallbackData, prefix="bcsegs"):
    """`id`: of the draft that one is chosen for; here and below."""

    id: int
    page: int


class SaveSegment(CallbackData, prefix="bcsegsave"):
    id: int


class ShowSegment(CallbackData, prefix="bcseg"):
    id: int
    segment: int


class UseSegment(CallbackData, prefix="bcseguse"):
    id: int
    segment: int


class RenameSegment(CallbackData, prefix="bcsegname"):
    id: int
    segment: int


class AskToDropSegment(CallbackData, prefix="bcsegask"):
    id: int
    segment: int


class DropSegment(CallbackData, prefix="bcsegdrop"):
    id: int
    segment: int


class Acknowledge(CallbackData, prefix="bcseen"):
    """`id`: of the broadcast that was read."""

    id: int


class WantNoMore(CallbackData, prefix="nomore"):
    topic: str
