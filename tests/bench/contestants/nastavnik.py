"""The program as `python -m bot run` starts it; only the network's limit (30 messages a second) is lifted."""

from __future__ import annotations

from unittest.mock import patch

import bot.app
from bot.logs import set_up_logs
from bot.settings import Settings, read_settings
from messengers.messenger import Messenger
from messengers.telegram import Telegram
from screens.start import COMMANDS

UNLIMITED = 1_000_000.0


def make_messengers(settings: Settings, _: str) -> list[Messenger]:
    assert settings.telegram_token
    return [Telegram(settings.telegram_token.get_secret_value(), settings.telegram_api_url, None, UNLIMITED, COMMANDS)]


if __name__ == "__main__":
    settings = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    with patch.object(bot.app, "make_messengers", make_messengers):
        bot.app.run(settings)
