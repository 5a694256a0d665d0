"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import consents, free_text, joining, linking, members, notifications, particulars, person, start

DIALOGUES = (linking, start, joining, consents, person, particulars, notifications, members, free_text)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
