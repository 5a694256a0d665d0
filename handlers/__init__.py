"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import (
    access,
    applying,
    colleagues,
    consents,
    deciding,
    desk,
    exports,
    free_text,
    importing,
    invitations,
    invited,
    joining,
    linking,
    lost_accounts,
    members,
    mentor_offers,
    mentors,
    my_data,
    notifications,
    papers,
    particulars,
    person,
    recovery,
    stand_ins,
    start,
)

DIALOGUES = (
    linking,
    invited,
    start,
    joining,
    lost_accounts,
    consents,
    person,
    particulars,
    notifications,
    my_data,
    members,
    exports,
    importing,
    papers,
    desk,
    recovery,
    access,
    stand_ins,
    applying,
    mentor_offers,
    mentors,
    deciding,
    invitations,
    colleagues,
    free_text,
)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
