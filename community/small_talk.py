from __future__ import annotations

from enum import Enum, auto

from community.choices import plain

GREETINGS = ("здравствуйте", "привет", "добрый день", "добрый вечер", "доброе утро", "доброго времени", "приветствую")
THANKS = ("спасибо", "благодарю", "спс", "от души")


COMING = {"+", "да", "приду", "буду", "да приду", "да буду", "обязательно", "конечно", "приду обязательно"}
NOT_COMING = {"-", "нет", "не приду", "не смогу", "не буду", "нет не смогу", "не получится", "к сожалению не смогу"}
ACKNOWLEDGED = {"ок", "окей", "ok", "понятно", "понял", "поняла", "поняли", "ясно", "хорошо", "ладно", "принято", "всё"}
ACKNOWLEDGED |= {"все", "отлично", "супер", "угу", "вижу", "прочитано", "получено", "договорились"}
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
    return SmallTalk.SHORT if len(words.split()) <= 1 or (few and set(words.split()) <= ACKNOWLEDGED) else None


def is_polite(text: str) -> bool:
    """Thanks, a greeting, «ок», «+»: not the words that somebody was asked for. Any other single word may be those."""
    found = small_talk(text)
    return found in (SmallTalk.GREETING, SmallTalk.THANKS) or (
        found is SmallTalk.SHORT and {*plain(text).split()} <= ACKNOWLEDGED | {"да", "нет"}
    )


def says_coming(text: str) -> bool | None:
    """«+», «приду», «не смогу»: an answer to whether somebody comes; None when it is something else."""
    said = plain(text) or text.strip()
    if said in COMING:
        return True
    return False if said in NOT_COMING else None
