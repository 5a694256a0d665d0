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
    invitations,
    joining,
    linking,
    members,
    mentor_offers,
    mentors,
    my_data,
    notifications,
    papers,
    particulars,
    person,
    stand_ins,
    start,
)

DIALOGUES = (
    linking,
    start,
    joining,
    consents,
    person,
    particulars,
    notifications,
    my_data,
    members,
    exports,
    papers,
    desk,
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
