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


# my profile, one answer at a time


class ChangeProfile(CallbackData, prefix="edit"):
    pass


class Competences(CallbackData, prefix="skills"):
    pass


class AskParticular(CallbackData, prefix="ask"):
    field: str


class ParticularPage(CallbackData, prefix="asks"):
    field: str
    page: int


class TakeParticular(CallbackData, prefix="set"):
    field: str
    value: str


class ClearParticular(CallbackData, prefix="clear"):
    field: str


class MarkParticular(CallbackData, prefix="tag"):
    field: str
    id: str
    chosen: bool
    page: int


# what I am told of, and when


class Notifications(CallbackData, prefix="notices"):
    pass


class MuteTopic(CallbackData, prefix="mute"):
    topic: str
    muted: bool


class AskQuietHours(CallbackData, prefix="quiet"):
    pass


class SetQuietHours(CallbackData, prefix="hours"):
    first: int
    last: int


class PreferNetwork(CallbackData, prefix="prefer"):
    network: str


# several networks of one person


class Networks(CallbackData, prefix="nets"):
    pass


class ShowCode(CallbackData, prefix="code"):
    pass


class HaveCode(CallbackData, prefix="havecode"):
    pass


class Link(CallbackData, prefix="link"):
    keep_shown: bool


class AskToUnlink(CallbackData, prefix="unlink"):
    account: int


class Unlink(CallbackData, prefix="unlinkyes"):
    account: int


# members, for coordinators


class Members(CallbackData, prefix="members"):
    page: int


class Member(CallbackData, prefix="member"):
    id: int


# desks


class MoreOfDesk(CallbackData, prefix="more"):
    pass


class MemberMenu(CallbackData, prefix="membermenu"):
    pass


# access


class Accesses(CallbackData, prefix="accesses"):
    page: int


class ShowAccess(CallbackData, prefix="access"):
    """`since`: seconds, because numbers of rows may be used again."""

    id: int
    since: int


class AskToWithdraw(CallbackData, prefix="ungrant"):
    id: int
    since: int


class Withdraw(CallbackData, prefix="ungrantyes"):
    id: int
    since: int


class AddAccess(CallbackData, prefix="grant"):
    pass


class AccessFor(CallbackData, prefix="grantto"):
    person: int


class AnswerAccess(CallbackData, prefix="grantset"):
    question: str
    answer: str


class AskAccess(CallbackData, prefix="grantask"):
    question: str
    page: int


class Grant(CallbackData, prefix="grantyes"):
    mark: str


class CancelAccess(CallbackData, prefix="nogrant"):
    pass


# standing in


class StandIns(CallbackData, prefix="standins"):
    pass


class NameStandIn(CallbackData, prefix="standin"):
    pass


class StandInFor(CallbackData, prefix="standinby"):
    person: int


class StandInUntil(CallbackData, prefix="standuntil"):
    day: str


class EndStandIn(CallbackData, prefix="standinend"):
    id: int


# journal and attention


class Journal(CallbackData, prefix="journal"):
    page: int


class Attention(CallbackData, prefix="attention"):
    page: int


# rights over one's data


class MyData(CallbackData, prefix="mydata"):
    pass


class CopyMyData(CallbackData, prefix="mycopy"):
    pass


class AskPause(CallbackData, prefix="pauses"):
    pass


class TakePause(CallbackData, prefix="pause"):
    days: int


class EndPause(CallbackData, prefix="unpause"):
    pass


class AskToDelete(CallbackData, prefix="erase"):
    pass


class DeleteMe(CallbackData, prefix="eraseyes"):
    pass


class AskForPaper(CallbackData, prefix="paper"):
    id: int


class DeleteOnPaper(CallbackData, prefix="paperyes"):
    id: int


class RenewConsent(CallbackData, prefix="renew"):
    kind: str
    version: str


class ChangedConsents(CallbackData, prefix="changed"):
    pass


# parents of those under 18


class AskForParentForm(CallbackData, prefix="parents"):
    pass


class ParentForms(CallbackData, prefix="pforms"):
    pass


class ParentForm(CallbackData, prefix="pform"):
    id: int


class ReceiveParentForm(CallbackData, prefix="pformyes"):
    code: str
