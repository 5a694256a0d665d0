"""For whom an event is and what about, by its own words: «семинар для учителей физики», «Русский язык: сочинение»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from community.choices import Choice, plain
from community.profiles import CommunityProfile
from community.stems import stem, stems
from storage.models import Event

FOLLOWING = 4  # words after «учителей» that may name a subject
MOST = 4  # an event for more than so many subjects is for everybody
_TEACHER = re.compile(r"(?:учител|преподавател|воспитател)[а-я]{0,3}|педагог(?:и|ов|ам|ами|ах)?")
_HEAD = re.compile(r"^([^:.—–]{3,40})\s*[:.—–]")


def subjects_of(event: Event, community: CommunityProfile) -> tuple[str, ...]:
    """Ids of subjects, fields and age groups; empty: it is for everybody. A word that only may be a subject («истории
    успеха») names none."""
    told = {stem(word) for text in _telling(event) for word in plain(text).split()}
    found = [choice.id for choice in _topics(community) if _is_named(choice, told)]
    return tuple(found) if len(found) <= MOST else ()


def competences_of(event: Event, community: CommunityProfile) -> tuple[str, ...]:
    """Ids of those that the title names. One that is no competence («Игра на гитаре») costs nobody anything: such
    events are only shown sooner."""
    told = frozenset(stems(event.title))
    named = {each.id: _telling_stems((each.name, *each.search)) for each in community.competences}
    return tuple(slug for slug, names in named.items() if any(told >= name for name in names))


@lru_cache(maxsize=500)
def _telling_stems(names: tuple[str, ...]) -> frozenset[frozenset[str]]:
    return frozenset(found for name in names if (found := frozenset(stems(name))))


def _topics(community: CommunityProfile) -> tuple[Choice, ...]:
    return (*community.subjects, *community.fields, *community.age_groups)


def _telling(event: Event) -> Iterator[str]:
    """What stands after «для учителей», and at the head of the title."""
    if head := _HEAD.match(event.title):
        yield head[1]
    for text in (event.title, event.about or ""):
        words = plain(text).split()
        for at, word in enumerate(words):
            if _TEACHER.fullmatch(word):
                yield " ".join(words[at + 1 : at + 1 + FOLLOWING])


def _is_named(choice: Choice, told: set[str]) -> bool:
    """All words of one of its names."""
    return any(told >= name for name in _stems((choice.name, *choice.search)))


@lru_cache(maxsize=500)
def _stems(names: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(found for name in names if (found := frozenset(stem(word) for word in plain(name).split())))
