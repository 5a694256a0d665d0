"""On every screen, and of the community itself."""

from aiogram.filters.callback_data import CallbackData

Press = CallbackData
LINK_WAY = "link"  # what a link hands the bot begins with it


class Menu(CallbackData, prefix="menu"):
    pass


class About(CallbackData, prefix="about"):
    pass


class Regulation(CallbackData, prefix="regulation"):
    pass
