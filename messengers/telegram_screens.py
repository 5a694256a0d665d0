"""A screen in Telegram's parameters: ready JSON, pure functions."""

from __future__ import annotations

import json
from typing import Any

from messengers.markup import Formatted, Span
from messengers.screen import Button, Screen
from messengers.telegram_updates import KEPT


def entities_of(part: Formatted) -> str | None:
    return json.dumps([_entity(span) for span in part.spans]) if part.spans else None


def _entity(span: Span) -> dict[str, Any]:
    kind = {"type": "text_link", "url": span.url} if span.kind == "url" else {"type": span.kind}
    return kind | {"offset": span.offset, "length": span.length}


def keyboard_of(screen: Screen) -> str | None:
    rows = [[_button(button, screen.kept) for button in row] for row in screen.buttons]
    return json.dumps({"inline_keyboard": rows}) if rows else None


def _button(button: Button, kept: bool) -> dict[str, Any]:
    if button.press is None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": KEPT + button.press if kept else button.press}
