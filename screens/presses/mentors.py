from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

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


class AskToWithdrawApplication(CallbackData, prefix="applyback"):
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


class Proof(CallbackData, prefix="applproof"):
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


class SendDecline(CallbackData, prefix="appldecl2"):
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


# inviting mentors


class Invitations(CallbackData, prefix="invites"):
    page: int


class InviteMentor(CallbackData, prefix="invite"):
    pass


class InviteOn(CallbackData, prefix="inviteon"):
    id: str


class InviteGrounds(CallbackData, prefix="invitepage"):
    page: int


class InviteWithoutPaper(CallbackData, prefix="invitebare"):
    pass


class Invitation(CallbackData, prefix="invited"):
    id: int


class CancelInvitation(CallbackData, prefix="inviteoff"):
    id: int
