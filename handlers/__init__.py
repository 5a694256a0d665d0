"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import access, consents, desk, free_text, joining, members, person, stand_ins, start

DIALOGUES = (start, joining, consents, person, members, desk, access, stand_ins, free_text)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
