"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import consents, free_text, joining, members, my_data, papers, person, start

DIALOGUES = (start, joining, consents, person, my_data, members, papers, free_text)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
