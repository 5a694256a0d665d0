"""Consents, and rights over one's data; parents of those under 18."""

from aiogram.filters.callback_data import CallbackData


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


class AskForParentForm(CallbackData, prefix="parents"):
    pass


class ParentForms(CallbackData, prefix="pforms"):
    pass


class ParentForm(CallbackData, prefix="pform"):
    id: int


class ReceiveParentForm(CallbackData, prefix="pformyes"):
    code: str
