from __future__ import annotations

from enum import Enum, auto

from community.choices import plain

GREETINGS = ("здравствуйте", "привет", "добрый день", "добрый вечер", "доброе утро", "доброго времени", "приветствую")
THANKS = ("спасибо", "благодарю", "спс", "от души")


class SmallTalk(Enum):
    """What is said out of kindness: it gets a kind answer and never becomes a question."""

    GREETING = auto()
    THANKS = auto()
    SHORT = auto()


def small_talk(text: str) -> SmallTalk | None:
    words = plain(text)
    few = len(words.split()) <= 4
    if few and words.startswith(GREETINGS):
        return SmallTalk.GREETING
    if few and any(thanks in words for thanks in THANKS):
        return SmallTalk.THANKS
    return SmallTalk.SHORT if len(words.split()) <= 1 else None
