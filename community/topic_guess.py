"""What a question is about, guessed from its words: the asker sees the guess and may change it."""

from __future__ import annotations

from functools import lru_cache

from community.choices import Choice
from community.profiles import CommunityProfile, ConsultingTopic
from community.stems import stems

ALIKE = 5  # letters that two words share at least, unless one is the beginning of the other
SHORTEST_BEGINNING, LONGEST_REST = 4, 4
SEVERAL_WORDS = 1.5  # what a phrase of several words says more than one word
BACKGROUND = 0.25  # of what the asker is, against what they say

Phrase = tuple[str, ...]


def guess(text: str, about: str, community: CommunityProfile) -> ConsultingTopic:
    """`about`: what is known of the asker, their position and subjects; it only tips the scales.

    The topic that most of the words speak for; as many for two, the one with more care for the asker. No word known:
    subjects belong to the first topic, all else to the last.
    """
    said, known = stems(text), stems(about)
    points = {
        topic.id: _points(_phrases(topic), said) + BACKGROUND * _points(_phrases(topic), known)
        for topic in community.consulting_topics
    }
    best = max(community.consulting_topics, key=lambda topic: (points[topic.id], topic.support))
    if points[best.id] > 0:
        return best
    first, last = community.consulting_topics[0], community.consulting_topics[-1]
    return first if any(_points(_phrases(subject), said) for subject in community.subjects) else last


@lru_cache(maxsize=500)
def _of_names(names: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(phrase for name in names if (phrase := tuple(stems(name))))


def _phrases(choice: Choice) -> tuple[Phrase, ...]:
    return _of_names((choice.name, *choice.search))


def _points(phrases: tuple[Phrase, ...], said: list[str]) -> float:
    """One for each word that was said, once, more where a whole phrase was."""
    words = {word for phrase in phrases if len(phrase) == 1 for word in phrase}
    heard = {each for each in said if any(is_alike(word, each) for word in words)}
    whole = [phrase for phrase in phrases if len(phrase) > 1 and _is_said(phrase, said)]
    return len(heard) + SEVERAL_WORDS * len(whole)


def _is_said(phrase: Phrase, said: list[str]) -> bool:
    return all(any(is_alike(word, each) for each in said) for word in phrase)


@lru_cache(maxsize=20_000)
def is_alike(one: str, other: str) -> bool:
    """Two stems of what is perhaps the same word: «оценк» and «оценива»."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST_BEGINNING and long.startswith(short):
        return len(long) - len(short) <= LONGEST_REST
    return len(short) > ALIKE and short[:-1] == long[: len(short) - 1]
