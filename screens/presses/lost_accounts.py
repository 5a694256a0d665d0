"""A lost account."""

from aiogram.filters.callback_data import CallbackData


class AlreadyMember(CallbackData, prefix="known"):
    pass


class LoseAccount(CallbackData, prefix="lose"):
    pass


class LostTown(CallbackData, prefix="losetown"):
    id: str


class LostTownPage(CallbackData, prefix="losetowns"):
    page: int


class CancelLost(CallbackData, prefix="nolose"):
    pass


class WithdrawLost(CallbackData, prefix="losenot"):
    pass


class LostAccount(CallbackData, prefix="lost"):
    id: int


class LostCandidate(CallbackData, prefix="lostwho"):
    id: int
    person: int


class MarkLost(CallbackData, prefix="lostmark"):
    id: int
    account: int
    lost: bool


class Recover(CallbackData, prefix="recover"):
    id: int
    person: int


class DeclineLost(CallbackData, prefix="lostno"):
    id: int
