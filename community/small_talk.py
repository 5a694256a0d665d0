from __future__ import annotations

from enum import Enum, auto

from community.choices import plain

GREETINGS = ("здравствуйте", "привет", "добрый день", "добрый вечер", "доброе утро", "доброго времени", "приветствую")
THANKS = ("спасибо", "благодарю", "спс", "от души")


MOST_WORDS = 4


class SmallTalk(Enum):
    """What is said out of kindness: it gets a kind answer and never becomes a question."""

    GREETING = auto()
    THANKS = auto()
    SHORT = auto()


def small_talk(text: str) -> SmallTalk | None:
    if "?" in text and plain(text):
        return None
    words = f"{plain(text)} "
    few = len(words.split()) <= MOST_WORDS
    if few and words.startswith(tuple(f"{greeting} " for greeting in GREETINGS)):
        return SmallTalk.GREETING
    if few and any(f" {thanks} " in f" {words}" for thanks in THANKS):
        return SmallTalk.THANKS
    return SmallTalk.SHORT if len(words.split()) <= 1 else None
