"""The dialogues, in the order in which they are asked."""

from aiogram import Router

from handlers import (
    applying,
    colleagues,
    consents,
    deciding,
    free_text,
    joining,
    members,
    mentor_offers,
    mentors,
    person,
    start,
)

DIALOGUES = (
    start,
    joining,
    consents,
    person,
    members,
    applying,
    mentor_offers,
    mentors,
    deciding,
    colleagues,
    free_text,
)


def routers() -> list[Router]:
    return [dialogue.router() for dialogue in DIALOGUES]
