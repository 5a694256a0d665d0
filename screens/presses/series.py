from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AskProposer",
    "AskToEndSeries",
    "AskToSkip",
    "AskToWithdrawProposal",
    "CancelProposing",
    "CancelRest",
    "ChangeFollowing",
    "ChooseProposalKind",
    "ConfirmProposal",
    "DeclineProposal",
    "DeclineSilently",
    "EditProposal",
    "EndSeries",
    "GiveResult",
    "MakeOfTopic",
    "NoteTopic",
    "Proposal",
    "ProposalKinds",
    "Propose",
    "ProposeStep",
    "RepeatEvent",
    "Results",
    "SendProposal",
    "ShowResults",
    "ShowSeries",
    "ShowTopic",
    "SkipEvent",
    "StartSeries",
    "SuggestTopic",
    "WithdrawProposal",
]

# events that repeat; `id` is that of the event at hand


class RepeatEvent(CallbackData, prefix="evrep"):
    id: int


class StartSeries(CallbackData, prefix="evrepyes"):
    id: int


class ShowSeries(CallbackData, prefix="evseries"):
    id: int


class AskToSkip(CallbackData, prefix="evskip"):
    id: int


class SkipEvent(CallbackData, prefix="evskipyes"):
    id: int


class ChangeFollowing(CallbackData, prefix="evfollow"):
    """The later ones get this detail of the event."""

    id: int
    name: str


class AskToEndSeries(CallbackData, prefix="evstop"):
    id: int


class EndSeries(CallbackData, prefix="evstopyes"):
    id: int


class CancelRest(CallbackData, prefix="evrest"):
    id: int


# what a member offers to hold


class Propose(CallbackData, prefix="propose"):
    pass


class ProposeStep(CallbackData, prefix="propstep"):
    step: str


class ProposalKinds(CallbackData, prefix="propkinds"):
    page: int


class ChooseProposalKind(CallbackData, prefix="propkind"):
    id: str


class SendProposal(CallbackData, prefix="propsend"):
    pass


class CancelProposing(CallbackData, prefix="propno"):
    pass


class Proposal(CallbackData, prefix="prop"):
    """Its card, for the author or for those who decide."""

    id: int


class EditProposal(CallbackData, prefix="propedit"):
    id: int
    step: str


class AskToWithdrawProposal(CallbackData, prefix="propback"):
    id: int


class WithdrawProposal(CallbackData, prefix="propbackok"):
    id: int


class ConfirmProposal(CallbackData, prefix="propyes"):
    id: int


class AskProposer(CallbackData, prefix="propask"):
    id: int


class DeclineProposal(CallbackData, prefix="propdecl"):
    id: int


class DeclineSilently(CallbackData, prefix="propdeclok"):
    id: int


# topics


class SuggestTopic(CallbackData, prefix="topic"):
    pass


class ShowTopic(CallbackData, prefix="topicshow"):
    id: int


class MakeOfTopic(CallbackData, prefix="topicmake"):
    id: int


class NoteTopic(CallbackData, prefix="topicnoted"):
    id: int


# contests


class GiveResult(CallbackData, prefix="evresult"):
    """`id` of a registration."""

    id: int


class Results(CallbackData, prefix="evresall"):
    id: int


class ShowResults(CallbackData, prefix="evresshow"):
    id: int
    shown: bool
