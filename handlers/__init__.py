"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import consents, free_text, joining, members, particulars, person, start

DIALOGUES = (start, joining, consents, person, particulars, members, free_text)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
