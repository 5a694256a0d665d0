from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AddStep",
    "AddSteps",
    "Agree",
    "AgreeAsk",
    "AgreeDraft",
    "AgreeSend",
    "AgreeTake",
    "AskPeer",
    "ConfirmAgreement",
    "ConfirmStep",
    "DeclineGroup",
    "FillProgramme",
    "FinishTeam",
    "InvitePerson",
    "InviteTo",
    "JoinGroup",
    "MakeTeam",
    "Programme",
    "RaiseStep",
    "RemoveStep",
    "ShowInvitation",
    "ShowStep",
    "StepAnyDay",
    "StepDay",
    "StepLink",
    "TakeStepBack",
    "Together",
]

# the agreement of a pair or group; what is chosen so far is in the form


class Agree(CallbackData, prefix="pairagree"):
    """How it stands."""

    id: int


class AgreeDraft(CallbackData, prefix="agreenew"):
    id: int


class AgreeAsk(CallbackData, prefix="agreeask"):
    """`what`: goal, until, rhythm, format."""

    id: int
    what: str
    page: int = 0


class AgreeTake(CallbackData, prefix="agt"):
    id: int
    field: str
    choice: str


class AgreeSend(CallbackData, prefix="agreesend"):
    id: int


class ConfirmAgreement(CallbackData, prefix="agreeyes"):
    """`read`: the version that was."""

    id: int
    read: int


# the programme; a step by its own number


class Programme(CallbackData, prefix="prog"):
    id: int
    page: int


class FillProgramme(CallbackData, prefix="progfill"):
    id: int


class AddSteps(CallbackData, prefix="progadd"):
    id: int
    page: int


class AddStep(CallbackData, prefix="progtake"):
    id: int
    kind: str


class ShowStep(CallbackData, prefix="progstep"):
    id: int


class ConfirmStep(CallbackData, prefix="progdone"):
    id: int


class TakeStepBack(CallbackData, prefix="progundo"):
    id: int


class StepDay(CallbackData, prefix="progday"):
    id: int


class StepAnyDay(CallbackData, prefix="proganyday"):
    id: int


class StepLink(CallbackData, prefix="proglink"):
    id: int


class RaiseStep(CallbackData, prefix="progup"):
    id: int


class RemoveStep(CallbackData, prefix="progoff"):
    id: int


# groups, peers, project teams; an invitation by its own number


class Together(CallbackData, prefix="together"):
    pass


class InviteTo(CallbackData, prefix="groupadd"):
    id: int
    page: int


class InvitePerson(CallbackData, prefix="groupask"):
    id: int
    person: int


class AskPeer(CallbackData, prefix="peerask"):
    """`id`: of a colleague who shows their card."""

    id: int


class ShowInvitation(CallbackData, prefix="groupcard"):
    id: int


class JoinGroup(CallbackData, prefix="groupyes"):
    id: int


class DeclineGroup(CallbackData, prefix="groupno"):
    id: int


class MakeTeam(CallbackData, prefix="teamnew"):
    pass


class FinishTeam(CallbackData, prefix="teamend"):
    id: int
