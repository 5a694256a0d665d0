"""How what somebody has said in a talk is shown to the other one: whole, and with what it answers."""

from __future__ import annotations

from typing import NamedTuple

from screens.words import esc, short
from storage.models import TalkMessage

QUOTED = 80  # characters of what a message answers
FILES = "📎 Вложения — выше."
BETWEEN_US = "🔒 Переписку видите только вы двое; при жалобе координатор увидит лишь отмеченные сообщения."


class Around(NamedTuple):
    """What a message answers, and whether it is the first that this person gets."""

    quoted: TalkMessage | None = None
    first: bool = False


ALONE = Around()


def whole(message: TalkMessage, around: Around = ALONE) -> str:
    parts = (quotation(around.quoted), esc(message.words) if message.words else FILES, changed(message))
    said = "\n".join(filter(None, parts))
    return f"{said}\n\n{BETWEEN_US}" if around.first else said


def quotation(quoted: TalkMessage | None) -> str:
    """Networks cannot quote each other's messages."""
    if quoted is None:
        return ""
    words = " ".join(quoted.words.split())
    return f"↪️ в ответ на: «{esc(short(words, QUOTED))}»" if words else "↪️ в ответ на вложение"


def changed(message: TalkMessage) -> str:
    return "<i>(изменено)</i>" if message.edited_at else ""
