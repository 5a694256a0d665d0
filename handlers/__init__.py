"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import consents, exports, free_text, joining, members, person, start

DIALOGUES = (start, joining, consents, person, members, exports, free_text)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
