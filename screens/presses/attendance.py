from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AskPoster",
    "Attend",
    "Attendance",
    "CountOthers",
    "DropCodeWord",
    "DropMaterials",
    "EditMaterials",
    "InventCodeWord",
    "Mark",
    "MarkAll",
    "Marks",
    "Materials",
    "Opinions",
    "RateEvent",
    "SendFeedback",
    "SetCodeWord",
    "UnmarkAll",
]

# being there


class Attend(CallbackData, prefix="evhere"):
    id: int


class Attendance(CallbackData, prefix="evmark"):
    """For those who run it."""

    id: int


class SetCodeWord(CallbackData, prefix="evword"):
    id: int


class InventCodeWord(CallbackData, prefix="evwordnew"):
    id: int


class DropCodeWord(CallbackData, prefix="evwordno"):
    id: int


class CountOthers(CallbackData, prefix="evothers"):
    id: int


class Marks(CallbackData, prefix="evmarks"):
    """`absent`: only those who are not marked."""

    id: int
    page: int
    absent: bool


class Mark(CallbackData, prefix="evmarkone"):
    """`id` of a registration; what it becomes, and the list to go back to."""

    id: int
    there: bool
    page: int
    absent: bool


class MarkAll(CallbackData, prefix="evmarkall"):
    id: int


class UnmarkAll(CallbackData, prefix="evmarkno"):
    """`at`: when they were marked together, in seconds."""

    id: int
    at: int


class AskPoster(CallbackData, prefix="evposter"):
    """`door`: who opens its link is there; the other invites."""

    id: int
    door: bool


# saying how it was


class RateEvent(CallbackData, prefix="evrate"):
    """`rating`: 0 asks."""

    id: int
    rating: int


class SendFeedback(CallbackData, prefix="evsay"):
    id: int
    named: bool


class Opinions(CallbackData, prefix="evsaid"):
    id: int
    page: int


# what stays


class Materials(CallbackData, prefix="evstays"):
    id: int


class EditMaterials(CallbackData, prefix="evstaysset"):
    id: int
    part: str


class DropMaterials(CallbackData, prefix="evstaysno"):
    id: int
    part: str
