from bot.lean_aiogram import import_aiogram

import_aiogram()  # as the program does, before any test
