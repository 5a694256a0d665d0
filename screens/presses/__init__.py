"""What a button carries: ids, never state. The prefix is a short word; the whole stays under 63 bytes."""

from aiogram.filters.callback_data import CallbackData

from screens.presses.mentors import *  # noqa: F403 - the presses of a dialogue are found where all the others are

Press = CallbackData

# everywhere


class Menu(CallbackData, prefix="menu"):
    pass


class About(CallbackData, prefix="about"):
    pass


class Regulation(CallbackData, prefix="regulation"):
    pass


# joining


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


# consents


class Consents(CallbackData, prefix="consents"):
    pass


class ShowConsent(CallbackData, prefix="consent"):
    kind: str


class GiveConsent(CallbackData, prefix="agree"):
    kind: str
    version: str


class DeclineConsent(CallbackData, prefix="decline"):
    kind: str


class WithdrawConsent(CallbackData, prefix="withdraw"):
    kind: str


class AskToLeave(CallbackData, prefix="leave"):
    pass


class Leave(CallbackData, prefix="leaveyes"):
    pass


# my profile


class MyProfile(CallbackData, prefix="me"):
    pass


class FillIn(CallbackData, prefix="fill"):
    field: str


class TakeOrganisation(CallbackData, prefix="org"):
    mark: str


class MarkSpeciality(CallbackData, prefix="spec"):
    id: str
    chosen: bool
    page: int


class SpecialityPage(CallbackData, prefix="specs"):
    page: int


class ChooseYear(CallbackData, prefix="since"):
    year: int


# members, for coordinators


class Members(CallbackData, prefix="members"):
    page: int


class Member(CallbackData, prefix="member"):
    id: int
