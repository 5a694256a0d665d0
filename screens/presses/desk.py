"""Desks: roles, stand-ins, the journal and what asks for attention."""

from aiogram.filters.callback_data import CallbackData


class MoreOfDesk(CallbackData, prefix="more"):
    pass


class MemberMenu(CallbackData, prefix="membermenu"):
    pass


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


class Journal(CallbackData, prefix="journal"):
    page: int


class Attention(CallbackData, prefix="attention"):
    page: int
