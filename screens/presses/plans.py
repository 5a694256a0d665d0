from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AskPlanFile",
    "ComposeRelease",
    "CopyMonth",
    "DiscardPlan",
    "LoadPlan",
    "PlanEvents",
    "PlanFile",
    "PlanMonth",
    "PlanTemplate",
    "Release",
    "SavePlan",
    "SaveRelease",
]

# the plan of a month; `month` as «2026-12», «-» is the one of today


class PlanMonth(CallbackData, prefix="plan"):
    month: str
    page: int


class PlanEvents(CallbackData, prefix="planlist"):
    month: str
    page: int


class CopyMonth(CallbackData, prefix="plancopy"):
    """Into this month, from the one before."""

    month: str


class AskPlanFile(CallbackData, prefix="planask"):
    month: str
    format: str


class PlanFile(CallbackData, prefix="planfile"):
    """`what`: the format and the span, with a hyphen between."""

    month: str
    what: str


# a plan as a file


class LoadPlan(CallbackData, prefix="planload"):
    pass


class PlanTemplate(CallbackData, prefix="plansample"):
    pass


class SavePlan(CallbackData, prefix="plansave"):
    """What was read from the file with this mark; `publish`: 1 or 0."""

    mark: str
    publish: int


class DiscardPlan(CallbackData, prefix="plandrop"):
    pass


# what is told of an event after it


class Release(CallbackData, prefix="release"):
    id: int


class ComposeRelease(CallbackData, prefix="relnew"):
    """Anew, from facts."""

    id: int


class SaveRelease(CallbackData, prefix="relsave"):
    id: int
