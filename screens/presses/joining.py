"""Becoming a member."""

from aiogram.filters.callback_data import CallbackData


class Join(CallbackData, prefix="join"):
    pass


class TakeOfferedName(CallbackData, prefix="myname"):
    pass


class ChooseMunicipality(CallbackData, prefix="town"):
    id: str


class MunicipalityPage(CallbackData, prefix="towns"):
    page: int


class ChoosePosition(CallbackData, prefix="position"):
    id: str


class PositionPage(CallbackData, prefix="positions"):
    page: int


class AnswerAge(CallbackData, prefix="adult"):
    adult: bool


class ComeOfAge(CallbackData, prefix="grown"):
    pass


class StepBack(CallbackData, prefix="stepback"):
    step: str


class KeepAnswer(CallbackData, prefix="keep"):
    step: str


class CancelJoining(CallbackData, prefix="nojoin"):
    pass
