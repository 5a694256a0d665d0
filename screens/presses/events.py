from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AddExpert",
    "AddOrganiser",
    "AddSpeaker",
    "ApproveRegistration",
    "AskToCancelEvent",
    "Calendar",
    "CalendarFilters",
    "CalendarKinds",
    "CalendarMonths",
    "CancelEvent",
    "CancelMaking",
    "ChooseEventKind",
    "ComeToEvent",
    "CopyEvent",
    "EditEvent",
    "EventDetails",
    "EventFile",
    "EventKinds",
    "EventPeople",
    "EventTowns",
    "LeaveEvent",
    "MakeEvent",
    "MakeStep",
    "PublishEvent",
    "RefuseRegistration",
    "RemoveHost",
    "RunEvent",
    "SetEvent",
    "ShowEvent",
    "ShowRegistration",
    "SignUp",
    "WhereLater",
]

# the calendar


class Calendar(CallbackData, prefix="cal"):
    """`of` and `id` as in `community.event_calendar.Sought`; `last`: where the person was."""

    of: str
    id: str
    page: int


class CalendarFilters(CallbackData, prefix="calfind"):
    pass


class CalendarKinds(CallbackData, prefix="calkinds"):
    page: int


class CalendarMonths(CallbackData, prefix="calmonths"):
    pass


class ShowEvent(CallbackData, prefix="event"):
    id: int


class EventFile(CallbackData, prefix="evics"):
    """For the calendar of a phone."""

    id: int


# signing up


class SignUp(CallbackData, prefix="signup"):
    id: int


class LeaveEvent(CallbackData, prefix="evleave"):
    id: int


class ComeToEvent(CallbackData, prefix="evcome"):
    id: int


# making events


class MakeEvent(CallbackData, prefix="evnew"):
    pass


class EventKinds(CallbackData, prefix="evkinds"):
    page: int


class ChooseEventKind(CallbackData, prefix="evkind"):
    id: str


class MakeStep(CallbackData, prefix="evstep"):
    step: str


class WhereLater(CallbackData, prefix="evlater"):
    id: int


class CancelMaking(CallbackData, prefix="evnewno"):
    pass


class RunEvent(CallbackData, prefix="evrun"):
    """The card for those who run it."""

    id: int


class EventDetails(CallbackData, prefix="evmore"):
    id: int
    page: int


class EditEvent(CallbackData, prefix="evedit"):
    id: int
    name: str


class EventTowns(CallbackData, prefix="evtowns"):
    id: int
    page: int


class SetEvent(CallbackData, prefix="evset"):
    """A detail with one of its choices; `-` empties it."""

    id: int
    name: str
    value: str


class PublishEvent(CallbackData, prefix="evpub"):
    id: int


class CopyEvent(CallbackData, prefix="evcopy"):
    id: int


class AskToCancelEvent(CallbackData, prefix="evoff"):
    id: int


class CancelEvent(CallbackData, prefix="evoffyes"):
    id: int


class AddOrganiser(CallbackData, prefix="evorg"):
    """`person`: 0 takes the name that was typed."""

    id: int
    person: int


class AddSpeaker(CallbackData, prefix="evspeaker"):
    id: int
    person: int


class AddExpert(CallbackData, prefix="evexpert"):
    id: int
    person: int


class RemoveHost(CallbackData, prefix="evhostno"):
    id: int
    host: int


class EventPeople(CallbackData, prefix="evpeople"):
    id: int
    page: int


class ShowRegistration(CallbackData, prefix="evreg"):
    id: int


class ApproveRegistration(CallbackData, prefix="evregyes"):
    id: int


class RefuseRegistration(CallbackData, prefix="evregno"):
    id: int
