"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import (
    access,
    consents,
    desk,
    exports,
    free_text,
    importing,
    invited,
    joining,
    linking,
    members,
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
    invited,
    start,
    joining,
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
    access,
    stand_ins,
    free_text,
)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
