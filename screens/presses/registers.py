"""Lists of people, for those who answer for them."""

from aiogram.filters.callback_data import CallbackData


class Registers(CallbackData, prefix="reg"):
    pass


class Members(CallbackData, prefix="members"):
    page: int


class Member(CallbackData, prefix="member"):
    id: int


class PeopleTools(CallbackData, prefix="regtools"):
    pass


class ChooseFilter(CallbackData, prefix="regby"):
    what: str
    page: int


class SetFilter(CallbackData, prefix="regset"):
    what: str
    value: str


class ClearFilter(CallbackData, prefix="regall"):
    pass


class AskExport(CallbackData, prefix="export"):
    pass


class Export(CallbackData, prefix="exportfor"):
    purpose: str


class ImportList(CallbackData, prefix="import"):
    pass


class ListTemplate(CallbackData, prefix="impsample"):
    pass


class SaveList(CallbackData, prefix="impsave"):
    mark: str


class DiscardList(CallbackData, prefix="impdrop"):
    pass


class ListLinks(CallbackData, prefix="implinks"):
    pass


class AskToForgetListed(CallbackData, prefix="unlist"):
    pass


class ForgetListed(CallbackData, prefix="unlistyes"):
    pass


class TakeListed(CallbackData, prefix="listed"):
    pass
