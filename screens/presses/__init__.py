"""What a button carries: ids, never state. The prefix is a short word; the whole stays under 63 bytes."""

from aiogram.filters.callback_data import CallbackData

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


# becoming a mentor


class BecomeMentor(CallbackData, prefix="mentor"):
    pass


class ApplyStep(CallbackData, prefix="apply"):
    """A question, the summary, or `next`: whatever has no answer yet."""

    step: str


class ChooseGround(CallbackData, prefix="ground"):
    id: str


class GroundPage(CallbackData, prefix="grounds"):
    page: int


class RecommendLater(CallbackData, prefix="reclater"):
    pass


class SendApplication(CallbackData, prefix="applysend"):
    pass


class CancelApplication(CallbackData, prefix="applyno"):
    pass


class AskToWithdraw(CallbackData, prefix="applyback"):
    pass


class WithdrawApplication(CallbackData, prefix="applyoff"):
    pass


class AnswerClarification(CallbackData, prefix="clarified"):
    pass


# what a mentor offers; `of`: a - the application, m - the confirmed mentor


class EditOffer(CallbackData, prefix="offer"):
    of: str
    name: str


class MarkOffer(CallbackData, prefix="offers"):
    of: str
    name: str
    id: str
    chosen: bool
    page: int


class OfferPage(CallbackData, prefix="offerpage"):
    of: str
    name: str
    page: int


class ChooseCapacity(CallbackData, prefix="takes"):
    of: str
    number: int


class ClearOffer(CallbackData, prefix="offerno"):
    of: str
    name: str


class MyMentoring(CallbackData, prefix="mymentor"):
    pass


class PauseMentoring(CallbackData, prefix="mpause"):
    pass


class ResumeMentoring(CallbackData, prefix="mresume"):
    pass


class AskToEndMentoring(CallbackData, prefix="mend"):
    pass


class EndMentoring(CallbackData, prefix="mendyes"):
    pass


# deciding about mentors


class Application(CallbackData, prefix="appl"):
    id: int


class ConfirmMentor(CallbackData, prefix="applyes"):
    id: int


class AskBack(CallbackData, prefix="applask"):
    id: int


class DeclineMentor(CallbackData, prefix="appldecl"):
    id: int


class MarkMissing(CallbackData, prefix="missing"):
    id: int
    what: str
    chosen: bool


class SendDecline(CallbackData, prefix="appldeclyes"):
    id: int


# finding a colleague


class FindColleague(CallbackData, prefix="find"):
    pass


# publication


class MarkDatum(CallbackData, prefix="show"):
    name: str
    chosen: bool


class ColleagueLists(CallbackData, prefix="finds"):
    of: str
    page: int


class Colleagues(CallbackData, prefix="found"):
    """`of`: s, c or m with an id of the profile, * everybody, w the words typed last, `last` again."""

    of: str
    id: str
    page: int


class Colleague(CallbackData, prefix="colleague"):
    id: int
