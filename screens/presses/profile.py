"""One's own profile, notifications, and several networks of one person."""

from aiogram.filters.callback_data import CallbackData


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


class AgeForPosition(CallbackData, prefix="agefor"):
    position: str
    adult: bool


class LeaveAsMinor(CallbackData, prefix="minoryes"):
    pass
